import { allow, deny, permissions, type Policy, type TokenSpec } from "../../../lib";
import { Account, toPolicySpecs } from "../../../lib/policy";
import { type AccessDiff, accessDiff, compare, type ComparedSide } from "../../../lib/review";

const ACCOUNT = "0123456789abcdef0123456789abcdef";
const account = Account.of(ACCOUNT, { name: "Example Inc" });
const zoneOf = (digit: string, name: string) => account.zone(digit.repeat(32), { name });
const [site, shop] = [zoneOf("1", "example.com"), zoneOf("2", "shop.example")];
const zones = Array.from({ length: 30 }, (_, i) =>
  account.zone(String(i + 10).padStart(32, "a"), { name: `customer-${String(i + 1)}.example` }),
);

const names = Object.fromEntries([
  [`com.cloudflare.api.account.${ACCOUNT}`, "Example Inc"],
  ...[site, shop, ...zones].map(({ key, name = "" }) => [key, name] as const),
]);

const { account: ofAccount, zone } = permissions;

function token(name: string, policies: readonly Policy[], more: Partial<TokenSpec> = {}): TokenSpec {
  return {
    kind: "account",
    accountId: ACCOUNT,
    name,
    status: "active",
    policies: toPolicySpecs(policies),
    address: `cloudflare_account_token.${name}`,
    path: `prod/${name}`,
    names,
    ...more,
  };
}

const reads = allow(zone.zone.read).on(site);
const readsAll = allow(zone.zone.read, zone.analytics.read).on(account.allZones());

/** A stack is there as well when it holds no token. */
function inStacks(specs: readonly TokenSpec[]): ComparedSide {
  return { specs, stacks: [{ name: "prod" }, { name: "stage" }] };
}

/** A change with one of everything that the page tells apart. */
export const SAMPLE: AccessDiff = compare(
  inStacks([
    token("dns-publisher", [reads]),
    token("siem-reader", [readsAll]),
    token("old-ci", [allow(ofAccount.workersScripts.write).on(account)]),
    token("deployer", [allow(ofAccount.workersScripts.write).on(account)], { expiresOn: "2036-06-01T00:00:00Z" }),
    token("importer", [reads, allow(zone.dns.write).on(shop)], { status: "disabled" }),
    token("metrics", [reads], { requestIp: { in: ["192.0.2.0/24"] } }),
    token("cache-purger", [allow(zone.cache.purge).on(site)]),
    token("moved", [reads], { path: "stage/moved" }),
    token("same", [reads]),
  ]),
  inStacks([
    token("dns-publisher", [reads, allow(zone.dns.write, zone.zoneSettings.write).on(site)], { expiresOn: "2027-06-01T00:00:00Z" }),
    token("siem-reader", [readsAll, deny(zone.analytics.read).on(site)], { requestIp: { in: ["10.0.0.0/8"] } }),
    token("release", [allow(ofAccount.workersScripts.write).on(account)], {
      expiresOn: "2037-06-01T00:00:00Z",
      address: "cloudflare_account_token.deployer",
      path: "prod/deployer",
    }),
    token("importer", [reads, allow(zone.dns.write).on(shop)]),
    token("metrics", [reads], { requestIp: { in: ["192.0.2.0/25", "192.0.2.128/25"] } }),
    token("cache-purger", [allow(zone.cache.purge).on(site, ...zones)]),
    token("moved", [reads]),
    token("same", [reads]),
    token("token-minter", [allow(ofAccount.accountApiTokens.write).on(account)]),
  ]),
);

/** Many changed tokens, in some stacks. */
export function manyChanges(count: number): AccessDiff {
  const made = (round: number): TokenSpec[] =>
    Array.from({ length: count }, (_, i) =>
      token(`service-${String(i).padStart(5, "0")}`, [i % 3 === round ? reads : allow(zone.dns.write, zone.zone.read).on(site)], {
        path: `stack-${String(i % 4)}/service-${String(i)}`,
      }),
    );
  return accessDiff(made(0), made(1));
}
