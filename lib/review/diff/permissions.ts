import { implies, permissionById, SCOPES } from "../../catalogue";
import { type Atom, atomsOf, compareText, grantingBy, holds, Reach, type ResourceSet, type TokenSpec } from "../../policy";
import type { AccessChange, ResourceRange } from "./model";
import { rangesWithin } from "./included";
import { compareUnknown, type DenyReading, fits, pointOf, type UnknownOutcome } from "./normal-token";

type PermissionChange = Extract<AccessChange, { kind: "permission" }>;

/** Whether a token may do anything at all, before and after, and whether that grows or shrinks. */
export interface Outcome {
  readonly before: boolean;
  readonly after: boolean;
  readonly gains: boolean;
  readonly loses: boolean;
}

export interface PermissionChanges {
  readonly gained: readonly PermissionChange[];
  readonly lost: readonly PermissionChange[];
  /** One for each reading of a deny that makes a difference: the verdict is the union of theirs. */
  readonly outcomes: readonly Outcome[];
  /** What could happen beyond that, since something unknown meets a deny. */
  readonly unknown?: UnknownOutcome;
  /** Whether the two readings of a deny of Read under an allowed Write give different lists. */
  readonly unclearDeny: boolean;
}

/** What may be done on which resource after and not before, and the other way round. Either reading of a deny counts: the gate takes the unsafe one. */
export function comparePermissions(before: TokenSpec, after: TokenSpec): PermissionChanges {
  const [was, is] = [new Reach(before), new Reach(after)];
  const groups = [...new Set([...was.groups(), ...is.groups()])];
  const denies = was.hasDeny || is.hasDeny;
  const readings: readonly DenyReading[] = denies ? ["exact", "implied"] : ["exact"];
  const outcomes = readings.map(() => ({ before: false, after: false, gains: false, loses: false }));
  const changes = { gained: new Changes(), lost: new Changes() };
  const resources = new Resources();
  let unclearDeny = false;

  for (const group of groups) {
    const point = pointOf(group);
    const [wasAllowed, isAllowed] = [was.allowedBy(point.allow), is.allowedBy(point.allow)];
    if (wasAllowed.length === 0 && isAllowed.length === 0) continue;
    const wasDenied = readings.map((reading) => was.deniedBy(point.deny[reading]));
    const isDenied = readings.map((reading) => is.deniedBy(point.deny[reading]));
    // Only what is said of this group tells its resources apart.
    const atoms = resources.of([wasAllowed, isAllowed, ...wasDenied, ...isDenied].flat()).filter((atom) => fits(point, atom));
    for (const atom of atoms) {
      const one = [atom];
      const [old, now] = [holds(wasAllowed, one), holds(isAllowed, one)];
      if (!old && !now) continue;
      const cause = old && now ? "deny" : "allow";
      let gains = 0;
      let losses = 0;
      let kept = 0;
      for (const [index, outcome] of outcomes.entries()) {
        const b = old && !holds(wasDenied[index] ?? [], one);
        const a = now && !holds(isDenied[index] ?? [], one);
        outcome.before ||= b;
        outcome.after ||= a;
        outcome.gains ||= a && !b;
        outcome.loses ||= b && !a;
        gains += a && !b ? 1 : 0;
        losses += b && !a ? 1 : 0;
        kept += b && a ? 1 : 0;
      }
      if (kept === readings.length) changes.gained.keep(group, atom);
      if (gains > 0) changes.gained.add(cause, group, atom, atoms);
      if (losses > 0) changes.lost.add(cause, group, atom, atoms);
      unclearDeny ||= (gains > 0 && gains < readings.length) || (losses > 0 && losses < readings.length);
    }
  }
  const unknown = denies ? compareUnknown(was, is, groups) : undefined;
  return {
    gained: changes.gained.describe(),
    lost: changes.lost.describe(),
    outcomes,
    unclearDeny,
    ...(unknown === undefined ? {} : { unknown }),
  };
}

/** The resources that tell sets of them apart. Groups of one policy have the same, which are worked out once. */
class Resources {
  private readonly numbers = new Map<ResourceSet, number>();
  private readonly known = new Map<string, readonly Atom[]>();

  of(sets: readonly ResourceSet[]): readonly Atom[] {
    const all = new Set(sets);
    for (const set of all) if (!this.numbers.has(set)) this.numbers.set(set, this.numbers.size);
    const key = [...all].map((set) => this.numbers.get(set)).join();
    const atoms = this.known.get(key) ?? atomsOf(all);
    this.known.set(key, atoms);
    return atoms;
  }
}

type Cause = PermissionChange["by"];

interface GroupChange {
  readonly atoms: Atom[];
  /** All resources of the group, changed or not. */
  readonly universe: readonly Atom[];
}

/** Atoms by what changed and by permission group. */
class Changes {
  private readonly groups: Readonly<Record<Cause, Map<string, GroupChange>>> = { allow: new Map(), deny: new Map() };
  private readonly kept = new Map<string, Set<Atom>>();

  /** What the token may do before and after. */
  keep(group: string, atom: Atom): void {
    const known = this.kept.get(group);
    if (known === undefined) this.kept.set(group, new Set([atom]));
    else known.add(atom);
  }

