import type { Finding, GuardrailReport } from "../../guardrails";
import { markdownCode, markdownName, markdownText, shorten } from "./escape";
import { acknowledgedPhrase, byStack, countPhrases, nearRulePhrase } from "../findings";

const text = (foreign: string): string => markdownText(shorten(foreign));

/** What guardrails found, for a pull request or a job summary. */
export function findingsMarkdown(report: GuardrailReport): string {
  const stacks = byStack(report).map(({ stack, counts, groups, notChecked }) =>
    [
      `## ${[markdownName(shorten(stack)), ...countPhrases(counts)].join(" · ")}`,
      ...groups.flatMap(({ token, findings }) => [
        `### ${token === undefined ? "Terraform" : markdownName(shorten(token))}`,
        findings.map((finding) => findingMarkdown(finding)).join("\n"),
      ]),
      ...(notChecked.length === 0 ? [] : ["### Acknowledged, not checked"]),
      ...(notChecked.length === 0
        ? []
        : [
            notChecked
              .map(
                (each) =>
                  `- **${markdownName(shorten(each.token.name))}** ${about(each)}${nearRulePhrase(each.rule)}: ${acknowledgedPhrase(each, text)}`,
              )
              .join("\n"),
          ]),
    ].join("\n\n"),
  );
  return stacks.length === 0 ? "No findings.\n" : `${stacks.join("\n\n")}\n`;
}

/** One finding as an item of a list; `who` where nothing above it says whose it is. */
export function findingMarkdown(finding: Finding, who?: string): string {
  const place = finding.file === undefined ? "" : ` in ${markdownCode(shorten(finding.file))}`;
  const rest = finding.acknowledged === undefined ? `fix: ${text(finding.fix)}` : acknowledgedPhrase(finding.acknowledged, text);
  return `- **${finding.acknowledged === undefined ? finding.level : "noted"}** ${who === undefined ? "" : `${who} `}${about(finding)}: ${text(finding.message)}${place}; ${rest}`;
}

function about({ rule, detail }: { readonly rule: string; readonly detail: string }): string {
  return `${markdownCode(shorten(rule))} (${markdownCode(shorten(detail))})`;
}
