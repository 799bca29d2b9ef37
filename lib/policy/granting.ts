import { impliedBy, permissionById, type Scope, SCOPES, scopesWithin } from "../catalogue";
import type { Entry } from "./resource";

/** A permission group whose allow grants a permission. */
export interface Granting {
  readonly group: string;
  /** Grants it on everything of this scope within the accounts that the group is allowed on. @default - on the resources it is allowed on */
  readonly within?: Scope;
}

/** The permission groups that grant a permission: itself, and those that imply it. */
export function grantingOf(id: string): readonly Granting[] {
  return [{ group: id }, ...impliedBy(id).map((group) => grantingBy(group, id))];
}

/** How one permission group grants another that it implies. */
export function grantingBy(group: string, implied: string): Granting {
  const [from, to] = [permissionById(group)?.scope, permissionById(implied)?.scope];
  return to === undefined || from === to ? { group } : { group, within: to };
}

/** All ways in which a permission group grants something, whatever it is. */
export function grantingsOf(group: string): readonly Granting[] {
  return [{ group }, ...scopesWithin(group).map((within) => ({ group, within }))];
}

/** What an allow on an entry holds for a permission that is granted so; undefined for nothing. What is not known may turn out to be an account. */
export function entryWithin(entry: Entry, { within }: Granting): Entry | undefined {
  if (within === undefined || entry.scope === undefined) return entry;
  if (entry.scope !== "account") return undefined;
  const leaf = `${SCOPES[within]}.*`;
  return entry.account === undefined ? { leaf, scope: within } : { leaf, scope: within, account: entry.account };
}
