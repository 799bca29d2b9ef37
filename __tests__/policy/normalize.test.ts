import { normalize, type TokenSpec } from "../../lib/policy";
import { faultsOf } from "./support";

const ZONE = "com.cloudflare.api.account.zone.11111111111111111111111111111111";

const spec: TokenSpec = {
  kind: "account",
  accountId: "0123456789abcdef0123456789abcdef",
  name: "dns-publisher",
  status: "active",
  policies: [
    {
      effect: "allow",
      permissionGroups: ["b"],
      resources: { "com.cloudflare.api.account.0123456789abcdef0123456789abcdef": { "com.a.*": "*" } },
    },
    { effect: "allow", permissionGroups: ["a"], resources: { [ZONE]: "*" } },
  ],
  requestIp: { in: ["192.0.2.0/24"], notIn: ["192.0.2.128/25"] },
  notBefore: "2026-12-01T00:00:00Z",
  expiresOn: "2037-06-01T00:00:00Z",
  owner: "team-dns",
  purpose: "publishes records",
  address: "cloudflare_account_token.x",
  path: "prod/dns-publisher",
  rotation: { principal: "dns", slot: "a", generation: 2 },
  movedFrom: ["cloudflare_account_token.old"],
  provider: { name: "cloudflare.other" },
  ignored: ["policies"],
  newSecret: true,
  references: { "var.zone": "sha256:0" },
};

test("a spec in normal form stays as it is, every field in place", () => {
  expect(JSON.stringify(normalize(spec))).toBe(JSON.stringify(spec));
});

test("fields come in one order, and what does not belong to a spec is dropped", () => {
  const turned = Object.fromEntries(
    Object.entries({ extra: 1, ...spec, rotation: { generation: 2, extra: 1, slot: "a", principal: "dns" } }).reverse(),
  );
  expect(JSON.stringify(normalize(turned as unknown as TokenSpec))).toBe(JSON.stringify(spec));
});

test("the normal form shares nothing with what it was made from", () => {
  const seen = new Set<unknown>();
  const walk = (value: unknown, visit: (each: object) => void): void => {
    if (typeof value !== "object" || value === null) return;
    visit(value);
    for (const inner of Object.values(value)) walk(inner, visit);
  };
  walk(spec, (each) => seen.add(each));
  const shared: unknown[] = [];
  walk(normalize(spec), (each) => {
    if (seen.has(each)) shared.push(each);
  });
  expect(shared).toEqual([]);
});

test("what is absent is left out, never null", () => {
  const bare: TokenSpec = { kind: "user", name: "x", status: "disabled", policies: [] };
  expect(JSON.stringify(normalize({ ...bare, requestIp: {} }))).toBe(JSON.stringify(bare));
});

test("addresses and times get their one form", () => {
  const normal = normalize({
    ...spec,
    requestIp: { in: ["2001:DB8::/32", "192.0.2.1", "10.0.0.0/8", "10.2.0.0/16"], notIn: [] },
    notBefore: "2026-12-01T01:00:00.5+01:00",
    expiresOn: "2037-05-31T23:00:00-01:00",
  });
  expect([normal.requestIp, normal.notBefore, normal.expiresOn]).toStrictEqual([
    { in: ["10.0.0.0/8", "192.0.2.1/32", "2001:db8::/32"] },
    "2026-12-01T00:00:00Z",
    "2037-06-01T00:00:00Z",
  ]);
});

test("fails with every address and time that has no one form", () => {
  const bad = {
    ...spec,
    requestIp: { in: ["192.0.2.1/24", "${var.office}"], notIn: ["x"] },
    notBefore: "2026-12-01",
    expiresOn: "2037-02-30T00:00:00Z",
  };
  const date = 'a date is a Date or an RFC 3339 string with time and offset, got "%"; write it like "2037-06-01T00:00:00Z"';
  const range = 'an address range is an IPv4 or IPv6 address or CIDR, got %; write it like "192.0.2.0/24" or "2001:db8::/32"';
  expect(faultsOf(() => normalize(bad))).toEqual([
    [
      "CidrHostBits",
      "requestIp.in[0]",
      'requestIp.in[0]: the address has bits set beyond the prefix, got "192.0.2.1/24"; write "192.0.2.0/24"',
    ],
    ["InvalidCidr", "requestIp.in[1]", `requestIp.in[1]: ${range.replace("%", "<token>")}`],
    ["InvalidCidr", "requestIp.notIn[0]", `requestIp.notIn[0]: ${range.replace("%", '"x"')}`],
    ["InvalidDate", "notBefore", `notBefore: ${date.replace("%", "2026-12-01")}`],
    ["InvalidDate", "expiresOn", `expiresOn: ${date.replace("%", "2037-02-30T00:00:00Z")}`],
  ]);
});
