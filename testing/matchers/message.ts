import { guardOutput, lineText, type PlacedToken, policyWords, shorten, type Shown, terminalName, terminalText } from "../../lib/review";
import type { MatcherContext } from "./result";

/** One token of a message, and what is to be said of it. Lines are escaped already. */
export interface Block {
  readonly token: PlacedToken;
  readonly lines: readonly string[];
}

/** More tokens than that are counted, not shown. */
const MOST_BLOCKS = 10;
/** Of longer lists of permissions, resources and addresses the first are shown. */
export const MOST_LISTED = 12;

/**
 * The message of a failed matcher: the call, what was expected, what was found, and each token with the policy that decides. Foreign texts in it are
 * escaped, and nothing in it is a command to a CI runner.
 */
export function failure(
  context: MatcherContext,
  call: string,
  parts: {
    readonly expected: string;
    readonly received: string;
    readonly blocks: readonly Block[];
    /** Sentences of our own that may hold foreign words. */
    readonly notes?: readonly string[];
  },
): string {
  const { expected, received, blocks, notes = [] } = parts;
  const hidden = blocks.length - MOST_BLOCKS;
  const lines = [
    callLine(context, call),
    "",
    `Expected: ${expected}`,
    `Received: ${received}`,
    ...blocks.slice(0, MOST_BLOCKS).flatMap(({ token, lines: own }) => ["", `  ${title(token)}`, ...own.map((line) => `    ${line}`)]),
    ...(hidden > 0 ? ["", `  and ${plural(hidden, "more token")}`] : []),
    ...(notes.length === 0 ? [] : ["", ...[...new Set(notes)].map((note) => `note: ${lineText(note)}`)]),
  ];
  return guardOutput(lines.join("\n"));
}

/** `expect(received).not.toAllow(access)`. */
export function callLine({ isNot, promise }: MatcherContext, call: string): string {
  const by = promise === undefined || promise === "" ? "" : `.${promise}`;
  return `expect(received)${by}${isNot === true ? ".not" : ""}.${call}`;
}

/** More policies than that are counted. */
const MOST_POLICIES = 3;

/** What a token may do, policy by policy. */
export function allowLines(token: PlacedToken, shown: Shown = { most: MOST_LISTED }): string[] {
  const allows = token.spec.policies.flatMap(({ effect }, index) => (effect === "allow" ? [index] : []));
  const hidden = allows.length - MOST_POLICIES;
  return [
    ...allows.slice(0, MOST_POLICIES).map((index) => policyWords(token, index, shown)),
    ...(hidden > 0 ? [`and ${String(hidden)} more ${hidden === 1 ? "policy" : "policies"}`] : []),
  ];
}

/** A token's name. */
export function nameOf({ spec }: PlacedToken): string {
  return terminalName(shorten(spec.name));
}

/** `1 token`, `2 tokens`. */
export function plural(count: number, word: string): string {
  return `${String(count)} ${word}${count === 1 ? "" : "s"}`;
}

/** `dns-publisher (prod/dns-publisher)`. */
function title(token: PlacedToken): string {
  const place = token.spec.path ?? token.spec.address;
  return `${nameOf(token)}${place === undefined ? "" : ` (${terminalText(shorten(place))})`}`;
}
