/*
 * The types of the matchers, of the global `expect` (@types/jest) and of that of @jest/globals. Nothing here runs; see policies.test-d.ts.
 */
/* eslint-disable @typescript-eslint/no-confusing-void-expression, @typescript-eslint/no-invalid-void-type -- what a matcher gives is looked at here */
import { expect as imported } from "@jest/globals";
import {
  Account,
  allow,
  baseline,
  deny,
  type Permission,
  permissions,
  type Resource,
  type ServicePrincipal,
  type TokenSpec,
} from "../../lib";
import { type AskedAccess, type Duration, type PrincipalMatchers, principalMatchers, toAllow, toDeny } from "../../testing";

const account = Account.of("0123456789abcdef0123456789abcdef");
const zone = account.zone("11111111111111111111111111111111");
const { dns } = permissions.zone;
const { workersScripts } = permissions.account;
declare const principal: ServicePrincipal;
declare const spec: TokenSpec;

// --- what they give

expect(principal).toAllow({ permission: dns.write, resource: zone }) satisfies void;
expect(spec).not.toDeny({ permission: dns.write, resource: zone }) satisfies void;
void (expect(Promise.resolve(spec)).resolves.toAllow({ permission: dns.write, resource: zone }) satisfies Promise<void>);
imported(principal).toAllow({ permission: dns.write, resource: zone }) satisfies void;
imported(spec).not.toGrantOnly([allow(dns.write).on(zone)]) satisfies void;
void (imported(Promise.resolve(spec)).resolves.not.toDeny({ permission: dns.write, resource: zone }) satisfies Promise<void>);
expect.extend(principalMatchers);
imported.extend(principalMatchers);
expect.extend({ toAllow });
imported.extend({ toAllow, toDeny });

// --- questions

expect("cdktf.out").toDeny({ permission: "DNS Write", resource: "all-zones", ip: "192.0.2.1", at: new Date() });
expect(spec).toAllow({ permission: "zone.dns.write", resource: zone, at: "2026-01-01T00:00:00Z" });
expect(spec).toAllow({ permission: workersScripts.read, resource: account.id, ip: undefined });
declare const permission: Permission;
declare const resource: Resource;
expect(spec).toAllow({ permission, resource });
expect(spec).toAllow({ permission, resource: zone });
({ permission: dns.write, resource: zone }) satisfies AskedAccess<"zone">;
// @ts-expect-error a permission of another scope than the resource's
expect(spec).toAllow({ permission: dns.write, resource: account });
// @ts-expect-error the same the other way round
expect(spec).toDeny({ permission: workersScripts.write, resource: zone });
// @ts-expect-error and with the expect of @jest/globals
imported(spec).toDeny({ permission: workersScripts.write, resource: account.allZones() });
// @ts-expect-error no resource
expect(spec).toAllow({ permission: dns.write });
// @ts-expect-error a misspelt property
expect(spec).toAllow({ permission: dns.write, resource: zone, ips: "192.0.2.1" });
// @ts-expect-error nothing asked
expect(spec).toAllow();
// @ts-expect-error a number as the time
expect(spec).toAllow({ permission: dns.write, resource: zone, at: 5 });

// --- lists

expect(spec).toGrantOnly([
  allow(dns.write).on(zone),
  deny(workersScripts.read).on(account),
  { permission: "DNS Write", resource: "all-zones" },
]);
expect(spec).toGrantOnly([{ permission: dns.write, resource: zone }] as const);
// @ts-expect-error a grant without on
expect(spec).toGrantOnly([allow(dns.write)]);
// @ts-expect-error a policy instead of a list
expect(spec).toGrantOnly(allow(dns.write).on(zone));
// @ts-expect-error a permission alone
expect(spec).toGrantOnly([dns.write]);

// --- durations, addresses, packs

expect(spec).toExpireWithin({ days: 90 });
expect(spec).toExpireWithin({ days: 1, hours: 12 }, { from: new Date() });
expect(spec).toExpireWithin({ hours: 12 }, { from: "2026-01-01T00:00:00Z" });
({ hours: 1 }) satisfies Duration;
// @ts-expect-error a duration without a unit
expect(spec).toExpireWithin({});
// @ts-expect-error a unit that there is not
expect(spec).toExpireWithin({ weeks: 1 });
// @ts-expect-error a number alone
expect(spec).toExpireWithin(90);
// @ts-expect-error a date in the place of the options
expect(spec).toExpireWithin({ days: 1 }, new Date());

expect(spec).toBeReachableOnlyFrom(["192.0.2.0/24"]);
expect(spec).toBeReachableOnlyFrom(["192.0.2.0/24"] as const);
// @ts-expect-error a range instead of a list
expect(spec).toBeReachableOnlyFrom("192.0.2.0/24");

expect("cdktf.out").toPassGuardrails();
expect("cdktf.out").toPassGuardrails(baseline, { level: "warning" });
// @ts-expect-error a pack by its name
expect("cdktf.out").toPassGuardrails("strict");
// @ts-expect-error a level that is none
expect("cdktf.out").toPassGuardrails(baseline, { level: "off" });

// --- another runner's matchers, which a project declares itself

declare const other: PrincipalMatchers<void>;
other.toAllow({ permission: dns.write, resource: zone });
