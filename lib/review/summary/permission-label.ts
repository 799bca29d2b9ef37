import { permissionById, scopeOfApiName } from "../../catalogue";
import { isSymbol } from "../../policy";
import type { PermissionLabel } from "./model";

const STRING = '"((?:[^"\\\\]|\\\\.)*)"';
// The whole of the expression that Permission.lookup writes (constructs/permission-lookup.ts), and the plain form from the provider's documentation.
const LOOKUP = new RegExp(
  `^\\$\\{one\\(\\[for (\\w+) in data\\.cloudflare_(?:account_)?api_token_permission_groups_list\\.[\\w-]+\\.result : \\1\\.id if \\1\\.name == ${STRING}(?: && contains\\(\\1\\.scopes, ${STRING}\\))?\\]\\)\\}$`,
);

/** What people call a permission group. */
export function labelPermission(id: string): PermissionLabel {
  if (isSymbol(id) || id.includes("%{")) return lookedUp(id) ?? { id, source: "expression" };
  const known = permissionById(id);
  return known === undefined ? { id, source: "unknown" } : { id, name: known.name, scope: known.scope, source: "catalogue" };
}

function lookedUp(id: string): PermissionLabel | undefined {
  const match = LOOKUP.exec(id);
  const name = literal(match?.[2]);
  if (name === undefined) return undefined;
  const scope = scopeOfApiName(literal(match?.[3]) ?? "");
  return { id, name, ...(scope === undefined ? {} : { scope }), source: "lookup" };
}

/** A quoted Terraform string that has nothing to evaluate in it. */
function literal(inner: string | undefined): string | undefined {
  if (inner === undefined || /(?<!\$)\$\{|(?<!%)%\{/.test(inner)) return undefined;
  try {
    return JSON.parse(`"${inner.replace(/([$%])\1\{/g, "$1{")}"`) as string;
  } catch {
    return undefined;
  }
}
