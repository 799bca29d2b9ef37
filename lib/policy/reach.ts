import { implies, type Scope, SCOPES } from "../catalogue";
import { type Entry, isWildcard, makeEntry } from "./entry";
import { lowerCaseIds } from "./resource";
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
  readonly held: readonly Held[];
  /** Whether anything is denied. */
  readonly hasDeny: boolean;
  private readonly byGroup: Readonly<Record<Effect, Map<string, Held>>> = { allow: new Map(), deny: new Map() };

  constructor(spec: TokenSpec) {
    const own = spec.kind === "account" ? spec.accountId : undefined;
    this.held = spec.policies.map(({ effect, permissionGroups, resources }) => {
      const held = Held.of(resources, own, effect);
      const index = this.byGroup[effect];
      for (const each of permissionGroups) {
        const group = effect === "deny" ? each : lowerCaseIds(each);
        const known = index.get(group);
        if (known !== held) index.set(group, known === undefined ? held : known.with(held));
      }
      return held;
    });
    this.hasDeny = this.byGroup.deny.size > 0;
  }

  /** The resources of the allows, or of the denies, of some groups. */
  of(effect: Effect, groups: readonly string[]): Holding {
    const index = this.byGroup[effect];
    if (index.size === 0) return NOTHING;
    let found = NOTHING;
    for (const group of groups) {
      const held = index.get(group);
      if (held !== undefined && !found.includes(held)) found = found.length === 0 ? [held] : [...found, held];
    }
    return found;
  }

  /** Adds the permission groups that the policies name, and those that these imply. */
  collectGroups(groups: Set<string>): void {
    for (const index of [this.byGroup.allow, this.byGroup.deny]) {
      for (const id of index.keys()) {
        groups.add(id);
        for (const each of implies(id)) groups.add(each);
      }
    }
  }
}

/** Sets of resources, taken together. */
export type Holding = readonly Held[];

const NOTHING: Holding = [];

/** Whether one of the atoms is among the resources. */
export function holds(holding: Holding, atoms: readonly Atom[]): boolean {
  for (const held of holding) for (const atom of atoms) if (held.has(atom)) return true;
  return false;
}

/** The resources that tell the given sets apart. A resource whose account is not known stands once for each account it may be in. */
export function atomsOf(sets: Iterable<Held>): readonly Atom[] {
  const atoms: Atom[] = [];
  const known = new Map<string | undefined, Set<string>>();
  let open = 0;
  const add = (leaf: string, scope: Scope | undefined, account: string | undefined): void => {
    let leaves = known.get(account);
    if (leaves === undefined) known.set(account, (leaves = new Set()));
    if (leaves.has(leaf)) return;
    leaves.add(leaf);
    const other = isWildcard({ leaf, scope });
    if (isOpen(scope, account)) open++;
    atoms.push(account === undefined ? { leaf, scope, other } : { leaf, scope, other, account });
  };
  for (const { accounts } of sets)
    for (const [account, entries] of accounts) for (const [leaf, scope] of entries) add(leaf, scope, account);
  if (open === 0) return atoms;
  // In one of the accounts of which a wildcard holds it, or in none of them.
  const named = new Map<Scope | undefined, Set<string>>();
  for (const { scope, account, other } of atoms) {
    if (!other || account === undefined) continue;
    const accounts = named.get(scope);
    if (accounts === undefined) named.set(scope, new Set([account]));
    else accounts.add(account);
  }
  for (const atom of atoms.filter(({ scope, account }) => isOpen(scope, account)))
    for (const account of named.get(atom.scope) ?? []) add(atom.leaf, atom.scope, account);
  return atoms;
}

/** Whether a resource is in an account that is not known: accounts and users are in none. */
function isOpen(scope: Scope | undefined, account: string | undefined): boolean {
  return account === undefined && scope !== "account" && scope !== "user";
}

/** A set of resources, as policies write them. */
export class Held {
  /** Made of several policies, and used by one group only. */
  private merged = false;
  /** By account (undefined where it is not known), each key with its scope. */
  readonly accounts = new Map<string | undefined, Map<string, Scope | undefined>>();

  static of(resources: PolicySpec["resources"], own: string | undefined, effect: Effect): Held {
    const held = new Held();
    for (const key of Object.keys(resources)) {
      const value = resources[key];
      if (value === "*" || value === undefined) held.addEntry(makeEntry(key, undefined, own, effect));
      else for (const nested of Object.keys(value)) held.addEntry(makeEntry(key, nested, own, effect));
    }
    return held;
  }

  /** This set and another one. What several groups of one policy share is left as it is. */
  with(other: Held): Held {
    if (this.merged) {
      this.addAll(other);
      return this;
    }
    const both = new Held();
    both.merged = true;
    both.addAll(this);
    both.addAll(other);
    return both;
  }

  private addAll({ accounts }: Held): void {
    for (const [account, entries] of accounts) for (const [leaf, scope] of entries) this.add(leaf, scope, account);
  }

  has({ leaf, scope, account }: Atom): boolean {
    return this.holds(undefined, leaf, scope) || (account !== undefined && this.holds(account, leaf, scope));
  }

  private addEntry({ leaf, scope, account }: Entry): void {
    this.add(leaf, scope, account);
  }

  private add(leaf: string, scope: Scope | undefined, account: string | undefined): void {
    const entries = this.accounts.get(account);
    if (entries === undefined) this.accounts.set(account, new Map([[leaf, scope]]));
    else entries.set(leaf, scope);
  }

  private holds(account: string | undefined, leaf: string, scope: Scope | undefined): boolean {
    const entries = this.accounts.get(account);
    return entries !== undefined && (entries.has(leaf) || (scope !== undefined && entries.has(WILDCARDS[scope])));
  }
}

/** `com.cloudflare.api.account.zone.*` and the like. */
const WILDCARDS = Object.fromEntries(Object.entries(SCOPES).map(([scope, name]) => [scope, `${name}.*`])) as Readonly<
  Record<Scope, string>
>;
