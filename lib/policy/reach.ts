import { impliedBy, implies, permissionById, type Scope, SCOPES } from "../catalogue";
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

/** How a deny of Read under an allowed Write is read: Cloudflare does not say whether it limits Write, so both have to be looked at. */
export type DenyReading = "exact" | "implied";

/** The resources that tell the given tokens apart, by scope. */
export function atomsOf(specs: readonly TokenSpec[]): ReadonlyMap<Scope | undefined, readonly Atom[]> {
  const entries = specs.flatMap((spec) => allEntries(spec));
  const accounts = new Set<string | undefined>([undefined, ...entries.flatMap((entry) => entry.account ?? [])]);
  const atoms = new Map<string, Atom>();
  const add = (atom: Atom): void => void atoms.set(`${atom.leaf}\n${atom.account ?? ""}`, atom);
  for (const entry of entries) {
    const other = isWildcard(entry);
    const leaf = other && entry.scope !== undefined ? `${SCOPES[entry.scope]}.*` : entry.leaf;
    // A resource of an unknown account may be in any that is named, or in none of them.
    for (const account of entry.account === undefined ? accounts : [entry.account]) {
      add({ leaf, scope: entry.scope, other, ...(account === undefined ? {} : { account }) });
    }
  }
  const byScope = new Map<Scope | undefined, Atom[]>();
  for (const atom of atoms.values()) byScope.set(atom.scope, [...(byScope.get(atom.scope) ?? []), atom]);
  return byScope;
}

/** The permission groups that the given tokens name or imply. */
export function groupsOf(specs: readonly TokenSpec[]): ReadonlySet<string> {
  const groups = new Set<string>();
  for (const spec of specs) {
    for (const policy of spec.policies) for (const id of policy.permissionGroups) for (const each of [id, ...implies(id)]) groups.add(each);
  }
  return groups;
}

/** What one token may do, ready to be asked about many atoms. */
export class Reach {
  private readonly allowed: ReadonlyMap<string, Entries>;
  private readonly denied: ReadonlyMap<string, Entries>;

  constructor(spec: TokenSpec) {
    this.allowed = index(spec, "allow");
    this.denied = index(spec, "deny");
  }

  /** Whether an allow names the atom, whatever a deny says. */
  allows(group: string, atom: Atom): boolean {
    return fits(group, atom) && [group, ...impliedBy(group)].some((id) => this.allowed.get(id)?.hold(atom) === true);
  }

  denies(group: string, atom: Atom, reading: DenyReading): boolean {
    const groups = reading === "exact" ? [group] : [group, ...implies(group)];
    return groups.some((id) => this.denied.get(id)?.hold(atom) === true);
  }

  can(group: string, atom: Atom, reading: DenyReading): boolean {
    return this.allows(group, atom) && !this.denies(group, atom, reading);
  }
}

/** A group acts only on resources of its own scope; where one of the two is not known, it may. */
function fits(group: string, atom: Atom): boolean {
  const scope = permissionById(group)?.scope;
  return scope === undefined || atom.scope === undefined || scope === atom.scope;
}

/** Entries of one group and effect, looked up by key. */
class Entries {
  private readonly exact = new Map<string, Entry[]>();
  private readonly wildcards: Entry[] = [];

  add(entry: Entry): void {
    if (isWildcard(entry)) this.wildcards.push(entry);
    else this.exact.set(entry.leaf, [...(this.exact.get(entry.leaf) ?? []), entry]);
  }

  hold(atom: Atom): boolean {
    return (
      this.wildcards.some((entry) => covers(entry, atom)) ||
      (!atom.other && (this.exact.get(atom.leaf)?.some((entry) => covers(entry, atom)) ?? false))
    );
  }
}

function index(spec: TokenSpec, effect: "allow" | "deny"): Map<string, Entries> {
  const byGroup = new Map<string, Entries>();
  for (const policy of spec.policies) {
    if (policy.effect !== effect) continue;
    const entries = entriesOf(policy.resources, ownAccount(spec));
    for (const group of policy.permissionGroups) {
      let known = byGroup.get(group);
      if (known === undefined) byGroup.set(group, (known = new Entries()));
      for (const entry of entries) known.add(entry);
    }
  }
  return byGroup;
}

function allEntries(spec: TokenSpec): Entry[] {
  return spec.policies.flatMap((policy) => entriesOf(policy.resources, ownAccount(spec)));
}

function entriesOf(resources: TokenSpec["policies"][number]["resources"], own: string | undefined): Entry[] {
  return Object.entries(resources).flatMap(([key, value]) =>
    value === "*" ? [makeEntry(key, undefined, own)] : Object.keys(value).map((nested) => makeEntry(key, nested, own)),
  );
}

function ownAccount(spec: TokenSpec): string | undefined {
  return spec.kind === "account" ? spec.accountId : undefined;
}
