import { allPermissions } from "../../../lib/catalogue";
import type { TokenSpec } from "../../../lib/policy";
import { accessDiff } from "../../../lib/review";
import { ACCOUNT_KEY, change, DNS_READ, DNS_WRITE, policy, token, Z1 } from "./tokens";
import { ACCOUNT } from "../../read/files";

const idOf = (name: string, scope = "account"): string => allPermissions.find((p) => p.name === name && p.scope === scope)!.id;
const D1_WRITE = idOf("D1 Write");
const UNKNOWN = "0".repeat(32);
const LIST = "data.cloudflare_account_api_token_permission_groups_list.all";
const WORKER_SCOPE = "com.cloudflare.edge.worker.script";
const WORKER = { [ACCOUNT_KEY]: { [`${WORKER_SCOPE}.${"3".repeat(32)}`]: "*" } } as const;

/** The risks of a permission that is gained on top of reading DNS. */
function gains(id: string, resources: Parameters<typeof policy>[2] = { [ACCOUNT_KEY]: "*" }, more: Partial<TokenSpec> = {}): string[] {
  const read = policy("allow", [DNS_READ], { [Z1]: "*" });
  const diff = change({ policies: [read] }, { policies: [read, policy("allow", [id], resources)], ...more });
  return diff!.risks.map(({ code, reason }) => `${code}: ${reason}`);
}

describe("what a permission that is gained can do", () => {
  it.each([
    ["D1 Write", "account", "data: D1 Write can read, change and delete all data in D1 databases"],
    [
      "Workers R2 Storage Write",
      "account",
      "data: Workers R2 Storage Write can read, change and delete all data in R2 buckets, and the buckets",
    ],
    ["Snippets Write", "zone", "workers-code: Snippets Write can run code on the traffic of visitors"],
    ["Email Routing Rules Write", "zone", "traffic: Email Routing Rules Write can forward the mail of a domain elsewhere, or drop it"],
    [
      "Registrar Domains Admin",
      "account",
      "dns: Registrar Domains Admin can move domains away, change their name servers, or let them lapse",
    ],
    ["Secrets Store Read", "account", "secrets: Secrets Store Read can see which secrets there are, not their values"],
    ["DDoS Protection Write", "account", "protection: DDoS Protection Write can switch protection off"],
    ["Cache Purge", "zone", "availability: Cache Purge can empty the cache, and so overload the origin"],
    ["Logs Read", "zone", "personal-data: Logs Read can read the requests of visitors, with their addresses"],
    ["CF Agents Write", "account", "unknown-permission: CF Agents Write can do what is documented nowhere that we know of"],
  ])("is said: %s", (name, scope, risk) => {
    expect(gains(idOf(name, scope), scope === "zone" ? { [Z1]: "*" } : undefined)).toContain(risk);
  });

  it("is nothing for what somebody found harmless, and unknown for what is not in the catalogue", () => {
    expect(gains(idOf("Zone Read", "zone"), { [Z1]: "*" })).toEqual([]);
    expect(gains(UNKNOWN)).toEqual([`unknown-permission: nothing is known of permission group ${UNKNOWN}`]);
  });

  it("is said once of permissions that can do the same", () => {
    const writes = ["Zone WAF Write", "Firewall Services Write", "Bot Management Write", "Firewall for AI Write", "Page Shield Write"];
    const groups = [...writes.map((name) => idOf(name, "zone")), idOf("HTTP DDoS Managed Ruleset Write", "zone")];
    const diff = change({ policies: [] }, { policies: [policy("allow", groups, { [Z1]: "*" })] });
    expect(diff!.risks).toEqual([
      {
        code: "protection",
        reason:
          "Bot Management Write, Firewall Services Write, Firewall for AI Write, HTTP DDoS Managed Ruleset Write and 2 more can switch protection off",
      },
    ]);
  });
});

describe("a permission that is looked up by its name", () => {
  const lookup = (name: string): string => `\${one([for g in ${LIST}.result : g.id if g.name == "${name}"])}`;
  const looked = (name: string): Partial<TokenSpec> => ({
    lookups: { [lookup(name)]: { kind: "permission", name, accountId: ACCOUNT } },
  });
  const BOUND = "can run code in its Worker, with bindings that reach all data of the account: they are not checked against the token";

  it("can do what one of that name can: the bindings of a single Worker reach the account", () => {
    const name = "Individual Workers Editor";
    expect(gains(lookup(name), WORKER, looked(name))).toEqual([`workers-code: ${name} ${BOUND}`]);
  });

  it("says the same where the expression stood there before and found something else", () => {
    const name = "Individual Workers Admin";
    const text = "${data.x.y.result[0].id}";
    const spec = (found: string): Partial<TokenSpec> => ({
      policies: [policy("allow", [text], WORKER)],
      lookups: { [text]: { kind: "permission", name: found, accountId: ACCOUNT } },
    });
    const diff = change(spec("Individual Workers Metadata Read-Only"), spec(name));
    expect(diff!.risks.map(({ reason }) => reason)).toContain(`${name} ${BOUND}`);
  });

  it("is not harmless for its name: what is found is known at plan time", () => {
    expect(gains(lookup("Zone Read"), { [Z1]: "*" }, looked("Zone Read"))).toEqual([
      `unknown-permission: nothing is known of permission group ${lookup("Zone Read")}`,
    ]);
  });

  it("is unknown where another account's list is asked", () => {
    const name = "Individual Workers Editor";
    const elsewhere = { lookups: { [lookup(name)]: { kind: "permission" as const, name, accountId: "f".repeat(32) } } };
    expect(gains(lookup(name), WORKER, elsewhere).map((risk) => risk.split(":")[0])).toEqual(["unknown-permission", "workers-code"]);
  });
});

