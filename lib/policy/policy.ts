import {
  type AnyPermission,
  compatibilityDate,
  type Permission,
  type Scope,
  SCOPE_WORDS,
  SCOPES,
  unsupportedProductOf,
} from "../catalogue";
import { type Fault, fault, holdsCredential, throwFaults } from "../errors";
import type { Account } from "./account";
import { type AnyResource, covers, type Entry, isId, isResource, makeEntry, type Resource } from "./resource";
import { type Lifetime, readLifetime, secondsLeft } from "./instant";
import { type AccessPair, conflictingKeys, expandPolicies, normalizePolicies, resourceEntries } from "./normal-form";
import { readRequestIp, type RequestIp } from "./cidr";
import { holdsSymbol, isSymbol } from "./symbol";
import type { Effect, PolicySpec, TokenSpec, TokenStatus } from "./token-spec";

const POLICY_SYMBOL = Symbol.for("cloudflare-principals/Policy");
declare const POLICY: unique symbol;

/** What a token may or may not do, on what. Made by `allow(…).on(…)` and `deny(…).on(…)`; immutable. */
export interface Policy {
  /** Whether it allows or denies. */
  readonly effect: Effect;
  /** What the token may or may not do, all of one scope. */
  readonly permissions: readonly AnyPermission[];
  /** On what, all of that scope. */
  readonly resources: readonly AnyResource[];
  /** What makes it one for the compiler: there is no such property at run time. */
  readonly [POLICY]: true;
}

/** The first half of a policy: permissions of one scope, waiting for their resources. */
export interface Grant<S extends Scope> {
  /**
   * Names the resources.
   *
   * @param resources of the permissions' scope, at least one: an empty list never means all
   * @throws PrincipalError NoResources
   */
  on(...resources: readonly Resource<S>[]): Policy;
}

/**
 * Allows permissions of one scope. Lists of several scopes do not compile; a list typed `Permission[]` is checked at synth.
 *
 * @throws PrincipalError NoPermissions
 * @example
 * allow(permissions.zone.dns.write, permissions.zone.zone.read).on(account.zone("11111111111111111111111111111111"));
 */
export function allow<S extends Scope>(...permissions: readonly Permission<S>[]): Grant<S> {
  return grant("allow", permissions);
}

/**
 * Denies permissions of one scope. A deny wins over every allow, and acts on exactly the groups it names.
 *
 * @throws PrincipalError NoPermissions
 * @example
 * deny(permissions.zone.dns.write).on(account.zone("22222222222222222222222222222222"));
 */
export function deny<S extends Scope>(...permissions: readonly Permission<S>[]): Grant<S> {
  return grant("deny", permissions);
}

/** Whether a value is a finished policy. Goes by a registered symbol, so that it holds across copies of the package. */
export function isPolicy(value: unknown): value is Policy {
  return typeof value === "object" && value !== null && Object.hasOwn(value, POLICY_SYMBOL);
}

function grant<S extends Scope>(effect: Effect, permissions: readonly Permission<S>[]): Grant<S> {
  if (permissions.length === 0) throwFaults([fault.noPermissions("permissions")]);
  return {
    on(...resources) {
      if (resources.length === 0) throwFaults([fault.noResources("on")]);
      const policy = {
        effect,
        permissions: Object.freeze([...permissions] as readonly AnyPermission[]),
        resources: Object.freeze([...resources] as readonly AnyResource[]),
      };
      Object.defineProperty(policy, POLICY_SYMBOL, { value: true });
      return Object.freeze(policy) as unknown as Policy;
    },
  };
}

/** What to do with a principal whose expiry has passed. */
export type OnExpiry = "error" | "retire";

/** A token as people describe it. */
export interface TokenDescription extends Lifetime {
  readonly policies?: readonly Policy[] | undefined;
  readonly requestIp?: RequestIp | undefined;
  readonly status?: TokenStatus | undefined;
  readonly onExpiry?: OnExpiry | undefined;
  readonly owner?: string | undefined;
  readonly purpose?: string | undefined;
}