  add(cause: Cause, group: string, atom: Atom, universe: readonly Atom[]): void {
    const known = this.groups[cause].get(group);
    if (known === undefined) this.groups[cause].set(group, { atoms: [atom], universe });
    else known.atoms.push(atom);
  }

  describe(): PermissionChange[] {
    return [...this.describeCause("allow"), ...this.describeCause("deny")].sort(
      (a, b) =>
        compareText(a.permission.name ?? a.permission.id, b.permission.name ?? b.permission.id) ||
        compareText(a.permission.id, b.permission.id) ||
        compareText(a.by, b.by),
    );
  }

  private describeCause(by: Cause): PermissionChange[] {
    const groups = this.groups[by];
    if (groups.size === 0) return [];
    const ranges = new Map<string, readonly ResourceRange[]>();
    for (const [group, { atoms, universe }] of groups) ranges.set(group, rangesOf(atoms, universe, this.kept.get(group)));
    // A Read that comes or goes with its Write, on the same resources, says nothing new.
    const implied = new Set<string>();
    for (const [group, list] of ranges)
      for (const id of implies(group)) {
        const other = ranges.get(id);
        if (other?.length !== list.length) continue;
        const granted = rangesWithin(list, grantingBy(group, id));
        if (sameRanges(other, granted)) implied.add(id);
      }
    const found: PermissionChange[] = [];
    for (const [group, resources] of ranges) {
      if (implied.has(group)) continue;
      const name = permissionById(group)?.name;
      found.push({ kind: "permission", permission: name === undefined ? { id: group } : { id: group, name }, resources, by });
    }
    return found;
  }
}

/** Whether they hold the same; what a token has besides is for words only. */
function sameRanges(a: readonly ResourceRange[], b: readonly ResourceRange[]): boolean {
  const held = (ranges: readonly ResourceRange[]): string => JSON.stringify(ranges.map(({ key, except }) => [key, except]));
  return held(a) === held(b);
}

/**
 * Atoms as people name resources: a wildcard with what it leaves out, and single resources that no wildcard holds. Nothing that is among the atoms
 * is left out; `universe` holds every atom there is, `kept` those that are there before and after.
 */
function rangesOf(atoms: readonly Atom[], universe: readonly Atom[], kept: ReadonlySet<Atom> = new Set()): ResourceRange[] {
  // Most changes are about single resources.
  if (!atoms.some((atom) => atom.other)) return [...new Set(atoms.map(keyOf))].sort(compareText).map((key) => ({ key }));
  const has = new Set(atoms);
  const leaves = new Set(atoms.map((atom) => `${String(atom.scope)} ${atom.leaf}`));
  const rest = universe.filter((atom) => !has.has(atom));
  const wildcards = atoms.filter((atom) => atom.other);
  const everywhere = new Set(wildcards.filter((atom) => atom.account === undefined).map((atom) => atom.scope));
  // Accounts that "everywhere" does not hold.
  const spared = new Set(rest.filter((atom) => atom.other).map((atom) => `${String(atom.scope)} ${atom.account ?? ""}`));
  const heldEverywhere = (atom: Atom): boolean => everywhere.has(atom.scope) && !spared.has(`${String(atom.scope)} ${atom.account ?? ""}`);

  const ranges = new Map<string, ResourceRange>();
  const add = (atom: Atom, except: readonly Atom[] = []): void => {
    const keysOf = (list: readonly Atom[]): string[] => [...new Set(list.map(keyOf))].sort(compareText);
    const [keys, held] = [keysOf(except), keysOf(except.filter((each) => kept.has(each)))];
    ranges.set(keyOf(atom), {
      key: keyOf(atom),
      ...(keys.length === 0 ? {} : { except: keys }),
      ...(held.length === 0 ? {} : { held }),
    });
  };
  const inAccounts = new Set(wildcards.map((atom) => `${String(atom.scope)} ${atom.account ?? ""}`));
  for (const wildcard of wildcards) {
    const same = rest.filter((atom) => atom.scope === wildcard.scope);
    if (wildcard.account === undefined)
      // A resource that stands for several accounts is only left out when it is in none of them.
      add(
        wildcard,
        same.filter((atom) => atom.other || !leaves.has(`${String(atom.scope)} ${atom.leaf}`)),
      );
    else if (!everywhere.has(wildcard.scope))
      add(
        wildcard,
        same.filter((atom) => atom.account === wildcard.account && !atom.other),
      );
  }
  for (const atom of atoms) {
    if (atom.other || heldEverywhere(atom)) continue;
    if (!everywhere.has(atom.scope) && inAccounts.has(`${String(atom.scope)} ${atom.account ?? ""}`)) continue;
    if (!ranges.has(keyOf(atom))) add(atom);
  }
  return [...ranges.values()].sort((a, b) => compareText(a.key, b.key));
}

function keyOf({ leaf, account, scope, other }: Atom): string {
  const nests = (other && scope !== "account") || scope === "worker";
  return nests && account !== undefined ? `${SCOPES.account}.${account}/${leaf}` : leaf;
}
