import type { AcknowledgementReport } from "../../guardrails";
import { diffMarkdown } from "../diff";
import { markdownCode, markdownName, markdownText, shorten } from "../escape";
import { acknowledgedPhrase, countPhrases, countsOf, findingMarkdown } from "../findings";
import { gateChanged, type ReviewReport } from "./model";

/** A comment on GitHub holds 65,536 characters: what is left over for the diff is most of it. */
const MOST = { gate: 8_000, findings: 12_000, diff: 42_000 } as const;

const text = (foreign: string): string => markdownText(shorten(foreign));

/** The report as one comment of a pull request: what touches the checks first, since it decides what the rest is worth. */
export function reportMarkdown(report: ReviewReport): string {
  const blocks = [
    ...gateBlock(report),
    diffMarkdown(report.diff, report.names, { maxLength: MOST.diff, warnings: report.warnings }).trimEnd(),
    findingsBlock(report),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function gateBlock(report: ReviewReport): string[] {
  if (!gateChanged(report)) return [];
  const { files, incomplete, acknowledged, withdrawn } = report.gate;
  const about = (each: AcknowledgementReport): string =>
    `${markdownCode(shorten(each.rule))} (${markdownCode(shorten(each.detail))}) of ${markdownName(shorten(each.token.name))}`;
  const lines = [
    ...(incomplete ? ["- more files are changed than could be listed, so any of these may be among them"] : []),
    ...files.map(({ path, why }) => `- ${markdownCode(shorten(path))}: ${why}`),
    ...acknowledged.map((each) => `- finding ${about(each)}: ${acknowledgedPhrase(each, text)}`),
    ...withdrawn.map((each) => `- finding ${about(each)}: no longer acknowledged`),
  ];
  const words = "This changes what is checked, or what checks it, so what follows may not be the whole truth. Read these changes yourself.";
  return ["### Gate changed", `${words}\n\n${fit(lines, MOST.gate)}`];
}

function findingsBlock({ findings }: ReviewReport): string {
  const { added, resolved, all } = findings;
  const count = (number: number, word: string): string[] => (number === 0 ? [] : [`${String(number)} ${word}`]);
  const standing = countPhrases(countsOf(all)).join(", ");
  const heading = [...count(added.length, "new"), ...count(resolved.length, "resolved")].join(", ");
  const lines = [
    ...added.map((finding) => findingMarkdown(finding, nameOf(finding))),
    ...resolved.map((finding) => `- resolved: ${markdownCode(shorten(finding.rule))} ${nameOf(finding)}: ${text(finding.message)}`),
  ];
  return [
    `### Guardrails: ${heading === "" ? "no change" : heading}`,
    ...(lines.length === 0 ? [] : [fit(lines, MOST.findings)]),
    standing === "" ? "No findings in all." : `In all: ${standing}.`,
  ].join("\n\n");
}

function nameOf({ stack, token }: ReviewReport["findings"]["all"][number]): string {
  return token === undefined ? markdownName(shorten(stack)) : `${markdownName(shorten(token.name))} (${markdownName(shorten(stack))})`;
}

/** Whole lines only, and how many are left out. */
function fit(lines: readonly string[], most: number): string {
  let size = 0;
  const end = lines.findIndex((line) => (size += line.length + 1) > most);
  const shown = end === -1 ? lines : lines.slice(0, end);
  const left = lines.length - shown.length;
  return [...shown, ...(left === 0 ? [] : [`- … and ${String(left)} more`])].join("\n");
}
