import { permissionById } from "../../catalogue";
import { isUnknown, lookedUpPermission } from "../../policy";
import type { StackReading } from "../../read";
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
export function labelPermissionOf(id: string, sources: StackReading["permissionSources"], accountId: string | undefined): PermissionLabel {
  const label = labelPermission(id);
  if (label.source !== "lookup" || sources === undefined) return label;
  const address = / in (data\.[\w-]+\.[\w-]+)\.result /.exec(id)?.[1] ?? "";
  const account = sources.get(address);
  return sources.has(address) && (account === undefined || account === accountId) ? label : { id, source: "expression" };
}
