import { impliedBy, permissionById } from "../../catalogue";
import { type Atom, atomsOf, covers, type Entry, holds, isUnknown, isWildcard, Reach, splitKey, type TokenSpec } from "../../policy";
import { knownPart, type TokenAnswer } from "./ask";
import { type AskedPermission, isNameOnly } from "./find-permission";
import type { AskedResource } from "./find-resource";

/** A policy that lets a token do what was asked on some of the resources that were asked about. */
export interface AllowedPart {
  /** The index of the policy in the token's spec. */
  readonly index: number;
  /** What the policy names is only known at plan time, and may turn out to be what was asked about. */
  readonly unknown: boolean;
}

/**
 * What a "no" leaves open. `can` answers a question about all zones for each of them, and takes what is only known at plan time for itself alone: who
 * wants to be sure that a token may do nothing of it has to look for the zone that it may, and for what may turn out to be one.
 *
 * @returns undefined where the token surely may do nothing of what was asked
 */
export function allowedPart(answer: TokenAnswer, permission: AskedPermission, resource: AskedResource): AllowedPart | undefined {
  const { allowed, by, key, token } = answer;
  if (allowed) return "index" in by ? { index: by.index, unknown: false } : undefined;
  if (key === undefined || ("reason" in by && by.reason !== "default")) return undefined;
  const { spec } = knownPart(token);
  const enough = [permission.id, ...impliedBy(permission.id)];
  const reach = new Reach(spec);
  const asked = new Reach(question(spec, permission.id, key, resource));
  const scope = permission.scope ?? permissionById(permission.id)?.scope;
  const open = atomsOf([...reach.sets, ...asked.sets]).filter(
    (atom) =>
      holds(asked.of("allow", [permission.id]), [atom]) &&
      !holds(reach.of("deny", [permission.id]), [atom]) &&
      (scope === undefined || atom.scope === undefined || scope === atom.scope),
  );
  const index = (does: (policy: TokenSpec["policies"][number]) => boolean): number =>
    spec.policies.findIndex((policy) => policy.effect === "allow" && does(policy));
  const sure = index((policy) => holds(new Reach({ ...spec, policies: [policy] }).of("allow", enough), open));
  if (sure !== -1) return { index: sure, unknown: false };
  const possible = index(
    (policy) =>
      policy.permissionGroups.some((group) => enough.includes(group) || mayBe(group, permission.id)) &&
      new Reach({ ...spec, policies: [policy] }).sets.some((set) =>
        [...set.entries()].some((entry) => open.some((atom) => mayHold(entry, atom))),
      ),
  );
  return possible === -1 ? undefined : { index: possible, unknown: true };
}

/** The question as a token that may do just that. */
function question(spec: TokenSpec, id: string, key: string, { accountId }: AskedResource): TokenSpec {
  const [outer = key, nested] = splitKey(key);
  return {
    ...spec,
    ...(accountId === undefined ? {} : { kind: "account", accountId }),
    policies: [{ effect: "allow", permissionGroups: [id], resources: { [outer]: nested === undefined ? "*" : { [nested]: "*" } } }],
  };
}

/** Whether one of two groups that differ is only known at plan time, or one by its name alone and the other by its id alone. */
function mayBe(group: string, asked: string): boolean {
  const open = (id: string): boolean => isUnknown(id) && !isNameOnly(id);
  const idOnly = (id: string): boolean => !isUnknown(id) && permissionById(id) === undefined;
  return open(group) || open(asked) || (isNameOnly(group) && idOnly(asked)) || (idOnly(group) && isNameOnly(asked));
}

/** Whether an entry holds a resource, or may turn out to. */
function mayHold(entry: Entry, atom: Atom): boolean {
  if (covers(entry, atom)) return true;
  if (entry.scope !== undefined && atom.scope !== undefined && entry.scope !== atom.scope) return false;
  const same = entry.leaf === atom.leaf || isWildcard(entry) || isUnknown(entry.leaf) || isUnknown(atom.leaf);
  const [a, b] = [entry.account, atom.account];
  // A resource that may be in the account of a wildcard stands once more with that account (atomsOf): without one it is elsewhere.
  if (isWildcard(entry) && a !== undefined && !isUnknown(a) && b === undefined) return false;
  return same && (a === b || a === undefined || b === undefined || isUnknown(a) || isUnknown(b));
}
