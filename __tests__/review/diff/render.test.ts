import { type AccessDiff, accessDiff, diffJson, diffMarkdown, type DiffNames, diffText } from "../../../lib/review";
import type { TokenSpec } from "../../../lib/policy";
import { parseMarkdown } from "../../hostile/checks";
import { ACCOUNT, DNS_WRITE, ZONE, ZONE_KEY, ZONE_READ } from "../files";

const ZONES = "com.cloudflare.api.account.zone";
const ACCOUNT_KEY = `com.cloudflare.api.account.${ACCOUNT}`;
const names: DiffNames = () => ({
  names: new Map([
    [ZONE_KEY, "example.com"],
    [ACCOUNT_KEY, "Example Inc"],
  ]),
  lookups: new Map(),
});

const token = (name: string, more: Partial<TokenSpec> = {}): TokenSpec => ({
  kind: "account",
  accountId: ACCOUNT,
  name,
  status: "active",
  policies: [{ effect: "allow", permissionGroups: [ZONE_READ], resources: { [ZONE_KEY]: "*" } }],
  address: `cloudflare_account_token.${name}`,
  path: `prod/${name}`,
  ...more,
});
const policy = (groups: readonly string[], resources: TokenSpec["policies"][number]["resources"]) => ({
  effect: "allow" as const,
  permissionGroups: groups,
  resources,
});

const DIFF: AccessDiff = accessDiff(
  [
    token("dns-publisher"),
    token("siem-reader", { policies: [policy([ZONE_READ], { [ACCOUNT_KEY]: { [`${ZONES}.*`]: "*" } })] }),
    token("deployer", { expiresOn: "2036-06-01T00:00:00Z" }),
    token("old-ci"),
    token("importer", { status: "disabled" }),
  ],
  [
    token("dns-publisher", { policies: [policy([DNS_WRITE, ZONE_READ], { [ZONE_KEY]: "*" })] }),
    token("siem-reader", {
      policies: [
        policy([ZONE_READ], { [ACCOUNT_KEY]: { [`${ZONES}.*`]: "*" } }),
        { ...policy([ZONE_READ], { [ZONE_KEY]: "*" }), effect: "deny" },
      ],
      requestIp: { in: ["10.0.0.0/8"] },
    }),
    token("release", { expiresOn: "2037-06-01T00:00:00Z", address: "cloudflare_account_token.deployer", path: "prod/deployer" }),
    token("importer"),
    token("auditor", { policies: [policy([ZONE_READ], { [ACCOUNT_KEY]: { [`${ZONES}.*`]: "*" } })] }),
  ],
);

test("text says for each token what it gains, loses, breaks and risks, and where it is made", () => {
  const placeOf = ({ name }: { readonly name: string }) => (name === "auditor" ? { file: "main.ts", line: 12 } : undefined);
  expect(diffText(DIFF, names, { width: 80, placeOf })).toBe(`Access changes: 6 tokens, mixed, disruptive

  auditor
    verdict  broadening, created
    gains    Zone Read on every zone of account Example Inc (01234567…)
    risk     it reaches every zone, those added later included
    risk     it never expires
    risk     it can be used from every address
    at       prod/auditor (main.ts:12)

  dns-publisher
    verdict  broadening
    gains    DNS Write on zone example.com (11111111…)
    risk     DNS Write can redirect the traffic and mail of a domain
    at       prod/dns-publisher

  importer
    verdict  broadening
    gains    use: it was disabled
    gains    Zone Read on zone example.com (11111111…)
    at       prod/importer

  old-ci
    verdict  narrowing, disruptive, deleted
    loses    Zone Read on zone example.com (11111111…)
    breaks   the token is deleted
    at       prod/old-ci

  release
    verdict  broadening, renamed
    was      deployer
    gains    until 2037-06-01 00:00 UTC, was 2036-06-01 00:00 UTC
    at       prod/deployer

  siem-reader
    verdict  narrowing, disruptive
    loses    Zone Read on zone example.com (11111111…) (now denied)
    loses    use from every address but 10.0.0.0/8
    breaks   permissions are lost
    breaks   addresses are lost
    at       prod/siem-reader
`);
});

test("Markdown is a table with what widens access first, and what to look at below it", () => {
  expect(diffMarkdown(DIFF, names)).toBe(`### Access changes: 6 tokens, mixed, disruptive

| token | verdict | gains | loses |
| --- | --- | --- | --- |
| auditor (prod) | created: **broadening** | Zone Read on every zone of account Example Inc (\`01234567…\`) | - |
| dns-publisher (prod) | **broadening** | DNS Write on zone example.com (\`11111111…\`) | - |
| importer (prod) | **broadening** | use: it was disabled; Zone Read on zone example.com (\`11111111…\`) | - |
| release (prod), was deployer | renamed: **broadening** | until 2037-06-01 00:00 UTC, was 2036-06-01 00:00 UTC | - |
| old-ci (prod) | deleted: **narrowing**, disruptive | - | Zone Read on zone example.com (\`11111111…\`) |
| siem-reader (prod) | **narrowing**, disruptive | - | Zone Read on zone example.com (\`11111111…\`) (now denied); use from every address but \`10.0.0.0/8\` |

- **risk** auditor: it reaches every zone, those added later included
- **risk** auditor: it never expires
- **risk** auditor: it can be used from every address
- **risk** dns-publisher: DNS Write can redirect the traffic and mail of a domain
- **may break** old-ci: the token is deleted
- **may break** siem-reader: permissions are lost, addresses are lost
`);
});

test("nothing to say is said", () => {
  const none = accessDiff([], []);
  expect([diffText(none), diffMarkdown(none)]).toEqual(["Access changes: none\n", "### Access changes: none\n"]);
});

test("JSON is what accessDiff gives", () => {
  expect(JSON.parse(diffJson(DIFF))).toEqual(DIFF);
});

test("Markdown of any number of tokens fits one comment, and says how many it leaves out", () => {
  const many = accessDiff(
    [],
    Array.from({ length: 2000 }, (_, i) => token(`t${String(i)}`)),
  );
  const text = diffMarkdown(many, names);
  expect(text.length).toBeLessThan(62_000);
  const rows = text.split("\n").filter((line) => line.startsWith("| t") && !line.startsWith("| token")).length;
  expect(rows).toBeGreaterThan(100);
  expect(text).toContain(`**${String(2000 - rows)} more** tokens do not fit here`);
});

test("long lists are counted, in text and in Markdown, and the table stays whole", () => {
  const zones = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`${ZONES}.${String(i).padStart(32, "0")}`, "*" as const]));
  const cidrs = Array.from({ length: 300 }, (_, i) => `10.${String(i % 256)}.${String(2 * Math.floor(i / 256))}.0/25`);
  const wide = accessDiff(
    [token("a", { requestIp: { in: ["192.0.2.0/24"] } })],
    [token("a", { policies: [policy([DNS_WRITE], { ...zones, [ZONE_KEY]: "*" })], requestIp: { in: [...cidrs, "192.0.2.0/24"] } })],
  );
  const text = diffText(wide, names, { width: 80 });
  expect(text).toContain("489 more");
  expect(text).toContain("288 more ranges");
  expect(text.split("\n").length).toBeLessThan(50);
  expect(parseMarkdown(diffMarkdown(wide, names)).cells).toBe(8);
  expect(ZONE).toHaveLength(32);
});
