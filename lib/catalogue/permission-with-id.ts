import { fault, PrincipalError } from "../errors";
import { checkScope } from "./check-scope";
import { levelOfName } from "./level";
import type { Permission } from "./permission";
import { permissionById } from "./permission-by-id";
import type { Scope } from "./scope";
import { allPermissions } from "./tree";

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
  if (typeof id !== "string" || !(id.includes("${") || /^[0-9a-f]{32}$/.test(id)))
    throw new PrincipalError([fault.invalidPermissionId("id", id)]);
  const known = permissionById(id);
  const contradicts =
    known !== undefined &&
    (known.scope !== scope || (known.name !== name && allPermissions.some((p) => p.name === name && p.scope === scope)));
  if (contradicts) throw new PrincipalError([fault.contradictoryPermission("id", id, known.name, known.scope)]);
  return Object.freeze({ id, name, scope, level: levelOfName(name) });
}
