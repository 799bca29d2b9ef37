import { permissions, type TokenSpec } from "../../../lib";
import { gateSnapshot, snapshotOf } from "../../../lib/review";
import { ACCOUNT, ZONE_KEY } from "../../read/files";
import { DNS_WRITE, OTHER_ZONE, stack, token, ZONE_READ } from "../record/stacks";

const gate = (reviewed: readonly TokenSpec[], planned: readonly TokenSpec[], resolve?: Readonly<Record<string, string>>) =>
  gateSnapshot("prod", planned, snapshotOf([stack(reviewed)]), resolve);
const problems = (...args: Parameters<typeof gate>) => gate(...args).problems;
const different = (...properties: string[]) => [{ file: "prod/ci.md", token: "ci", problem: "different", properties }];

const ZONE = "data.cloudflare_zone.z.id";
const ZONE_EXPRESSION = `com.cloudflare.api.account.zone.\${${ZONE}}`;
const on = (key: string, permissionGroups = [DNS_WRITE], effect: "allow" | "deny" = "allow"): TokenSpec["policies"][number] => ({
  effect,
  permissionGroups,
  resources: { [key]: "*" },
});
const output = { kind: "output", to: "output.token", sensitive: true } as const;
const odd = { what: "provisioner", where: "resource.x", digest: "d1" };

