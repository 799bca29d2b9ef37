import { SCOPE_WORDS, SCOPES } from "../../catalogue";
import { scopeOfKey, splitKey } from "../../policy";
import { type AccessPair, namesIn as namesInTokens, type StackReading } from "../../read";
import type { AccessDiff, Risk, TokenDiff } from "./model";

/** Longer lists of renamed things are counted. */
const MOST = 10;

/** A diff in which tokens say what of theirs is called otherwise than before, and the same in words for what no token of it is about. */
export interface RenamesShown {
  readonly diff: AccessDiff;
  readonly warnings: readonly string[];
}

/**
 * Names decide nothing, but people go by them: a change that calls one thing what it called another, or otherwise than before, must not go unseen.
 */
export function showRenames(diff: AccessDiff, { before, after }: AccessPair): RenamesShown {
  const renames = renamesOf(namesIn(before.stacks), namesIn(after.stacks));
  if (renames.size === 0) return { diff, warnings: [] };
  const shown = new Set<string>();
  const tokens = diff.tokens.map((token): TokenDiff => {
    const own = [...new Set(keysOf(token))].filter((key) => renames.has(key));
    if (own.length === 0) return token;
    for (const key of own) shown.add(key);
    return { ...token, risks: [...token.risks, ...risksOf(own.flatMap((key) => renames.get(key) ?? []))] };
  });
  const warnings = [...renames].flatMap(([key, words]) => (shown.has(key) ? [] : words));
  return { diff: { ...diff, tokens }, warnings };
}

function risksOf(reasons: readonly string[]): Risk[] {
  const more = reasons.length - MOST;
  const all = more > 0 ? [...reasons.slice(0, MOST), `the code calls ${String(more)} more things otherwise than before`] : reasons;
  return all.map((reason) => ({ code: "renamed-resource", reason }));
}

type NamesOf = ReadonlyMap<string, ReadonlySet<string>>;

/** What is said of things that are called otherwise than before, or what another one was called; each by its key. */
function renamesOf(was: NamesOf, is: NamesOf): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const [key, names] of was)
    for (const name of names) {
      const owner = JSON.stringify([scopeOfKey(key), name]);
      const known = owners.get(owner);
      if (known === undefined) owners.set(owner, [key]);
      else known.push(key);
    }
  const renames = new Map<string, string[]>();
  for (const [key, names] of is) {
    const former = was.get(key);
    const words = [...names].flatMap((name) => {
      if (former?.has(name) === true) return [];
      const [other] = owners.get(JSON.stringify([scopeOfKey(key), name])) ?? [];
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

function namesIn(stacks: readonly StackReading[]): NamesOf {
  const found = new Map<string, Set<string>>();
  for (const { specs } of stacks)
    for (const [key, name] of namesInTokens(specs).names) {
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
