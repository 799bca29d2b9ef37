import { type Level, type Scope, scopeOfApiName, treeNameOf } from "../../lib/catalogue";
import { type CatalogueSources } from "./sources";

/** A permission group with its place in the tree. */
export interface PlacedGroup {
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  readonly group: string;
  readonly level: Level;
  /** The scope is inferred from use; no answer of the API shows it. */
  readonly inferred: boolean;
}

/** The scopes that have a branch in the tree, in order. Groups of the others are known by name only. */
export const TREE_SCOPES = ["account", "zone", "user", "r2Bucket"] as const satisfies readonly Scope[];

/**
 * Gives every group its place in the tree. Two groups in one place are never resolved by a rule: whichever came second would silently take over a
 * name that people's code uses. The run fails and asks for an entry in tree-names.json, which names a place by id.
 *
 * @throws Error for an unknown scope, a name that stands twice at one level, an id that stands twice, and two groups in one place
 */
export function placeGroups({ groups, treeNames }: Pick<CatalogueSources, "groups" | "treeNames">): readonly PlacedGroup[] {
  const placed = groups.map(({ id, name, scopes, evidence }): PlacedGroup => {
    const [apiName, ...more] = scopes;
    const scope = apiName === undefined || more.length > 0 ? undefined : scopeOfApiName(apiName);
    if (scope === undefined || !(TREE_SCOPES as readonly string[]).includes(scope))
      throw new Error(`${id} ${JSON.stringify(name)}: the tree has no branch for ${JSON.stringify(scopes)}`);
    const { group, level } = treeNames[id] ?? treeNameOf(name);
    if (!/^[a-z0-9][A-Za-z0-9]*$/.test(group))
      throw new Error(
        `${id} ${JSON.stringify(name)}: ${JSON.stringify(group)} can't be a name in the tree; add an entry to tree-names.json`,
      );
    return { id, name, scope, group, level, inferred: evidence !== "api-answer" };
  });
  unique(placed, ({ id }) => id, "have one id");
  unique(placed, ({ scope, name }) => `${scope} ${name}`, "have one name at one level");
  unique(
    placed,
    ({ scope, group, level }) => `permissions.${scope}.${group}.${level}`,
    "stand in one place of the tree; add an entry to tree-names.json for one of them",
  );
  return [...placed].sort((a, b) => order(a.scope) - order(b.scope) || compare(a.name, b.name));
}

/** By code unit: the order must not depend on the machine's locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function order(scope: Scope): number {
  return (TREE_SCOPES as readonly Scope[]).indexOf(scope);
}

function unique(groups: readonly PlacedGroup[], keyOf: (group: PlacedGroup) => string, what: string): void {
  const seen = new Map<string, PlacedGroup>();
  for (const group of groups) {
    const key = keyOf(group);
    const other = seen.get(key);
    if (other !== undefined)
      throw new Error(`${key}: ${other.id} ${JSON.stringify(other.name)} and ${group.id} ${JSON.stringify(group.name)} ${what}`);
    seen.set(key, group);
  }
}
