import type { Names } from "../summary";
import type { AccessPair } from "../read";
import type { TokenDiff } from "./model";

/** What the resources of a token are called. */
export type DiffNames = (token: TokenDiff) => Names;

/** Without names, resources are shown by their ids. */
export const noNames: DiffNames = () => NONE;
const NONE: Names = { names: new Map(), lookups: new Map() };

/** The names that each token's own stack gives, after the change or else before it. */
export function namesOf({ before, after }: AccessPair): DiffNames {
  const stacks = [...after.stacks, ...before.stacks];
  const byName = new Map<string, Names>();
  for (const { name } of stacks) if (!byName.has(name)) byName.set(name, merge(stacks.filter((stack) => stack.name === name)));
  // An expression means something within its own stack only; a key is the same thing everywhere.
  const all: Names = byName.size === 1 ? merge(stacks) : { names: merge(stacks).names, lookups: NONE.lookups };
  return (token) => byName.get(token.path?.split("/", 1)[0] ?? "") ?? all;
}

/** The first counts. A name is only what somebody wrote: renderers show the id beside it. */
function merge(stacks: readonly Names[]): Names {
  const join = (maps: readonly ReadonlyMap<string, string>[]): Map<string, string> =>
    new Map([...maps].reverse().flatMap((map) => [...map]));
  return { names: join(stacks.map((stack) => stack.names)), lookups: join(stacks.map((stack) => stack.lookups)) };
}
