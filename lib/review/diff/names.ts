import { SCOPE_WORDS, SCOPES } from "../../catalogue";
import { type LookupSpec, scopeOfKey, splitKey, stackOf, type TokenSpec } from "../../policy";
import { labelResource, type Names, namesOf } from "../summary/words";
import type { AccessChange, Risk, TokenDiff } from "./model";

/*
 * What things are called, and what is called otherwise than before. Names decide nothing, but people go by them: a change that calls one thing what it
 * called another, or otherwise than before, must not go unseen.
 */

/** A diff with what the resources and permissions in its lists are called. */
export type Namer = (token: TokenDiff, before: TokenSpec | undefined, after: TokenSpec | undefined) => TokenDiff;

/**
 * Names of things, those from before the change first, so that a change can't pass one thing off as another; and of those, the token's own, then its
 * stack's. What an expression finds is known of the token's own, after the change for what it gains, before it for what it loses.
 */
export function namerOf(before: readonly TokenSpec[], after: readonly TokenSpec[]): Namer {
  const sides = [stackNames(before), stackNames(after)] as const;
  return (token, old, now) => {
    const layers = [old, now].flatMap((spec, index) => {
      const { byStack, all } = sides[index] ?? stackNames([]);
      return [namesIn(spec), byStack.get(stackOf(spec ?? token)) ?? new Map(), all];
    });
    const called = new Map<string, string>();
    const lookups = { gained: new Map<string, LookupSpec>(), lost: new Map<string, LookupSpec>() };
    for (const side of ["gained", "lost"] as const) {
      const spec = side === "gained" ? now : old;
      const names = noting(namesOf(spec?.lookups, ...layers), called, lookups[side]);
      for (const change of token[side]) nameChange(change, names, spec?.accountId);
    }
    const found = Object.fromEntries(
      Object.entries(lookups).flatMap(([side, each]) => (each.size === 0 ? [] : [[side, Object.fromEntries(each)]])),
    );
    return {
      ...token,
      ...(called.size === 0 ? {} : { names: Object.fromEntries(called) }),
      ...(Object.keys(found).length === 0 ? {} : { lookups: found }),
    };
  };
}

type StackNames = Readonly<
  Record<"byStack", ReadonlyMap<string, ReadonlyMap<string, string>>> & Record<"all", ReadonlyMap<string, string>>
>;

/** Of two names for one thing the first counts. */
function stackNames(specs: readonly TokenSpec[]): StackNames {
  const byStack = new Map<string, Map<string, string>>();
  const all = new Map<string, string>();
  for (const spec of specs) {
    const own = byStack.get(stackOf(spec)) ?? new Map<string, string>();
    byStack.set(stackOf(spec), own);
    for (const [key, name] of namesIn(spec)) for (const known of [own, all]) if (!known.has(key)) known.set(key, name);
  }
  return { byStack, all };
}

function namesIn(spec: TokenSpec | undefined): ReadonlyMap<string, string> {
  return new Map(Object.entries(spec?.names ?? {}));
}

/** Names that write down what they are asked for. */
function noting(names: Names, called: Map<string, string>, found: Map<string, LookupSpec>): Names {
  const noted = <T>(list: Map<string, T>, ask: (key: string) => T | undefined) => {
    return (key: string): T | undefined => {
      const answer = ask(key);
      if (answer !== undefined) list.set(key, answer);
      return answer;
    };
  };
  return { nameOf: noted(called, names.nameOf), lookupOf: noted(found, names.lookupOf) };
}

function nameChange(change: AccessChange, names: Names, account: string | undefined): void {
  if (change.kind !== "permission") return;
  names.lookupOf(change.permission.id);
  for (const { key, except = [] } of change.resources)
    for (const each of [key, ...except]) {
      const [outer = "", nested] = splitKey(each);
      labelResource(outer, nested, names, account);
    }
}

/** Longer lists of renamed things are counted. */
const MOST = 10;

