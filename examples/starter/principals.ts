import { allow, permissions, type PrincipalStack, ServicePrincipal, templates } from "cloudflare-principals";
import type { Environment } from "./environments";

/** When the tokens end and have to be renewed: put a date of yours, sooner than this. */
const expiresOn = "2038-01-15T00:00:00Z";

/** The service principals of one environment. Add yours here. */
export function addPrincipals(stack: PrincipalStack, environment: Environment) {
  const { account, network } = environment;
  const zone = account.zone(environment.zone.id, { name: environment.zone.name });

  const workersDeployer = new ServicePrincipal(stack, "workers-deployer", {
    ...templates.deployWorkers({ account, zones: [zone] }),
    expiresOn,
    owner: "team-web",
    purpose: "runs wrangler deploy in GitHub Actions",
  });
  workersDeployer.acknowledge({
    rule: "no-ip-filter-on-write",
    detail: "requestIp",
    reason: "GitHub's runners have no fixed address",
    owner: "team-web",
  });

  const cachePurger = new ServicePrincipal(stack, "cache-purger", {
    policies: [allow(permissions.zone.cache.purge).on(zone)],
    requestIp: { in: network },
    expiresOn,
    owner: "team-web",
    purpose: "our CMS purges the cache when it publishes",
  });

  return { workersDeployer, cachePurger };
}
