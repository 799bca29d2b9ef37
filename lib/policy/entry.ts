import type { Scope } from "../catalogue";
import { lowerCaseIds } from "./ids";
import { scopeOfKey } from "./resource";
import { maskSymbols } from "./terraform-text";

/** One entry of a policy's resources, or the resource that is asked about. */
export interface Entry {
  /** The last key: what the entry is about. */
  readonly leaf: string;
  /** The account it is nested in or known to belong to. */
  readonly account?: string;
  readonly scope?: Scope | undefined;
}

const ACCOUNT = "com.cloudflare.api.account.";
const BUCKET = "com.cloudflare.edge.r2.bucket.";

/**
 * Ids are compared without regard to their case.
 *
 * @param unnamed the account where the keys themselves name none: everything an account-owned token can reach belongs to its account
 */
export function makeEntry(outer: string, inner: string | undefined, unnamed: string | undefined): Entry {
  const key = lowerCaseIds(outer);
  const nested = inner === undefined ? undefined : lowerCaseIds(inner);
  const leaf = nested ?? key;
  const scope = scopeOfKey(leaf);
  const named =
    nested !== undefined && key.startsWith(ACCOUNT)
      ? key.slice(ACCOUNT.length)
      : scope === "account"
        ? leaf.slice(ACCOUNT.length)
        : bucketAccount(leaf);
  const account = named === "*" ? undefined : (named ?? (unnamed === undefined ? undefined : lowerCaseIds(unnamed)));
  return account === undefined ? { leaf, scope } : { leaf, scope, account };
}

function bucketAccount(leaf: string): string | undefined {
  if (!leaf.startsWith(BUCKET)) return undefined;
  const end = maskSymbols(leaf).indexOf("_", BUCKET.length);
  return end === -1 ? undefined : leaf.slice(BUCKET.length, end);
}

/** `com.cloudflare.api.account.zone.*` and the like: every resource of its scope, in one account or in all. */
export function isWildcard(entry: Entry): boolean {
  return entry.scope !== undefined && entry.leaf.endsWith(".*");
}

/** Whether `entry` surely holds all of `target`: where the account of one is not known, a wildcard of an account does not hold it. */
export function covers(entry: Entry, target: Entry): boolean {
  if (!(isWildcard(entry) && entry.scope === target.scope) && entry.leaf !== target.leaf) return false;
  return entry.account === undefined || entry.account === target.account;
}

/** Whether both surely have a resource in common: of two entries that do, one holds the other. */
export function overlap(a: Entry, b: Entry): boolean {
  return covers(a, b) || covers(b, a);
}
