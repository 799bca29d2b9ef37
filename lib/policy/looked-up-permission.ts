import { type Scope, scopeOfApiName } from "../catalogue";

/** A permission group that a data source finds by its name at plan time. */
export interface LookedUpPermission {
  readonly name: string;
  readonly scope?: Scope;
}

const STRING = '"((?:[^"\\\\]|\\\\.)*)"';
// The whole of the expression that Permission.lookup writes (constructs/permission-lookup.ts), and the plain form from the provider's documentation.
const LOOKUP = new RegExp(
  `^\\$\\{one\\(\\[for (\\w+) in data\\.cloudflare_(?:account_)?api_token_permission_groups_list\\.[\\w-]+\\.result : \\1\\.id if \\1\\.name == ${STRING}(?: && contains\\(\\1\\.scopes, ${STRING}\\))?\\]\\)\\}$`,
);

/** What an expression in place of a permission group's id looks for; undefined for every other expression, and for an id. */
export function lookedUpPermission(id: string): LookedUpPermission | undefined {
  const match = LOOKUP.exec(id);
  const name = literal(match?.[2]);
  if (name === undefined) return undefined;
  const scope = scopeOfApiName(literal(match?.[3]) ?? "");
  return { name, ...(scope === undefined ? {} : { scope }) };
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
