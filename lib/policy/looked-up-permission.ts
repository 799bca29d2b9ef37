import { type Scope, scopeOfApiName } from "../catalogue";

/** A permission group that a data source finds by its name at plan time. */
export interface LookedUpPermission {
  readonly name: string;
  readonly scope?: Scope;
}

/** What an expression asks a list of permission groups for. */
export interface AskedPermission {
  readonly name: string;
  /** Cloudflare's name of the scope, `com.cloudflare.api.account.zone`. */
  readonly scope?: string;
  /** The data source that lists the groups, `data.cloudflare_account_api_token_permission_groups_list.all`. */
  readonly source: string;
}

const STRING = '"((?:[^"\\\\]|\\\\.)*)"';
// The whole of the expression that Permission.lookup writes (constructs/lookups.ts), and the plain form from the provider's documentation.
const LOOKUP = new RegExp(
  `^\\$\\{one\\(\\[for (\\w+) in (data\\.cloudflare_(?:account_)?api_token_permission_groups_list\\.[\\w-]+)\\.result : \\1\\.id if \\1\\.name == ${STRING}(?: && contains\\(\\1\\.scopes, ${STRING}\\))?\\]\\)\\}$`,
);

/** What an expression in place of a permission group's id asks for, whoever answers; undefined for every other expression, and for an id. */
export function permissionAskedBy(id: string): AskedPermission | undefined {
  const [, , source, quotedName, quotedScope] = LOOKUP.exec(id) ?? [];
  const name = literal(quotedName);
  if (name === undefined || source === undefined) return undefined;
  const scope = literal(quotedScope);
  return { name, source, ...(scope === undefined ? {} : { scope }) };
}

/** As `permissionAskedBy`, in the words of the catalogue. */
export function lookedUpPermission(id: string): LookedUpPermission | undefined {
  const asked = permissionAskedBy(id);
  if (asked === undefined) return undefined;
  const scope = scopeOfApiName(asked.scope ?? "");
  return { name: asked.name, ...(scope === undefined ? {} : { scope }) };
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
