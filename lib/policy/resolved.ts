import { permissionIdFaults, type Scope, scopeOfApiName, SCOPES } from "../catalogue";
import { type Fault, fault } from "../errors";
import type { Policy } from "./policy";
import { type AnyResource, isBucketName, isId, isJurisdiction, isResourceKey, scopeOfKey } from "./resource";
import { isSymbol } from "./symbol";
import type { TokenSpec } from "./token-spec";

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

/*
 * A value that is made late (`Lazy` of cdktf) is checked once more when it is there: what stood for it said nothing of what it is.
 */

/** The two readings of one policy, and where it stands. */
export interface ResolvedPolicy {
  /** As it was described. */
  readonly before: Policy;
  /** With its cdktf tokens replaced. */
  readonly after: Policy;
  /** The accounts that own its resources, replaced as well. */
  readonly accounts: readonly (string | undefined)[];
  /** `policies[0]`. */
  readonly path: string;
}

/**
 * Faults of what a policy turned out to be.
 *
 * @param own the id of the token's account; undefined for user tokens
 */
export function checkResolved(
  kind: TokenSpec["kind"],
  own: string | undefined,
  { before, after, accounts, path }: ResolvedPolicy,
): Fault[] {
  const faults: Fault[] = [];
  after.permissions.forEach(({ id, name, scope }, index) => {
    if (id === before.permissions[index]?.id) return;
    const at = `${path}.permissions[${String(index)}]`;
    faults.push(...(isId(id) ? permissionIdFaults(at, id, { name, scope }) : [fault.invalidPermissionId(at, id)]));
  });
  after.resources.forEach((resource, index) => {
    const at = `${path}.on[${String(index)}]`;
    const was = before.resources[index];
    if (was === undefined || (was.key === resource.key && was.nested === resource.nested)) return;
    const broken = [
      ...(was.key === resource.key ? [] : checkKey(was.key, resource.key, at)),
      ...(was.nested === resource.nested || resource.nested === undefined ? [] : checkKey(was.nested ?? "", resource.nested, at)),
    ];
    faults.push(...(broken.length > 0 ? broken : checkOwner(kind, own, resource, accounts[index], at)));
  });
  return faults;
}

/** Whether an account's id is one, once it is there. */
export function checkResolvedAccount(id: string): Fault[] {
  return isId(id) || isSymbol(id) ? [] : [fault.invalidAccountId("account", id)];
}

const INVALID: Readonly<Partial<Record<Scope, (path: string, value: unknown) => Fault>>> = {
  account: fault.invalidAccountId,
  zone: fault.invalidZoneId,
  user: fault.invalidUserId,
  worker: fault.invalidWorkerTag,
};

/** The key that was described says of what kind it is: a late value must not make it another. */
function checkKey(described: string, key: string, path: string): Fault[] {
  const scope = scopeOfKey(described);
  const id = scope === undefined ? "" : key.slice(SCOPES[scope].length + 1);
  if (scope === "r2Bucket") {
    const [account = "", jurisdiction = "", ...name] = id.split("_");
    const fits = isSymbol(id) ? isResourceKey(key) : isId(account) && isJurisdiction(jurisdiction) && isBucketName(name.join("_"));
    return fits ? [] : [fault.invalidBucketName(path, id)];
  }
  const invalid = scope === undefined ? undefined : INVALID[scope];
  if (invalid !== undefined) return isId(id) ? [] : [invalid(path, id)];
  return isResourceKey(key) && (!key.includes("*") || described.includes("*")) ? [] : [fault.invalidResourceKey(path, key)];
}

function checkOwner(
  kind: TokenSpec["kind"],
  own: string | undefined,
  resource: AnyResource,
  owner: string | undefined,
  path: string,
): Fault[] {
  if (kind === "user" || own === undefined || owner === undefined || owner === own || isSymbol(owner) || isSymbol(own)) return [];
  return [fault.foreignAccount(path, resource.key, own)];
}
