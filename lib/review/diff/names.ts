import { stackOf } from "../../policy";
import type { AccessPair, StackReading } from "../read";
import type { Names } from "../summary";
import type { TokenDiff } from "./model";

export type Side = "gained" | "lost";

/** What the resources and permissions of a token are called: those that it gains after the change, those that it loses before it. */
export type DiffNames = (token: TokenDiff, side: Side) => Names;

type Lookups = Required<Omit<Names, "names">>;
const NOTHING: Lookups = { lookups: new Map(), permissionSources: new Map() };
const NO_NAMES: Names = { names: new Map(), ...NOTHING };

/** Without names, resources are shown by their ids, and what is looked up by its expression. */
export const noNames: DiffNames = () => NO_NAMES;

/** The names that each token's own stack gives, after the change for what it gains, before it for what it loses. */
export function namesOf({ before, after }: AccessPair): DiffNames {
  // A name is only what somebody wrote beside an id, which is shown as well: any stack may give it, the token's own first.
  const [gained, lost] = [sideOf(after.stacks, before.stacks), sideOf(before.stacks, after.stacks)];
  return (token, side) => (side === "gained" ? gained(stackOf(token)) : lost(token.formerStack ?? stackOf(token)));
}

function sideOf(own: readonly StackReading[], other: readonly StackReading[]): (stack: string) => Names {
  const anywhere = namesIn([...own, ...other]);
  const byStack = new Map<string, Names>();
  for (const { name } of own) {
    if (byStack.has(name)) continue;
    const here = own.filter((stack) => stack.name === name);
    const names = namesIn([...here, ...other.filter((stack) => stack.name === name)]);
    for (const [key, known] of anywhere) if (!names.has(key)) names.set(key, known);
    // What an expression finds is known in its own stack only: of two of one name, in neither.
    const [only] = here.length === 1 ? here : [];
    byStack.set(name, { names, ...(only === undefined ? NOTHING : lookupsOf(only)) });
  }
  const [single] = byStack.size === 1 ? byStack.values() : [];
  return (stack) => byStack.get(stack) ?? (stack === "" && single !== undefined ? single : { names: anywhere, ...NOTHING });
}

/** The first one counts. */
function namesIn(stacks: readonly StackReading[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { names } of stacks) for (const [key, name] of names) if (!found.has(key)) found.set(key, name);
  return found;
}

function lookupsOf({ lookups, permissionSources = NOTHING.permissionSources }: StackReading): Lookups {
  return { lookups, permissionSources };
}
