import { permissionById } from "../../catalogue";
import { type AccessPair, expandPolicies, isSymbol, lookedUpPermission, type PolicySpec, splitSymbols } from "../../policy";

/** What each expression of the reviewed state is in the plan. */
export type Substitutions = Map<string, string>;

/** Whether values of a plan are the reviewed ones, where an expression stands for one id, the same wherever it is. */
export const fits = {
  id(reviewed: string | undefined, planned: string | undefined, known: Substitutions): boolean {
    if (reviewed === planned) return true;
    if (reviewed === undefined || planned === undefined) return false;
    const more = match(reviewed, planned, known);
    if (more === undefined) return false;
    for (const [symbol, value] of more) known.set(symbol, value);
    return true;
  },

  /** Pair by pair, since an expression may stand anywhere in the order, and two policies may become one once it is known. */
  policies(
    reviewed: readonly PolicySpec[],
    planned: readonly PolicySpec[],
    known: Substitutions,
    unnamed: ReadonlySet<string> = new Set(),
  ): boolean {
    const left = new Map(expandPolicies(planned).map((pair) => [idOf(pair), pair]));
    const symbolic: AccessPair[] = [];
    for (const pair of expandPolicies(reviewed)) {
      const same = left.delete(idOf(pair));
      if (!same && !textsOf(pair).some(isSymbol)) return false;
      if (!same) symbolic.push(pair);
    }
    // Those with the fewest candidates first: what they say settles the others.
    const open = symbolic.map((pair) => ({
      pair,
      found: [...left.values()].filter((p) => matchPair(pair, p, known, unnamed) !== undefined),
    }));
    const taken = new Set<AccessPair>();
    for (const { pair, found } of open.sort((a, b) => a.found.length - b.found.length)) {
      // Two expressions may turn out to be the same resource: a pair that is taken serves as well, but one that is free goes first.
      const usable = found.flatMap((candidate) => {
        const more = matchPair(pair, candidate, known, unnamed);
        return more === undefined ? [] : [{ candidate, more }];
      });
      const choice = usable.find(({ candidate }) => !taken.has(candidate)) ?? usable[0];
      if (choice === undefined) return false;
      taken.add(choice.candidate);
      for (const [symbol, value] of choice.more) known.set(symbol, value);
    }
    return taken.size === left.size;
  },
};

function idOf({ effect, group, key, nested }: AccessPair): string {
  return JSON.stringify([effect, group, key, nested]);
}

function textsOf({ group, key, nested }: AccessPair): string[] {
  return [group, key, ...(nested === undefined ? [] : [nested])];
}

function matchPair(
  reviewed: AccessPair,
  planned: AccessPair,
  known: Substitutions,
  unnamed: ReadonlySet<string>,
): Substitutions | undefined {
  if (reviewed.effect !== planned.effect || (reviewed.nested === undefined) !== (planned.nested === undefined)) return undefined;
  const found: Substitutions = new Map();
  const all = (symbol: string): string | undefined => found.get(symbol) ?? known.get(symbol);
  const texts = textsOf(planned);
  for (const [index, text] of textsOf(reviewed).entries()) {
    const more = match(text, texts[index] ?? "", { get: all });
    if (more === undefined) return undefined;
    for (const [symbol, value] of more) found.set(symbol, value);
  }
  return namesAgree(reviewed.group, planned.group, unnamed) ? found : undefined;
}

/** A permission that is looked up by its name is not another one that we know. */
function namesAgree(reviewed: string, planned: string, unnamed: ReadonlySet<string>): boolean {
  if (!isSymbol(reviewed) || reviewed === planned) return true;
  // Any other expression says nothing of what was approved.
  const name = lookedUpPermission(reviewed)?.name;
  const actual = permissionById(planned);
  return name !== undefined && !unnamed.has(reviewed) && (actual === undefined || actual.name === name);
}

/** What the expressions of a text have to be; undefined where it can't be the other text. */
function match(reviewed: string, planned: string, known: Pick<Substitutions, "get">): Substitutions | undefined {
  const found: Substitutions = new Map();
  if (reviewed === planned) return found;
  if (!isSymbol(reviewed)) return undefined;
  const { literals, symbols } = splitSymbols(reviewed);
  const pattern = literals.map((literal) => literal.replace(/[^A-Za-z0-9]/g, "\\$&")).join("([0-9a-z-]+)");
  const values = new RegExp(`^${pattern}$`).exec(planned)?.slice(1);
  if (values === undefined) return undefined;
  for (const [index, symbol] of symbols.entries()) {
    const value = values[index] ?? "";
    const before = found.get(symbol) ?? known.get(symbol);
    if (before !== undefined && before !== value) return undefined;
    found.set(symbol, value);
  }
  return found;
}
