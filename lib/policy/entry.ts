import type { Scope } from "../catalogue";
import { lowerCaseIds, scopeOfKey } from "./resource";
import { maskSymbols } from "./symbol";
import type { Effect } from "./token-spec";

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
 * Whether the two-level form is the one that Cloudflare documents: something that is neither an account nor a user, within an account. What any other
 * nesting means is not known.
 */
export function isKnownNesting(outer: string, inner: string): boolean {
  const scope = scopeOfKey(inner);
  return scopeOfKey(outer) === "account" && scope !== "account" && scope !== "user";
}

/**
 * Ids are compared without regard to their case. What Cloudflare may not understand as it is written (ids in upper case, a nesting that is not known) is read
 * the unsafe way: what it allows is the resource that it seems to be, and what it denies is nothing but itself.
 *
 * @param unnamed the account where the keys themselves name none: everything an account-owned token can reach belongs to its account
 */
export function makeEntry(outer: string, inner: string | undefined, unnamed: string | undefined, effect: Effect = "allow"): Entry {
  const key = lowerCaseIds(outer);
  const nested = inner === undefined ? undefined : lowerCaseIds(inner);
  const isKnown = nested === undefined || isKnownNesting(key, nested);
  if (effect === "deny" && (!isKnown || key !== outer || nested !== inner))
    return { leaf: inner === undefined ? outer : `${outer}/${inner}` };
  const leaf = nested ?? key;
  const scope = scopeOfKey(leaf);
  const named =
    nested !== undefined && isKnown ? key.slice(ACCOUNT.length) : scope === "account" ? leaf.slice(ACCOUNT.length) : bucketAccount(leaf);
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
