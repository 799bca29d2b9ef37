import { SCOPES } from "../../catalogue";
import { type Atom, compareText } from "../../policy";
import type { ResourceRange } from "./model";

/**
 * Atoms as people name resources: a wildcard with what it leaves out, and single resources that no wildcard holds. Nothing that is among the atoms
 * is left out; `universe` holds every atom there is.
 */
export function rangesOf(atoms: readonly Atom[], universe: readonly Atom[]): ResourceRange[] {
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
    const keys = [...new Set(except.map(keyOf))].sort(compareText);
    ranges.set(keyOf(atom), { key: keyOf(atom), ...(keys.length === 0 ? {} : { except: keys }) });
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