describe("the gate before apply", () => {
  it("passes a plan whose access is the reviewed one, whatever it calls things", () => {
    const spec = token({ owner: "team", purpose: "x", requestIp: { in: ["10.0.0.0/8"] }, expiresOn: "2037-01-01T00:00:00Z" });
    const { owner: _, purpose: __, path: ___, names: ____, ...planned } = spec;
    expect(gate([spec], [{ ...planned, requestIp: { in: ["10.0.0.0/8", "10.1.0.0/16"] } }])).toEqual({
      equal: true,
      problems: [],
      resolved: [],
      notes: [],
    });
    expect(gate([], [])).toEqual({ equal: true, problems: [], resolved: [], notes: [] });
  });

  it.each<[string, Partial<TokenSpec>, string]>([
    ["permissions", { policies: [on(ZONE_KEY, [DNS_WRITE, ZONE_READ])] }, "policies"],
    ["resources", { policies: [on(OTHER_ZONE)] }, "policies"],
    ["the effect", { policies: [on(ZONE_KEY, [DNS_WRITE], "deny")] }, "policies"],
    ["a deny that is gone or added", { policies: [on(ZONE_KEY), on(ZONE_KEY, [ZONE_READ], "deny")] }, "policies"],
    ["what a resource holds", { policies: [{ ...on(ZONE_KEY), resources: { [ZONE_KEY]: { x: "*" } } }] }, "policies"],
    ["addresses", { requestIp: { in: ["10.0.0.0/8"] } }, "requestIp"],
    ["excluded addresses", { requestIp: { notIn: ["10.0.0.0/8"] } }, "requestIp"],
    ["the expiry", { expiresOn: "2037-01-01T00:00:00Z" }, "expiresOn"],
    ["the start", { notBefore: "2037-01-01T00:00:00Z" }, "notBefore"],
    ["the status", { status: "disabled" }, "status"],
    ["the account", { accountId: "f".repeat(32) }, "account"],
    ["the name", { name: "other", address: "cloudflare_account_token.ci" }, "name"],
    ["the provider", { provider: { name: "cloudflare.other" } }, "provider"],
    ["where the value goes", { deliveries: [output] }, "deliveries"],
    ["what is not applied", { ignored: ["policies"] }, "ignored"],
    ["that the token is only forgotten", { stays: true }, "stays"],
  ])("fails for a plan that changes %s", (_, more, property) => {
    expect(problems([token()], [token(more)])).toEqual([
      { file: "prod/ci.md", token: more.name ?? "ci", problem: "different", properties: [property] },
    ]);
    expect(problems([token(more)], [token(more)])).toEqual([]);
  });

  it("fails for a delivery that goes elsewhere or shows the value", () => {
    const sink = { kind: "sink", to: "github_actions_secret.x", sensitive: true } as const;
    const reviewed = [token({ deliveries: [output, sink] })];
    expect(problems(reviewed, [token({ deliveries: [sink, output] })])).toEqual([]);
    for (const deliveries of [
      [{ ...sink, to: "github_actions_secret.y" }],
      [{ ...output, sensitive: false }],
      [{ ...output, to: sink.to }],
    ])
      expect(problems(reviewed, [token({ deliveries })])).toEqual(different("deliveries"));
    // What is kept better than it was, and what a plan does not show.
    expect(problems([token({ deliveries: [{ ...output, sensitive: false }, sink] })], [token({ deliveries: [output] })])).toEqual([]);
  });

  it("takes what only configuration says for reviewed where the record has it, since a plan does not say it", () => {
    expect(problems([token({ ignored: ["policies"], stays: true })], [token()])).toEqual([]);
  });

  it("fails for what is not understood of a token, unless its record holds just that", () => {
    const refused = { file: "prod/ci.md", token: "ci", problem: "not-understood", what: odd.what, where: odd.where };
    expect(problems([token()], [token({ notUnderstood: [odd] })])).toEqual([refused]);
    expect(problems([token({ notUnderstood: [odd] })], [token({ notUnderstood: [odd] })])).toEqual([]);
    for (const other of [{ what: "connection" }, { where: "resource.y" }, { digest: "d2" }])
      expect(problems([token({ notUnderstood: [{ ...odd, ...other }] })], [token({ notUnderstood: [odd] })])).toEqual([refused]);
    const { digest: _, ...without } = odd;
    expect(problems([token({ notUnderstood: [without] })], [token({ notUnderstood: [without] })])).toEqual([refused]);
  });

  it("fails for tokens that no file is about, for missing ones and for a stack that was not reviewed", () => {
    expect(problems([token()], [token(), token({ name: "new" })])).toEqual([{ token: "new", problem: "unreviewed" }]);
    expect(problems([token()], [])).toEqual([{ file: "prod/ci.md", token: "ci", problem: "missing" }]);
    // One that has ended may retire by the clock alone.
    expect(problems([token({ expiresOn: "2026-12-01T00:00:00Z" })], [])).toEqual([]);
    expect(problems([token({ expiresOn: "2026-12-01T00:00:01Z" })], [])).toEqual([{ file: "prod/ci.md", token: "ci", problem: "missing" }]);
    expect(gateSnapshot("dev", [token()], snapshotOf([stack([token()])])).problems).toEqual([
      { problem: "no-snapshot" },
      { token: "ci", problem: "unreviewed" },
    ]);
    expect(problems([token()], [token({ address: "cloudflare_account_token.moved" })])).toEqual([
      { token: "ci", problem: "unreviewed" },
      { file: "prod/ci.md", token: "ci", problem: "missing" },
    ]);
    expect(problems([token()], [token({ kind: "user" })])).toEqual([
      { token: "ci", problem: "unreviewed" },
      { file: "prod/ci.md", token: "ci", problem: "missing" },
    ]);
  });

  it("fails for what Terraform forgets, or has still to destroy, beside the reviewed token of its address", () => {
    expect(problems([token()], [token({ stays: true }), token()])).toEqual([{ token: "ci", problem: "unreviewed" }]);
    expect(problems([token()], [token({ deposed: "12345678" }), token()])).toEqual([{ token: "ci", problem: "unreviewed" }]);
  });

  it("takes no object that Terraform has still to destroy for the reviewed token", () => {
    expect(problems([token()], [token({ deposed: "12345678" })])).toEqual([
      { token: "ci", problem: "unreviewed" },
      { file: "prod/ci.md", token: "ci", problem: "missing" },
    ]);
  });

  it("fills in an account that was an expression at review", () => {
    const reviewed = token({ accountId: "${var.account}" });
    expect(problems([reviewed], [token()], { "var.account": ACCOUNT })).toEqual([]);
    expect(problems([reviewed], [token()], { "var.account": "f".repeat(32) })).toEqual(different("account"));
    expect(problems([reviewed], [token()])).toEqual([expect.objectContaining({ problem: "unproven", symbol: "var.account" })]);
  });

  it("matches tokens without an address by name, each record once", () => {
    const { address: _, ...nameless } = token();
    expect(problems([nameless], [token()])).toEqual([]);
    expect(problems([token()], [nameless])).toEqual([]);
    expect(problems([token()], [nameless, nameless])).toEqual([{ token: "ci", problem: "unreviewed" }]);
  });

  it("fills in ids that were expressions at review, the same one everywhere, and says which", () => {
    const reviewed = token({ policies: [on(ZONE_EXPRESSION), on(OTHER_ZONE, [ZONE_READ]), on(ZONE_EXPRESSION, [DNS_WRITE], "deny")] });
    const planned = token({ policies: [on(ZONE_KEY), on(OTHER_ZONE, [ZONE_READ]), on(ZONE_KEY, [DNS_WRITE], "deny")] });
    const resolve = { [ZONE]: "1".repeat(32) };
    expect(gate([reviewed], [planned], resolve)).toEqual({
      equal: true,
      problems: [],
      resolved: [{ symbol: ZONE, value: "1".repeat(32) }],
      notes: [],
    });
    expect(problems([reviewed], [planned])).toEqual([{ file: "prod/ci.md", token: "ci", problem: "unproven", symbol: ZONE }]);
    expect(problems([reviewed], [reviewed])).toEqual([]);
    const twoZones = token({ policies: [on(ZONE_KEY), on(OTHER_ZONE, [ZONE_READ]), on(`${ZONE_KEY.slice(0, -1)}2`, [DNS_WRITE], "deny")] });
    expect(problems([reviewed], [twoZones], resolve)).toEqual(different("policies"));
  });

  it("takes expressions that stand side by side each for what it is, and never for a part of another id", () => {
    const reviewed = token({ policies: [on("com.cloudflare.api.account.zone.${var.a}${var.b}")] });
    const unproven = (...symbols: string[]) => symbols.map((symbol) => expect.objectContaining({ problem: "unproven", symbol }));
    expect(problems([reviewed], [token()])).toEqual(unproven("var.a", "var.b"));
    expect(problems([reviewed], [token()], { "var.a": "1".repeat(16) })).toEqual(unproven("var.b"));
    expect(problems([reviewed], [token()], { "var.a": "1".repeat(16), "var.b": "1".repeat(16) })).toEqual([]);
    expect(problems([reviewed], [token()], { "var.a": "1".repeat(32), "var.b": "" })).toEqual(unproven("var.b"));
  });

  it("lets an expression be an id only: no wildcard, no second zone, no other permission than was looked up", () => {
    const reviewed = token({ policies: [on(ZONE_EXPRESSION)] });
    const said = { [ZONE]: "1".repeat(32) };
    for (const value of ["*", "", `${"1".repeat(32)}.x`, "${var.x}", "A/*"])
      expect(problems([reviewed], [token({ policies: [on(`com.cloudflare.api.account.zone.${value}`)] })], { [ZONE]: value })).toEqual([
        expect.objectContaining({ problem: "unproven" }),
      ]);
    expect(problems([reviewed], [token({ policies: [on("com.cloudflare.api.account.zone.*")] })], said)).toEqual(different("policies"));
    expect(problems([reviewed], [token({ policies: [on(ZONE_KEY), on(OTHER_ZONE)] })], said)).toEqual(different("policies"));
    expect(problems([reviewed], [token({ policies: [on(ZONE_KEY, [ZONE_READ])] })], said)).toEqual(different("policies"));
  });

  it("takes a permission that is looked up for the one of that name and scope alone", () => {
    const lookup = `\${one([for g in data.cloudflare_account_api_token_permission_groups_list.x.result : g.id if g.name == "DNS Write"])}`;
    const looked = (more: object = {}): TokenSpec =>
      token({ policies: [on(ZONE_KEY, [lookup])], lookups: { [lookup]: { kind: "permission", name: "DNS Write", ...more } } });
    const unproven = [expect.objectContaining({ problem: "unproven", symbol: lookup.slice(2, -1) })];
    expect(problems([looked()], [token()])).toEqual([]);
    expect(problems([looked({ scope: "com.cloudflare.api.account.zone" })], [token()])).toEqual([]);
    expect(problems([looked({ scope: "com.cloudflare.api.account" })], [token()])).toEqual(unproven);
    expect(problems([looked()], [token({ policies: [on(ZONE_KEY, [ZONE_READ])] })])).toEqual(unproven);
    expect(problems([looked()], [token({ policies: [on(ZONE_KEY, [ZONE_READ])] })], { [lookup.slice(2, -1)]: ZONE_READ })).toEqual(
      unproven,
    );
    expect(problems([looked({ accountId: ACCOUNT })], [token()])).toEqual([]);
    expect(problems([looked({ accountId: "f".repeat(32) })], [token()])).toEqual(different("policies"));
    // Two of that name, for accounts and for zones: which of them is meant nobody says.
    const [ofAccounts, ofZones] = [permissions.account.logs.read.id, permissions.zone.logs.read.id];
    const logs = (more: object = {}, groups: readonly string[] = []): TokenSpec =>
      token({ policies: [on(ZONE_KEY, [lookup, ...groups])], lookups: { [lookup]: { kind: "permission", name: "Logs Read", ...more } } });
    const both = token({ policies: [on(ZONE_KEY, [ofAccounts, ofZones])] });
    expect(problems([logs()], [both])).toEqual(unproven);
    expect(problems([logs({}, [ofZones])], [both])).toEqual([]);
    expect(problems([logs({ scope: "com.cloudflare.api.account" }, [ofZones])], [both])).toEqual([]);
    // It stands in the record as it is, too.
    expect(problems([{ ...looked(), policies: [on(ZONE_KEY, [lookup, DNS_WRITE])] }], [token()])).toEqual([]);
    // Any other expression, and a data source that is not as ours, says nothing of what was approved.
    for (const [group, said] of [
      ["${var.group}", DNS_WRITE],
      [`${DNS_WRITE.slice(0, 8)}\${var.group}`, DNS_WRITE.slice(8)],
      [lookup, DNS_WRITE],
    ] as const)
      expect(
        problems([token({ policies: [on(ZONE_KEY, [group])] })], [token()], { "var.group": said, [lookup.slice(2, -1)]: said }),
      ).toEqual(different("policies"));
  });

  it("substitutes expressions so that two keys may become one, and none is lost", () => {
    const account = "com.cloudflare.api.account";
    const policies = [
      { ...on(ZONE_KEY), resources: { [`${account}.\${var.a}`]: "*" as const, [`${account}.${"a".repeat(32)}`]: { x: "*" as const } } },
    ];
    const resolve = { "var.a": "a".repeat(32) };
    const whole = [{ ...on(ZONE_KEY), resources: { [`${account}.${"a".repeat(32)}`]: "*" as const } }];
    const part = [{ ...on(ZONE_KEY), resources: { [`${account}.${"a".repeat(32)}`]: { x: "*" as const } } }];
    expect(problems([token({ policies })], [token({ policies: [...whole, ...part] })], resolve)).toEqual([]);
    expect(problems([token({ policies })], [token({ policies: whole })], resolve)).toEqual(different("policies"));
    expect(problems([token({ policies })], [token({ policies: part })], resolve)).toEqual(different("policies"));
  });

  it("fails for dates and addresses that were not known at review", () => {
    const resolve = { "var.until": "2037", "var.office": "0" };
    expect(problems([token({ expiresOn: "${var.until}" })], [token({ expiresOn: "2037-01-01T00:00:00Z" })], resolve)).toEqual(
      different("expiresOn"),
    );
    expect(problems([token({ requestIp: { in: ["${var.office}"] } })], [token({ requestIp: { in: ["0.0.0.0/0"] } })], resolve)).toEqual(
      different("requestIp"),
    );
  });
});
