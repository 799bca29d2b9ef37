import { permissionById, type Permission, type Scope, SCOPE_WORDS, SCOPES } from "../../lib/catalogue";
import { type Fault, fault, PrincipalError, throwFaults, unknownProperties } from "../../lib/errors";
import {
  type AnyResource,
  formatInstant,
  isResource,
  isSymbol,
  lowerCaseIds,
  parseAddress,
  parseInstant,
  type Resource,
} from "../../lib/policy";
import {
  type AskedPermission,
  type AskedResource,
  findPermission,
  findResource,
  idOfName,
  instantWords,
  lineText,
  namesOfStack,
  type PlacedToken,
  resourceWords,
  type StackReading,
} from "../../lib/review";

import { withNames } from "./subject";

/** A permission on a resource, as a pair of `toGrantOnly`. */
export interface AskedGrant<S extends Scope = Scope> {
  /** A permission, a permission group's id, or its name as `principals can` takes it: `DNS Write`, `zone.dns.write`. */
  readonly permission: Permission<S> | string;
  /** A resource, a resource key, or one in the words of `principals can`: `zone:example.com`, `account`, `all-zones`. */
  readonly resource: Resource<S> | string;
}

/** The question of `toAllow` and `toDeny`. */
export interface AskedAccess<S extends Scope = Scope> extends AskedGrant<S> {
  /** The caller's address. @default - any: allowed if some address is */
  readonly ip?: string | undefined;
  /** The instant of the call, a Date or RFC 3339 text. @default - any: allowed if some instant is */
  readonly at?: string | Date | undefined;
}

/** A permission on a resource, read. */
export interface ReadGrant {
  readonly permission: AskedPermission;
  readonly resource: AskedResource;
  /** How it is called, where a token's own stack can't say. */
  readonly resourceText: string;
  /** Names that the question gives, by resource key. */
  readonly names: ReadonlyMap<string, string>;
}

/** A question, read. */
export interface ReadAccess extends ReadGrant {
  readonly ip: string | undefined;
  readonly at: string | undefined;
}

/**
 * Reads a question. One that can only be answered "no" is an error, else a test of what a token may not do would pass for nothing.
 *
 * @param stacks names of resources come from them
 * @throws PrincipalError InvalidPermission, InvalidResource, PermissionScopeMismatch, UnknownProperty, InvalidCidr, InvalidDate,
 * UnknownPermission, AmbiguousPermission, UnknownResource, AmbiguousResource
 */
export function readAccess(access: unknown, stacks: readonly StackReading[]): ReadAccess {
  const { permission, resource, ip, at } = fieldsOf(access);
  const seconds = typeof at === "string" || isObject(at) ? parseInstant(at as string | Date) : undefined;
  throwFaults([
    ...(isObject(access) ? unknownProperties(access, ["permission", "resource", "ip", "at"], "", "a question") : []),
    ...(ip === undefined || (typeof ip === "string" && parseAddress(ip) !== undefined) ? [] : [fault.invalidCidr("ip", ip)]),
    ...(at === undefined || seconds !== undefined ? [] : [fault.invalidDate("at", at)]),
  ]);
  return {
    ...readGrant(permission, resource, stacks, { permission: "permission", resource: "resource" }),
    ip: ip as string | undefined,
    at: seconds === undefined ? undefined : formatInstant(seconds),
  };
}

/** One permission and one resource. */
export function readGrant(
  permission: unknown,
  resource: unknown,
  stacks: readonly StackReading[],
  paths: { readonly permission: string; readonly resource: string },
): ReadGrant {
  const faults: Fault[] = [];
  if (typeof permission !== "string" && !isPermission(permission)) faults.push(fault.invalidPermission(paths.permission, permission));
  if (typeof resource !== "string" && !isResource(resource)) faults.push(fault.invalidResource(paths.resource, resource));
  throwFaults(faults);
  const asked =
    typeof resource === "string"
      ? at(paths.resource, () => findResource(resource, stacks))
      : ofValue(resource as AnyResource, paths.resource);
  const found =
    typeof permission === "string"
      ? at(paths.permission, () => findPermission(permission, asked.scope))
      : ofPermission(permission as Permission);
  const scope = found.scope ?? permissionById(found.id)?.scope;
  if (scope !== undefined && asked.scope !== undefined && scope !== asked.scope)
    throw new PrincipalError([fault.permissionScopeMismatch(paths.resource, found.name, SCOPE_WORDS[scope], SCOPE_WORDS[asked.scope])]);
  return {
    permission: found,
    resource: asked,
    resourceText: typeof resource === "string" ? resource : keyText(resource as AnyResource),
    names: typeof resource === "string" ? new Map() : namesIn(resource as AnyResource),
  };
}

