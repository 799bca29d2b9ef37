import type { AccessDiff } from "../diff/model";
import type { PlannedChange } from "../../read";
import type { ResolvedValue } from "./gate";

/** What a plan may do by its options, thing by thing. */
export interface Allowed {
  readonly replace: readonly string[];
  readonly imports: readonly string[];
  readonly moves: readonly string[];
  readonly resolve: Readonly<Record<string, string>>;
}

/** Something that the plan may do, and does not: a misspelt address, or a plan that somebody else applied already. */
export interface UnusedOption {
  readonly option: keyof Allowed;
  /** The address, or the expression. */
  readonly value: string;
}

/** @param stateOnly what changes in the state alone, of tokens */
export function unusedOf(
  { replace, imports, moves, resolve }: Allowed,
  diff: AccessDiff,
  stateOnly: readonly PlannedChange[],
  resolved: readonly ResolvedValue[],
): UnusedOption[] {
  const replaced = diff.tokens
    .filter(({ change }) => change === "replaced")
    .flatMap(({ address, formerAddress }) => [address, formerAddress]);
  const doing = (action: string): string[] => stateOnly.filter(({ actions }) => actions.includes(action)).map(({ address }) => address);
  const missing = (option: keyof Allowed, asked: readonly string[], there: readonly (string | undefined)[]): UnusedOption[] =>
    [...new Set(asked)].filter((value) => !there.includes(value)).map((value) => ({ option, value }));
  return [
    ...missing("replace", replace, replaced),
    ...missing("imports", imports, doing("import")),
    ...missing("moves", moves, doing("move")),
    ...missing(
      "resolve",
      Object.keys(resolve),
      resolved.map(({ symbol }) => symbol),
    ),
  ];
}
