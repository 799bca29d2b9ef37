import { implies, permissionById } from "../../catalogue";
import { type Atom, atomsOf, compareText, type Held, type Holding, holds, Reach, type TokenSpec } from "../../policy";
import type { AccessChange, ResourceRange } from "./model";
import { type DenyReading, fits, isSoftGroup, type Point, pointOf, possibleAtoms, possiblePoints, softAtoms } from "./points";
import { rangesOf } from "./ranges";

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
  readonly unknown?: Pick<Outcome, "gains" | "loses">;
  /** Whether the two readings of a deny of Read under an allowed Write give different lists. */
  readonly unclearDeny: boolean;
}

/** More combinations than that are not looked at: anything may happen then. */
const MOST_COMBINATIONS = 200_000;

/** What may be done on which resource after and not before, and the other way round. Either reading of a deny counts: the gate takes the unsafe one. */
export function comparePermissions(before: TokenSpec, after: TokenSpec): PermissionChanges {
  const [was, is] = [new Reach(before), new Reach(after)];
  const groups = new Set<string>();
  was.collectGroups(groups);
  is.collectGroups(groups);
  const denies = was.hasDeny || is.hasDeny;
  const readings: readonly DenyReading[] = denies ? ["exact", "implied"] : ["exact"];
  const outcomes = readings.map(() => ({ before: false, after: false, gains: false, loses: false }));
  const changes = { gained: new Changes(), lost: new Changes() };
  const resources = new Resources();
  let unclearDeny = false;

  for (const group of groups) {
    const point = pointOf(group);
    const [wasAllowed, isAllowed] = [was.of("allow", point.allow), is.of("allow", point.allow)];
    if (wasAllowed.length === 0 && isAllowed.length === 0) continue;
    const wasDenied = readings.map((reading) => was.of("deny", point.deny[reading]));
    const isDenied = readings.map((reading) => is.of("deny", point.deny[reading]));
    // Only what is said of this group tells its resources apart.
    const atoms = resources.of([wasAllowed, isAllowed, ...wasDenied, ...isDenied]).filter((atom) => fits(point, atom));
    for (const atom of atoms) {
      const one = [atom];
      const [old, now] = [holds(wasAllowed, one), holds(isAllowed, one)];
      if (!old && !now) continue;
      const cause = old && now ? "deny" : "allow";
      let gains = 0;
      let losses = 0;
      for (const [index, outcome] of outcomes.entries()) {
        const b = old && !holds(wasDenied[index] ?? [], one);
        const a = now && !holds(isDenied[index] ?? [], one);
        outcome.before ||= b;
        outcome.after ||= a;
        outcome.gains ||= a && !b;
        outcome.loses ||= b && !a;
        gains += a && !b ? 1 : 0;
        losses += b && !a ? 1 : 0;
      }
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

/** The resources that tell sets of them apart: groups of one policy have the same. */
class Resources {
  private readonly numbers = new Map<Held, number>();
  private readonly known = new Map<string, readonly Atom[]>();

  of(holdings: readonly Holding[]): readonly Atom[] {
    const sets = new Set<Held>();
    for (const holding of holdings) for (const held of holding) sets.add(held);
    let key = "";
    for (const held of sets) {
      const number = this.numbers.get(held) ?? this.numbers.size;
      this.numbers.set(held, number);
      key += `${String(number)} `;
    }
    let atoms = this.known.get(key);
    if (atoms === undefined) this.known.set(key, (atoms = atomsOf(sets)));
    return atoms;
  }
}

/** The same questions for whatever unknown groups and resources may turn out to be; undefined where everything is known. */
function compareUnknown(was: Reach, is: Reach, named: ReadonlySet<string>): Pick<Outcome, "gains" | "loses"> | undefined {
  const groups = [...named];
  const universe = atomsOf([...was.held, ...is.held]);
  if (!groups.some(isSoftGroup) && softAtoms(universe).length === 0) return undefined;
  const both = [was, is];
  const isDenied = (ids: readonly string[]): boolean => both.some((reach) => reach.of("deny", ids).length > 0);
  const denied = both.map((reach) => reach.of("deny", groups));
  const questions: { readonly point: Point; readonly sides: readonly ReturnType<typeof sideOf>[] }[] = [];
  for (const point of possiblePoints(groups, isDenied)) {
    const sides = both.map((reach) => sideOf(reach, point));
    if (sides.some(({ allow }) => allow.length > 0)) questions.push({ point, sides });
    if (questions.length > MOST_COMBINATIONS) return ANYTHING;
  }
  const outcome = { gains: false, loses: false };
  let combinations = 0;
  for (const atoms of possibleAtoms(universe, (atom) => denied.some((held) => holds(held, [atom])))) {
    if ((combinations += questions.length) > MOST_COMBINATIONS) return ANYTHING;
    for (const { point, sides } of questions) {
      if (!atoms.some((atom) => fits(point, atom))) continue;
      for (const reading of ["exact", "implied"] as const) {
        const [b = false, a = false] = sides.map(({ allow, deny }) => holds(allow, atoms) && !holds(deny[reading], atoms));
        outcome.gains ||= a && !b;
        outcome.loses ||= b && !a;
      }
      if (outcome.gains && outcome.loses) return outcome;
    }
  }
  return outcome;
}

const ANYTHING = { gains: true, loses: true };

function sideOf(reach: Reach, { allow, deny }: Point): { readonly allow: Holding; readonly deny: Readonly<Record<DenyReading, Holding>> } {
  return { allow: reach.of("allow", allow), deny: { exact: reach.of("deny", deny.exact), implied: reach.of("deny", deny.implied) } };
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
    for (const [group, { atoms, universe }] of groups) ranges.set(group, rangesOf(atoms, universe));
    // A Read that comes or goes with its Write, on the same resources, says nothing new.
    const implied = new Set<string>();
    for (const [group, list] of ranges)
      for (const id of implies(group)) {
        const other = ranges.get(id);
        if (other?.length === list.length && JSON.stringify(other) === JSON.stringify(list)) implied.add(id);
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
