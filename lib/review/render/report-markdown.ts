import type { AcknowledgementReport, Finding } from "../../guardrails";
import { acknowledgedPhrase, countPhrases, countsOf } from "../findings";
import { findingMarkdown } from "./findings-markdown";
import { type AllowedChange, gateChanged, type ReviewReport } from "../report/report";
import { diffMarkdown } from "./diff-markdown";
import { markdownCode, markdownName, markdownText, shorten } from "./escape";

/** A line of a list that may be too long to be shown. */
export interface Line {
  readonly text: string;
  /** What it is counted as where it is left out. */
  readonly kind: string;
  /** What it is about: no one thing takes the place of all others of its kind. @default - the same for all of the kind */
  readonly about?: string;
}

/** Room for the line that counts what is left out. */
const COUNT = 600;

/**
 * Whole lines only, and how many of which kind are left out. Where not all fit, what is new comes before what repeats it: the first line about each
 * thing of a kind before the second one, and of each kind at least some before all of another.
 */
export function fit(lines: readonly Line[], most: number): string[] {
  if (lines.reduce((size, { text }) => size + text.length + 1, 0) <= most) return lines.map(({ text }) => text);
  const shown = new Set<Line>();
  let room = most - COUNT;
  for (const line of [...someOfEach(lines), ...lines]) {
    if (shown.has(line) || line.text.length >= room) continue;
    room -= line.text.length + 1;
    shown.add(line);
  }
  const left = new Map<string, number>();
  for (const line of lines) if (!shown.has(line)) left.set(line.kind, (left.get(line.kind) ?? 0) + 1);
  const counts = [...left].map(([kind, count]) => `${String(count)} ${kind}`);
  const total = [...left.values()].reduce((sum, count) => sum + count, 0);
  return [
    ...lines.filter((line) => shown.has(line)).map(({ text }) => text),
    `- … and ${String(total)} more${counts.length === 0 ? "" : `: ${counts.join(", ")}`}`,
  ];
}

/** How many of a kind are shown before it is the next one's turn. */
const OF_A_KIND = 10;

function someOfEach(lines: readonly Line[]): Line[] {
  const seen = new Map<string, number>();
  const count = (key: string): number => {
    const next = (seen.get(key) ?? 0) + 1;
    seen.set(key, next);
    return next;
  };
  const first = lines.filter(({ kind, about }) => count(JSON.stringify([kind, about])) === 1);
  return [...first, ...lines.filter(({ kind }) => count(kind) <= OF_A_KIND)];
}

/** A comment on GitHub holds 65,536 characters: what is left over for the diff is most of it. */
const MOST = { gate: 8_000, findings: 12_000, diff: 42_000 } as const;

const text = (foreign: string): string => markdownText(shorten(foreign));

/** The report as one comment of a pull request: what touches the checks first, since it decides what the rest is worth. */
export function reportMarkdown(report: ReviewReport): string {
  const blocks = [...gateBlock(report), diffMarkdown(report.diff, { maxLength: MOST.diff }).trimEnd(), findingsBlock(report)];
  return `${blocks.join("\n\n")}\n`;
}

function gateBlock(report: ReviewReport): string[] {
  if (!gateChanged(report)) return [];
  const { files, incomplete, acknowledged, withdrawn, allowed } = report.gate;
  const about = (each: AcknowledgementReport): string =>
    `${markdownCode(shorten(each.rule))} (${markdownCode(shorten(each.detail))}) of ${markdownName(shorten(each.token.name))}`;
  // Files must not hide that findings are acknowledged, nor the other way round.
  const statements = fit(
    [
      ...allowed.map((each): Line => ({ text: allowedLine(each), kind: each.change })),
      ...acknowledged.map((each): Line => ({ text: `- finding ${about(each)}: ${acknowledgedPhrase(each, text)}`, kind: "acknowledged" })),
      ...withdrawn.map((each): Line => ({ text: `- finding ${about(each)}: no longer acknowledged`, kind: "no longer acknowledged" })),
    ],
    MOST.gate / 2,
  );
  const lines = [
    ...(incomplete ? ["- more files are changed than could be listed, so any of these may be among them"] : []),
    ...fit(
      files.map(({ path, why }): Line => ({ text: `- ${markdownCode(shorten(path))}: ${why}`, kind: why })),
      MOST.gate / 2,
    ),
    ...statements,
  ];
  const words = "This changes what is checked, or what checks it, so what follows may not be the whole truth. Read these changes yourself.";
  return ["### Gate changed", `${words}\n\n${lines.join("\n")}`];
}

const ALLOWS = {
  added: "**broadening**: allows",
  altered: "**broadening**: allows for another reason",
  removed: "no longer allows",
} as const;

function allowedLine({ change, entry }: AllowedChange): string {
  const what = "type" in entry ? `the type ${code(entry.type)}` : `the host ${code(entry.host)} for ${code(entry.for)}`;
  return `- ${ALLOWS[change]} ${what}: ${text(entry.reason)}`;
}

const code = (foreign: string): string => markdownCode(shorten(foreign));

function findingsBlock({ findings }: ReviewReport): string {
  const { added, resolved, all } = findings;
  const count = (number: number, word: string): string[] => (number === 0 ? [] : [`${String(number)} ${word}`]);
  const standing = countPhrases(countsOf(all)).join(", ");
  const heading = [...count(added.length, "new"), ...count(resolved.length, "resolved")].join(", ");
  const lines = [
    ...[...added].sort(worstFirst).map((finding): Line => ({
      text: findingMarkdown(finding, nameOf(finding)),
      kind: levelOf(finding),
      about: finding.rule,
    })),
    ...resolved.map((finding): Line => ({
      text: `- resolved: ${markdownCode(shorten(finding.rule))} ${nameOf(finding)}: ${text(finding.message)}`,
      kind: "resolved",
    })),
  ];
  return [
    `### Guardrails: ${heading === "" ? "no change" : heading}`,
    ...(lines.length === 0 ? [] : [fit(lines, MOST.findings).join("\n")]),
    standing === "" ? "No findings in all." : `In all: ${standing}.`,
  ].join("\n\n");
}

function nameOf({ stack, token }: ReviewReport["findings"]["all"][number]): string {
  return token === undefined ? markdownName(shorten(stack)) : `${markdownName(shorten(token.name))} (${markdownName(shorten(stack))})`;
}

const LEVELS = ["error", "warning", "note", "acknowledged"] as const;

function levelOf({ level, acknowledged }: Finding): (typeof LEVELS)[number] {
  return acknowledged === undefined ? level : "acknowledged";
}

function worstFirst(a: Finding, b: Finding): number {
  return LEVELS.indexOf(levelOf(a)) - LEVELS.indexOf(levelOf(b));
}
