import { allPermissions } from "../../../lib/catalogue";
import { type AccessDiff, accessDiff, diffJson, diffMarkdown, diffSarif, diffText } from "../../../lib/review";
import type { TokenSpec } from "../../../lib/policy";
import { parseMarkdown } from "../../hostile/checks";
import { ACCOUNT, DNS_WRITE, ZONE, ZONE_KEY, ZONE_READ } from "../../read/files";

const ZONES = "com.cloudflare.api.account.zone";
const TOKENS_WRITE = allPermissions.find(({ name, scope }) => name === "Account API Tokens Write" && scope === "account")!.id;
const ACCOUNT_KEY = `com.cloudflare.api.account.${ACCOUNT}`;
const names = { [ZONE_KEY]: "example.com", [ACCOUNT_KEY]: "Example Inc" };

const token = (name: string, more: Partial<TokenSpec> = {}): TokenSpec => ({
  kind: "account",
  accountId: ACCOUNT,
  name,
  status: "active",
  policies: [{ effect: "allow", permissionGroups: [ZONE_READ], resources: { [ZONE_KEY]: "*" } }],
  address: `cloudflare_account_token.${name}`,
  path: `prod/${name}`,
  names,
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

test("tokens of equal rank stand as in the summary, by stack and name, whatever their accounts", () => {
  const places = [
    ["dev", "b", "f".repeat(32)],
    ["dev", "c", "f".repeat(32)],
    ["prod", "a", ACCOUNT],
  ] as const;
  const specs = places.map(([stack, name, accountId]) => token(name, { path: `${stack}/${name}`, accountId }));
  const text = diffText(accessDiff([], [...specs].reverse()), { width: 80 });
  expect([...text.matchAll(/^ +([abc]) /gm)].map(([, name]) => name)).toEqual(["b", "c", "a"]);
});

test("text says for each token what it gains, loses, breaks and risks, and where it is made", () => {
  const placeOf = ({ name }: { readonly name: string }) => (name === "auditor" ? { file: "main.ts", line: 12 } : undefined);
  expect(diffText(DIFF, { width: 80, placeOf })).toBe(`Access changes: 6 tokens, mixed, disruptive

  dns-publisher
    verdict  broadening
    gains    DNS Write on zone example.com (11111111…)
    risk     DNS Write can redirect the traffic and mail of a domain
    at       prod/dns-publisher

  auditor
    verdict  broadening, created
    gains    Zone Read on every zone of account Example Inc (01234567…)
    gains    use from every address, without an end
    risk     it reaches every zone, those added later included
    risk     it can be used from every address
    risk     it never expires
    at       prod/auditor (main.ts:12)

  importer
    verdict  broadening
    gains    use: it was disabled
    gains    Zone Read on zone example.com (11111111…)
    at       prod/importer

  release
    verdict  broadening, renamed
    was      deployer
    gains    use from 2036-06-01 00:00 UTC to 2037-06-01 00:00 UTC, too
    at       prod/deployer

  old-ci
    verdict  narrowing, disruptive, deleted
    loses    Zone Read on zone example.com (11111111…)
    breaks   the token is deleted
    at       prod/old-ci

  siem-reader
    verdict  narrowing, disruptive
    loses    Zone Read on zone example.com (11111111…) (now denied)
    loses    use from every address but 10.0.0.0/8
    breaks   calls that need Zone Read
    breaks   calls from every address but 10.0.0.0/8
    at       prod/siem-reader
`);
});

test("Markdown is a table with what widens access first, and what to look at below it", () => {
  expect(diffMarkdown(DIFF)).toBe(`### Access changes: 6 tokens, mixed, disruptive

| token | verdict | gains | loses |
| --- | --- | --- | --- |
| dns-publisher (prod) | **broadening** | DNS Write on zone example.com (\`11111111…\`) | - |
| auditor (prod) | created: **broadening** | Zone Read on every zone of account Example Inc (\`01234567…\`); use from every address, without an end | - |
| importer (prod) | **broadening** | use: it was disabled; Zone Read on zone example.com (\`11111111…\`) | - |
| release (prod), was deployer | renamed: **broadening** | use from 2036-06-01 00:00 UTC to 2037-06-01 00:00 UTC, too | - |
| old-ci (prod) | deleted: **narrowing**, disruptive | - | Zone Read on zone example.com (\`11111111…\`) |
| siem-reader (prod) | **narrowing**, disruptive | - | Zone Read on zone example.com (\`11111111…\`) (now denied); use from every address but \`10.0.0.0/8\` |

- **risk** dns-publisher: DNS Write can redirect the traffic and mail of a domain
- **risk** auditor: it reaches every zone, those added later included
- **risk** auditor: it can be used from every address
- **risk** auditor: it never expires
- **may break** old-ci: the token is deleted
- **may break** siem-reader: calls that need Zone Read, calls from every address but \`10.0.0.0/8\`
`);
});

test("tokens of several stacks are told apart wherever something is said of one, in one order", () => {
  const wide = (stack: string, more: Partial<TokenSpec> = {}): TokenSpec =>
    token("ci", { stack, path: `${stack}/ci`, policies: [policy([DNS_WRITE], { [ZONE_KEY]: "*" })], ...more });
  const gone = token("old", { stack: "stage", path: "stage/old" });
  const diff = accessDiff([gone], [wide("stage", { expiresOn: "2037-06-01T00:00:00Z" }), wide("prod")]);
  expect(
    diffMarkdown(diff)
      .split("\n")
      .filter((line) => line.startsWith("- ")),
  ).toEqual([
    "- **risk** ci (prod): DNS Write can redirect the traffic and mail of a domain",
    "- **risk** ci (prod): it can be used from every address",
    "- **risk** ci (prod): it never expires",
    "- **risk** ci (stage): DNS Write can redirect the traffic and mail of a domain",
    "- **risk** ci (stage): it can be used from every address",
    "- **may break** old (stage): the token is deleted",
  ]);
  expect(
    diffText(diff)
      .split("\n")
      .filter((line) => /^ {2}\S|^ {4}(?:risk|breaks)/.test(line)),
  ).toEqual([
    "  ci (prod)",
    "    risk     DNS Write can redirect the traffic and mail of a domain",
    "    risk     it can be used from every address",
    "    risk     it never expires",
    "  ci (stage)",
    "    risk     DNS Write can redirect the traffic and mail of a domain",
    "    risk     it can be used from every address",
    "  old (stage)",
    "    breaks   the token is deleted",
  ]);
});

test("nothing to say is said", () => {
  const none = accessDiff([], []);
  expect([diffText(none), diffMarkdown(none)]).toEqual(["Access changes: none\n", "### Access changes: none\n"]);
});

test("JSON is what accessDiff gives", () => {
  expect(JSON.parse(diffJson(DIFF))).toEqual(DIFF);
});

test("Markdown of any number of tokens fits one comment, the most risky first, and says what it leaves out", () => {
  const reads = Array.from({ length: 3000 }, (_, i) => token(`t${String(i)}`));
  const writes = [token("y-writer", { policies: [policy([DNS_WRITE], { [ZONE_KEY]: "*" })] })];
  const mints = [token("z-minter", { policies: [policy([TOKENS_WRITE], { [ACCOUNT_KEY]: "*" })] })];
  const gone = [token("a-gone"), token("b-gone", { status: "disabled" })];
  const text = diffMarkdown(accessDiff(gone, [...reads, ...writes, ...mints]));
  expect(text.length).toBeGreaterThan(55_000);
  expect(text.length).toBeLessThanOrEqual(60_000);
  const rows = text
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(2);
  expect(rows.slice(0, 3).map((row) => row.split(" ")[1])).toEqual(["z-minter", "y-writer", "t0"]);
  expect(rows.every((row) => row.endsWith(" |") && row.split(" | ").length === 4)).toBe(true);
  const left = 3004 - rows.length;
  expect(text.trimEnd().split("\n").at(-1)).toBe(
    `… and ${String(left)} more tokens: ${String(left - 2)} broadening, 2 narrowing; 2 of them disruptive. They do not fit here: see the whole diff as text, HTML or JSON.`,
  );
  expect(rows.length).toBeGreaterThan(200);
});

test.each([1000, 2000, 5000, 20_000])("Markdown of %d characters at most is not longer, and whole", (maxLength) => {
  const zones = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${ZONES}.${String(i).padStart(32, "0")}`, "*" as const]));
  const all = allPermissions.map(({ id }) => id);
  const wide = (name: string): TokenSpec => token(name, { policies: [policy(all, { ...zones, [ACCOUNT_KEY]: "*" })] });
  for (const after of [[wide("a")], [wide("a"), token("b"), wide("c")], Array.from({ length: 50 }, (_, i) => wide(`w${String(i)}`))]) {
    const warnings = Array.from({ length: 100 }, () => "module x is not read");
    const text = diffMarkdown({ ...accessDiff([], after), warnings }, { maxLength });
    expect(text.length).toBeLessThanOrEqual(maxLength);
    expect(text).toContain("**warning** module x is not read");
    const { onlyText, cells } = parseMarkdown(text);
    const left = Number(/… and (\d+) more token/.exec(text)?.[1] ?? 0);
    expect([onlyText, cells]).toEqual([true, left === after.length ? 0 : 4 * (1 + after.length - left)]);
  }
});

test("Markdown says what was read and can't be told from the tokens, even where no token changes", () => {
  expect(diffMarkdown({ ...accessDiff([], []), warnings: ["module x is not read: tokens within it are not shown"] })).toBe(
    "### Access changes: none\n\n- **warning** module x is not read: tokens within it are not shown\n",
  );
});

test("of two texts or lists that are cut at the same place, none looks like the other", () => {
  const long = (end: string): string => "${var." + "x".repeat(600) + end + "}";
  const at = (end: string): AccessDiff =>
    accessDiff([], [token("a", { policies: [policy([ZONE_READ], { [`${ZONES}.${long(end)}`]: "*" })], requestIp: { in: [long(end)] } })]);
  const many = (last: number): AccessDiff =>
    accessDiff(
      [],
      [
        token("a", {
          policies: [
            policy(
              [ZONE_READ],
              Object.fromEntries([...Array(40).keys(), last].map((i) => [`${ZONES}.${String(i).padStart(32, "0")}`, "*"])),
            ),
          ],
        }),
      ],
    );
  for (const [one, other] of [
    [at("a"), at("b")],
    [many(100), many(200)],
  ] as const) {
    for (const render of [diffText, diffMarkdown, (diff: AccessDiff) => diffSarif(diff, { version: "1.0.0" })]) {
      expect(render(one)).not.toBe(render(other));
      expect(render(one)).toMatch(/SHA-256\s+`?[0-9a-f]{32}/);
    }
  }
});

test("long lists are counted, in text and in Markdown, and the table stays whole", () => {
  const zones = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`${ZONES}.${String(i).padStart(32, "0")}`, "*" as const]));
  const cidrs = Array.from({ length: 300 }, (_, i) => `10.${String(i % 256)}.${String(2 * Math.floor(i / 256))}.0/25`);
  const wide = accessDiff(
    [token("a", { requestIp: { in: ["192.0.2.0/24"] } })],
    [token("a", { policies: [policy([DNS_WRITE], { ...zones, [ZONE_KEY]: "*" })], requestIp: { in: [...cidrs, "192.0.2.0/24"] } })],
  );
  const text = diffText(wide, { width: 80 });
  expect(text).toContain("489 more");
  expect(text).toContain("288 more ranges");
  expect(text.split("\n").length).toBeLessThan(50);
  expect(parseMarkdown(diffMarkdown(wide)).cells).toBe(8);
  expect(ZONE).toHaveLength(32);
});
