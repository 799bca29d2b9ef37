import { implies, permissionById, SCOPES } from "../../catalogue";
import { type Granting, grantingBy, scopeOfKey } from "../../policy";
import type { AccessChange, ResourceRange } from "./model";

/*
 * Permissions on an account that include others within it: who reads the names alone takes them for two things.
 */

type PermissionChange = Extract<AccessChange, { kind: "permission" }>;

/** Where a permission that is granted so comes or goes with another one on some resources. */
export function rangesWithin(ranges: readonly ResourceRange[], { within }: Granting): readonly ResourceRange[] {
  if (within === undefined) return ranges;
  const inside = (key: string): string =>
    scopeOfKey(key) !== "account" ? key : key === `${SCOPES.account}.*` ? `${SCOPES[within]}.*` : `${key}/${SCOPES[within]}.*`;
  return ranges.map(({ key, except, held }) => ({
    key: inside(key),
    ...(except === undefined ? {} : { except: except.map(inside) }),
    ...(held === undefined ? {} : { held: held.map(inside) }),
  }));
}

/** A permission of a list, and what of another scope comes or goes with it. */
export interface Included {
  /** Id of the account-wide permission. */
  readonly by: string;
  /** Ids of the strongest permissions that it includes. */
  readonly ids: readonly string[];
}

/** What a change of account-wide permissions includes that its list does not name. */
export function includedIn(change: PermissionChange, list: readonly AccessChange[]): Included | undefined {
  const by = change.permission.id;
  const named = new Set(list.flatMap((each) => (each.kind === "permission" ? [each.permission.id] : [])));
  const ids = strongest(withinOf(by)).filter((id) => !named.has(id));
  return change.by === "deny" || ids.length === 0 ? undefined : { by, ids };
}

/** The account-wide permission of the same list that includes a change. */
export function includerOf(change: PermissionChange, list: readonly AccessChange[]): string | undefined {
  const { id } = change.permission;
  return list
    .filter((each) => each.kind === "permission")
    .find((each) => {
      const granting = grantingBy(each.permission.id, id);
      if (granting.within === undefined || change.by !== each.by || !implies(each.permission.id).includes(id)) return false;
      const wide = new Set(rangesWithin(each.resources, granting).map(({ key }) => key));
      return change.resources.every(({ key }) => wide.has(key));
    })?.permission.id;
}

function withinOf(id: string): string[] {
  const scope = permissionById(id)?.scope;
  return implies(id).filter((implied) => permissionById(implied)?.scope !== scope);
}

function strongest(ids: readonly string[]): string[] {
  return ids.filter((id) => !ids.some((other) => implies(other).includes(id)));
}
