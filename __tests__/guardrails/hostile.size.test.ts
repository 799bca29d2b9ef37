import { permissions } from "../../lib";
import { evaluate } from "../../lib/guardrails/evaluate";
import { RULES } from "../../lib/guardrails/rules";
import type { TokenSpec } from "../../lib/policy";
import type { Json } from "../../lib/terraform";
import { dnsWrite, NOW, ofEntry, ofToken, terraform, token } from "./support";

/* Texts that make a reader look at each end of them from each start, if it lets them. */
const LENGTH = 60_000;
const UNITS = [
  "/*",
  "/**/",
  "${",
  "${ ",
  "<<EOF\n",
  '"',
  '\\"',
  "\\",
  " ",
  "\n",
  "#",
  "//",
  "{",
  "[",
  "(",
  '["a"]',
  "a",
  "a-",
  "a.",
  "é",
  "a\u0301",
  "1",
  "local/*",
  "file /*",
  "terraform_remote_state.a[",
  "cloudflare_account_token.a.",
  "data.a.b.",
  "-eyJaaaaaaaa",
  "glpat-",
  "&a",
  "x://",
];
/** What has to stand before them for some rule to look closer. */
const PREFIXES = ["", "${local"];

/** The text wherever somebody could write one: about a megabyte of it. */
function everywhere(text: string): { readonly spec: TokenSpec; readonly more: Json } {
  const spec: TokenSpec = {
    kind: "account",
    accountId: "0123456789abcdef0123456789abcdef",
    name: text,
    status: "active",
    policies: [
      { effect: "allow", permissionGroups: [text], resources: { [text]: "*" } },
      { effect: "deny", permissionGroups: [text], resources: { [text]: "*" } },
    ],
    requestIp: { in: [text] },
    expiresOn: text,
    owner: text,
    rotation: { principal: text, slot: text, generation: 1 },
  };
  const more = {
    terraform: { backend: { s3: { endpoint: text } }, required_providers: { x: { source: text } } },
    provider: { x: { url: text } },
    locals: { a: text, [text]: 1 },
    variable: { v: { default: text } },
    module: { m: { source: text } },
    data: { http: { h: { url: text } } },
    output: { o: { value: text } },
    moved: { from: text, to: text },
    import: { to: text, provider: text },
    removed: { from: text, lifecycle: { destroy: false } },
    resource: { cloudflare_account_token: { x: { provider: text, lifecycle: { ignore_changes: [text] } } }, x: { y: { value: text } } },
  };
  return { spec, more };
}

test.each(UNITS)("a megabyte of %j takes no rule a time that grows with its square", (unit) => {
  for (const prefix of PREFIXES) {
    const { spec, more } = everywhere(prefix + unit.repeat(LENGTH / unit.length));
    for (const rule of Object.values(RULES)) {
      const start = process.cpuUsage();
      const { findings } = evaluate([{ name: "prod", tokens: [{ spec }], terraform: terraform(more) }], [[rule, "error"]], NOW);
      const { user, system } = process.cpuUsage(start);
      expect(findings.filter((finding) => finding.rule === "rule-failed")).toEqual([]);
      // Some tenths of a second; the square is a minute at least.
      expect({ rule: rule.id, slow: (user + system) / 1e6 > 5 }).toEqual({ rule: rule.id, slow: false });
    }
  }
});

test("a token's value is found behind 20,000 locals, in whatever order they stand", () => {
  const count = 20_000;
  const locals = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `l${String(index)}`,
      index < count - 1 ? `\${local.l${String(index + 1)}}` : "${cloudflare_account_token.ci.value}",
    ]),
  );
  const start = process.cpuUsage();
  expect(ofEntry("token-value-exposed", terraform({ locals, output: { o: { value: "${local.l0}" } } }))).toEqual([
    "output.o: output.o shows a token's value",
  ]);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6).toBeLessThan(10);
});

test("a token's value is found behind 20,000 outputs of other stacks, and as many resources", () => {
  const count = 20_000;
  const chain = (of: (next: string) => object): object =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`o${String(index)}`, of(`o${String(index + 1)}`)]));
  const last = { [`o${String(count)}`]: { value: "${cloudflare_account_token.ci.value}", sensitive: true } };
  const start = process.cpuUsage();
  const outputs = { ...chain((next) => ({ value: `\${data.terraform_remote_state.x.outputs.${next}}`, sensitive: true })), ...last };
  const found = ofEntry(
    "token-value-exposed",
    terraform({ output: { ...outputs, shown: { value: "${data.terraform_remote_state.x.outputs.o0}" } } }),
  );
  expect(found).toEqual(["output.shown: output.shown shows a token's value"]);
  const kept = {
    ...chain((next) => ({ data_json: `\${vault_kv_secret_v2.${next}.data_json}` })),
    [`o${String(count)}`]: { data_json: last },
  };
  const shown = terraform({ resource: { vault_kv_secret_v2: kept }, output: { shown: { value: "${vault_kv_secret_v2.o0.data_json}" } } });
  expect(ofEntry("token-value-exposed", shown)).toEqual(["output.shown: output.shown shows a token's value"]);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6).toBeLessThan(10);
});

test("ten thousand entries take no time that grows with their square", () => {
  const zones = Array.from({ length: 10_000 }, (_, i) => `com.cloudflare.api.account.zone.${i.toString(16).padStart(32, "0")}`);
  const resources = Object.fromEntries([...zones, "com.cloudflare.api.account.zone.*"].map((key) => [key, "*" as const]));
  const { read, write } = permissions.zone.dns;
  const spec = token([], {
    kind: "user",
    accountId: undefined as never,
    policies: [
      { effect: "allow", permissionGroups: [write.id, read.id], resources },
      { effect: "deny", permissionGroups: [read.id], resources },
    ],
  });
  const start = process.cpuUsage();
  expect(ofToken(RULES.redundantAllow, spec)).toContain("more: the rule finds 19901 more of this token");
  expect(ofToken(RULES.unusedDeny, spec)).toEqual([]);
  expect(ofToken(RULES.denyReadUnderWrite, spec)).toContain("more: the rule finds 9901 more of this token");
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6).toBeLessThan(10);
});

test("thousands of slots of one rotation take no time that grows with their square", () => {
  const slots = Array.from({ length: 20_000 }, (_, index) =>
    token([dnsWrite], { expiresOn: "2026-12-01T00:00:00Z", rotation: { principal: "p", slot: `s${String(index)}`, generation: 1 } }),
  );
  const start = process.cpuUsage();
  expect(ofToken(RULES.expiresSoon, ...slots)).toHaveLength(20_000);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6).toBeLessThan(10);
});
