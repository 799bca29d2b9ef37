import { Testing } from "cdktf";
import { allow, permissions, PrincipalStack, templates } from "cloudflare-principals";
import { environments } from "../environments";
import { addPrincipals } from "../principals";

/*
 * Tests of the example's two tokens. They are yours to change: a test goes with its token, and a new token gets its own. What has to hold of every token
 * is for the guardrails, which `npm test` checks as well.
 */

// Addresses of the tests' own, so that they go on holding when you put yours into environments.ts.
const environment = { ...environments.prod, network: ["192.0.2.0/24"] };
const { account } = environment;
const zone = account.zone(environment.zone.id);

const stack = new PrincipalStack(Testing.app(), "prod", { account });
const { workersDeployer, cachePurger } = addPrincipals(stack, environment);

test("the deployer may what wrangler deploy needs, from any address, and nothing else", () => {
  expect(workersDeployer).toGrantOnly(templates.deployWorkers({ account, zones: [zone] }).policies);
  expect(workersDeployer).toAllow({ permission: permissions.account.workersScripts.write, resource: account, ip: "203.0.113.7" });
  expect(workersDeployer).toDeny({ permission: permissions.zone.dns.write, resource: zone });
});

test("the cache purger purges the zone's cache from our servers only, and does nothing else", () => {
  const purge = { permission: permissions.zone.cache.purge, resource: zone };
  expect(cachePurger).toAllow({ ...purge, ip: "192.0.2.7" });
  expect(cachePurger).toDeny({ ...purge, ip: "198.51.100.7" });
  expect(cachePurger).toGrantOnly([allow(permissions.zone.cache.purge).on(zone)]);
  expect(cachePurger).toBeReachableOnlyFrom(["192.0.2.0/24"]);
});
