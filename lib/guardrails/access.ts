import { levelOfName, permissionById, type Scope, scopeOfApiName, SCOPE_WORDS, treeNameOf } from "../catalogue";
import {
  covers,
  type Effect,
  type Entry,
  entryWithin,
  expandPolicies,
  type Granting,
  grantingsOf,
  isWildcard,
  lookedUpPermission,
  lowerCaseIds,
  makeEntry,
  type TokenSpec,
} from "../policy";
import type { Once } from "./define-rule";

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

/** Every pair of a token, allows and denies. */
export function pairsOf(spec: TokenSpec, once: Once): readonly Pair[] {
  return once(readPairs, spec);
}

function readPairs(spec: TokenSpec): Pair[] {
  const own = spec.kind === "account" ? spec.accountId : undefined;
  // Of many permissions on many resources the pairs are many, and what they are made of is not.
  const permissions = new Map<string, Pick<Pair, "permission" | "reads">>();
  const entries = new Map<string, Entry>();
  return expandPolicies(spec.policies).map(({ effect, group: written, key, nested }) => {
    const group = effect === "deny" ? written : lowerCaseIds(written);
    let about = permissions.get(group);
    if (about === undefined) {
      const permission = permissionById(group) ?? lookedUp(spec, written);
      about = { permission, reads: permission !== undefined && READING.includes(levelOfName(permission.name)) };
      permissions.set(group, about);
    }
    const resource = nested === undefined ? key : `${key}/${nested}`;
    // Not the resource: a foreign key may hold a slash.
    const id = JSON.stringify([key, nested, effect]);
    let entry = entries.get(id);
    if (entry === undefined) entries.set(id, (entry = makeEntry(key, nested, own, effect)));
    return { effect, group, permission: about.permission, resource, entry, reads: about.reads };
  });
}

/** The permission that a data source finds in place of an id. */
function lookedUp({ lookups }: TokenSpec, group: string): Pair["permission"] {
  const lookup = lookups?.[group];
  if (lookup?.kind !== "permission") return lookedUpPermission(group);
  const scope = scopeOfApiName(lookup.scope ?? "");
  return { name: lookup.name, ...(scope === undefined ? {} : { scope }) };
}

/** What is allowed and not denied as a whole. */
export function allowsOf(spec: TokenSpec, once: Once): readonly Pair[] {
  return once(withoutDenied, pairsOf(spec, once));
}

function withoutDenied(pairs: readonly Pair[]): readonly Pair[] {
  const denied = new EntryIndex(pairs.filter((pair) => pair.effect === "deny"));
  return pairs.filter((pair) => pair.effect === "allow" && !denied.covers(pair, pair.entry));
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
  /** Of what each permission group is on, and of what it grants others on within an account. */
  private readonly groups = new Map<string, Map<Scope | undefined, GroupEntries>>();

  constructor(pairs: readonly Pair[]) {
    for (const pair of pairs)
      for (const granting of grantingsOf(pair.group)) {
        const entry = entryWithin(pair.entry, granting);
        if (entry !== undefined) this.add(granting, entry);
      }
  }

  private add({ group, within }: Granting, entry: Entry): void {
    const known = this.groups.get(group) ?? new Map<Scope | undefined, GroupEntries>();
    this.groups.set(group, known);
    let entries = known.get(within);
    if (entries === undefined) known.set(within, (entries = { all: [], byLeaf: new Map(), wildcards: [], byWildcard: new Map() }));
    entries.all.push(entry);
    const same = entries.byLeaf.get(entry.leaf);
    if (same === undefined) entries.byLeaf.set(entry.leaf, [entry]);
    else same.push(entry);
    if (isWildcard(entry)) {
      entries.wildcards.push(entry);
      entries.byWildcard.set(wildcardKey(entry.scope, entry.account), entry);
    }
  }

  /** Whether an entry of the group holds all of `entry`; `other` than the entry itself where asked. */
  covers({ group, within }: Granting, entry: Entry, other = false): boolean {
    const entries = this.groups.get(group)?.get(within);
    if (entries === undefined) return false;
    const fits = (each: Entry | undefined): boolean => each !== undefined && covers(each, entry) && !(other && covers(entry, each));
    if (entries.wildcards.length > 0) {
      const wildcard = [entry.account, undefined].map((account) => entries.byWildcard.get(wildcardKey(entry.scope, account))).find(fits);
      if (wildcard !== undefined) return true;
    }
    return entries.byLeaf.get(entry.leaf)?.some(fits) ?? false;
  }

  /** Whether an entry of the group may have a resource in common with `entry`: one whose account is not known may be of any. */
  mayOverlap({ group, within }: Granting, entry: Entry): boolean {
    const entries = this.groups.get(group)?.get(within);
    if (entries === undefined) return false;
    const candidates = isWildcard(entry) ? entries.all : [...(entries.byLeaf.get(entry.leaf) ?? []), ...entries.wildcards];
    return candidates.some(
      (each) =>
        (each.leaf === entry.leaf || (each.scope === entry.scope && (isWildcard(each) || isWildcard(entry)))) &&
        (each.account === undefined || entry.account === undefined || each.account === entry.account),
    );
  }
}

/** The entries of one permission group. */
interface GroupEntries {
  readonly all: Entry[];
  readonly byLeaf: Map<string, Entry[]>;
  readonly wildcards: Entry[];
  /** Wildcards by scope and account. */
  readonly byWildcard: Map<string, Entry>;
}

function wildcardKey(scope: string | undefined, account: string | undefined): string {
  return `${scope ?? ""}\n${account ?? ""}`;
}
