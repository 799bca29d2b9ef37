import { createColors } from "picocolors";
import { abridge, guardOutput, terminalName, terminalText } from "./escape";
import type { Style } from "../summary/words";
import type { AccessDiff, TokenDiff } from "../diff/model";
import { mostRiskyFirst, stackTeller, worstFirst } from "../diff/risks";
import type { SourcePlace } from "./diff-sarif";
import type { TextOptions } from "./summary-text";
import { wrap } from "./wrap";
import { changePhrases, DISRUPTION_WORDS, formerPhrases, headline, placePhrase } from "../diff/words";

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
  const block = (token: TokenDiff): string[] => {
    const stack = stackFor(token);
    const [first = "", ...rest] = wrap(`${style.name(token.name)}${stack === "" ? "" : ` (${style.name(stack)})`}`, width - CONTENT);
    return [
      "",
      " ".repeat(INDENT) + colors.bold(first),
      ...rest.map((line) => " ".repeat(CONTENT) + colors.bold(line)),
      ...rowsOf(token, options.placeOf?.(token)).flatMap(([label, text, color]) => row(label, text, color)),
    ];
  };
  const lines = [
    ...wrap(`Access changes: ${headline(diff)}`, width).map((line) => colors.bold(line)),
    ...mostRiskyFirst(diff.tokens).flatMap(block),
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

function rowsOf(token: TokenDiff, place: SourcePlace | undefined): (readonly [string, string, Color])[] {
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
    ...disruptive.map((reason) => ["breaks", DISRUPTION_WORDS[reason], "yellow"] as const),
    ...worstFirst(token.risks).map(({ reason }) => ["risk", style.text(abridge(reason)), "yellow"] as const),
    ...(at === undefined ? [] : [["at", style.text(abridge(at)), "dim"] as const]),
  ];
}
