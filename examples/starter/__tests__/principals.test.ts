import { Testing } from "cdktf";
import { allow, baseline, permissions, PrincipalStack, rules } from "cloudflare-principals";
import { environments } from "../environments";
import { addPrincipals } from "../principals";

// The tests stand on addresses of their own, so that they go on holding when you put yours into environments.ts.
const environment = { ...environments.prod, network: ["192.0.2.0/24"] };
const { account } = environment;
const zone = account.zone(environment.zone.id);

const stack = new PrincipalStack(Testing.app(), "prod", { account });
const { cachePurger } = addPrincipals(stack, environment);

test("the cache purger purges the zone's cache from our network only, and does nothing else", () => {
  const purge = { permission: permissions.zone.cache.purge, resource: zone };
  expect(cachePurger).toAllow({ ...purge, ip: "192.0.2.7" });
  expect(cachePurger).toDeny({ ...purge, ip: "198.51.100.7" });
  expect(cachePurger).toGrantOnly([allow(permissions.zone.cache.purge).on(zone)]);
});

test("nobody may change DNS, in any zone", () => {
  expect(stack).toDeny({ permission: permissions.zone.dns.write, resource: account.allZones() });
});

test("every principal works from our network only", () => {
  expect(stack).toBeReachableOnlyFrom(["192.0.2.0/24"]);
});

test("every principal passes our guardrails, and somebody answers for it", () => {
  expect(stack).toPassGuardrails([...baseline, [rules.noOwner, "error"]]);
});