/** Something to look at that is no error. */
export interface TokenWarning {
  readonly code: "ExpiresSoon" | "ExpiredAndRetired" | "UnsupportedProduct";
  readonly message: string;
}

export interface TokenReading {
  readonly spec: TokenSpec;
  readonly faults: readonly Fault[];
  readonly warnings: readonly TokenWarning[];
  /** The expiry has passed and the principal is to be left out. */
  readonly retired: boolean;
}

const DAY = 86400;
const STATUSES: readonly string[] = ["active", "disabled"] satisfies TokenStatus[];

/**
 * Reads a description that does not name its policies: everything but them is checked and in normal form.
 *
 * @param strict an unsupported product is an error instead of a warning
 */
export function readToken(
  kind: TokenSpec["kind"],
  account: Account | undefined,
  name: string,
  description: TokenDescription,
  now: Date,
): TokenReading {
  const faults: Fault[] = [];
  const warnings: TokenWarning[] = [];
  checkName(name, faults);
  const requestIp = readRequestIp(description.requestIp, "requestIp", faults);
  const lifetime = readLifetime(description, faults);
  const status = readStatus(description.status, faults);
  const owner = readText(description.owner, "owner", faults);
  const purpose = readText(description.purpose, "purpose", faults);
  const onExpiry = description.onExpiry ?? "error";
  if (onExpiry !== "error" && onExpiry !== "retire") faults.push(fault.invalidOnExpiry("onExpiry", onExpiry));
  const left = secondsLeft(lifetime.expiresOn, now);
  const lapsed = left !== undefined && left <= 0;
  if (lapsed && onExpiry === "error") faults.push(fault.expired("expiresOn", lifetime.expiresOn));
  if (lapsed && onExpiry === "retire") {
    warnings.push({
      code: "ExpiredAndRetired",
      message: `expired on ${lifetime.expiresOn ?? ""} and is left out; remove it from the code`,
    });
  }
  if (left !== undefined && left > 0 && left <= 30 * DAY) {
    warnings.push({
      code: "ExpiresSoon",
      message: `expires on ${lifetime.expiresOn ?? ""}, in ${left < DAY ? "less than a day" : plural(Math.floor(left / DAY), "day")}`,
    });
  }
  const spec: TokenSpec = {
    kind,
    ...(account === undefined ? {} : { accountId: account.id }),
    name,
    status,
    policies: [],
    ...(requestIp === undefined ? {} : { requestIp }),
    ...lifetime,
    ...(owner === undefined ? {} : { owner }),
    ...(purpose === undefined ? {} : { purpose }),
  };
  return { spec, faults, warnings, retired: lapsed && onExpiry === "retire" };
}

/** Checks policies of a token of one kind and account. `from` is the index of the first, for paths. */
export function readPolicies(
  kind: TokenSpec["kind"],
  account: Account | undefined,
  policies: readonly unknown[],
  options: { readonly from: number; readonly strict: boolean },
): { readonly faults: Fault[]; readonly warnings: TokenWarning[] } {
  const faults: Fault[] = [];
  const warnings = new Map<string, TokenWarning>();
  if (!Array.isArray(policies)) return { faults: [fault.invalidPolicy("policies", policies)], warnings: [] };
  policies.forEach((policy, index) => {
    const path = `policies[${String(options.from + index)}]`;
    if (!isPolicy(policy)) {
      faults.push(fault.invalidPolicy(path, policy));
      return;
    }
    policy.permissions.forEach((permission, i) => {
      const at = `${path}.permissions[${String(i)}]`;
      if (!isPermission(permission)) {
        faults.push(fault.invalidPermission(at, permission));
        return;
      }
      if (kind === "user") return;
      if (permission.scope === "user") faults.push(fault.userScopePermission(at, permission.name, insteadOfUser(permission)));
      const unsupported = unsupportedProductOf(permission.id);
      if (unsupported === undefined || policy.effect === "deny") return;
      // A group that serves other products too may not be meant for this one at all.
      if (options.strict && unsupported.certain) faults.push(fault.unsupportedProduct(at, permission.name, unsupported.product));
      else
        warnings.set(permission.id, {
          code: "UnsupportedProduct",
          message: `${JSON.stringify(permission.name)}: ${unsupported.product} does not accept account-owned tokens (as of ${compatibilityDate}); ${unsupported.alternative}`,
        });
    });
    policy.resources.forEach((resource, i) => {
      checkResource(kind, account, resource, `${path}.on[${String(i)}]`, faults);
    });
    checkScopes(policy, path, faults);
  });
  return { faults, warnings: [...warnings.values()] };
}

