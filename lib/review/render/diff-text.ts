import { createColors } from "picocolors";
import { abridge, guardOutput, terminalName, terminalText } from "./escape";
import type { Style } from "../summary/words";
import type { AccessDiff, TokenDiff } from "../diff/model";
import { alike, titleOf } from "../diff/alike";
import { mostRiskyFirst, stackTeller, worstFirst } from "../diff/risks";
import type { SourcePlace } from "./diff-sarif";
import type { TextOptions } from "./summary-text";
import { wrap } from "./wrap";
import { changePhrases, disruptionPhrases, formerPhrases, headline, placePhrase } from "../diff/words";

const style: Style = { name: (text) => terminalName(abridge(text)), text: terminalText, id: (text) => terminalText(abridge(text)) };
/** Longer lists of resources and addresses are counted. */
const MOST_LISTED = 12;
const INDENT = 2;
const LABEL = 4;
const CONTENT = 13;

type Color = "green" | "red" | "yellow" | "dim";

export interface DiffTextOptions extends TextOptions {
  /** The line of source that makes a token. @default - not shown */
  readonly placeOf?: (token: TokenDiff) => SourcePlace | undefined;
}

/** The diff for a terminal, the most risky token first: one block a token, one row a change. */
export function diffText(diff: AccessDiff, options: DiffTextOptions = {}): string {
  const width = Math.max(40, options.width ?? 100);
  const colors = createColors(options.color ?? false);
  const row = (label: string, text: string, color: Color): string[] =>
    guardedLines(text, width - CONTENT).map((line, index) =>
      index === 0
        ? " ".repeat(LABEL) + colors[color](label) + " ".repeat(Math.max(1, CONTENT - LABEL - label.length)) + line
        : " ".repeat(CONTENT) + line,
    );
  const stackFor = stackTeller(diff.tokens);
  const block = (tokens: readonly TokenDiff[]): string[] => {
    const [first = "", ...rest] = wrap(titleOf(tokens, style, stackFor), width - CONTENT);
    return [
      "",
      " ".repeat(INDENT) + colors.bold(first),
      ...rest.map((line) => " ".repeat(CONTENT) + colors.bold(line)),
      ...tokens
        .slice(0, 1)
        .flatMap((token) => rowsOf(token, tokens.length > 1, options.placeOf?.(token)))
        .flatMap(([label, text, color]) => row(label, text, color)),
    ];
  };
  const lines = [
    ...wrap(`Access changes: ${headline(diff)}`, width).map((line) => colors.bold(line)),
    ...alike(mostRiskyFirst(diff.tokens)).flatMap(block),
  ];
  return guardOutput(`${lines.join("\n")}\n`);
}

/** What a CI runner would obey at the start of a line is made harmless while there is room for it. */
function guardedLines(text: string, width: number): string[] {
  return wrap(text, width).flatMap((line) => {
    const guarded = guardOutput(line);
    return guarded === line ? [line] : wrap(guarded, width);
  });
}

/** @param several whether they are of more tokens than this one: where each is made, JSON says */
function rowsOf(token: TokenDiff, several: boolean, place: SourcePlace | undefined): (readonly [string, string, Color])[] {
  const { change, verdict, disruptive, formerAddress, address } = token;
  const path = placePhrase(token);
  const phrases = (side: "gained" | "lost"): string[] => changePhrases(token, side, { style, most: MOST_LISTED });
  const color: Color = verdict === "broadening" || verdict === "mixed" ? "red" : verdict === "narrowing" ? "green" : "dim";
  const line = place === undefined ? "" : ` (${place.file}:${String(place.line)})`;
  const at = path === undefined ? address : `${path}${line}`;
  return [
    ["verdict", [verdict, ...(disruptive.length > 0 ? ["disruptive"] : []), ...(change === "changed" ? [] : [change])].join(", "), color],
    ...formerPhrases(token, style).map((text) => ["was", text, "dim"] as const),
    ...(formerAddress === undefined ? [] : [["was at", style.text(abridge(formerAddress)), "dim"] as const]),
    ...phrases("gained").map((text) => ["gains", text, "red"] as const),
    ...phrases("lost").map((text) => ["loses", text, "green"] as const),
    ...disruptionPhrases(token, style).map((text) => ["breaks", text, "yellow"] as const),
    ...worstFirst(token.risks).map(({ reason }) => ["risk", style.text(abridge(reason)), "yellow"] as const),
    ...(at === undefined || several ? [] : [["at", style.text(abridge(at)), "dim"] as const]),
  ];
}
