import { type Scope, SCOPES } from "../catalogue";
import { fault, PrincipalError } from "../errors";
import { hasWholeSymbols, isSymbol, maskSymbols } from "./symbol";
import type { Effect } from "./token-spec";

/** Marks the scope of a resource for the compiler; there is no such property at run time. */
export declare const RESOURCE_SCOPE: unique symbol;
const RESOURCE_SYMBOL = Symbol.for("cloudflare-principals/Resource");

/** What every resource has, whatever its scope. */
export interface ResourceData {
  /** Scope of the permissions that act on it. */
  readonly scope: Scope;
  /** Cloudflare's resource name, `com.cloudflare.api.account.zone.<id>` for instance. */
  readonly key: string;
  /** The entry below `key`, for the two-level forms (`com.cloudflare.api.account.zone.*` below an account). */
  readonly nested?: string;
  /** The account that owns it, where that is known. */
  readonly accountId?: string;
  /** What people call it: the zone's, account's or bucket's name. */
  readonly name?: string;
  /** Only user tokens can act on it. */
  readonly userOnly?: boolean;
  /** A zone that is looked up by name at plan time; `key` is then only a placeholder. */
  readonly zoneName?: string;
}

/** A resource whose scope is only known at synth. */
export interface AnyResource extends ResourceData {
  /** For the compiler: there is no such property at run time. */
  // `any` makes it fit each scope: lists of mixed scopes are checked at synth instead.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly [RESOURCE_SCOPE]: any;
}

/** A resource of one scope, known to the compiler. */
export interface ScopedResource<S extends Scope> extends ResourceData {
  /** The scope, for the compiler: there is no such property at run time. */
  // Invariant in S, so that `.on(zone, account)` finds no common S and does not compile.
  readonly [RESOURCE_SCOPE]: (scope: S) => S;
}

/**
 * What a policy acts on. Made by `Account`, `User` and `Resource.custom`; a plain `Resource` is of any scope and is checked at synth.
 *
 * Source: https://developers.cloudflare.com/fundamentals/api/how-to/create-via-api/
 */
export type Resource<S extends Scope = Scope> = [Scope] extends [S] ? AnyResource : ScopedResource<S>;

/** Builds an immutable resource value. */
export function makeResource<S extends Scope>(data: ResourceData & { readonly scope: S }): ScopedResource<S> {
  const resource = { ...data };
  Object.defineProperty(resource, RESOURCE_SYMBOL, { value: true });
  // The brand of its scope is for the compiler alone.
  return Object.freeze(resource) as unknown as ScopedResource<S>;
}

/** Marks an instance of a class as a resource. */
export function markResource(target: object): void {
  Object.defineProperty(target, RESOURCE_SYMBOL, { value: true });
}

/** Goes by a registered symbol, so that it holds across copies of the package. */
export const isResource = (value: unknown): value is AnyResource => {
  return typeof value === "object" && value !== null && Object.hasOwn(value, RESOURCE_SYMBOL);
};

// Lower-case names with dots, ids and an asterisk: nothing that could end a JSON string or start a Terraform template.
const KEY = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_*-]+)+$/;

/** Whether a text can be a resource key. Symbols stand for an id within it. */
export function isResourceKey(key: string): boolean {
  const literal = maskSymbols(key);
  return hasWholeSymbols(key) && KEY.test(literal) && !literal.split(".").includes("__proto__");
}

/** `outer/inner` of the two-level form taken apart; a slash within a symbol is no separator. */
export function splitKey(key: string): string[] {
  const parts: string[] = [];
  let at = 0;
  for (const part of maskSymbols(key).split("/")) {
    parts.push(key.slice(at, at + part.length));
    at += part.length + 1;
  }
  return parts;
}

const API_NAMES = Object.entries(SCOPES) as [Scope, string][];

/** The scope of a resource key by what stands before its last dot; undefined for a key we do not know. */
export function scopeOfKey(key: string): Scope | undefined {
  const end = maskSymbols(key).lastIndexOf(".");
  for (const [scope, name] of API_NAMES) if (end === name.length && key.startsWith(name)) return scope;
  return undefined;
}

/** The account that a key names, where it names one. */
function accountOf(key: string): string | undefined {
  return /^com\.cloudflare\.(?:api\.account\.([0-9a-f]{32})$|edge\.r2\.bucket\.([0-9a-f]{32})_)/
    .exec(key)
    ?.slice(1)
    .find((id) => id !== undefined);
}

/** Whether a key of a form we know names an id or a wildcard; keys of other forms are taken as they are. */
export function isWellFormed(key: string): boolean {
  const scope = scopeOfKey(key);
  if ((scope !== "account" && scope !== "zone" && scope !== "user") || isSymbol(key)) return true;
  return /\.(?:[0-9a-f]{32}|\*)$/.test(key);
}

