import type { Finding, FindingLevel, GuardrailReport, StackInput } from "../../guardrails";
import { asciiJson, printable, shorten } from "./escape";
import { fingerprintOf, placeFinder } from "./findings-sarif";

const SEVERITY: Readonly<Record<FindingLevel, string>> = { error: "critical", warning: "major", note: "info" };

/**
 * The findings as GitLab's Code Quality report, which a merge request shows. Acknowledged ones are left out: the format has no word for them.
 *
 * Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 * @param from the folder that file names are relative to. @default - the working directory
 */
export function findingsCodeQuality(
  { findings }: GuardrailReport,
  { stacks, from = process.cwd() }: { readonly stacks: readonly StackInput[]; readonly from?: string },
): string {
  const placeOf = placeFinder(stacks, from);
  const issue = (finding: Finding): object => {
    const { rule, level, stack, token, message, detail, fix } = finding;
    const who = token === undefined ? stack : (token.path ?? `${stack}/${token.name}`);
    return {
      description: printable(shorten(`${who}: ${message} (${detail}); ${fix}`, 1000)),
      check_name: rule,
      fingerprint: fingerprintOf(finding),
      severity: SEVERITY[level],
      location: { path: placeOf(finding), lines: { begin: 1 } },
    };
  };
  return asciiJson(findings.filter(({ acknowledged }) => acknowledged === undefined).map(issue));
}
