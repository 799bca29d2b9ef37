import { stackOf } from "../../policy";
import { type AccessPair, namesIn as namesInTokens, type StackReading } from "../../read";
import type { Names } from "../summary";
import type { TokenDiff } from "./model";

export type Side = "gained" | "lost";

/** What the resources and permissions of a token are called: those that it gains after the change, those that it loses before it. */
export type DiffNames = (token: TokenDiff, side: Side) => Names;

type Lookups = Required<Omit<Names, "names">>;
const NOTHING: Lookups = { lookups: new Map(), permissions: new Map() };
const NO_NAMES: Names = { names: new Map(), ...NOTHING };

/** Without names, resources are shown by their ids, and what is looked up by its expression. */
export const noNames: DiffNames = () => NO_NAMES;

/**
 * The names of things, those from before the change first, so that a change can't pass one thing off as another; and what expressions find in each
 * token's own stack, after the change for what it gains, before it for what it loses.
 */
export function namesOf({ before, after }: AccessPair): DiffNames {
  const names = namesByStack(before.stacks, after.stacks);
  const [gained, lost] = [lookupsByStack(after.stacks), lookupsByStack(before.stacks)];
  return (token, side) => {
    const stack = side === "gained" ? stackOf(token) : (token.formerStack ?? stackOf(token));
    return { names: names(stack), ...(side === "gained" ? gained(stack) : lost(stack)) };
  };
}

/** A name is only what somebody wrote beside an id, which is shown as well: any stack may give it, the token's own first. */
function namesByStack(before: readonly StackReading[], after: readonly StackReading[]): (stack: string) => ReadonlyMap<string, string> {
  const made = new Map<string, ReadonlyMap<string, string>>();
  return (stack) => {
    let names = made.get(stack);
    if (names === undefined) {
      const ownFirst = [before, after].flatMap((stacks) => [...stacks.filter(({ name }) => name === stack), ...stacks]);
      made.set(stack, (names = namesIn(ownFirst)));
    }
    return names;
  };
}

/** What an expression finds is known in its own stack only: of two of one name, in neither. */
function lookupsByStack(stacks: readonly StackReading[]): (stack: string) => Lookups {
  const byStack = new Map<string, Lookups>();
  for (const stack of stacks) byStack.set(stack.name, byStack.has(stack.name) ? NOTHING : lookupsOf(stack));
  const [single] = byStack.size === 1 ? byStack.values() : [];
  return (stack) => byStack.get(stack) ?? (stack === "" ? single : undefined) ?? NOTHING;
}

/** The first one counts. */
function namesIn(stacks: readonly StackReading[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { specs } of stacks) for (const [key, name] of namesInTokens(specs).names) if (!found.has(key)) found.set(key, name);
  return found;
}

function lookupsOf({ specs }: StackReading): Lookups {
  const { lookups, permissions } = namesInTokens(specs);
  return { lookups, permissions };
}