/** Tokens that say what of theirs is called otherwise than before, and the same in words for what none of them is about. */
export interface RenamesShown {
  readonly tokens: readonly TokenDiff[];
  readonly warnings: readonly string[];
}

export function showRenames(tokens: readonly TokenDiff[], before: readonly TokenSpec[], after: readonly TokenSpec[]): RenamesShown {
  const renames = renamesOf(thingsIn(before), thingsIn(after));
  if (renames.size === 0) return { tokens, warnings: [] };
  const shown = new Set<string>();
  const named = tokens.map((token): TokenDiff => {
    const own = [...new Set(keysOf(token))].filter((key) => renames.has(key));
    if (own.length === 0) return token;
    for (const key of own) shown.add(key);
    return { ...token, risks: [...token.risks, ...renameRisks(own.flatMap((key) => renames.get(key) ?? []))] };
  });
  const warnings = [...renames].flatMap(([key, words]) => (shown.has(key) ? [] : words));
  return { tokens: named, warnings };
}

function renameRisks(reasons: readonly string[]): Risk[] {
  const more = reasons.length - MOST;
  const all = more > 0 ? [...reasons.slice(0, MOST), `the code calls ${String(more)} more things otherwise than before`] : reasons;
  return all.map((reason) => ({ code: "renamed-resource", reason }));
}

type ThingNames = ReadonlyMap<string, ReadonlySet<string>>;

/** What is said of things that are called otherwise than before, or what another one was called; each by its key. */
function renamesOf(was: ThingNames, is: ThingNames): Map<string, string[]> {
  const owners = new Map<string, string>();
  for (const [key, names] of was)
    for (const name of names) {
      const owner = JSON.stringify([scopeOfKey(key), name]);
      if (!owners.has(owner)) owners.set(owner, key);
    }
  const renames = new Map<string, string[]>();
  for (const [key, names] of is) {
    const former = was.get(key);
    const words = [...names].flatMap((name) => {
      if (former?.has(name) === true) return [];
      const other = owners.get(JSON.stringify([scopeOfKey(key), name]));
      const calls = `the code now calls ${wordOf(key)} ${JSON.stringify(name)}`;
      return [
        ...(former === undefined ? [] : [`${calls}, before it was ${[...former].map((each) => JSON.stringify(each)).join(" and ")}`]),
        ...(other === undefined ? [] : [`${calls}, which is what it called ${wordOf(other)}`]),
      ];
    });
    if (words.length > 0) renames.set(key, words);
  }
  return renames;
}

function thingsIn(specs: readonly TokenSpec[]): ThingNames {
  const found = new Map<string, Set<string>>();
  for (const { names = {} } of specs)
    for (const [key, name] of Object.entries(names)) {
      const thing = thingOf(key);
      const known = found.get(thing);
      if (known === undefined) found.set(thing, new Set([name]));
      else known.add(name);
    }
  return found;
}

/** One thing may stand in a policy by itself or below its account: an id is the same in both. */
function thingOf(key: string): string {
  const [outer = "", nested] = splitKey(key);
  return nested !== undefined && /\.[0-9a-f]{32}$/.test(nested) ? nested : nested === undefined ? outer : key;
}

function* keysOf({ gained, lost, account, formerAccount }: TokenDiff): Generator<string> {
  for (const each of [account, formerAccount]) if (each !== undefined) yield `${SCOPES.account}.${each}`;
  for (const change of [...gained, ...lost]) {
    if (change.kind !== "permission") continue;
    for (const { key, except = [] } of change.resources)
      for (const each of [key, ...except]) {
        yield thingOf(each);
        // The account is called by its name as well.
        const [outer = "", nested] = splitKey(each);
        if (nested !== undefined) yield outer;
      }
  }
}

/** `zone 22222222222222222222222222222222`. */
function wordOf(key: string): string {
  const scope = scopeOfKey(key);
  return scope === undefined ? key : `${SCOPE_WORDS[scope]} ${key.slice(SCOPES[scope].length + 1)}`;
}
