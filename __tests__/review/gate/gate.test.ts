import type { TokenSpec } from "../../../lib";
import { gateSnapshot, snapshotOf } from "../../../lib/review";
import { ZONE_KEY } from "../../read/files";
import { DNS_WRITE, OTHER_ZONE, stack, token, ZONE_READ } from "../record/stacks";

const gate = (reviewed: readonly TokenSpec[], planned: readonly TokenSpec[]) =>
  gateSnapshot("prod", planned, snapshotOf([stack(reviewed)]));
const problems = (reviewed: readonly TokenSpec[], planned: readonly TokenSpec[]) => gate(reviewed, planned).problems;
const different = (...properties: string[]) => [{ file: "prod/ci.md", token: "ci", problem: "different", properties }];

const ZONE_EXPRESSION = "com.cloudflare.api.account.zone.${data.cloudflare_zone.z.id}";
const on = (key: string, permissionGroups = [DNS_WRITE], effect: "allow" | "deny" = "allow"): TokenSpec["policies"][number] => ({
  effect,
  permissionGroups,
  resources: { [key]: "*" },
});

describe("the gate before apply", () => {
  it("passes a plan whose access is the reviewed one, whatever it calls things", () => {
    const spec = token({ owner: "team", purpose: "x", requestIp: { in: ["10.0.0.0/8"] }, expiresOn: "2037-01-01T00:00:00Z" });
    const { owner: _, purpose: __, path: ___, ...planned } = spec;
    expect(gate([spec], [{ ...planned, requestIp: { in: ["10.0.0.0/8", "10.1.0.0/16"] } }])).toEqual({
      equal: true,
      problems: [],
      resolved: [],
    });
    expect(gate([], [])).toEqual({ equal: true, problems: [], resolved: [] });
  });

  it.each<[string, Partial<TokenSpec>, string]>([
    ["permissions", { policies: [on(ZONE_KEY, [DNS_WRITE, ZONE_READ])] }, "policies"],
    ["resources", { policies: [on(OTHER_ZONE)] }, "policies"],
    ["a deny that is gone or added", { policies: [on(ZONE_KEY), on(ZONE_KEY, [ZONE_READ], "deny")] }, "policies"],
    ["addresses", { requestIp: { in: ["10.0.0.0/8"] } }, "requestIp"],
    ["the expiry", { expiresOn: "2037-01-01T00:00:00Z" }, "expiresOn"],
    ["the start", { notBefore: "2037-01-01T00:00:00Z" }, "notBefore"],
    ["the status", { status: "disabled" }, "status"],
    ["the account", { accountId: "f".repeat(32) }, "account"],
    ["the name", { name: "other", address: "cloudflare_account_token.ci" }, "name"],
  ])("fails for a plan that changes %s", (_, more, property) => {
    expect(problems([token()], [token(more)])).toEqual([
      { file: "prod/ci.md", token: more.name ?? "ci", problem: "different", properties: [property] },
    ]);
  });

  it("fails for tokens that no file is about, for missing ones and for a stack that was not reviewed", () => {
    expect(problems([token()], [token(), token({ name: "new" })])).toEqual([{ token: "new", problem: "unreviewed" }]);
    expect(problems([token()], [])).toEqual([{ file: "prod/ci.md", token: "ci", problem: "missing" }]);
    expect(gateSnapshot("dev", [token()], snapshotOf([stack([token()])])).problems).toEqual([
      { problem: "no-snapshot" },
      { token: "ci", problem: "unreviewed" },
    ]);
    expect(problems([token()], [token({ address: "cloudflare_account_token.moved" })])).toEqual([
      { token: "ci", problem: "unreviewed" },
      { file: "prod/ci.md", token: "ci", problem: "missing" },
    ]);
  });

  it("fails for a file that was edited, or that says it is of another stack", () => {
    const [file] = snapshotOf([stack([token()])]);
    const edited = [{ path: file!.path, text: file!.text.replace("DNS Write", "DNS Read") }];
    expect(gateSnapshot("prod", [token()], edited).problems[0]).toEqual({ file: "prod/ci.md", problem: "damaged" });
    // A record without a name would let a token have any.
    const nameless = snapshotOf([stack([token()])]).map(({ path, text }) => ({
      path,
      text: text.replace(/^- \*\*name\*\* .*\n/m, "").replace(/^ +"name": .*\n/m, ""),
    }));
    expect(nameless[0]?.text).not.toMatch(/\*\*name\*\*|"name":/);
    expect(gateSnapshot("prod", [token()], nameless).problems[0]).toEqual({ file: "prod/ci.md", problem: "damaged" });
    expect(gateSnapshot("dev", [], [{ path: "dev/ci.md", text: file!.text }]).problems).toEqual([
      { file: "dev/ci.md", problem: "damaged" },
    ]);
  });

  it("fills in ids that were expressions at review, the same one everywhere, and says which", () => {
    const reviewed = token({ policies: [on(ZONE_EXPRESSION), on(OTHER_ZONE, [ZONE_READ]), on(ZONE_EXPRESSION, [DNS_WRITE], "deny")] });
    const planned = token({ policies: [on(ZONE_KEY), on(OTHER_ZONE, [ZONE_READ]), on(ZONE_KEY, [DNS_WRITE], "deny")] });
    expect(gate([reviewed], [planned])).toEqual({
      equal: true,
      problems: [],
      resolved: [{ symbol: "data.cloudflare_zone.z.id", value: "1".repeat(32) }],
    });
    const twoZones = token({ policies: [on(ZONE_KEY), on(OTHER_ZONE, [ZONE_READ]), on(`${ZONE_KEY.slice(0, -1)}2`, [DNS_WRITE], "deny")] });
    expect(problems([reviewed], [twoZones])).toEqual(different("policies"));
  });

  it("lets an expression be an id only: no wildcard, no second zone, no other permission than was looked up", () => {
    const reviewed = token({ policies: [on(ZONE_EXPRESSION)] });
    expect(problems([reviewed], [token({ policies: [on("com.cloudflare.api.account.zone.*")] })])).toEqual(different("policies"));
    expect(problems([reviewed], [token({ policies: [on(ZONE_KEY), on(OTHER_ZONE)] })])).toEqual(different("policies"));
    expect(problems([reviewed], [token({ policies: [on(ZONE_KEY, [ZONE_READ])] })])).toEqual(different("policies"));
    const lookup = `\${one([for g in data.cloudflare_account_api_token_permission_groups_list.x.result : g.id if g.name == "DNS Write"])}`;
    const looked = token({ policies: [on(ZONE_KEY, [lookup])] });
    expect(problems([looked], [token()])).toEqual([]);
    expect(problems([looked], [token({ policies: [on(ZONE_KEY, [ZONE_READ])] })])).toEqual(different("policies"));
    expect(problems([token({ policies: [on(ZONE_KEY, ["${var.group}"])] })], [token()])).toEqual(different("policies"));
    // A data source that is not as ours: the name in the expression is only what it seems.
    const files = snapshotOf([stack([looked], { permissions: new Map() })]);
    expect(files[0]!.text).toContain("\n- `${one([for g in data.");
    expect(gateSnapshot("prod", [token()], files).problems).toEqual(different("policies"));
  });

  it("fails for dates and addresses that were not known at review", () => {
    expect(problems([token({ expiresOn: "${var.until}" })], [token({ expiresOn: "2037-01-01T00:00:00Z" })])).toEqual(
      different("expiresOn"),
    );
    expect(problems([token({ requestIp: { in: ["${var.office}"] } })], [token({ requestIp: { in: ["0.0.0.0/0"] } })])).toEqual(
      different("requestIp"),
    );
  });
});
