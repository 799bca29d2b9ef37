import "cloudflare-principals/testing";
import { Account, allow, can, deny, permissions, type TokenSpec } from "../../lib";

const ACCOUNT = "abcdef0123456789abcdef0123456789";
const ZONE = "fedcba9876543210fedcba9876543210";
const account = Account.of(ACCOUNT);
const zone = account.zone(ZONE);
const dnsWrite = permissions.zone.dns.write;
const scripts = permissions.account.workersScripts.write;
const bucket = account.r2Bucket("backups");

/** A token as somebody else's Terraform or program may write it. */
function spec(write: (id: string) => string): TokenSpec {
  const own = write(ACCOUNT);
  return {
    kind: "account",
    accountId: own,
    name: "ci",
    status: "active",
    policies: [
      {
        effect: "allow",
        permissionGroups: [write(dnsWrite.id)],
        resources: { [`com.cloudflare.api.account.zone.${write(ZONE)}`]: "*" },
      },
      { effect: "allow", permissionGroups: [write(scripts.id)], resources: { [`com.cloudflare.api.account.${own}`]: "*" } },
      {
        effect: "allow",
        permissionGroups: [permissions.r2Bucket.workersR2StorageBucketItem.read.id],
        resources: { [`com.cloudflare.edge.r2.bucket.${own}_default_backups`]: "*" },
      },
    ],
  };
}

const upper = (id: string): string => id.toUpperCase();
const lower = (id: string): string => id;

describe.each([
  ["lower", "lower", lower, lower],
  ["upper", "lower", upper, lower],
  ["lower", "upper", lower, upper],
  ["upper", "upper", upper, upper],
])("ids in %s case, asked about in %s case", (_, __, write, asked) => {
  const token = spec(write);
  const zoneKey = `com.cloudflare.api.account.zone.${asked(ZONE)}`;
  const accountKey = `com.cloudflare.api.account.${asked(ACCOUNT)}`;

  test.each([
    ["DNS Write", zoneKey],
    ["DNS Write", `zone:${asked(ZONE)}`],
    [asked(dnsWrite.id), zoneKey],
    ["Workers Scripts Write", "account"],
    ["Workers Scripts Write", accountKey],
    ["Workers Scripts Write", `account:${asked(ACCOUNT)}`],
    ["Workers R2 Storage Bucket Item Read", "r2:backups"],
  ])("%s on %s is allowed, and not denied", (permission, resource) => {
    expect(token).toAllow({ permission, resource });
    expect(token).not.toDeny({ permission, resource });
  });

  test("can answers the same, and a deny holds where it is sure to be understood", () => {
    expect(can(token, { permission: dnsWrite, resource: zoneKey }).allowed).toBe(true);
    expect(can(token, { permission: scripts, resource: accountKey }).allowed).toBe(true);
    const denied: TokenSpec = { ...token, policies: [...token.policies, { ...token.policies[0]!, effect: "deny" }] };
    const holds = write === lower;
    expect(can(denied, { permission: dnsWrite, resource: zoneKey })).toEqual(
      holds ? { allowed: false, by: { effect: "deny", index: 3 } } : { allowed: true, by: { effect: "allow", index: 0 } },
    );
    if (holds) expect(denied).toDeny({ permission: "DNS Write", resource: zoneKey });
    else expect(denied).not.toDeny({ permission: "DNS Write", resource: zoneKey });
  });

  test("toGrantOnly compares what is meant", () => {
    const grant = (permission: string, resource: string): { permission: string; resource: string } => ({ permission, resource });
    const rest = [grant("Workers Scripts Write", accountKey), grant("Workers R2 Storage Bucket Item Read", "r2:backups")];
    expect(token).toGrantOnly([grant("DNS Write", zoneKey), ...rest]);
    expect(token).not.toGrantOnly(rest);
    expect(token).toGrantOnly([
      allow(dnsWrite).on(zone),
      allow(scripts).on(account),
      allow(permissions.r2Bucket.workersR2StorageBucketItem.read).on(bucket),
    ]);
    expect(token).not.toGrantOnly([
      allow(dnsWrite).on(zone),
      allow(scripts).on(account),
      allow(permissions.r2Bucket.workersR2StorageBucketItem.read).on(bucket),
      deny(dnsWrite).on(zone),
    ]);
  });
});

test("a zone is in one account, whatever case the tokens of that account write it in", () => {
  const everywhere: TokenSpec = {
    ...spec(upper),
    policies: [
      {
        effect: "allow",
        permissionGroups: [dnsWrite.id],
        resources: { [`com.cloudflare.api.account.${upper(ACCOUNT)}`]: { "com.cloudflare.api.account.zone.*": "*" } },
      },
    ],
  };
  expect([spec(lower), everywhere]).toGrantOnly([
    allow(dnsWrite).on(account.allZones()),
    allow(scripts).on(account),
    allow(permissions.r2Bucket.workersR2StorageBucketItem.read).on(bucket),
  ]);
  const placed = [spec(lower), { ...everywhere, name: "all" }];
  expect(() => {
    expect(placed).toDeny({ permission: "DNS Write", resource: `zone:${ZONE}` });
  }).toThrow("2 of 2 tokens may");
});

test("another id stays another one, and expressions keep their case", () => {
  const other = `com.cloudflare.api.account.zone.${upper("0".repeat(31))}F`;
  expect(spec(upper)).toDeny({ permission: "DNS Write", resource: other });
  const named: TokenSpec = {
    ...spec(lower),
    policies: [
      {
        effect: "allow",
        permissionGroups: [dnsWrite.id],
        resources: { [`com.cloudflare.api.account.zone.\${local.x["${upper(ZONE)}"]}`]: "*" },
      },
    ],
  };
  const question = (id: string): string => `com.cloudflare.api.account.zone.\${local.x["${id}"]}`;
  expect(can(named, { permission: dnsWrite, resource: question(upper(ZONE)) }).allowed).toBe(true);
  expect(can(named, { permission: dnsWrite, resource: question(ZONE) }).allowed).toBe(false);
});
