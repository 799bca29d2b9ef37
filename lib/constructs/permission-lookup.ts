import { DataCloudflareAccountApiTokenPermissionGroupsList } from "@cdktf/provider-cloudflare/lib/data-cloudflare-account-api-token-permission-groups-list";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import {
  type AnyPermission,
  namedPermission,
  type Permission as PermissionOf,
  permissionWithId,
  type Scope,
  SCOPES,
  searchPermissions,
} from "../catalogue";
import { type Fault, fault, PrincipalError } from "../errors";
import { type Account, compareText, escapeTemplate, isSymbol } from "../policy";
import { settingsOf } from "./stack-settings";
import { lookups } from "./zone-lookup";

/**
 * A permission group by name and scope, found by Terraform at plan time: for groups whose id is not in the catalogue. The plan fails with a clear
 * message unless exactly one group matches.
 *
 * @param scope a construct within a PrincipalStack
 * @throws PrincipalError MissingAccount, InvalidScope, LiteralRequired, UnknownPermission (no name)
 * @example
 * const bind = Permission.lookup(stack, "Workers Scripts Bind", "account");
 */
function lookup<S extends Scope>(scope: Construct, name: string, permissionScope: S): PermissionOf<S> {
  const account = settingsOf(scope).account;
  const faults: Fault[] = [];
  if (account === undefined) faults.push(fault.missingAccount("account"));
  if (!Object.hasOwn(SCOPES, permissionScope)) faults.push(fault.invalidScope("scope", permissionScope, []));
  if (typeof name !== "string" || name === "") faults.push(fault.unknownPermission("name", name, []));
  else if (isSymbol(name)) faults.push(fault.literalRequired("name", "a permission's name"));
  if (faults.length > 0 || account === undefined) throw new PrincipalError(faults, scope.node.path);
  return lookUp(scope, name, permissionScope, account);
}

interface Origin {
  readonly stack: TerraformStack;
  readonly name: string;
  readonly scope: Scope;
}

const origins = new WeakMap<AnyPermission, Origin>();

/** A permission that was looked up in another stack, looked up in this one: a data source can't be referred to from outside its stack. */
export function ownLookup(scope: Construct, permission: AnyPermission, account: Account | undefined): AnyPermission {
  const origin = origins.get(permission);
  if (origin === undefined || account === undefined || origin.stack === TerraformStack.of(scope)) return permission;
  return lookUp(scope, origin.name, origin.scope, account);
}

function lookUp<S extends Scope>(scope: Construct, name: string, permissionScope: S, account: Account): PermissionOf<S> {
  const apiScope = SCOPES[permissionScope];
  const quoted = escapeTemplate(JSON.stringify(name));
  // One name may stand at two scopes, so both are compared, here and not by the API: its filter by name is reported to find nothing.
  const matches = (list: string): string =>
    `[for g in ${list} : g.id if g.name == ${quoted} && contains(g.scopes, ${JSON.stringify(apiScope)})]`;
  const source = sourceOf(scope, permissionScope, account.id);
  addCondition(source, {
    condition: `\${length(${matches("self.result")}) == 1}`,
    errorMessage: escapeTemplate(
      `No single permission group is named ${JSON.stringify(name)} at scope ${apiScope}; check the name in the account's list of permission groups.`,
    ),
  });
  const address = `data.${source.terraformResourceType}.${source.friendlyUniqueId}.result`;
  const permission = permissionWithId(`\${one(${matches(address)})}`, { name, scope: permissionScope });
  origins.set(permission, { stack: TerraformStack.of(scope), name, scope: permissionScope });
  return permission;
}

/** The stack's data source of all groups of a scope. */
function sourceOf(scope: Construct, permissionScope: Scope, accountId: string): DataCloudflareAccountApiTokenPermissionGroupsList {
  const parent = lookups(scope);
  const id = `${permissionScope} permissions`;
  const known = parent.node.tryFindChild(id) as DataCloudflareAccountApiTokenPermissionGroupsList | undefined;
  return known ?? new DataCloudflareAccountApiTokenPermissionGroupsList(parent, id, { accountId, scope: SCOPES[permissionScope] });
}

interface Condition {
  readonly condition: string;
  readonly errorMessage: string;
}

/** Sorted, so that the order of look-ups doesn't show. */
function addCondition(source: DataCloudflareAccountApiTokenPermissionGroupsList, condition: Condition): void {
  const known = source.lifecycle?.postcondition ?? [];
  if (known.some((each) => each.condition === condition.condition)) return;
  source.lifecycle = { postcondition: [...known, condition].sort((a, b) => compareText(String(a.condition), String(b.condition))) };
}

/** What a token may do; `Permission<"zone">` acts on zones and nothing else. */
export type Permission<S extends Scope = Scope> = PermissionOf<S>;

/** Ways to name a permission group outside the typed tree `permissions`. */
export const Permission = {
  /** By Cloudflare's name, a former name or the dashboard's wording. @throws PrincipalError UnknownPermission, AmbiguousPermission, PermissionWithoutId */
  named: namedPermission,
  /** By id, for a group that the catalogue does not have. @throws PrincipalError InvalidPermissionId */
  withId: permissionWithId,
  lookup,
  /** Permissions whose name fits a text, best first. */
  search: searchPermissions,
};
