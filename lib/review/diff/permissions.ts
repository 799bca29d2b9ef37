import { implies, permissionById, SCOPES } from "../../catalogue";
import { type Atom, atomsOf, compareText, type DenyReading, groupsOf, Reach, type TokenSpec } from "../../policy";
import type { AccessChange, ResourceRange } from "./model";

type PermissionChange = Extract<AccessChange, { kind: "permission" }>;

export interface PermissionChanges {
  readonly gained: readonly PermissionChange[];
  readonly lost: readonly PermissionChange[];
  /** Whether the token may do anything at all, before and after. */
  readonly any: { readonly before: boolean; readonly after: boolean };
}

const READINGS: readonly DenyReading[] = ["exact", "implied"];

/** What may be done on which resource after and not before, and the other way round. Either reading of a deny counts: the gate takes the unsafe one. */
export function comparePermissions(before: TokenSpec, after: TokenSpec): PermissionChanges {
  const atoms = atomsOf([before, after]);
  const [was, is] = [new Reach(before), new Reach(after)];
  const gained = new Map<string, Atom[]>();
  const lost = new Map<string, Atom[]>();
  const byDeny = { gained: new Set<string>(), lost: new Set<string>() };
  const any = { before: false, after: false };
  for (const group of groupsOf([before, after])) {
    const scope = permissionById(group)?.scope;
    const candidates = scope === undefined ? [...atoms.values()].flat() : [...(atoms.get(scope) ?? []), ...(atoms.get(undefined) ?? [])];
    for (const atom of candidates) {
      const answers = READINGS.map((reading) => [was.can(group, atom, reading), is.can(group, atom, reading)] as const);
      any.before ||= answers[0]?.[0] === true;
      any.after ||= answers[0]?.[1] === true;
      const denyOnly = was.allows(group, atom) && is.allows(group, atom);
      if (answers.some(([b, a]) => !b && a)) {
        gained.set(group, [...(gained.get(group) ?? []), atom]);
        if (denyOnly) byDeny.gained.add(group);
      }
      if (answers.some(([b, a]) => b && !a)) {
        lost.set(group, [...(lost.get(group) ?? []), atom]);
        if (denyOnly) byDeny.lost.add(group);
      }
    }
  }
  return { gained: describe(gained, byDeny.gained, atoms), lost: describe(lost, byDeny.lost, atoms), any };
}

function describe(
  changes: ReadonlyMap<string, readonly Atom[]>,
  byDeny: ReadonlySet<string>,
  universe: ReturnType<typeof atomsOf>,
): PermissionChange[] {
  const ranges = new Map([...changes].map(([group, atoms]) => [group, rangesOf(atoms, [...universe.values()].flat())]));
  const text = (group: string): string => JSON.stringify(ranges.get(group));
  // A Read that comes with its Write, on the same resources and for the same reason, says nothing new.
  const implied = new Set(
    [...changes.keys()].flatMap((group) =>
      implies(group).filter((id) => changes.has(id) && text(id) === text(group) && byDeny.has(id) === byDeny.has(group)),
    ),
  );
  return [...changes.keys()]
    .filter((group) => !implied.has(group))
    .map((group): PermissionChange => {
      const name = permissionById(group)?.name;
      return {
        kind: "permission",
        permission: { id: group, ...(name === undefined ? {} : { name }) },
        resources: ranges.get(group) ?? [],
        by: byDeny.has(group) ? "deny" : "allow",
      };
    })
    .sort(
      (a, b) =>
        compareText(a.permission.name ?? a.permission.id, b.permission.name ?? b.permission.id) ||
        compareText(a.permission.id, b.permission.id),
    );
}

/** Atoms as people name resources: a wildcard with what it leaves out, and single resources that no wildcard holds. */
function rangesOf(atoms: readonly Atom[], universe: readonly Atom[]): ResourceRange[] {
  const has = (atom: Atom): boolean => atoms.some((each) => each.leaf === atom.leaf && each.account === atom.account);
  const wildcards = atoms.filter((atom) => atom.other);
  const within = (atom: Atom, wildcard: Atom): boolean => atom.scope === wildcard.scope && atom.account === wildcard.account && !atom.other;
  const ranges = new Map<string, ResourceRange>();
  for (const wildcard of wildcards) {
    const except = [...new Set(universe.filter((atom) => within(atom, wildcard) && !has(atom)).map((atom) => atom.leaf))].sort(compareText);
    const key = keyOf(wildcard);
    ranges.set(key, { key, ...(except.length === 0 ? {} : { except }) });
  }
  for (const atom of atoms) {
    if (!atom.other && !wildcards.some((wildcard) => within(atom, wildcard))) ranges.set(keyOf(atom), { key: keyOf(atom) });
  }
  return [...ranges.values()].sort((a, b) => compareText(a.key, b.key));
}

function keyOf({ leaf, account, scope, other }: Atom): string {
  const nests = (other && scope !== "account") || scope === "worker";
  return nests && account !== undefined ? `${SCOPES.account}.${account}/${leaf}` : leaf;
}
