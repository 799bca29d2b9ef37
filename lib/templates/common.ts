import { permissions } from "../catalogue";
import { allow, type ScopedResource } from "../policy";
import type { PolicySet } from "./policy-set";

type Zone = ScopedResource<"zone">;

/** Make, change and delete account-owned tokens: what a pipeline that runs `cdktf deploy` on this package needs. It can mint any access. */
export const manageAccountTokens = (account: ScopedResource<"account">): PolicySet => {
  return { purpose: "Manage account tokens", policies: [allow(permissions.account.accountApiTokens.write).on(account)] };
};

/**
 * cert-manager's DNS-01 solver.
 *
 * Source: https://cert-manager.io/docs/configuration/acme/dns01/cloudflare/
 */
export const certManager = (...zones: readonly Zone[]): PolicySet => {
  return { purpose: "cert-manager", policies: [allow(permissions.zone.zone.read, permissions.zone.dns.write).on(...zones)] };
};

/**
 * Kubernetes' external-dns.
 *
 * Source: https://kubernetes-sigs.github.io/external-dns/latest/docs/tutorials/cloudflare/
 */
export const externalDns = (...zones: readonly Zone[]): PolicySet => {
  return { purpose: "external-dns", policies: [allow(permissions.zone.zone.read, permissions.zone.dns.write).on(...zones)] };
};

/** What `wrangler deploy` may have to touch besides the Worker itself. */
export type WranglerBinding = "kv" | "r2" | "d1" | "queues" | "hyperdrive" | "vectorize" | "pages";

/**
 * `wrangler deploy` from CI: upload Workers and set their routes, and no more.
 *
 * Source: https://developers.cloudflare.com/workers/wrangler/ci-cd/
 * @param resources.zones whose routes are set. @default - none: workers.dev only
 * @param resources.creates products whose resources wrangler makes or changes. @default - none
 */
export const deployWorkers = (resources: {
  readonly account: ScopedResource<"account">;
  readonly zones?: readonly Zone[] | undefined;
  readonly creates?: readonly WranglerBinding[] | undefined;
}): PolicySet => {
  const a = permissions.account;
  const products = {
    kv: a.workersKvStorage.write,
    r2: a.workersR2Storage.write,
    d1: a.d1.write,
    queues: a.queues.write,
    hyperdrive: a.hyperdrive.write,
    vectorize: a.vectorize.write,
    pages: a.pages.write,
  } as const satisfies Record<WranglerBinding, unknown>;
  const zones = resources.zones ?? [];
  return {
    purpose: "wrangler deploy",
    policies: [
      allow(a.workersScripts.write, a.accountSettings.read, ...(resources.creates ?? []).map((product) => products[product])).on(
        resources.account,
      ),
      ...(zones.length === 0 ? [] : [allow(permissions.zone.workersRoutes.write, permissions.zone.zone.read).on(...zones)]),
    ],
  };
};

/** Terraform state in an R2 bucket: read and write its objects, by `r2Credentials` and `Backend.r2`. */
export const terraformState = (bucket: ScopedResource<"r2Bucket">): PolicySet => {
  return { purpose: "Terraform state", policies: [allow(permissions.r2Bucket.workersR2StorageBucketItem.write).on(bucket)] };
};

/** Read Logpush jobs and pull logs, without changing them. @param resources.zones whose zone logs are read. @default - account logs only */
export const logpushReader = (resources: {
  readonly account: ScopedResource<"account">;
  readonly zones?: readonly Zone[] | undefined;
}): PolicySet => {
  const zones = resources.zones ?? [];
  return {
    purpose: "Logpush reader",
    policies: [
      allow(permissions.account.logs.read).on(resources.account),
      ...(zones.length === 0 ? [] : [allow(permissions.zone.logs.read).on(...zones)]),
    ],
  };
};
