import { isDeepStrictEqual } from "node:util";
import { type AccessChange, type AccessDiff, accessDiff, compare } from "../../../lib/review";
import type { PolicySpec, TokenSpec } from "../../../lib/policy";
import { WORKER_EDIT } from "../../models/access";
import {
  ADDRESSES,
  compareAll,
  grantedWith,
  inRange,
  isUsable,
  pairs,
  passes,
  READINGS,
  thingsOf,
  type Truth,
  verdictOf,
  worldsOf,
} from "../../models/differences";
import { assignments, SYMBOL_ZONES } from "../../models/symbolic-pairs";
import { outages, sameAddress, STACK_NAMES, type TokenLists, unrelated } from "../../models/token-lists";

const STACKS = STACK_NAMES.map((name) => ({ name }));

/** What is wrong with the diff of a pair, by enumeration of everything that can be asked; empty when nothing is. */
export function faultsOfPair([before, after]: readonly [TokenSpec, TokenSpec]): string[] {
  const diff = accessDiff([before], [after]);
  if (!isDeepStrictEqual(diff, diffOfCopies([before], [after]))) return ["copies give another answer"];
  const truth = compareAll(before, after);
  const [token] = diff.tokens;
  const verdict = token?.verdict ?? "neutral";
  if (diff.verdict !== verdict) return [`the union is ${diff.verdict}, the token's verdict ${verdict}`];
  if (verdict !== verdictOf(truth)) {
    // Nobody knows what an unknown group implies: beside a deny, more may happen than a list says. And nothing of one account is of another.
    const careful = mentions([before, after], WORKER_EDIT.id) || before.accountId !== after.accountId;
    if (!careful || !covers(verdict, verdictOf(truth))) return [`the verdict is ${verdict}, and by enumeration ${verdictOf(truth)}`];
  }
  // A zone's key does not say whose zone it is: the lists of two accounts can't be read as things.
  const lists = before.accountId === after.accountId ? listFaults(before, after, diff) : [];
  return [...lists, ...addressFaults(before, after, diff), ...disruptionFaults(before, after, diff, truth)];
}

/** All that is known of a token is plain data: a round trip through JSON and a copy leave it what it is. */
function diffOfCopies(before: readonly TokenSpec[], after: readonly TokenSpec[]): AccessDiff {
  return accessDiff(
    JSON.parse(JSON.stringify(before)) as TokenSpec[],
    after.map((spec) => ({ ...spec })),
  );
}

/** Something can break when something is lost, and when there is a new value. */
function disruptionFaults(before: TokenSpec, after: TokenSpec, { disruptive, tokens }: AccessDiff, truth: Truth): string[] {
  const reasons = tokens[0]?.disruptive ?? [];
  const replaced = before.accountId !== after.accountId;
  const careful = mentions([before, after], WORKER_EDIT.id);
  return [
    ...(disruptive === reasons.length > 0 ? [] : ["the token is disruptive, and the whole is not"]),
    ...(reasons.includes("replaced") === replaced ? [] : ["what is replaced"]),
    ...(replaced || careful || disruptive === truth.loses
      ? []
      : [`disruptive is ${String(disruptive)}, and something is lost: ${String(truth.loses)}`]),
  ];
}

