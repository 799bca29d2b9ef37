import { implies, type Scope, SCOPES } from "../catalogue";
import { type Entry, isWildcard, makeEntry, lowerCaseIds } from "./resource";
import type { Effect, PolicySpec, TokenSpec } from "./token-spec";

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
  /** The resources of every policy, denies among them. */
  readonly sets: readonly ResourceSet[];
  private readonly byGroup: Readonly<Record<Effect, ReadonlyMap<string, ResourceSet>>>;

  constructor({ kind, accountId, policies }: Pick<TokenSpec, "kind" | "accountId" | "policies">) {
    const own = kind === "account" ? accountId : undefined;
    this.sets = policies.map(({ resources, effect }) => new ResourceSet(entriesOf(resources, own, effect)));
    const policiesOf: Readonly<Record<Effect, Map<string, number[]>>> = { allow: new Map(), deny: new Map() };
    policies.forEach(({ effect, permissionGroups }, index) => {
      const known = policiesOf[effect];
      for (const each of new Set(permissionGroups)) {
        // An id in upper case may mean nothing to Cloudflare: it allows, and does not deny.
        const group = effect === "deny" ? each : lowerCaseIds(each);
        const indices = known.get(group);
        if (indices === undefined) known.set(group, [index]);
        else if (indices.at(-1) !== index) indices.push(index);
      }
    });
    const united = new Map<string, ResourceSet>();
    const unite = (indices: readonly number[]): ResourceSet => {
      const key = indices.join();
      const set = united.get(key) ?? uniteSets(indices.flatMap((index) => this.sets[index] ?? []));
      united.set(key, set);
      return set;
    };
    const byGroup = (effect: Effect): ReadonlyMap<string, ResourceSet> =>
      new Map([...policiesOf[effect]].map(([group, indices]) => [group, unite(indices)]));
    this.byGroup = { allow: byGroup("allow"), deny: byGroup("deny") };
  }

  /** Whether anything is denied. */
  get hasDeny(): boolean {
    return this.byGroup.deny.size > 0;
  }

  /** The resources of the allows, or of the denies, of some groups. */
  of(effect: Effect, groups: readonly string[]): readonly ResourceSet[] {
    const known = this.byGroup[effect];
    if (known.size === 0) return [];
    return [...new Set(groups.flatMap((group) => known.get(group) ?? []))];
  }

  /** The permission groups that the policies name, and those that these imply. */
  *groups(): Generator<string> {
    for (const known of [this.byGroup.allow, this.byGroup.deny])
      for (const id of known.keys()) {
        yield id;
        yield* implies(id);
      }
  }
}

function* entriesOf(resources: PolicySpec["resources"], own: string | undefined, effect: Effect): Generator<Entry> {
  for (const [key, value] of Object.entries(resources))
    for (const nested of value === "*" ? [undefined] : Object.keys(value)) yield makeEntry(key, nested, own, effect);
}

/** Resources, as policies name them. */
export class ResourceSet {
  /** By account (undefined where it is not known), each key with its scope. */
  private readonly accounts = new Map<string | undefined, Map<string, Scope | undefined>>();

  constructor(entries: Iterable<Entry>) {
    for (const { leaf, scope, account } of entries) {
      const known = this.accounts.get(account);
      if (known === undefined) this.accounts.set(account, new Map([[leaf, scope]]));
      else known.set(leaf, scope);
    }
  }

  *entries(): Generator<Entry> {
    for (const [account, leaves] of this.accounts)
      for (const [leaf, scope] of leaves) yield account === undefined ? { leaf, scope } : { leaf, scope, account };
  }

  has({ leaf, scope, account }: Atom): boolean {
    return this.hasIn(undefined, leaf, scope) || (account !== undefined && this.hasIn(account, leaf, scope));
  }

  private hasIn(account: string | undefined, leaf: string, scope: Scope | undefined): boolean {
    const leaves = this.accounts.get(account);
    return leaves !== undefined && (leaves.has(leaf) || (scope !== undefined && leaves.has(`${SCOPES[scope]}.*`)));
  }
}

function uniteSets(sets: readonly ResourceSet[]): ResourceSet {
  const [first] = sets;
  return first !== undefined && sets.length === 1 ? first : new ResourceSet(sets.flatMap((set) => [...set.entries()]));
}

/** Whether one of the atoms is among the resources. */
export function holds(sets: readonly ResourceSet[], atoms: readonly Atom[]): boolean {
  return sets.some((set) => atoms.some((atom) => set.has(atom)));
}

/** The resources that tell the given sets apart. A resource whose account is not known stands once for each account it may be in. */
export function atomsOf(sets: Iterable<ResourceSet>): readonly Atom[] {
  const atoms = new Map<string | undefined, Map<string, Atom>>();
  const add = (entry: Entry): void => {
    const known = atoms.get(entry.account) ?? new Map<string, Atom>();
    atoms.set(entry.account, known);
    if (!known.has(entry.leaf)) known.set(entry.leaf, { ...entry, other: isWildcard(entry) });
  };
  for (const set of sets) for (const entry of set.entries()) add(entry);
  // In one of the accounts of which a wildcard holds it, or in none of them.
  const named = [...atoms.values()].flatMap((known) => [...known.values()].filter(({ other, account }) => other && account !== undefined));
  for (const { leaf, scope } of [...(atoms.get(undefined)?.values() ?? [])].filter(isOpen))
    for (const { account } of named.filter((wildcard) => wildcard.scope === scope))
      if (account !== undefined) add({ leaf, scope, account });
  return [...atoms.values()].flatMap((known) => [...known.values()]);
}

/** Whether a resource is in an account that is not known: accounts and users are in none. */
function isOpen({ scope, account }: Entry): boolean {
  return account === undefined && scope !== "account" && scope !== "user";
}
