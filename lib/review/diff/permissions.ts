import { implies, permissionById } from "../../catalogue";
import { type Atom, atomsOf, compareText, holds, Reach, type TokenSpec } from "../../policy";
import type { AccessChange } from "./model";
import { type DenyReading, fits, isSoftAtom, isSoftGroup, may, pointOf, possibleAtoms, possiblePoints } from "./points";
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
  const groups = [...new Set([...was.groups(), ...is.groups()])];
  const denies = was.hasDeny || is.hasDeny;
  const readings: readonly DenyReading[] = denies ? ["exact", "implied"] : ["exact"];
  const outcomes = readings.map(() => ({ before: false, after: false, gains: false, loses: false }));
  const changes = { gained: new Changes(), lost: new Changes() };
  let unclearDeny = false;

  for (const group of groups) {
    const point = pointOf(group);
    const [wasAllowed, isAllowed] = [was.of("allow", point.allow), is.of("allow", point.allow)];
    if (wasAllowed.length === 0 && isAllowed.length === 0) continue;
    const wasDenied = readings.map((reading) => was.of("deny", point.deny[reading]));
    const isDenied = readings.map((reading) => is.of("deny", point.deny[reading]));
    // Only what is said of this group tells its resources apart.
    const atoms = atomsOf([wasAllowed, isAllowed, ...wasDenied, ...isDenied]).filter((atom) => fits(point, atom));
    for (const atom of atoms) {
      const one = [atom];
      const [old, now] = [holds(wasAllowed, one), holds(isAllowed, one)];
      if (!old && !now) continue;
      const cause = old && now ? "deny" : "allow";
      let gains = 0;
      let losses = 0;
      outcomes.forEach((outcome, index) => {
        const b = old && !holds(wasDenied[index] ?? [], one);
        const a = now && !holds(isDenied[index] ?? [], one);
        outcome.before ||= b;
        outcome.after ||= a;
        outcome.gains ||= a && !b;
        outcome.loses ||= b && !a;
        gains += a && !b ? 1 : 0;
        losses += b && !a ? 1 : 0;
      });
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

/** The same questions for whatever unknown groups and resources may turn out to be; undefined where everything is known. */
function compareUnknown(was: Reach, is: Reach, groups: readonly string[]): Pick<Outcome, "gains" | "loses"> | undefined {
  const universe = atomsOf([was.held, is.held]);
  if (!groups.some(isSoftGroup) && !universe.some(isSoftAtom)) return undefined;
  const outcome = { gains: false, loses: false };
  let combinations = 0;
  for (const atoms of possibleAtoms(universe)) {
    for (const point of possiblePoints(groups)) {
      if (++combinations > MOST_COMBINATIONS) return { gains: true, loses: true };
      if (!atoms.some((atom) => fits(point, atom))) continue;
      for (const reading of ["exact", "implied"] as const) {
        const [b, a] = [may(was, point, atoms, reading), may(is, point, atoms, reading)];
        outcome.gains ||= a && !b;
        outcome.loses ||= b && !a;
      }
      if (outcome.gains && outcome.loses) return outcome;
    }
  }
  return outcome;
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
    const ranges = new Map([...groups].map(([group, { atoms, universe }]) => [group, rangesOf(atoms, universe)]));
    // A Read that comes or goes with its Write, on the same resources, says nothing new.
    const implied = new Set<string>();
    for (const [group, list] of ranges)
      for (const id of implies(group)) {
        const other = ranges.get(id);
        if (other?.length === list.length && JSON.stringify(other) === JSON.stringify(list)) implied.add(id);
      }
    return [...ranges].flatMap(([group, resources]) => {
      if (implied.has(group)) return [];
      const name = permissionById(group)?.name;
      return [{ kind: "permission" as const, permission: { id: group, ...(name === undefined ? {} : { name }) }, resources, by }];
    });
  }
}