/**
 * The policies as Cloudflare stores them, in the order and words they were written. One that has both `*` and entries under one key becomes
 * two, the second at the end, so that nothing is lost before `checkFinished` speaks of it.
 */
export function toPolicySpecs(policies: readonly Policy[]): PolicySpec[] {
  const apart: PolicySpec[] = [];
  const specs = policies.map((policy): PolicySpec => {
    const permissionGroups = policy.permissions.map((p) => p.id);
    // Most policies have no entries below a key.
    if (policy.resources.every(({ nested }) => nested === undefined))
      return {
        effect: policy.effect,
        permissionGroups,
        resources: resourceEntries(policy.resources.map(({ key }) => [key, "*"] as const)),
      };
    const flat = new Map<string, "*">();
    const nested = new Map<string, Record<string, "*">>();
    for (const resource of policy.resources) {
      if (resource.nested === undefined) flat.set(resource.key, "*");
      else nested.set(resource.key, { ...nested.get(resource.key), [resource.nested]: "*" });
    }
    for (const [key, entries] of nested) {
      if (!flat.has(key)) continue;
      apart.push({ effect: policy.effect, permissionGroups, resources: { [key]: entries } });
      nested.delete(key);
    }
    return { effect: policy.effect, permissionGroups, resources: resourceEntries([...flat, ...nested]) };
  });
  return [...specs, ...apart];
}

/**
 * Faults that only the finished token shows: nothing allowed, entries that can't stand together.
 *
 * @param accountId the owning account; undefined for user tokens, whose zones may belong to several accounts
 */
export function checkFinished(policies: readonly PolicySpec[], nameOf: (group: string) => string, accountId: string | undefined): Fault[] {
  const mixed = policies.some((p) => Object.values(p.resources).some((value) => value !== "*"));
  // Most tokens have neither entries below a key nor denies, and then nothing can be wrong with one that allows something.
  if (!mixed && policies.length > 0 && policies.every((p) => p.effect === "allow")) return [];
  const faults = conflictingKeys(policies).map(({ group, key }) => fault.conflictingResource("policies", nameOf(group), key));
  for (const { resources } of mixed ? normalizePolicies(policies) : []) {
    const outers = Object.keys(resources).filter((key) => resources[key] !== "*");
    if (outers.length > 1 && outers.some(isSymbol)) faults.push(fault.mixedAccounts("policies", outers));
  }
  const pairs = expandPolicies(policies);
  const allowed = pairs.filter((p) => p.effect === "allow");
  const denied = pairs.filter((p) => p.effect === "deny");
  if (pairs.length === 0) faults.push(fault.nothingAllowed("policies", "there is no policy"));
  else if (allowed.length === 0) faults.push(fault.nothingAllowed("policies", "every policy is a deny"));
  else if (denied.length > 0) {
    const entry = (pair: AccessPair): Entry => makeEntry(pair.key, pair.nested, accountId, pair.effect);
    const deniedOf = new Map<string, Entry[]>();
    for (const pair of denied) deniedOf.set(pair.group, [...(deniedOf.get(pair.group) ?? []), entry(pair)]);
    if (allowed.every((pair) => deniedOf.get(pair.group)?.some((d) => covers(d, entry(pair)))))
      faults.push(fault.nothingAllowed("policies", "every allow is denied"));
  }
  return faults;
}

