import type { AcknowledgementReport, Finding } from "../../guardrails";
import { diffMarkdown } from "./diff-markdown";
import { markdownCode, markdownName, markdownText, shorten } from "./escape";
import { acknowledgedPhrase, countPhrases, countsOf, findingMarkdown } from "../findings";
import { fit, type Line } from "./report-fit";
import type { AllowedChange } from "../report/allowed-changes";
import { gateChanged, type ReviewReport } from "../report/model";

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