test("a permission of a single Worker of which nothing is known says that bindings reach the account", () => {
  expect(gains(UNKNOWN, WORKER)).toEqual([
    `unknown-permission: nothing is known of permission group ${UNKNOWN}`,
    "workers-code: a permission of a single Worker may let its code run with bindings, which reach all data of the account",
  ]);
});

describe("addresses that grow", () => {
  const wider = (before: TokenSpec["requestIp"], after: TokenSpec["requestIp"]): string[] =>
    (
      accessDiff([token(before === undefined ? {} : { requestIp: before })], [token(after === undefined ? {} : { requestIp: after })])
        .tokens[0]?.risks ?? []
    )
      .filter(({ code }) => code === "wider-addresses")
      .map(({ reason }) => reason);
  const from = (before: readonly string[], after: readonly string[]): string[] => wider({ in: before }, { in: after });
  const GROW = "its addresses grow by more than 8 bits, from";

  it("by more than 8 bits are a risk, by 8 bits they are not", () => {
    expect(from(["192.0.2.0/24"], ["192.0.0.0/12"])).toEqual([`${GROW} 192.0.2.0/24 to 192.0.0.0/12`]);
    expect(from(["192.0.2.0/24"], ["192.0.0.0/15"])).toEqual([`${GROW} 192.0.2.0/24 to 192.0.0.0/15`]);
    expect(from(["192.0.2.0/24"], ["192.0.0.0/16"])).toEqual([]);
    expect(from(["2001:db8::/64"], ["2001:db8::/48"])).toEqual([`${GROW} 2001:db8::/64 to 2001:db8::/48`]);
    expect(from(["192.0.0.0/12"], ["192.0.2.0/24"])).toEqual([]);
  });

  it("are said of each range, however many others stand beside it", () => {
    expect(from(["10.0.0.0/8", "192.0.2.0/24", "192.0.3.7/32"], ["10.0.0.0/8", "192.0.0.0/12"])).toEqual([
      `${GROW} 192.0.2.0/24, 192.0.3.7/32 to 192.0.0.0/12`,
    ]);
    const many = [0, 1, 2, 3, 4].map((n) => String(16 * n));
    expect(
      from(
        many.map((n) => `60.${n}.0.0/32`),
        many.map((n) => `60.${n}.0.0/16`),
      ),
    ).toEqual(
      [
        `${GROW} 60.0.0.0/32 to 60.0.0.0/16`,
        `${GROW} 60.16.0.0/32 to 60.16.0.0/16`,
        `${GROW} 60.32.0.0/32 to 60.32.0.0/16`,
        "2 more ranges of addresses grow by as much",
      ].sort(),
    );
  });

  it("are a risk as well where another range is put in the place of a small one", () => {
    expect(from(["192.0.2.0/24"], ["172.16.0.0/12"])).toEqual([`${GROW} 192.0.2.0/24 to 172.16.0.0/12`]);
    expect(from(["192.0.2.0/24"], ["172.16.0.0/12", "192.0.2.0/24"])).toEqual([`${GROW} 192.0.2.0/24 to 172.16.0.0/12, 192.0.2.0/24`]);
  });

  it("count by what comes through: pieces that become one range, and what is taken out again", () => {
    expect(from(["192.0.0.0/16", "192.1.0.0/16"], ["192.0.0.0/15"])).toEqual([]);
    expect(wider({ in: ["192.0.2.0/24"] }, { in: ["192.0.0.0/14"], notIn: ["192.0.0.0/15", "192.2.0.0/16", "192.3.0.0/16"] })).toEqual([]);
    const holes = ["10.0.0.0/15", "10.2.0.0/16", "10.3.0.0/17", "10.3.128.0/18", "10.3.192.0/19", "10.3.224.0/20", "10.3.240.0/21"];
    const most = [...holes, "10.3.248.0/22", "10.3.252.0/23"];
    expect(wider({ in: ["10.0.0.0/14"], notIn: holes }, { in: ["10.0.0.0/14"] })).toEqual([]);
    expect(wider({ in: ["10.0.0.0/14"], notIn: most }, { in: ["10.0.0.0/14"] })).toEqual([
      "its addresses grow by more than 8 bits: less is taken out of 10.0.0.0/14",
    ]);
  });

  it("are no second risk where every address, or nearly every one, comes through", () => {
    expect(wider({ in: ["192.0.2.0/24"] }, undefined)).toEqual([]);
    expect(from(["192.0.2.0/24"], ["128.0.0.0/1"])).toEqual([]);
    expect(wider(undefined, { in: ["192.0.0.0/12"] })).toEqual([]);
  });

  it("are not told for what is not known", () => {
    expect(from(["192.0.2.0/24"], ["${var.office}"])).toEqual([]);
  });
});

test("the words of a permission that decides stay as they are", () => {
  expect(gains(DNS_WRITE, { [Z1]: "*" })).toEqual(["dns: DNS Write can redirect the traffic and mail of a domain"]);
  expect(gains(D1_WRITE)).toHaveLength(1);
});
