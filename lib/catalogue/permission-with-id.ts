import { type Fault, fault, throwFaults } from "../errors";
import { checkScope, levelOfName, type Permission, type Scope, allPermissions } from "./permission";
import { permissionById } from "./permission-by-id";

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
