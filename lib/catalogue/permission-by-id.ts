import { type Permission, allPermissions } from "./permission";

let byId: ReadonlyMap<string, Permission> | undefined;

/** The permission of an id; undefined for one that is not in the catalogue. */
export function permissionById(id: string): Permission | undefined {
  byId ??= new Map(allPermissions.map((permission) => [permission.id, permission]));
  return byId.get(id);
}
