import type { PolicySpec, TokenSpec } from "../../../lib/policy";
import { accessDiff, diffHtml, diffMarkdown, diffText, reportMarkdown } from "../../../lib/review";

const [OWN, OTHER] = ["0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"];
const ZONE = `com.cloudflare.api.account.zone.${"1".repeat(32)}`;
const on = (group: string, resources: PolicySpec["resources"] = { [ZONE]: "*" }): PolicySpec[] => [
  { effect: "allow", permissionGroups: [group], resources },
];
const [DNS_WRITE, ZONE_READ] = ["4755a26eedb94da69e1066d98aa820be", "c8fed203ed3043cba015a93ad1616f1f"];

function token(name: string, more: Partial<TokenSpec> = {}): TokenSpec {
  return {
    kind: "account",
    accountId: OWN,
    name,
    status: "active",
    policies: on(DNS_WRITE),
    address: `cloudflare_account_token.${name}_1`,
    path: `prod/${name}`,
    ...more,
  };
}

function userToken(name: string, more: Partial<TokenSpec> = {}): TokenSpec {
  const { accountId: _, ...spec } = token(name, {
    kind: "user",
    address: `cloudflare_api_token.${name}_1`,
    path: `users/${name}`,
    ...more,
  });
  return spec;
}

const summary = (before: readonly TokenSpec[], after: readonly TokenSpec[]): string[] =>
  accessDiff(before, after).tokens.map(({ name, change, verdict, twin }) => `${name} ${change} ${verdict} ${twin?.name ?? "-"}`);

describe("a token under a new name, without adopt", () => {
  const [before, after] = [
    [token("dns"), token("log", { policies: on(ZONE_READ) })],
    [token("dns-writer"), token("log", { policies: on(ZONE_READ) })],
  ];

  test("names the one of the same access that goes, and what keeps its value, in every format", () => {
    const diff = accessDiff(before, after);
    expect(diffText(diff, { width: 200 })).toBe(`Access changes: 2 tokens, mixed, disruptive

  dns-writer
    verdict  broadening, created
    gains    DNS Write on zone ${"1".repeat(32)}
    gains    use from every address, without an end
    risk     DNS Write can redirect the traffic and mail of a domain
    risk     it can be used from every address
    risk     it never expires
    risk     same access as dns, which goes: adopt: "cloudflare_account_token.dns_1" keeps its value
    at       prod/dns-writer

  dns
    verdict  narrowing, disruptive, deleted
    loses    everything: dns-writer has the same access, and a value of its own
    breaks   the token is deleted
    at       prod/dns
`);
    expect(diffMarkdown(diff)).toContain("same access as dns, which goes: adopt: ");
    expect(diffHtml(diff)).toContain("same access as dns, which goes: adopt: ");
    const gate = { files: [], incomplete: false, acknowledged: [], withdrawn: [], allowed: [] };
    const report = reportMarkdown({ diff, gate, findings: { added: [], resolved: [], all: [] } });
    expect(report).toContain("same access as dns, which goes: adopt: ");
    expect(report).toContain("everything: dns-writer has the same access, and a value of its own");
  });

  test("is told so of each once, and of none that has other access, stands in another stack, or is not understood", () => {
    expect(summary([token("a"), token("b")], [token("c"), token("d"), token("e")])).toEqual([
      "a deleted narrowing c",
      "b deleted narrowing d",
      "c created broadening a",
      "d created broadening b",
      "e created broadening -",
    ]);
    const lone = ["dns deleted narrowing -", "dns-writer created broadening -"];
    expect(summary([token("dns")], [token("dns-writer", { policies: on(ZONE_READ) })])).toEqual(lone);
    expect(summary([token("dns")], [token("dns-writer", { expiresOn: "2037-01-01T00:00:00Z" })])).toEqual(lone);
    const stage = token("log", { path: "stage/log", policies: on(ZONE_READ) });
    expect(
      summary([token("dns"), stage], [token("dns-writer", { path: "stage/dns-writer" }), stage, token("x", { policies: [] })]),
    ).toEqual([...lone, "x created broadening -"]);
    expect(summary([token("dns", { stays: true })], [token("dns-writer")])).toEqual(["dns-writer created broadening -"]);
  });

  test("is no twin where an expression finds something else now", () => {
    const looked = (name: string, id: string): TokenSpec => {
      const expression = "${data.cloudflare_zone.z.id}";
      const policies = on(DNS_WRITE, { [`com.cloudflare.api.account.zone.${expression}`]: "*" });
      return token(name, { policies, references: { [`com.cloudflare.api.account.zone.${expression}`]: id } });
    };
    expect(summary([looked("dns", "1")], [looked("dns-writer", "1")])).toEqual([
      "dns deleted narrowing dns-writer",
      "dns-writer created broadening dns",
    ]);
    expect(summary([looked("dns", "1")], [looked("dns-writer", "2")])).toEqual([
      "dns deleted narrowing -",
      "dns-writer created broadening -",
    ]);
  });
});

describe("a token that takes the place of one of the same name", () => {
  const rows = (before: readonly TokenSpec[], after: readonly TokenSpec[]): string[] =>
    diffText(accessDiff(before, after), { width: 200 })
      .split("\n")
      .map((line) => line.trim().replace(/ +/g, " "))
      .filter((line) => /^(?:verdict|was|breaks|risk Terraform) /.test(line));
  const NEW_SECRET = "risk Terraform makes a new token with a new value, so whoever uses the old value has to get the new one";

  test("of another kind is one story: moved, with a new value", () => {
    expect(rows([token("ci")], [userToken("ci")])).toEqual([
      "verdict mixed, disruptive, replaced",
      "was an account-owned token",
      `was in account ${OWN}`,
      "was in stack prod",
      "breaks the token is replaced: its value changes",
      NEW_SECRET,
    ]);
    expect(rows([userToken("ci")], [token("ci")]).slice(0, 3)).toEqual([
      "verdict mixed, disruptive, replaced",
      "was a user token",
      "was in stack users",
    ]);
  });

  test("of another account is one story, at another address as well", () => {
    expect(rows([token("ci")], [token("ci", { accountId: OTHER, address: "cloudflare_account_token.ci_2" })])).toEqual([
      "verdict mixed, disruptive, replaced",
      `was in account ${OWN}`,
      "breaks the token is replaced: its value changes",
      "breaks calls that need DNS Write",
      NEW_SECRET,
    ]);
  });

  test("is another one where several have the name, or it has one of its own kind and account before", () => {
    const here = token("ci");
    expect(summary([here], [here, userToken("ci")])).toEqual(["ci created broadening -"]);
    expect(
      summary([here, userToken("ci", { path: "prod/ci" })], [token("ci", { accountId: OTHER, address: "cloudflare_account_token.ci_2" })]),
    ).toEqual(["ci deleted narrowing -", "ci deleted narrowing -", "ci created broadening -"]);
  });
});