function checkName(name: unknown, faults: Fault[]): void {
  if (typeof name === "string" && isSymbol(name)) faults.push(fault.literalRequired("name", "a token name"));
  else if (typeof name !== "string" || name.trim() === "" || isLonger(name, 120) || hasControl(name) || holdsCredential(name))
    faults.push(fault.invalidName("name", name));
}

function readText(text: unknown, path: string, faults: Fault[]): string | undefined {
  if (text === undefined) return undefined;
  if (typeof text === "string" && isSymbol(text)) {
    faults.push(fault.literalRequired(path, `the ${path}`));
    return undefined;
  }
  if (typeof text === "string" && !isLonger(text, 500) && !hasControl(text) && !holdsCredential(text)) return text;
  faults.push(fault.invalidText(path, text));
  return undefined;
}

function readStatus(status: unknown, faults: Fault[]): TokenStatus {
  if (status === undefined) return "active";
  if (typeof status === "string" && STATUSES.includes(status)) return status as TokenStatus;
  if (holdsSymbol(status)) faults.push(fault.literalRequired("status", "the status"));
  else faults.push(fault.invalidStatus("status", status, near(status)));
  return "active";
}

function near(status: unknown): string[] {
  const text = String(status).toLowerCase();
  if (text === "enabled" || text.startsWith("act")) return ["active"];
  return text.startsWith("dis") || text === "inactive" ? ["disabled"] : [];
}

/** Whether a text has more characters than that; a pair of surrogates is one. */
function isLonger(text: string, limit: number): boolean {
  return text.length > limit && [...text].length > limit;
}

/** Control characters, line separators, direction overrides and lone surrogates. */
function hasControl(text: string): boolean {
  return !/^[ -~]*$/.test(text) && /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text);
}

/** Permissions carry no mark: what else has these fields must at least be safe to write and to speak of. */
function isPermission(value: unknown): value is AnyPermission {
  if (typeof value !== "object" || value === null) return false;
  const { id, name, scope } = value as Partial<Record<string, unknown>>;
  return isId(id) && typeof name === "string" && typeof scope === "string" && Object.hasOwn(SCOPES, scope);
}

function insteadOfUser(permission: AnyPermission): string {
  return permission.name.startsWith("API Tokens")
    ? "use the account permission of the same kind (templates.manageAccountTokens), or a UserToken"
    : "use an account permission, or a UserToken in a UserTokenStack";
}

function checkResource(kind: TokenSpec["kind"], account: Account | undefined, resource: AnyResource, path: string, faults: Fault[]): void {
  if (!isResource(resource)) {
    faults.push(fault.invalidResource(path, resource));
    return;
  }
  if (kind === "user") return;
  const leaf = resource.nested ?? resource.key;
  if (resource.nested === undefined && leaf === "com.cloudflare.api.account.zone.*") faults.push(fault.flatZoneWildcard(path, leaf));
  else if (resource.userOnly === true || resource.scope === "user") faults.push(fault.userResource(path, leaf));
  else if (
    account !== undefined &&
    resource.accountId !== undefined &&
    resource.accountId !== account.id &&
    !isSymbol(resource.accountId) &&
    !isSymbol(account.id)
  ) {
    faults.push(fault.foreignAccount(path, resource.key, account.id));
  }
}

/** Each permission must find a resource of its scope, and each resource a permission. */
function checkScopes(policy: Policy, path: string, faults: Fault[]): void {
  policy.resources.forEach((resource, i) => {
    if (!isResource(resource)) return;
    const wrong = policy.permissions.find((p) => isPermission(p) && p.scope !== resource.scope);
    if (wrong === undefined) return;
    faults.push(
      fault.permissionScopeMismatch(`${path}.on[${String(i)}]`, wrong.name, SCOPE_WORDS[wrong.scope], SCOPE_WORDS[resource.scope]),
    );
  });
}

function plural(count: number, word: string): string {
  return `${String(count)} ${word}${count === 1 ? "" : "s"}`;
}
