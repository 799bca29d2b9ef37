import { allPermissions, type Permission, permissions, type Scope, unsupportedProductOf } from "../catalogue";
import { allow, type ScopedResource, type User } from "../policy";
import type { PolicySet } from "./policy-set";

type Zone = ScopedResource<"zone">;

/*
 * The dashboard's templates, prefilled as it does. Source:
 * https://developers.cloudflare.com/fundamentals/api/reference/template/
 */

/** Edit DNS records. The dashboard's "Edit zone DNS". @param zones at least one */
export const editZoneDns = (...zones: readonly Zone[]): PolicySet => {
  return { purpose: "Edit zone DNS", policies: [allow(permissions.zone.dns.write).on(...zones)] };
};

/** Read billing profile, subscriptions and invoices. The dashboard's "Read billing info". */
export const readBilling = (account: ScopedResource<"account">): PolicySet => {
  return { purpose: "Read billing info", policies: [allow(permissions.account.billing.read).on(account)] };
};

/** Read zone analytics and logs. The dashboard's "Read analytics and logs". @param zones at least one */
export const readAnalyticsAndLogs = (...zones: readonly Zone[]): PolicySet => {
  return {
    purpose: "Read analytics and logs",
    policies: [allow(permissions.zone.analytics.read, permissions.zone.logs.read).on(...zones)],
  };
};

/**
 * Edit Workers, their routes, KV and R2, and read their logs. The dashboard's "Edit Cloudflare Workers".
 *
 * @param resources.zones whose routes may be edited; `account.allZones()` for all
 * @param resources.user adds the user-level part, which only a `UserToken` can hold
 */
export const editCloudflareWorkers = (resources: {
  readonly account: ScopedResource<"account">;
  readonly zones: readonly Zone[];
  readonly user?: User | undefined;
}): PolicySet => {
  const { account: a, user: u, zone: z } = permissions;
  return {
    purpose: "Edit Cloudflare Workers",
    policies: [
      allow(z.workersRoutes.write).on(...resources.zones),
      allow(a.workersScripts.write, a.workersKvStorage.write, a.workersTail.read, a.workersR2Storage.write, a.accountSettings.read).on(
        resources.account,
      ),
      ...(resources.user === undefined ? [] : [allow(u.userDetails.read, u.memberships.read).on(resources.user)]),
    ],
  };
};

/** Edit load balancers, monitors and pools. The dashboard's "Edit load balancing configuration". */
export const editLoadBalancing = (resources: {
  readonly account: ScopedResource<"account">;
  readonly zones: readonly Zone[];
}): PolicySet => {
  return {
    purpose: "Edit load balancing configuration",
    policies: [
      allow(permissions.account.loadBalancingMonitorsAndPools.write).on(resources.account),
      allow(permissions.zone.loadBalancers.write).on(...resources.zones),
    ],
  };
};

/** What Cloudflare's WordPress plugin needs. The dashboard's "WordPress", which prefills all zones: `zones: [account.allZones()]`. */
export const wordPress = (resources: { readonly account: ScopedResource<"account">; readonly zones: readonly Zone[] }): PolicySet => {
  const z = permissions.zone;
  return {
    purpose: "WordPress",
    policies: [
      allow(z.analytics.read, z.zone.read, z.zoneSettings.write, z.dns.read, z.cache.purge).on(...resources.zones),
      allow(permissions.account.accountSettings.read).on(resources.account),
    ],
  };
};

/**
 * Create user tokens. The dashboard's "Create additional tokens": a *user* permission, for a `UserToken` only. The counterpart for account-owned
 * tokens is `manageAccountTokens`.
 */
export const createAdditionalTokens = (user: User): PolicySet => {
  return { purpose: "Create additional tokens", policies: [allow(permissions.user.apiTokens.write).on(user)] };
};

/**
 * Read everything. The dashboard's "Read all resources", which prefills all zones: `zones: [account.allZones()]`.
 *
 * Without a user it leaves out the groups of products that do not accept account-owned tokens, and of course the user-level ones.
 *
 * @param resources.user adds these, which only a `UserToken` can hold
 */
export const readAllResources = (resources: {
  readonly account: ScopedResource<"account">;
  readonly zones: readonly Zone[];
  readonly user?: User | undefined;
}): PolicySet => {
  const { user } = resources;
  const fits = (permission: Permission): boolean => user !== undefined || unsupportedProductOf(permission.id) === undefined;
  return {
    purpose: "Read all resources",
    policies: [
      allow(...readers("account").filter(fits)).on(resources.account),
      allow(...readers("zone").filter(fits)).on(...resources.zones),
      ...(user === undefined ? [] : [allow(...readers("user")).on(user)]),
    ],
  };
};

function readers<S extends Scope>(scope: S): Permission<S>[] {
  return allPermissions.filter((p) => p.scope === scope && (p.level === "read" || p.level === "readOnly"));
}
