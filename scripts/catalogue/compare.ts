import { type Scope, scopeOfApiName, SCOPES } from "../../lib/catalogue";
import { compare, TREE_SCOPES } from "./place-groups";
import { type LiveGroup } from "./read-answer";
import { type CatalogueSources, type GroupSource } from "./sources";

/** What a live answer says otherwise than the catalogue. */
export interface CatalogueChanges {
  readonly added: readonly LiveGroup[];
  readonly removed: readonly GroupSource[];
  readonly renamed: readonly { readonly before: GroupSource; readonly after: LiveGroup }[];
  readonly rescoped: readonly { readonly before: GroupSource; readonly after: LiveGroup }[];
  /** Groups whose scope was inferred from use so far, and that the answer has just so. */
  readonly confirmed: readonly LiveGroup[];
  /** Among the added ones, those that were known by name only. */
  readonly identified: readonly LiveGroup[];
  /** Groups whose scope the tree has no branch for, or that have several: they are not taken over. */
  readonly unplaced: readonly LiveGroup[];
  /** Scopes of which the answer holds nothing at all: an account's list never has user groups. Their groups are not judged. */
  readonly absent: readonly Scope[];
  readonly unchanged: number;
}

type Current = Pick<CatalogueSources, "groups" | "namedOnly">;

/** Compares by id: a new name is a rename, not one group less and another more. */
export function compareCatalogue(current: Current, live: readonly LiveGroup[]): CatalogueChanges {
  const placeable = live.filter((group) => scopeOf(group) !== undefined);
  const now = new Map(placeable.map((group) => [group.id, group]));
  const before = new Map(current.groups.map((group) => [group.id, group]));
  const absent = TREE_SCOPES.filter((scope) => !placeable.some((group) => scopeOf(group) === scope));
  const both = current.groups.flatMap((group) => {
    const after = now.get(group.id);
    return after === undefined ? [] : [{ before: group, after }];
  });
  const added = sorted(placeable.filter((group) => !before.has(group.id)));
  const changed = both.filter(({ before: b, after }) => b.name !== after.name || scopeOf(b) !== scopeOf(after));
  return {
    added,
    removed: sorted(current.groups.filter((group) => !now.has(group.id) && !absent.some((scope) => scope === scopeOf(group)))),
    renamed: both.filter(({ before: b, after }) => b.name !== after.name),
    rescoped: both.filter(({ before: b, after }) => scopeOf(b) !== scopeOf(after)),
    confirmed: both.filter((pair) => !changed.includes(pair) && pair.before.evidence !== "api-answer").map(({ after }) => after),
    identified: added.filter((group) => current.namedOnly.some((known) => known.name === group.name)),
    unplaced: sorted(live.filter((group) => scopeOf(group) === undefined)),
    absent,
    unchanged: both.length - changed.length,
  };
}

/** Whether there is anything to write. */
export function hasChanges({ added, removed, renamed, rescoped, confirmed }: CatalogueChanges): boolean {
  return [added, removed, renamed, rescoped, confirmed].some((list) => list.length > 0);
}

/** The sources with the changes in them. Old names become former names; groups known by name only leave that list when they got an id. */
export function applyChanges(
  sources: CatalogueSources,
  changes: CatalogueChanges,
  options: { readonly date: string; readonly keepRemoved: boolean },
): CatalogueSources {
  const gone = new Set(options.keepRemoved ? [] : changes.removed.map((group) => group.id));
  const seen = [...changes.confirmed, ...[...changes.renamed, ...changes.rescoped].map((change) => change.after)];
  const after = new Map(seen.map((group) => [group.id, group]));
  const kept = sources.groups
    .filter((group) => !gone.has(group.id))
    .map((group) => (after.has(group.id) ? fresh(after.get(group.id) ?? group) : group));
  const groups = [...kept, ...changes.added.map(fresh)];
  const identified = new Set(changes.identified.map((group) => group.name));
  return {
    ...sources,
    groups: groups.sort((a, b) => order(a) - order(b) || compare(a.name, b.name)),
    namedOnly: sources.namedOnly.filter((known) => !identified.has(known.name)),
    aliases: [
      // A later name that has come true is the current one now.
      ...sources.aliases.filter((alias) => !changes.renamed.some(({ after: live }) => live.id === alias.id && live.name === alias.name)),
      ...changes.renamed.map(({ before, after: live }) => ({ id: live.id, name_used: live.name, kind: "former name", name: before.name })),
    ].filter((alias) => !gone.has(alias.id)),
    origins: {
      ...sources.origins,
      "permission-groups.json": {
        date: options.date,
        source: "GET /accounts/{account_id}/tokens/permission_groups, and public recordings before it",
      },
    },
  };
}

function fresh({ id, name, scopes }: LiveGroup): GroupSource {
  return { id, name, scopes, evidence: "api-answer" };
}

function scopeOf({ scopes }: Pick<LiveGroup, "scopes">): Scope | undefined {
  const [name, ...more] = scopes;
  const scope = name === undefined || more.length > 0 ? undefined : scopeOfApiName(name);
  return TREE_SCOPES.find((known) => known === scope);
}

function order(group: Pick<LiveGroup, "scopes">): number {
  return Object.keys(SCOPES).indexOf(scopeOf(group) ?? "");
}

function sorted<T extends LiveGroup>(groups: readonly T[]): readonly T[] {
  return [...groups].sort((a, b) => order(a) - order(b) || compare(a.name, b.name));
}
