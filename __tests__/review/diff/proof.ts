import { type AccessChange, type AccessDiff, accessDiff } from "../../../lib/review";
import type { PolicySpec, TokenSpec } from "../../../lib/policy";
import { WORKER_EDIT } from "../../models/access";
import {
  ADDRESSES,
  assignments,
  compareAll,
  GRANTS,
  inRange,
  isUsable,
  pairs,
  passes,
  READINGS,
  SYMBOL_ZONES,
  thingsOf,
  verdictOf,
  worldsOf,
} from "../../models/differences";

/** What is wrong with the diff of a pair, by enumeration of everything that can be asked; empty when nothing is. */
export function faultsOfPair([before, after]: readonly [TokenSpec, TokenSpec]): string[] {
  const diff = accessDiff([before], [after]);
  const truth = compareAll(before, after);
  const [token] = diff.tokens;
  const verdict = token?.verdict ?? "neutral";
  if (diff.verdict !== verdict) return [`the union is ${diff.verdict}, the token's verdict ${verdict}`];
  if (verdict !== verdictOf(truth)) {
    // Nobody knows what an unknown group implies: beside a deny, more may happen than a list says.
    const careful = mentions([before, after], WORKER_EDIT.id) && covers(verdict, verdictOf(truth));
    if (!careful) return [`the verdict is ${verdict}, and by enumeration ${verdictOf(truth)}`];
  }
  return [...listFaults(before, after, diff), ...addressFaults(before, after, diff)];
}

/** What is wrong with the verdict of a pair that holds symbols: something that happens for some value of them and is not in it. */
export function faultsOfSymbolicPair(pair: readonly [TokenSpec, TokenSpec]): string[] {
  const { verdict } = accessDiff([pair[0]], [pair[1]]);
  for (const [before, after] of assignments(pair)) {
    const truth = verdictOf(compareAll(before, after, SYMBOL_ZONES));
    if (!covers(verdict, truth)) return [`the verdict is ${verdict}, and for ${JSON.stringify([before, after])} it is ${truth}`];
  }
  return [];
}

function covers(verdict: string, truth: string): boolean {
  return verdict === truth || verdict === "mixed" || truth === "neutral";
}

function mentions(specs: readonly TokenSpec[], id: string): boolean {
  return specs.some((spec) => spec.policies.some((policy: PolicySpec) => policy.permissionGroups.includes(id)));
}

/** Gained and lost permissions against the difference of what is allowed, in each world and for both readings of a deny. */
function listFaults(before: TokenSpec, after: TokenSpec, diff: AccessDiff): string[] {
  const dormant = !isUsable(before) && !isUsable(after);
  const none = new Set<string>();
  const faults: string[] = [];
  for (const side of ["gained", "lost"] as const) {
    const [from, to] = side === "gained" ? [before, after] : [after, before];
    const listed = (diff.tokens[0]?.[side] ?? []).filter((change) => change.kind === "permission");
    const real = new Set<AccessChange>();
    for (const world of worldsOf(before)) {
      const truth = new Set<string>();
      for (const reading of READINGS) {
        const old = dormant || isUsable(from) ? pairs(from, world, reading) : none;
        const now = dormant || isUsable(to) ? pairs(to, world, reading) : none;
        for (const pair of now) if (!old.has(pair)) truth.add(pair);
      }
      const said = new Set<string>();
      for (const change of listed) {
        const things = change.resources.flatMap(({ key, except = [] }) => {
          const spared = new Set(except.flatMap((each) => thingsOf(each, before.kind, world)));
          return thingsOf(key, before.kind, world).filter((thing) => !spared.has(thing));
        });
        const own = things.map((thing) => `${change.permission.id} ${thing}`);
        if (own.some((pair) => truth.has(pair))) real.add(change);
        // Account-owned tokens live in one world, where a list has to be exact.
        const wrong = before.kind === "account" ? own.find((pair) => !truth.has(pair)) : undefined;
        if (wrong !== undefined) faults.push(`${side} lists ${wrong}, which is not so`);
        for (const thing of things) for (const id of GRANTS.get(change.permission.id) ?? []) said.add(`${id} ${thing}`);
      }
      for (const pair of truth) if (!said.has(pair)) faults.push(`${side} does not list ${pair}`);
    }
    for (const change of listed) if (!real.has(change)) faults.push(`${side} lists ${JSON.stringify(change)}, which is so in no world`);
  }
  return faults.slice(0, 3);
}

function addressFaults(before: TokenSpec, after: TokenSpec, diff: AccessDiff): string[] {
  const [token] = diff.tokens;
  const inUse = { gained: !isUsable(before) && isUsable(after), lost: isUsable(before) && !isUsable(after) };
  return (["gained", "lost"] as const).flatMap((side) => {
    const other = side === "gained" ? "lost" : "gained";
    if (token === undefined || inUse[other]) return [];
    const [from, to] = side === "gained" ? [passes(before), passes(after)] : [passes(after), passes(before)];
    const listed = token[side].filter((change) => change.kind === "address");
    return ADDRESSES.flatMap((address, i) => {
      const truth = to[i] === true && from[i] !== true;
      const said = listed.some(({ cidrs, except = [] }) => inRange(address, cidrs) && !inRange(address, except));
      return said === truth ? [] : [`${side} is ${truth ? "without" : "with"} ${address}`];
    });
  });
}
