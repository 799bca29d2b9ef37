import { stackOf } from "../../policy";
import { abridge, digest, markdownCode, markdownName, markdownText } from "./escape";
import type { Style } from "../summary/words";
import type { AccessDiff, TokenDiff } from "../diff/model";
import { alike, titleOf } from "../diff/alike";
import { mostRiskyFirst, stackTeller, worstFirst } from "../diff/risks";
import { changePhrases, countsOf, disruptionPhrases, formerPhrases, headline, type Side } from "../diff/words";

const style: Style = {
  name: (text) => markdownName(abridge(text, 200)),
  text: (text) => markdownText(abridge(text, 500)),
  id: (text) => markdownCode(abridge(text, 200)),
};

/** A comment on GitHub holds 65,536 characters, one on GitLab a million. */
export const MARKDOWN_LENGTH = 60_000;
export const LEAST_MARKDOWN_LENGTH = 1000;

export interface DiffMarkdownOptions {
  /** Characters, at least 1,000. @default 60000 */
  readonly maxLength?: number;
}

/** The diff for a pull request or a job summary, the most risky first. Tokens that do not fit are counted: none is cut in the middle. */
export function diffMarkdown(diff: AccessDiff, options: DiffMarkdownOptions = {}): string {
  const maxLength = Math.max(LEAST_MARKDOWN_LENGTH, options.maxLength ?? MARKDOWN_LENGTH);
  const blocks = [`### Access changes: ${headline(diff)}\n`];
  // Room for the last line.
  let room = maxLength - (blocks[0] ?? "").length - 400;
  const warnings = fitting(
    diff.warnings.map((text) => `- **warning** ${style.text(text)}`),
    Math.floor(room / 4),
  );
  if (warnings.shown.length > 0) blocks.push(`${warnings.shown.join("\n")}\n`);
  if (warnings.left > 0) blocks.push(`… and ${plural(warnings.left, "more warning")}: the same command prints them.\n`);
  room -= TABLE.length + blocks.slice(1).reduce((sum, block) => sum + block.length + 1, 0);

  const groups = alike(mostRiskyFirst(diff.tokens));
  const stackFor = stackTeller(diff.tokens);
  const rows: string[] = [];
  const notes: string[] = [];
  for (const tokens of groups) {
    const row = rowOf(tokens, Math.min(6000, Math.floor(maxLength / 8)));
    const more = notesOf(tokens, stackFor, Math.min(4000, Math.floor(maxLength / 8)));
    room -= row.length + 1 + more.reduce((sum, note) => sum + note.length + 1, 0);
    // What comes later is less risky: it does not take the place of this one.
    if (room < 0) break;
    rows.push(row);
    notes.push(...more);
  }
  if (rows.length > 0) blocks.push([TABLE, ...rows, ""].join("\n"));
  if (notes.length > 0) blocks.push(`${notes.join("\n")}\n`);
  const left = groups.slice(rows.length).flat();
  if (left.length > 0)
    blocks.push(
      `… and ${plural(left.length, "more token")}: ${countsOf(left)}. They do not fit here: see the whole diff as text, HTML or JSON.\n`,
    );
  return blocks.join("\n");
}

const TABLE = "| token | verdict | gains | loses |\n| --- | --- | --- | --- |";

/** The first of some lines that fit together. */
function fitting(lines: readonly string[], room: number): { readonly shown: readonly string[]; readonly left: number } {
  let size = 0;
  const end = lines.findIndex((line) => (size += line.length + 1) > room);
  const shown = end === -1 ? lines : lines.slice(0, end);
  return { shown, left: lines.length - shown.length };
}

function rowOf(tokens: readonly TokenDiff[], mostOfCell: number): string {
  const [token] = tokens;
  if (token === undefined) return "";
  return `| ${cellOf(tokens)} | ${verdictOf(token)} | ${changesOf(token, "gained", mostOfCell)} | ${changesOf(token, "lost", mostOfCell)} |`;
}

/** How long lists get in a cell: shorter ones where the first do not fit. */
const LISTS = [
  { most: 12, mostPermissions: 40 },
  { most: 3, mostPermissions: 8 },
  { most: 1, mostPermissions: 3 },
];

/** Phrases of one cell. A cell that would fill the comment is cut between two of them. */
function changesOf(token: TokenDiff, side: Side, mostOfCell: number): string {
  let phrases: readonly string[] = [];
  for (const lists of LISTS) {
    phrases = changePhrases(token, side, { style, ...lists });
    const text = phrases.join("; ");
    if (text.length <= mostOfCell) return text === "" ? "-" : text;
  }
  const { shown, left } = fitting(phrases, mostOfCell);
  return [...shown, `${String(left)} more (SHA-256 ${markdownCode(digest(phrases.slice(shown.length)))})`].join("; ");
}

function cellOf(tokens: readonly TokenDiff[]): string {
  const former = tokens.length > 1 ? [] : tokens.flatMap((token) => formerPhrases(token, style).map((phrase) => `, was ${phrase}`));
  return `${titleOf(tokens, style, stackOf)}${former.join("")}`;
}

function verdictOf({ change, verdict, disruptive }: TokenDiff): string {
  return `${change === "changed" ? "" : `${change}: `}**${verdict}**${disruptive.length > 0 ? ", disruptive" : ""}`;
}

/** What can break stands first: there are few reasons for it. */
function notesOf(tokens: readonly TokenDiff[], stackFor: (token: TokenDiff) => string, most: number): string[] {
  const [token] = tokens;
  if (token === undefined) return [];
  const name = titleOf(tokens, style, stackFor);
  const breaks = disruptionPhrases(token, style);
  const notes = [
    ...(breaks.length === 0 ? [] : [`- **may break** ${name}: ${breaks.join(", ")}`]),
    ...worstFirst(token.risks).map(({ reason }) => `- **risk** ${name}: ${style.text(reason)}`),
  ];
  const { shown, left } = fitting(notes, most);
  return left === 0
    ? [...shown]
    : [...shown, `- **risk** ${name}: ${plural(left, "more reason")} (SHA-256 ${markdownCode(digest(notes.slice(shown.length)))})`];
}

function plural(count: number, word: string): string {
  return `${String(count)} ${word}${count === 1 ? "" : "s"}`;
}
