import { implies, permissionById } from "../../catalogue";
import { type Atom, atomsOf, compareText, Reach, type TokenSpec } from "../../policy";
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
  const universe = atomsOf([was, is]);
  const groups = [...new Set([...was.groups(), ...is.groups()])];
  const denies = was.hasDeny || is.hasDeny;
  const readings: readonly DenyReading[] = denies ? ["exact", "implied"] : ["exact"];
  const outcomes = readings.map(() => ({ before: false, after: false, gains: false, loses: false }));
  const changes = { gained: new Changes(), lost: new Changes() };
  let unclearDeny = false;

  for (const group of groups) {
    const point = pointOf(group);
    for (const atom of universe) {
      if (!fits(point, atom)) continue;
      const one = [atom];
      const [old, now] = [was.allows(point.allow, one), is.allows(point.allow, one)];
      if (!old && !now) continue;
      const cause = old && now ? "deny" : "allow";
      let gains = 0;
      let losses = 0;
      outcomes.forEach((outcome, index) => {
        const reading = point.deny[readings[index] ?? "exact"];
        const b = old && !was.denies(reading, one);
        const a = now && !is.denies(reading, one);
        outcome.before ||= b;
        outcome.after ||= a;
        outcome.gains ||= a && !b;
        outcome.loses ||= b && !a;
        gains += a && !b ? 1 : 0;
        losses += b && !a ? 1 : 0;
      });
      if (gains > 0) changes.gained.add(cause, group, atom);
      if (losses > 0) changes.lost.add(cause, group, atom);
      unclearDeny ||= (gains > 0 && gains < readings.length) || (losses > 0 && losses < readings.length);
    }
  }
  const unknown = denies && (groups.some(isSoftGroup) || universe.some(isSoftAtom)) ? compareUnknown(was, is, groups, universe) : undefined;
  return {
    gained: changes.gained.describe(universe),
    lost: changes.lost.describe(universe),
    outcomes,
    unclearDeny,
    ...(unknown === undefined ? {} : { unknown }),
  };
}

/** The same questions for whatever unknown groups and resources may turn out to be. */
function compareUnknown(was: Reach, is: Reach, groups: readonly string[], universe: readonly Atom[]): Pick<Outcome, "gains" | "loses"> {
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

/** Atoms by what changed and by permission group. */
class Changes {
  private readonly atoms: Readonly<Record<Cause, Map<string, Atom[]>>> = { allow: new Map(), deny: new Map() };

  add(cause: Cause, group: string, atom: Atom): void {
    const list = this.atoms[cause].get(group);
    if (list === undefined) this.atoms[cause].set(group, [atom]);
    else list.push(atom);
  }

  describe(universe: readonly Atom[]): PermissionChange[] {
    return (["allow", "deny"] as const)
      .flatMap((by) => this.describeCause(by, universe))
      .sort(
        (a, b) =>
          compareText(a.permission.name ?? a.permission.id, b.permission.name ?? b.permission.id) ||
          compareText(a.permission.id, b.permission.id) ||
          compareText(a.by, b.by),
      );
  }

  private describeCause(by: Cause, universe: readonly Atom[]): PermissionChange[] {
    const ranges = new Map([...this.atoms[by]].map(([group, atoms]) => [group, rangesOf(atoms, candidatesOf(group, universe))]));
    const texts = new Map([...ranges].map(([group, list]) => [group, JSON.stringify(list)]));
    // A Read that comes or goes with its Write, on the same resources, says nothing new.
    const implied = new Set([...ranges.keys()].flatMap((group) => implies(group).filter((id) => texts.get(id) === texts.get(group))));
    return [...ranges].flatMap(([group, resources]) => {
      if (implied.has(group)) return [];
      const name = permissionById(group)?.name;
      return [{ kind: "permission" as const, permission: { id: group, ...(name === undefined ? {} : { name }) }, resources, by }];
    });
  }
}

function candidatesOf(group: string, universe: readonly Atom[]): readonly Atom[] {
  const point = pointOf(group);
  return universe.filter((atom) => fits(point, atom));
}