/** What is wrong with the verdict of a pair that holds symbols: something that happens for some value of them and is not in it. */
export function faultsOfSymbolicPair(pair: readonly [TokenSpec, TokenSpec]): string[] {
  const diff = accessDiff([pair[0]], [pair[1]]);
  if (!isDeepStrictEqual(diff, diffOfCopies([pair[0]], [pair[1]]))) return ["copies give another answer"];
  const { verdict } = diff;
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
    for (const world of worldsOf(before, after)) {
      const [fromWorld, toWorld] = side === "gained" ? [world.before, world.after] : [world.after, world.before];
      const truth = new Set<string>();
      for (const reading of READINGS) {
        const old = dormant || isUsable(from) ? pairs(from, fromWorld, reading) : none;
        const now = dormant || isUsable(to) ? pairs(to, toWorld, reading) : none;
        for (const pair of now) if (!old.has(pair)) truth.add(pair);
      }
      const said = new Set<string>();
      for (const change of listed) {
        const things = change.resources.flatMap(({ key, except = [] }) => {
          const spared = new Set(except.flatMap((each) => thingsOf(each, to, toWorld)));
          return thingsOf(key, to, toWorld).filter((thing) => !spared.has(thing));
        });
        const own = things.map((thing) => `${change.permission.id} ${thing}`);
        if (own.some((pair) => truth.has(pair))) real.add(change);
        // Account-owned tokens live in one world, where a list has to be exact.
        const wrong = before.kind === "account" ? own.find((pair) => !truth.has(pair)) : undefined;
        if (wrong !== undefined) faults.push(`${side} lists ${wrong}, which is not so`);
        for (const thing of things) for (const pair of grantedWith(change.permission.id, thing)) said.add(pair);
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

/** What is wrong with the diff of some tokens: by what stands at one address before and after, and by what has nothing to do with any other. */
export function faultsOfLists(lists: TokenLists): string[] {
  const [before, after] = lists;
  const diff = compareLists(before, after);
  const count = (change: string): number => diff.tokens.filter((token) => token.change === change).length;
  const truth = { gains: false, loses: false };
  for (const [old, now] of sameAddress(lists)) {
    const { gains, loses } = compareAll(old, now);
    truth.gains ||= gains || deliversMore(old, now);
    truth.loses ||= loses || deliversMore(now, old);
  }
  const created = after.filter((now) => before.every((old) => unrelated(old, now)));
  const deleted = before.filter((old) => after.every((now) => unrelated(old, now)));
  truth.gains ||= created.length > 0;
  // What Terraform forgets is there before, and neither there nor deleted after.
  const gone = deleted.filter(({ stays }) => stays !== true);
  truth.loses ||= gone.length > 0;
  const again = compareLists([...before].reverse(), [...after].reverse());
  return [
    ...(covers(diff.verdict, verdictOf(truth)) ? [] : [`the verdict is ${diff.verdict}, and at the same addresses ${verdictOf(truth)}`]),
    ...(before.some(({ stays }) => stays === true) || count("created") - count("deleted") === after.length - before.length
      ? []
      : ["a token is lost or counted twice"]),
    ...(count("created") >= created.length ? [] : ["a new token is taken for a known one"]),
    ...(count("deleted") >= gone.length ? [] : ["a token that is gone is taken for another one"]),
    ...(gone.length > 0 && !diff.disruptive ? ["a token is deleted, and nothing can break"] : []),
    ...(outages(lists).some((slots) => !compareLists(...slots).disruptive)
      ? ["no value of a principal goes on working, and nothing can break"]
      : []),
    ...sameAddress(lists).flatMap((pair) => handlingFaults(pair, diff)),
    ...(created.some(({ notUnderstood }) => notUnderstood !== undefined) && diff.verdict !== "mixed"
      ? ["a new token is not understood, and the verdict does not say so"]
      : []),
    ...(JSON.stringify(again) === JSON.stringify(diff) ? [] : ["another order gives another answer"]),
    ...(isDeepStrictEqual(accessDiff(before, after), diffOfCopies(before, after)) ? [] : ["copies give another answer"]),
    ...stackFaults(lists),
  ];
}

/** Both stacks are there before and after, whether or not they hold a token. */
function compareLists(...lists: TokenLists): AccessDiff {
  const [before, after] = lists.map((specs) => ({ specs, ...(specs.some(({ path }) => path !== undefined) ? { stacks: STACKS } : {}) }));
  return compare(before ?? [], after ?? []);
}

/** Where tokens alone say which stacks there are, one that has none left may no longer be made: nothing destroys what was in it. */
function stackFaults([before, after]: TokenLists): string[] {
  const [was, is] = [before, after].map((list) => new Set(list.map(({ path }) => path?.split("/")[0])));
  if (was?.size !== 2 || is?.size !== 1 || is.has(undefined) || ![...is].every((stack) => was.has(stack))) return [];
  const { tokens, warnings } = accessDiff(before, after);
  const lost = tokens.some(({ change, path }) => change === "deleted" && !is.has(path?.split("/")[0]));
  return lost || !warnings.some((text) => text.includes("has no token any more")) ? ["a stack that may stay is taken for gone"] : [];
}

function deliversMore(old: TokenSpec, now: TokenSpec): boolean {
  return (now.deliveries ?? []).some(({ to }) => (old.deliveries ?? []).every((each) => each.to !== to));
}

/** Whether something is not understood of one and not, by its digest, of the other. */
function understandsLess(now: TokenSpec, old: TokenSpec): boolean {
  return (now.notUnderstood ?? []).some(
    ({ digest }) => digest === undefined || (old.notUnderstood ?? []).every((each) => each.digest !== digest),
  );
}

/** What is wrong with what is said of how Terraform handles a token that stands where it stood. */
function handlingFaults([old, now]: readonly [TokenSpec, TokenSpec], { tokens }: AccessDiff): string[] {
  const stack = now.path?.split("/")[0];
  const own = tokens.find(({ address, path }) => address === now.address && path?.split("/")[0] === stack);
  const anew = now.newSecret === true || old.accountId !== now.accountId;
  const reasons = own?.disruptive ?? [];
  const open =
    (old.ignored ?? []).join() !== (now.ignored ?? []).join() ||
    (anew && old.ignored !== undefined) ||
    understandsLess(old, now) ||
    understandsLess(now, old);
  return [
    ...(reasons.includes("provider-changed") === (old.provider !== now.provider) ? [] : ["which provider manages a token"]),
    ...(anew && !reasons.includes("replaced") ? ["a token is made anew, and nothing can break"] : []),
    ...(open && own?.verdict !== "mixed" ? [`what is live is not what is written, and the verdict is ${String(own?.verdict)}`] : []),
  ];
}
