import { DataCloudflareAccountApiTokenPermissionGroupsList } from "@cdktf/provider-cloudflare/lib/data-cloudflare-account-api-token-permission-groups-list";
import { DataCloudflareZone } from "@cdktf/provider-cloudflare/lib/data-cloudflare-zone";
import { TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
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
import {
  type Account,
  type AnyResource,
  compareText,
  escapeTemplate,
  isSymbol,
  type LookupSpec,
  makeResource,
  type Policy,
  splitSymbols,
} from "../policy";
import { resolveText } from "./framework";
import { settingsOf } from "./app-checks";

/*
 * Permission groups and zones that are given by their names: data sources of the stack find them at plan time.
 */

/** A permission that a data source finds keeps what it was looked up by: another stack has to look it up again. */
const LOOKUP = Symbol.for("cloudflare-principals/PermissionLookup");

/** What a permission was looked up by. */
interface PermissionLookup {
  readonly stack: TerraformStack;
  readonly name: string;
  readonly scope: Scope;
}

/** See `Permission.lookup`. */
function lookup<S extends Scope>(scope: Construct, name: string, permissionScope: S): PermissionOf<S> {
  const account = settingsOf(scope).account;
  const faults: Fault[] = [];
  if (account === undefined) faults.push(fault.missingAccount("account"));
  if (!Object.hasOwn(SCOPES, permissionScope)) faults.push(fault.invalidScope("scope", permissionScope, []));
  if (typeof name !== "string" || name === "") faults.push(fault.unknownPermission("name", name, []));
  else if (isSymbol(name)) faults.push(fault.literalRequired("name", "a permission's name"));
  if (faults.length > 0 || account === undefined) throw new PrincipalError(faults, scope.node.path);
  return findPermission(scope, name, permissionScope, account.id);
}

/** What a permission was looked up by; undefined for one whose id is known. */
function permissionLookupOf(permission: AnyPermission): PermissionLookup | undefined {
  return (permission as { readonly [LOOKUP]?: PermissionLookup })[LOOKUP];
}

/** A policy whose zones by name, and permissions that were looked up in another stack, are looked up in the stack of a construct. */
export function withLookups(scope: IConstruct, policy: Policy, account: Account | undefined): Policy {
  const { permissions, resources } = policy;
  return {
    ...policy,
    permissions: permissions.map((permission) => {
      const found = permissionLookupOf(permission);
      // A data source can't be referred to from outside its stack.
      return found === undefined || account === undefined || found.stack === TerraformStack.of(scope)
        ? permission
        : findPermission(scope, found.name, found.scope, account.id);
    }),
    resources: resources.map((resource) => findZone(scope, resource)),
  };
}

/**
 * What the symbols of policies find, by the expression.
 *
 * @param late the policies with their symbols as Terraform references
 * @param accountId the account that is asked for permissions
 */
export function lookupsOf(
  policies: readonly Policy[],
  late: readonly Policy[],
  accountId: string | undefined,
): Readonly<Record<string, LookupSpec>> {
  const found: Record<string, LookupSpec> = {};
  late.forEach(({ permissions, resources }, index) => {
    for (const { key, zoneName } of resources) {
      const [expression] = zoneName === undefined ? [] : splitSymbols(key).symbols;
      if (zoneName !== undefined && expression !== undefined) found[`\${${expression}}`] = { kind: "zone", name: zoneName };
    }
    policies[index]?.permissions.forEach((permission, at) => {
      const asked = permissionLookupOf(permission);
      const id = permissions[at]?.id;
      if (asked === undefined || id === undefined) return;
      const { name, scope } = asked;
      found[id] = { kind: "permission", name, scope: SCOPES[scope], ...(accountId === undefined ? {} : { accountId }) };
    });
  });
  return found;
}

/** The construct that holds a stack's data sources, so that their ids can't collide with the user's. */
function lookups(scope: IConstruct): Construct {
  const stack = TerraformStack.of(scope);
  return (stack.node.tryFindChild("Lookups") as Construct | undefined) ?? new Construct(stack, "Lookups");
}

function findZone(scope: IConstruct, resource: AnyResource): AnyResource {
  const { zoneName, accountId } = resource;
  if (zoneName === undefined || accountId === undefined) return resource;
  const parent = lookups(scope);
  // A cdktf token can't stand in a construct id; the reference behind it can, and tells two such accounts apart.
  const id = `zone ${zoneName} ${resolveText(scope, accountId).replace(/\$\{|\}/g, "")}`;
  const source =
    (parent.node.tryFindChild(id) as DataCloudflareZone | undefined) ??
    new DataCloudflareZone(parent, id, { filter: { name: zoneName, match: "all", account: { id: accountId } } });
  return makeResource({ scope: "zone", key: `com.cloudflare.api.account.zone.${source.id}`, accountId, name: zoneName, zoneName });
}

function findPermission<S extends Scope>(scope: IConstruct, name: string, permissionScope: S, accountId: string): PermissionOf<S> {
  const apiScope = SCOPES[permissionScope];
  const quoted = escapeTemplate(JSON.stringify(name));
  // One name may stand at two scopes, so both are compared, here and not by the API: its filter by name is reported to find nothing.
  const matches = (list: string): string =>
    `[for g in ${list} : g.id if g.name == ${quoted} && contains(g.scopes, ${JSON.stringify(apiScope)})]`;
  const source = permissionSource(scope, permissionScope, accountId);
  addCondition(source, {
    condition: `\${length(${matches("self.result")}) == 1}`,
    errorMessage: escapeTemplate(
      `No single permission group is named ${JSON.stringify(name)} at scope ${apiScope}; check the name in the account's list of permission groups.`,
    ),
  });
  const address = `data.${source.terraformResourceType}.${source.friendlyUniqueId}.result`;
  const permission = { ...permissionWithId(`\${one(${matches(address)})}`, { name, scope: permissionScope }) };
  const found: PermissionLookup = { stack: TerraformStack.of(scope), name, scope: permissionScope };
  return Object.freeze(Object.defineProperty(permission, LOOKUP, { value: found }));
}

/** The stack's data source of all groups of a scope. */
function permissionSource(scope: IConstruct, permissionScope: Scope, accountId: string): DataCloudflareAccountApiTokenPermissionGroupsList {
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
export interface PermissionWays {
  /**
   * By Cloudflare's name, a former name or the dashboard's wording.
   *
   * @throws PrincipalError UnknownPermission, AmbiguousPermission, PermissionWithoutId, InvalidScope, LiteralRequired
   * @example
   * Permission.named("DNS Write", "zone");
   */
  named<S extends Scope>(name: string, scope: S): PermissionOf<S>;
  /** By a name that stands at one level only. */
  named(name: string): PermissionOf;
  /**
   * By id, for a group that the catalogue does not have.
   *
   * @param id 32 lower-case hexadecimal characters, or a Terraform expression (`${…}`)
   * @throws PrincipalError InvalidPermissionId, InvalidScope, ContradictoryPermission
   * @example
   * Permission.withId("4755a26eedb94da69e1066d98aa820be", { name: "DNS Write", scope: "zone" });
   */
  withId<S extends Scope>(id: string, info: { readonly name: string; readonly scope: S }): PermissionOf<S>;
  /**
   * By name and scope, found by Terraform at plan time: for groups whose id is not in the catalogue. The plan fails with a clear message unless
   * exactly one group matches.
   *
   * @param scope a construct within a PrincipalStack
   * @throws PrincipalError MissingAccount, InvalidScope, LiteralRequired, UnknownPermission (no name)
   * @example
   * const bind = Permission.lookup(stack, "Workers Scripts Bind", "account");
   */
  lookup<S extends Scope>(scope: Construct, name: string, permissionScope: S): PermissionOf<S>;
  /**
   * Permissions whose name fits a text, best first.
   *
   * @example
   * Permission.search("dns edit")[0]?.name; // "DNS Write"
   */
  search(text: string): readonly PermissionOf[];
}

/** Ways to name a permission group outside the typed tree `permissions`. */
export const Permission: PermissionWays = { named: namedPermission, withId: permissionWithId, lookup, search: searchPermissions };
