import { allow, permissions, type PrincipalStack, ServicePrincipal } from "cloudflare-principals";
import type { Environment } from "./environments";

/** When the tokens end and have to be renewed: put a date of yours, sooner than this. */
const expiresOn = "2038-01-15T00:00:00Z";

/** The service principals of one environment. Add yours here. */
export function addPrincipals(stack: PrincipalStack, environment: Environment) {
  const { account, network } = environment;
  const zone = account.zone(environment.zone.id, { name: environment.zone.name });

  const workersDeployer = new ServicePrincipal(stack, "workers-deployer", {
    policies: [allow(permissions.account.workersScripts.write).on(account), allow(permissions.zone.workersRoutes.write).on(zone)],
    requestIp: { in: network },
    expiresOn,
    owner: "team-web",
    purpose: "deploys Workers from CI",
  });

  const cachePurger = new ServicePrincipal(stack, "cache-purger", {
    policies: [allow(permissions.zone.cache.purge).on(zone)],
    requestIp: { in: network },
    expiresOn,
    owner: "team-web",
    purpose: "purges the cache after a release",
  });

  return { workersDeployer, cachePurger };
}
