/**
 * The levels a permission group can act on, in our words, with Cloudflare's resource prefix for each.
 *
 * Source: `scopes` of `GET /accounts/{id}/tokens/permission_groups`.
 */
export type Scope = "account" | "zone" | "user" | "r2Bucket" | "worker" | "flagshipApp";

/** Cloudflare's name of each scope, as the API writes it. */
export const SCOPES: Readonly<Record<Scope, string>> = {
  account: "com.cloudflare.api.account",
  zone: "com.cloudflare.api.account.zone",
  user: "com.cloudflare.api.user",
  r2Bucket: "com.cloudflare.edge.r2.bucket",
  worker: "com.cloudflare.edge.worker.script",
  flagshipApp: "com.cloudflare.api.account.flagship.app",
};

/** How a sentence names a resource of each scope. */
export const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  account: "account",
  zone: "zone",
  user: "user",
  r2Bucket: "R2 bucket",
  worker: "Worker",
  flagshipApp: "Flagship app",
};

const byApiName = new Map(Object.entries(SCOPES).map(([scope, name]) => [name, scope as Scope]));

/** Our word for Cloudflare's scope name; undefined for one that is not known. */
export function scopeOfApiName(name: string): Scope | undefined {
  return byApiName.get(name);
}
