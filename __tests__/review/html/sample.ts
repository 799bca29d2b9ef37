import { permissions, type TokenSpec } from "../../../lib";
import type { StackReading } from "../../../lib/review";

export const ACCOUNT = "0123456789abcdef0123456789abcdef";
const ACCOUNT_KEY = `com.cloudflare.api.account.${ACCOUNT}`;
const ZONE = "com.cloudflare.api.account.zone";
const SITE = `${ZONE}.11111111111111111111111111111111`;
const INTERNAL = `${ZONE}.22222222222222222222222222222222`;

/** The day on which the sample is looked at. */
export const NOW = new Date("2026-12-01T00:00:00Z");

const token = (name: string, more: Partial<TokenSpec>): TokenSpec => ({
  kind: "account",
  accountId: ACCOUNT,
  name,
  address: `cloudflare_account_token.${name}`,
  path: `prod/${name}`,
  status: "active",
  policies: [],
  names: { [ACCOUNT_KEY]: "Example Inc", [SITE]: "example.com", [INTERNAL]: "internal.example" },
  lookups: { "${data.cloudflare_zone.shop.id}": { kind: "zone", name: "shop.example" } },
  ...more,
});

const { account, zone, user } = permissions;

/** Two stacks with one of everything that the page tells apart. */
export function sampleStacks(): StackReading[] {
  return [
    {
      name: "prod",
      warnings: [
        { level: "warning", message: "expires in 14 days", path: "prod/dns-publisher" },
        { level: "error", message: "a guardrail was broken: no expiry", path: "prod/token-minter" },
        { level: "warning", message: "module extra is not read: tokens within it are not shown" },
        { level: "note", message: "the compatibility matrix is 100 days old", path: "prod/auditor" },
      ],
      specs: [
        token("auditor", {
          owner: "team-security",
          purpose: "reads settings for the yearly audit",
          expiresOn: "2037-06-01T00:00:00Z",
          policies: [
            {
              effect: "allow",
              permissionGroups: [account.accountSettings.read.id, account.logs.read.id],
              resources: { [ACCOUNT_KEY]: "*" },
            },
            {
              effect: "allow",
              permissionGroups: [zone.dns.read.id, zone.zone.read.id],
              resources: { [ACCOUNT_KEY]: { [`${ZONE}.*`]: "*" } },
            },
          ],
        }),
        token("dns-publisher", {
          owner: "team-dns",
          purpose: "publishes records from the office",
          notBefore: "2026-01-01T00:00:00Z",
          expiresOn: "2026-12-15T00:00:00Z",
          requestIp: { in: ["192.0.2.0/24"], notIn: ["192.0.2.128/25"] },
          policies: [
            { effect: "allow", permissionGroups: [zone.dns.write.id, zone.zone.read.id], resources: { [SITE]: "*" } },
            { effect: "deny", permissionGroups: [zone.dns.write.id], resources: { [INTERNAL]: "*" } },
          ],
        }),
        token("old-deployer", {
          status: "disabled",
          expiresOn: "2026-06-01T00:00:00Z",
          policies: [{ effect: "allow", permissionGroups: [account.workersScripts.write.id], resources: { [ACCOUNT_KEY]: "*" } }],
        }),
        token("shop", {
          expiresOn: "${var.until}",
          policies: [
            {
              effect: "allow",
              permissionGroups: [zone.cache.purge.id, "00000000000000000000000000000000"],
              resources: { [`${ZONE}.\${data.cloudflare_zone.shop.id}`]: "*" },
            },
          ],
        }),
        token("token-minter", {
          owner: "team-platform",
          policies: [{ effect: "allow", permissionGroups: [account.accountApiTokens.write.id], resources: { [ACCOUNT_KEY]: "*" } }],
        }),
      ],
    },
    {
      name: "user-tokens",
      warnings: [],
      specs: [
        {
          kind: "user",
          name: "page-rules",
          status: "active",
          notBefore: "2027-01-01T00:00:00Z",
          expiresOn: "2027-03-01T00:00:00Z",
          requestIp: { in: ["2001:db8::/32"] },
          policies: [
            { effect: "allow", permissionGroups: [zone.pageRules.write.id], resources: { [SITE]: "*" } },
            {
              effect: "allow",
              permissionGroups: [user.userDetails.read.id],
              resources: { "com.cloudflare.api.user.33333333333333333333333333333333": "*" },
            },
          ],
        },
      ],
    },
    { name: "empty", warnings: [], specs: [] },
  ];
}

/** One stack of many tokens, each unlike the others. */
export function manyStacks(count: number): StackReading[] {
  const groups = [...Object.values(zone)]
    .flatMap((levels) => Object.values(levels as Record<string, { readonly id: string }>))
    .map(({ id }) => id);
  const specs = Array.from({ length: count }, (_, index): TokenSpec => {
    const name = `service-${String(index).padStart(5, "0")}`;
    const some = Array.from({ length: 5 }, (__, n) => groups[(index * 7 + n * 13) % groups.length]!);
    return token(name, {
      owner: `team-${String(index % 40)}`,
      purpose: "does one of the many things that a company of this size has a token for",
      expiresOn: `20${String(27 + (index % 10))}-0${String(1 + (index % 9))}-01T00:00:00Z`,
      ...(index % 3 === 0 ? {} : { requestIp: { in: [`10.${String(index % 250)}.0.0/16`] } }),
      policies: [
        {
          effect: "allow",
          permissionGroups: [...new Set(some)].sort(),
          resources: { [`${ZONE}.${String(index).padStart(32, "0")}`]: "*" },
        },
      ],
    });
  });
  return [{ name: "prod", warnings: [], specs }];
}
