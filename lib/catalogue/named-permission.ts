import { type Fault, fault, PrincipalError, throwFaults } from "../errors";
import { knownNames, otherDialect, permissionById, permissionsKnownByName } from "./names";
import { nearPermissionNames } from "./search";
import { allPermissions, checkScope, levelOfName, type Permission, type Scope, SCOPES } from "./permission";

/** What to say of a permission group whose id one knows from elsewhere. */
export interface PermissionInfo<S extends Scope = Scope> {
  /** Cloudflare's name of it. */
  readonly name: string;
  /** What it acts on. */
  readonly scope: S;
}

/**
 * A permission by its id: for groups that the catalogue does not have yet. An id that it has must not be given another scope, nor the name of
 * another group: that is how a token comes to hold what nobody reads in its code.
 *
 * @param id 32 lower-case hexadecimal characters, or a Terraform expression (`${…}`)
 * @throws PrincipalError InvalidPermissionId, InvalidScope, ContradictoryPermission
 * @example
 * permissionWithId("4755a26eedb94da69e1066d98aa820be", { name: "DNS Write", scope: "zone" });
 */
export function permissionWithId<S extends Scope>(id: string, info: PermissionInfo<S>): Permission<S>;
export function permissionWithId(id: string, info: PermissionInfo): Permission;
export function permissionWithId(id: string, { name, scope }: PermissionInfo): Permission {
  checkScope("scope", scope);
  throwFaults(permissionIdFaults("id", id, { name, scope }));
  return Object.freeze({ id, name, scope, level: levelOfName(name) });
}

/** What is wrong with an id, or with what is said of it. */
export function permissionIdFaults(path: string, id: unknown, { name, scope }: PermissionInfo): Fault[] {
  if (typeof id !== "string" || !(id.includes("${") || /^[0-9a-f]{32}$/.test(id))) return [fault.invalidPermissionId(path, id)];
  const known = permissionById(id);
  const contradicts =
    known !== undefined &&
    (known.scope !== scope || (known.name !== name && allPermissions.some((p) => p.name === name && p.scope === scope)));
  return contradicts ? [fault.contradictoryPermission(path, id, known.name, known.scope)] : [];
}

let byName: ReadonlyMap<string, readonly Permission[]> | undefined;

/**
 * The permission of one of Cloudflare's names: the current one, a former one, or either with Edit for Write.
 *
 * @param name exactly as Cloudflare writes it
 * @param scope needed where the name exists at several levels
 * @throws PrincipalError UnknownPermission, AmbiguousPermission (the name exists at several levels), PermissionWithoutId (known by name only),
 *   InvalidScope, LiteralRequired (the name is a cdktf token)
 * @example
 * namedPermission("DNS Write", "zone");
 */
export function namedPermission<S extends Scope>(name: string, scope: S): Permission<S>;
export function namedPermission(name: string, scope?: Scope): Permission;
export function namedPermission(name: string, scope?: Scope): Permission {
  if (scope !== undefined) checkScope("scope", scope);
  if (typeof name !== "string") throw new PrincipalError([fault.unknownPermission("name", name, [])]);
  if (name.includes("${") || name.includes("#{TfToken[")) throw new PrincipalError([fault.literalRequired("name", "a permission's name")]);
  const found = find(name, scope);
  const [permission] = found;
  if (permission !== undefined && found.length === 1) return permission;
  if (found.length > 1) throw new PrincipalError([fault.ambiguousPermission("name", name, inOrder(found))]);
  const namedOnly = permissionsKnownByName.filter((p) => p.name === name);
  if (namedOnly.some((p) => scope === undefined || p.scope === undefined || p.scope === scope))
    throw new PrincipalError([fault.permissionWithoutId("name", name)]);
  const elsewhere = scope === undefined ? [] : inOrder([...find(name, undefined), ...namedOnly]).filter((s) => s !== scope);
  if (scope !== undefined && elsewhere.length > 0) {
    const near = here(`documented ${name}`, scope).map((p) => p.name);
    throw new PrincipalError([fault.unknownPermission("name", name, near, { scope, elsewhere })]);
  }
  throw new PrincipalError([fault.unknownPermission("name", name, nearPermissionNames(name, scope))]);
}

/** Current names win over former ones, and both over the other dialect: one permission a scope. */
function find(name: string, scope: Scope | undefined): readonly Permission[] {
  const current = here(`current ${name}`, scope);
  if (current.length > 0) return current;
  const dialect = otherDialect(name);
  const keys = [`former ${name}`, ...(dialect === undefined ? [] : [`current ${dialect}`, `former ${dialect}`])];
  const found = keys.map((key) => here(key, scope)).find((hits) => hits.length > 0) ?? [];
  if (found.length === 0) return withScopeBefore(name, scope);
  // The dashboard says "API Gateway Edit" of two groups at two levels: what is not the current name must not pick one of them.
  const others = here(`documented ${name}`, scope).filter((p) => found.every((hit) => hit.scope !== p.scope));
  return [...found, ...others];
}

/** The provider's documentation puts the scope before the name: Zone DNS Edit, Zone Zone Read. */
function withScopeBefore(name: string, scope: Scope | undefined): readonly Permission[] {
  const [, word, rest] = /^(Account|Zone|User) (.+)$/.exec(name) ?? [];
  const named = word?.toLowerCase() as Scope | undefined;
  if (named === undefined || rest === undefined || (scope !== undefined && scope !== named)) return [];
  return find(rest, named);
}

function here(key: string, scope: Scope | undefined): readonly Permission[] {
  byName ??= readNames();
  return (byName.get(key) ?? []).filter((p) => scope === undefined || p.scope === scope);
}

/** The scopes, each once, always in the same order. */
function inOrder(found: readonly { readonly scope?: Scope }[]): readonly Scope[] {
  const scopes = Object.keys(SCOPES) as readonly Scope[];
  return scopes.filter((scope) => found.some((p) => p.scope === scope));
}

function readNames(): ReadonlyMap<string, readonly Permission[]> {
  const names = new Map<string, Permission[]>();
  for (const { name, kind, permission } of knownNames()) {
    const key = `${kind} ${name}`;
    names.set(key, [...(names.get(key) ?? []), permission]);
  }
  return names;
}
