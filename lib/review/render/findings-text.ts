import { createColors } from "picocolors";
import type { Finding, GuardrailReport } from "../../guardrails";
import { guardOutput, shorten, terminalName, terminalText } from "./escape";
import { acknowledgedPhrase, byStack, countPhrases, nearRulePhrase } from "../findings";

const text = (foreign: string): string => terminalText(shorten(foreign));

/** What guardrails found, for a terminal. */
export function findingsText(report: GuardrailReport, options: { readonly color?: boolean } = {}): string {
  const colors = createColors(options.color ?? false);
  const label = ({ level, acknowledged }: Finding): string => {
    if (acknowledged !== undefined) return colors.dim("noted  ");
    return { error: colors.red, warning: colors.yellow, note: colors.dim }[level](level.padEnd(7));
  };
  const lines = byStack(report).flatMap(({ stack, counts, groups, notChecked }, index) => [
    ...(index === 0 ? [] : [""]),
    [colors.bold(terminalName(shorten(stack))), ...countPhrases(counts)].join(" · "),
    ...groups.flatMap(({ token, findings }) => [
      "",
      `  ${token === undefined ? "Terraform" : colors.bold(terminalName(shorten(token)))}`,
      ...findings.flatMap((finding) => [
        `    ${label(finding)}  ${finding.rule} (${text(finding.detail)}): ${text(finding.message)}`,
        `             ${finding.acknowledged === undefined ? text(finding.fix) : acknowledgedPhrase(finding.acknowledged, text)}`,
        ...(finding.file === undefined ? [] : [`             in ${text(finding.file)}`]),
      ]),
    ]),
    ...(notChecked.length === 0 ? [] : [""]),
    ...notChecked.map(
      (each) =>
        `  ${terminalName(shorten(each.token.name))}: no pack in use has ${text(each.rule)} (${text(each.detail)})${nearRulePhrase(each.rule)}, ${acknowledgedPhrase(each, text)}`,
    ),
  ]);
  return guardOutput(`${lines.length === 0 ? "no findings" : lines.join("\n")}\n`);
}
