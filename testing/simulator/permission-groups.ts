import { allPermissions, SCOPES } from "../../lib/catalogue";
import { USER } from "./resource-key";
import type { SimulatedOwner, SimulatedPermissionGroup, SimulatorOptions } from "./options";

/** Every permission group of the catalogue whose id is known, by name: what a fresh simulator knows. */
export const DEFAULT_PERMISSION_GROUPS: readonly SimulatedPermissionGroup[] = allPermissions
  .map(({ id, name, scope }) => ({ id, name, scopes: [SCOPES[scope]] }))
  .sort((a, b) => compare(`${a.name}\n${a.scopes.join()}`, `${b.name}\n${b.scopes.join()}`));

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The answer of `GET .../tokens/permission_groups`: one page with everything. An account's list lacks the groups of user scope.
 *
 * The name filter takes the value decoded once, as a query is, and also decoded twice: Cloudflare's documentation says the value "must be
 * URL-encoded" and gives `Account%20Settings%20Write` to clients that encode it again, and both spellings are in use.
 */
export function listPermissionGroups(
  groups: readonly SimulatedPermissionGroup[],
  owner: SimulatedOwner,
  query: URLSearchParams,
  nameFilter: NonNullable<SimulatorOptions["nameFilter"]>,
): readonly SimulatedPermissionGroup[] {
  const wanted = bothDecodings(query.get("name"));
  const scopes = bothDecodings(query.get("scope"));
  return groups.filter((group) => {
    if (owner !== "user" && group.scopes.includes(USER)) return false;
    if (scopes !== undefined && !group.scopes.some((scope) => scopes.includes(scope))) return false;
    if (wanted === undefined) return true;
    return nameFilter === "equal" ? wanted.includes(group.name) : wanted.some((name) => group.name.includes(name));
  });
}

function bothDecodings(value: string | null): readonly string[] | undefined {
  if (value === null) return undefined;
  try {
    return [value, decodeURIComponent(value)];
  } catch {
    return [value];
  }
}
