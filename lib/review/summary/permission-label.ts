import { permissionById } from "../../catalogue";
import { isUnknown, lookedUpPermission } from "../../policy";
import type { TokenNames } from "../../read";
import type { PermissionLabel } from "./model";

/** What people call a permission group. */
export function labelPermission(id: string): PermissionLabel {
  if (isUnknown(id)) {
    const found = lookedUpPermission(id);
    return found === undefined ? { id, source: "expression" } : { id, ...found, source: "lookup" };
  }
  const known = permissionById(id);
  return known === undefined ? { id, source: "unknown" } : { id, name: known.name, scope: known.scope, source: "catalogue" };
}

/** As `labelPermission`; a data source of the stack that is not as ours finds whatever it likes, so what it finds has no name. */
export function labelPermissionOf(id: string, lookups: TokenNames["permissions"], accountId: string | undefined): PermissionLabel {
  const label = labelPermission(id);
  if (label.source !== "lookup" || lookups === undefined) return label;
  const found = lookups.get(id);
  return found !== undefined && (found.accountId === undefined || found.accountId === accountId) ? label : { id, source: "expression" };
}
