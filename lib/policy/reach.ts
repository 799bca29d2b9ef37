import { implies, SCOPES } from "../catalogue";
import { covers, type Entry, isWildcard, makeEntry } from "./entry";
import type { TokenSpec } from "./token-spec";

/*
 * What tokens can reach, by permission and resource, so that two of them can be compared exactly. Policies only tell resources apart by the keys
 * they name and by the wildcards these fall under, so each named resource and one "any other" for each wildcard stand for all there are.
 */

/** A resource that stands for itself, or for every one of its scope and account that is not named. */
export interface Atom extends Entry {
  readonly other: boolean;
}

/** The policies of one token, ready to be asked about many atoms. What a permission group implies is for the one who asks to say. */
export class Reach {
  /** Every entry of every policy, denies among them. */
  readonly entries: readonly Entry[];
  /** Whether anything is denied. */
  readonly hasDeny: boolean;
  private readonly allowed = new Map<string, Entries>();
  private readonly denied = new Map<string, Entries>();

  constructor(spec: TokenSpec) {
    const own = spec.kind === "account" ? spec.accountId : undefined;
    const all: Entry[] = [];
    for (const { effect, permissionGroups, resources } of spec.policies) {
      const entries = entriesOf(resources, own);
      all.push(...entries);
      const index = effect === "allow" ? this.allowed : this.denied;
      for (const group of permissionGroups) {
        let known = index.get(group);
        if (known === undefined) index.set(group, (known = new Entries()));
        for (const entry of entries) known.add(entry);
      }
    }
    this.entries = all;
    this.hasDeny = this.denied.size > 0;
  }

  /** Whether an allow of one of the groups holds one of the atoms, whatever a deny says. */
  allows(groups: readonly string[], atoms: readonly Atom[]): boolean {
    return holds(this.allowed, groups, atoms);
  }

  /** Whether a deny of one of the groups holds one of the atoms. */
  denies(groups: readonly string[], atoms: readonly Atom[]): boolean {
    return this.hasDeny && holds(this.denied, groups, atoms);
  }

  /** The permission groups that the policies name, and those that these imply. */
  groups(): Set<string> {
    const groups = new Set<string>();
    for (const index of [this.allowed, this.denied]) {
      for (const id of index.keys()) {
        groups.add(id);
        for (const each of implies(id)) groups.add(each);
      }
    }
    return groups;
  }
}

/** The resources that tell the given tokens apart. A resource whose account is not known stands once for each account it may be in. */
export function atomsOf(reaches: readonly Reach[]): readonly Atom[] {
  const accounts = new Set<string | undefined>([undefined]);
  for (const { entries } of reaches) for (const { account } of entries) if (account !== undefined) accounts.add(account);
  const atoms = new Map<string, Map<string | undefined, Atom>>();
  for (const entry of reaches.flatMap(({ entries }) => entries)) {
    const other = isWildcard(entry);
    const leaf = other && entry.scope !== undefined ? `${SCOPES[entry.scope]}.*` : entry.leaf;
    const within = entry.scope !== "account" && entry.scope !== "user";
    const known: Map<string | undefined, Atom> = atoms.get(leaf) ?? new Map<string | undefined, Atom>();
    atoms.set(leaf, known);
    // In one of the accounts that are named, or in none of them.
    for (const account of entry.account === undefined && within ? accounts : [entry.account])
      if (!known.has(account)) known.set(account, { leaf, scope: entry.scope, other, ...(account === undefined ? {} : { account }) });
  }
  return [...atoms.values()].flatMap((each) => [...each.values()]);
}

function holds(index: ReadonlyMap<string, Entries>, groups: readonly string[], atoms: readonly Atom[]): boolean {
  if (index.size === 0) return false;
  for (const group of groups) {
    const entries = index.get(group);
    if (entries !== undefined && atoms.some((atom) => entries.hold(atom))) return true;
  }
  return false;
}

/** Entries of one group and effect, looked up by key. */
class Entries {
  private readonly exact = new Map<string, Entry[]>();
  private readonly wildcards: Entry[] = [];

  add(entry: Entry): void {
    if (isWildcard(entry)) this.wildcards.push(entry);
    else {
      const list = this.exact.get(entry.leaf);
      if (list === undefined) this.exact.set(entry.leaf, [entry]);
      else list.push(entry);
    }
  }

  hold(atom: Atom): boolean {
    return (
      this.wildcards.some((entry) => covers(entry, atom)) ||
      (!atom.other && (this.exact.get(atom.leaf)?.some((entry) => covers(entry, atom)) ?? false))
    );
  }
}

function entriesOf(resources: TokenSpec["policies"][number]["resources"], own: string | undefined): Entry[] {
  return Object.entries(resources).flatMap(([key, value]) =>
    value === "*" ? [makeEntry(key, undefined, own)] : Object.keys(value).map((nested) => makeEntry(key, nested, own)),
  );
}
