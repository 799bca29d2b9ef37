import { App } from "cdktf";
import { allow, deny, permissions, PrincipalStack, ServicePrincipal, templates, UserToken, UserTokenStack } from "cloudflare-principals";
import { environments } from "./environments";

const app = new App();

for (const [name, environment] of Object.entries(environments)) {
  const { account } = environment;
  const stack = new PrincipalStack(app, name, { account, environment: name });
  const site = account.zone(environment.site.id, { name: environment.site.name });
  const internal = account.zone(environment.internal.id, { name: environment.internal.name });

  new ServicePrincipal(stack, "workers-deployer", {
    ...templates.deployWorkers({ account, zones: [site] }),
    owner: "team-web",
    purpose: "deploys the website's Workers from CI",
    expiresOn: "2038-01-15T00:00:00Z",
  });

  new ServicePrincipal(stack, "dns-publisher", {
    policies: [allow(permissions.zone.dns.write, permissions.zone.zone.read).on(site), deny(permissions.zone.dns.write).on(internal)],
    requestIp: { in: environment.office, notIn: ["192.0.2.128/25"] },
    expiresOn: "2038-01-15T00:00:00Z",
    owner: "team-dns",
    purpose: "publishes records from the office",
  });

  new ServicePrincipal(stack, "siem-reader", {
    policies: [
      allow(permissions.account.accessAuditLogs.read, permissions.account.logs.read).on(account),
      allow(permissions.zone.logs.read, permissions.zone.analytics.read).on(account.allZones()),
    ],
    requestIp: { in: environment.collector },
    expiresOn: "2038-01-15T00:00:00Z",
    owner: "team-security",
    purpose: "exports logs to the SIEM",
  });

  new ServicePrincipal(stack, "cache-purger", {
    policies: [allow(permissions.zone.cache.purge).on(site)],
    expiresOn: "2038-01-15T00:00:00Z",
    owner: "team-web",
    purpose: "purges the cache after a release",
  });

  new ServicePrincipal(stack, "backup-writer", {
    policies: [allow(permissions.r2Bucket.workersR2StorageBucketItem.write).on(account.r2Bucket(environment.backups))],
    requestIp: { in: environment.office },
    expiresOn: "2038-01-15T00:00:00Z",
    owner: "team-data",
    purpose: "writes nightly backups to R2",
  });

  new ServicePrincipal(stack, "auditor", {
    policies: [
      allow(
        permissions.account.accountSettings.read,
        permissions.account.accountApiTokens.read,
        permissions.account.accessAuditLogs.read,
      ).on(account),
      allow(permissions.zone.zone.read, permissions.zone.zoneSettings.read, permissions.zone.dns.read, permissions.zone.zoneWaf.read).on(
        account.allZones(),
      ),
    ],
    expiresOn: "2038-01-15T00:00:00Z",
    owner: "team-security",
    purpose: "reads settings for the yearly audit",
  });
}

// Page Rules does not accept account-owned tokens yet. A user token needs a user's own credential, so its stack is left out of a plain
// `cdktf deploy '*'`: see docs/user-tokens.md.
if (process.env["USER_TOKENS"] === "1") {
  const stack = new UserTokenStack(app, "user-tokens");
  const { account, site } = environments.prod;
  new UserToken(stack, "page-rules", {
    policies: [allow(permissions.zone.pageRules.write).on(account.zone(site.id, { name: site.name }))],
    requestIp: { in: environments.prod.office },
    expiresOn: "2038-01-15T00:00:00Z",
    owner: "team-web",
    purpose: "edits Page Rules until they are moved to Rulesets",
  });
}

app.synth();