/** Ways to name a resource that `Account` and `User` have no method for. */
export const Resource = {
  /**
   * A resource in a form that this package does not know yet.
   *
   * @param key Cloudflare's resource name; `outer/inner` for the two-level form.
   * @param scope the scope of the permissions that act on it
   * @throws PrincipalError InvalidResourceKey
   * @example
   * Resource.custom("com.cloudflare.api.account.0123456789abcdef0123456789abcdef/com.cloudflare.edge.worker.script.*", "worker");
   */
  custom<S extends Scope>(key: string, scope: S, options: { readonly name?: string | undefined } = {}): ScopedResource<S> {
    const parts = typeof key === "string" ? splitKey(key) : [];
    const [outer, nested] = parts;
    if (
      outer === undefined ||
      parts.length > 2 ||
      !parts.every(isResourceKey) ||
      !parts.every(isWellFormed) ||
      !Object.hasOwn(SCOPES, scope)
    ) {
      throw new PrincipalError([fault.invalidResourceKey("key", key)]);
    }
    const accounts = new Set(parts.flatMap((part) => accountOf(part) ?? []));
    if (accounts.size > 1) throw new PrincipalError([fault.invalidResourceKey("key", key)]);
    const [accountId] = accounts;
    const userOnly = outer.startsWith("com.cloudflare.api.user.") || outer === "com.cloudflare.api.account.*";
    return makeResource({
      scope,
      key: outer,
      ...(nested === undefined ? {} : { nested }),
      ...(accountId === undefined ? {} : { accountId }),
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(userOnly ? { userOnly } : {}),
    });
  },
  /** Whether a value is a resource that this package made. */
  isResource,
};

const ID = /^[0-9a-f]{32}$/;
const BUCKET = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** Where R2 guarantees to keep a bucket's objects. */
export type Jurisdiction = "default" | "eu" | "us" | "fedramp" | "fedramp-high" | (string & Record<never, never>);
/** Those that are known. Cloudflare adds others: a bucket of one is another key, and its form is all that is asked for. */
const JURISDICTIONS: readonly string[] = ["default", "eu", "us", "fedramp", "fedramp-high"];

/** Whether a text has the form of a jurisdiction. */
export function isJurisdiction(text: unknown): text is Jurisdiction {
  return typeof text === "string" && /^[a-z][a-z0-9-]{0,30}$/.test(text);
}

/** The jurisdiction of a bucket's key that is not known here; undefined for any other key. */
export function unknownJurisdiction(key: string): string | undefined {
  const [, jurisdiction] = /^com\.cloudflare\.edge\.r2\.bucket\.(?:[0-9a-f]{32}|\$\{[^}]*\})_([a-z][a-z0-9-]*)_/.exec(key) ?? [];
  return jurisdiction === undefined || JURISDICTIONS.includes(jurisdiction) ? undefined : jurisdiction;
}

/** 32 lower-case hexadecimal characters, or a symbol with nothing around it that no id holds. */
export function isId(id: unknown): id is string {
  return typeof id === "string" && (ID.test(id) || (id.includes("${") && hasWholeSymbols(id) && /^[0-9a-fx]+$/.test(maskSymbols(id))));
}

/**
 * The ids in a resource key, or an id, in lower case as Cloudflare writes them. Hexadecimal digits mean the same in either case, and an answer must not
 * be "no" for their sake alone. Symbols are left as they are.
 */
export function lowerCaseIds(text: string): string {
  if (!/[A-F]/.test(text)) return text;
  const literal = maskSymbols(text);
  return text.replace(/(?<![0-9A-Za-z])[0-9A-Fa-f]{32}(?![0-9A-Za-z])/g, (id, at: number) =>
    literal.startsWith(id, at) ? id.toLowerCase() : id,
  );
}

/** 3 to 63 characters of a-z, 0-9 and -, or a symbol with nothing around it that no name holds. */
export function isBucketName(name: unknown): name is string {
  return (
    typeof name === "string" &&
    (BUCKET.test(name) || (name.includes("${") && hasWholeSymbols(name) && /^[a-z0-9-]+$/.test(maskSymbols(name))))
  );
}

/** One entry of a policy's resources, or the resource that is asked about. */
export interface Entry {
  /** The last key: what the entry is about. */
  readonly leaf: string;
  /** The account it is nested in or known to belong to. */
  readonly account?: string;
  readonly scope?: Scope | undefined;
}

const ACCOUNT = "com.cloudflare.api.account.";
const BUCKET_KEY = "com.cloudflare.edge.r2.bucket.";

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
  if (!leaf.startsWith(BUCKET_KEY)) return undefined;
  const end = maskSymbols(leaf).indexOf("_", BUCKET_KEY.length);
  return end === -1 ? undefined : leaf.slice(BUCKET_KEY.length, end);
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
