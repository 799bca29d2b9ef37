import { markdownCode, markdownName, markdownText, shorten } from "../escape";
import type { Style } from "../summary";
import type { AccessDiff, TokenDiff } from "./model";
import { type DiffNames, noNames } from "./names";
import { changePhrases, DISRUPTION_WORDS, headline } from "./words";

const style: Style = {
  name: (text) => markdownName(shorten(text, 200)),
  text: (text) => markdownText(shorten(text, 500)),
  id: (text) => markdownCode(shorten(text, 200)),
};

/** A comment on GitHub holds 65,536 characters, one on GitLab a million. */
const MOST_CHARACTERS = 60_000;

/** The diff for a pull request or a job summary: what widens access first. Fits one comment: what does not is counted. */
export function diffMarkdown(diff: AccessDiff, names: DiffNames = noNames): string {
  const heading = `### Access changes: ${headline(diff)}\n`;
  if (diff.tokens.length === 0) return heading;
  const rows = [...diff.tokens]
    .sort((a, b) => rank(a) - rank(b))
    .map((token) => ({ token, row: rowOf(token, names), notes: notesOf(token) }));
  let size = heading.length + 200;
  const shown = rows.filter(({ row, notes }) => (size += row.length + notes.join("\n").length + 2) <= MOST_CHARACTERS);
  const left = rows.length - shown.length;
  const notes = shown.flatMap((each) => each.notes);
  return [
    heading,
    ["| token | verdict | gains | loses |", "| --- | --- | --- | --- |", ...shown.map(({ row }) => row), ""].join("\n"),
    ...(notes.length === 0 ? [] : [`${notes.join("\n")}\n`]),
    ...(left === 0
      ? []
      : [`**${String(left)} more** ${left === 1 ? "token does" : "tokens do"} not fit here: see the whole diff as text or JSON.\n`]),
  ].join("\n");
}

/** Broadening first, then what may break something. */
function rank({ verdict, disruptive }: TokenDiff): number {
  if (verdict === "broadening" || verdict === "mixed") return 0;
  return disruptive.length > 0 ? 1 : 2;
}

function rowOf(token: TokenDiff, names: DiffNames): string {
  const cell = (side: "gained" | "lost"): string => {
    const phrases = changePhrases(token[side], side, token, names(token), style);
    return phrases.length === 0 ? "-" : joined(phrases);
  };
  return `| ${cellOf(token)} | ${verdictOf(token)} | ${cell("gained")} | ${cell("lost")} |`;
}

/** Phrases of one cell; a cell that would fill the comment is cut between two of them. */
function joined(phrases: readonly string[]): string {
  let size = 0;
  const shown = phrases.filter((phrase) => (size += phrase.length) <= 6000);
  const left = phrases.length - shown.length;
  return [...shown, ...(left > 0 ? [`${String(left)} more`] : [])].join("; ");
}

function cellOf(token: TokenDiff): string {
  const stack = token.path?.split("/", 1)[0];
  const former = token.formerName === undefined ? "" : `, was ${style.name(token.formerName)}`;
  return `${style.name(token.name)}${stack === undefined ? "" : ` (${style.name(stack)})`}${former}`;
}

function verdictOf({ change, verdict, disruptive }: TokenDiff): string {
  return `${change === "changed" ? "" : `${change}: `}**${verdict}**${disruptive.length > 0 ? ", disruptive" : ""}`;
}

function notesOf(token: TokenDiff): string[] {
  const name = style.name(token.name);
  return [
    ...token.risks.map(({ reason }) => `- **risk** ${name}: ${style.text(reason)}`),
    ...(token.disruptive.length === 0
      ? []
      : [`- **may break** ${name}: ${token.disruptive.map((reason) => DISRUPTION_WORDS[reason]).join(", ")}`]),
  ];
}
