import { levelOfName, permissionById, type Scope, SCOPE_WORDS, treeNameOf } from "../catalogue";
import { covers, type Effect, type Entry, expandPolicies, isWildcard, lookedUpPermission, makeEntry, type TokenSpec } from "../policy";

/** One permission on one resource entry, with what the rules ask of it. */
export interface Pair {
  readonly effect: Effect;
  /** The permission group's id or symbol. */
  readonly group: string;
  /** `undefined` for an id that the catalogue does not have. */
  readonly permission: { readonly name: string; readonly scope?: Scope } | undefined;
  /** Resource key, `outer/inner` for the nested form. */
  readonly resource: string;
  readonly entry: Entry;
  /** Whether it only reads. What is not known is taken to write. */
  readonly reads: boolean;
}

/** Levels that change nothing. What says none of them is taken to write: Purge, Run, Admin, and names without a level. */
const READING: readonly string[] = ["read", "readOnly", "report"];

const known = new WeakMap<TokenSpec, readonly Pair[]>();

/** Every pair of a token, allows and denies. */
export function pairsOf(spec: TokenSpec): readonly Pair[] {
  let pairs = known.get(spec);
  if (pairs === undefined) known.set(spec, (pairs = readPairs(spec)));
  return pairs;
}

function readPairs(spec: TokenSpec): Pair[] {
  const own = spec.kind === "account" ? spec.accountId : undefined;
  return expandPolicies(spec.policies).map(({ effect, group, key, nested }) => {
    const permission = permissionById(group) ?? lookedUpPermission(group);
    return {
      effect,
      group,
      permission,
      resource: nested === undefined ? key : `${key}/${nested}`,
      entry: makeEntry(key, nested, own),
      reads: permission !== undefined && READING.includes(levelOfName(permission.name)),
    };
  });
}

/** What is allowed and not denied as a whole. */
export function allowsOf(spec: TokenSpec): readonly Pair[] {
  const pairs = pairsOf(spec);
  const denied = new EntryIndex(pairs.filter((pair) => pair.effect === "deny"));
  return pairs.filter((pair) => pair.effect === "allow" && !denied.covers(pair.group, pair.entry));
}

/** One pair for each permission group among these, in order. */
export function byGroup(pairs: readonly Pair[]): readonly Pair[] {
  return [...new Map(pairs.map((pair) => [pair.group, pair])).values()];
}

/** How acknowledgements name a permission: as the code does (`zone.dns.write`), or by its id. */
export function permissionDetail({ group, permission }: Pair): string {
  if (permission?.scope === undefined) return permission?.name ?? group;
  const { group: name, level } = treeNameOf(permission.name);
  return `${permission.scope}.${name}.${level}`;
}

/** What people call a permission. */
export function permissionName({ group, permission }: Pair): string {
  return permission?.name ?? `permission ${group}`;
}

/** `zone 1111…`, `every zone`, or the key. */
export function resourceName({ entry, resource }: Pair): string {
  if (entry.scope === undefined) return resource;
  return isWildcard(entry)
    ? `every ${SCOPE_WORDS[entry.scope]}`
    : `${SCOPE_WORDS[entry.scope]} ${entry.leaf.slice(entry.leaf.lastIndexOf(".") + 1)}`;
}

/** `DNS Write`, `DNS Write and Zone Write`, `DNS Write, Zone Write and 2 more`. */
export function listNames(names: readonly string[]): string {
  const distinct = [...new Set(names)].sort();
  const shown = distinct.length > 3 ? [...distinct.slice(0, 2), `${String(distinct.length - 2)} more`] : distinct;
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
}

/** Entries by permission group, so that a foreign token of thousands of pairs takes no time that grows with their square. */
export class EntryIndex {
  private readonly exact = new Map<string, Entry[]>();
  private readonly wildcards = new Map<string, Entry>();
  private readonly groups = new Map<string, Entry[]>();
  private readonly wildcardLists = new Map<string, Entry[]>();

  constructor(pairs: readonly Pair[]) {
    for (const { group, entry } of pairs) {
      push(this.groups, group, entry);
      if (isWildcard(entry)) this.wildcards.set(wildcardKey(group, entry.scope, entry.account), entry);
      push(this.exact, `${group}\n${entry.leaf}`, entry);
    }
  }

  /** Whether an entry of the group holds all of `entry`; `other` than the entry itself where asked. */
  covers(group: string, entry: Entry, other = false): boolean {
    return this.coveredBy(group, entry, other) !== undefined;
  }

  coveredBy(group: string, entry: Entry, other = false): Entry | undefined {
    const candidates = [
      this.wildcards.get(wildcardKey(group, entry.scope, entry.account)),
      this.wildcards.get(wildcardKey(group, entry.scope, undefined)),
      ...(this.exact.get(`${group}\n${entry.leaf}`) ?? []),
    ];
    return candidates.find((each) => each !== undefined && covers(each, entry) && !(other && covers(entry, each)));
  }

  /** Whether an entry of the group may have a resource in common with `entry`: one whose account is not known may be of any. */
  mayOverlap(group: string, entry: Entry): boolean {
    const candidates = isWildcard(entry)
      ? this.groups.get(group)
      : [...(this.exact.get(`${group}\n${entry.leaf}`) ?? []), ...this.wildcardsOf(group)];
    return (candidates ?? []).some(
      (each) =>
        (each.leaf === entry.leaf || (each.scope === entry.scope && (isWildcard(each) || isWildcard(entry)))) &&
        (each.account === undefined || entry.account === undefined || each.account === entry.account),
    );
  }

  private wildcardsOf(group: string): readonly Entry[] {
    let list = this.wildcardLists.get(group);
    if (list === undefined) this.wildcardLists.set(group, (list = (this.groups.get(group) ?? []).filter(isWildcard)));
    return list;
  }
}

function wildcardKey(group: string, scope: string | undefined, account: string | undefined): string {
  return `${group}\n${scope ?? ""}\n${account ?? ""}`;
}

function push(map: Map<string, Entry[]>, key: string, entry: Entry): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [entry]);
  else list.push(entry);
}
