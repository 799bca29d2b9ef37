import { type Scope, SCOPES } from "../catalogue";
import { fault, PrincipalError } from "../errors";
import { hasWholeSymbols, isSymbol } from "./symbol";
import { maskSymbols } from "./terraform-text";

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
  // `any` makes it fit each scope: lists of mixed scopes are checked at synth instead.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly [RESOURCE_SCOPE]?: any;
}

/** A resource of one scope, known to the compiler. */
export interface ScopedResource<S extends Scope> extends ResourceData {
  // Invariant in S, so that `.on(zone, account)` finds no common S and does not compile.
  readonly [RESOURCE_SCOPE]?: (scope: S) => S;
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
  return Object.freeze(resource);
}

/** Marks an instance of a class as a resource. */
export function markResource(target: object): void {
  Object.defineProperty(target, RESOURCE_SYMBOL, { value: true });
}

/** Goes by a registered symbol, so that it holds across copies of the package. */
export function isResource(value: unknown): value is AnyResource {
  return typeof value === "object" && value !== null && Object.hasOwn(value, RESOURCE_SYMBOL);
}

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
  isResource,
};