/** `DNS Write on zone example.com (11111111…) from 192.0.2.7`. */
export function accessWords({ permission, resource, resourceText, names, ip, at }: ReadAccess, tokens: readonly PlacedToken[]): string {
  const keys = new Set(tokens.map((token) => resource.keyFor(token)));
  keys.delete(undefined);
  const [key] = keys;
  const speaker = tokens.find((token) => resource.keyFor(token) === key);
  const on =
    key === undefined || keys.size > 1 || speaker === undefined ? lineText(resourceText) : resourceWords(withNames(speaker, names), key);
  return `${lineText(permission.name)} on ${on}${ip === undefined ? "" : ` from ${ip}`}${at === undefined ? "" : ` at ${instantWords(at)}`}`;
}

/** What readers of one text say of it, with the path of that text. */
function at<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!PrincipalError.isPrincipalError(error)) throw error;
    throw new PrincipalError(
      error.faults.map((each) => ({
        ...each,
        path,
        message: each.message.startsWith(`${each.path}: `) ? path + each.message.slice(each.path.length) : each.message,
      })),
    );
  }
}

/** A resource as a question of each token: those of another account are none of a token's. */
function ofValue(resource: AnyResource, path: string): AskedResource {
  const { scope, key, nested, accountId, zoneName } = resource;
  if (zoneName === undefined) {
    const unresolved = [key, ...(nested === undefined ? [] : [nested])].find((text) => text.includes("TfToken["));
    if (unresolved !== undefined) throw new PrincipalError([fault.unresolvedResource(path, unresolved)]);
  }
  // The text of a cdktf token is another in each run, and never that of the reference that a spec shows.
  const account = accountId?.includes("TfToken[") === true ? undefined : accountId;
  return {
    scope,
    ...(account === undefined ? {} : { accountId: account }),
    keyFor: ({ spec, stack }) => {
      const own = spec.accountId;
      if (account !== undefined && own !== undefined && lowerCaseIds(account) !== lowerCaseIds(own) && !isSymbol(account + own))
        return undefined;
      if (zoneName !== undefined) return zoneKey(zoneName, stack);
      return keyText({ key, ...(nested === undefined ? {} : { nested }) });
    },
    notes: [],
  };
}

/** A zone that is known by its name only: as the data source of the stack finds it, else as some zone that no id is known of. */
function zoneKey(name: string, { specs }: StackReading): string {
  const prefix = `${SCOPES.zone}.`;
  const lookups = specs.flatMap(({ lookups: found = {} }) => Object.entries(found));
  const found = lookups.find(([, lookup]) => lookup.kind === "zone" && lookup.name === name)?.[0];
  const named = [...namesOfStack(specs)].find(([key, zone]) => zone === name && key.startsWith(`${prefix}\${data.cloudflare_zone.`))?.[0];
  return found === undefined ? (named ?? `${prefix}\${zone(${JSON.stringify(name)})}`) : prefix + found;
}

function ofPermission(permission: Permission): AskedPermission {
  const { id, name, scope } = permission;
  // A group that Terraform looks up is the one of that name.
  return isSymbol(id) ? findPermissionOrName(name, scope) : { id, name, scope };
}

function findPermissionOrName(name: string, scope: Scope): AskedPermission {
  try {
    return findPermission(name, scope);
  } catch (error) {
    if (!PrincipalError.isPrincipalError(error)) throw error;
    return { id: idOfName(name), name, scope };
  }
}

function namesIn({ key, nested, name }: AnyResource): ReadonlyMap<string, string> {
  return name === undefined || isSymbol(name)
    ? new Map()
    : new Map([[keyText({ key, ...(nested === undefined ? {} : { nested }) }), name]]);
}

function keyText({ key, nested }: { readonly key: string; readonly nested?: string }): string {
  return nested === undefined ? key : `${key}/${nested}`;
}

/** Permissions carry no mark: they go by their fields. */
function isPermission(value: unknown): value is Permission {
  if (!isObject(value)) return false;
  const { id, name, scope } = value;
  return (
    typeof id === "string" &&
    (/^[0-9a-f]{32}$/.test(id) || isSymbol(id)) &&
    typeof name === "string" &&
    typeof scope === "string" &&
    Object.hasOwn(SCOPES, scope)
  );
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
