import { didYouMean } from "../../errors";
import { type AcknowledgementReport, type Finding, type FindingLevel, type GuardrailReport, nearRuleIds } from "../../guardrails";

/** Findings of one stack, those on Terraform first, in the order of the report. */
export interface StackFindings {
  readonly stack: string;
  readonly counts: Readonly<Record<FindingLevel | "acknowledged", number>>;
  readonly groups: readonly { readonly token: string | undefined; readonly findings: readonly Finding[] }[];
  /** Acknowledgements of rules that no pack in use has. */
  readonly notChecked: readonly AcknowledgementReport[];
}

/** What a report says of each stack; stacks of which it says nothing are left out. */
export function byStack({ findings, acknowledgements }: GuardrailReport): StackFindings[] {
  const notChecked = acknowledgements.filter(({ status }) => status === "not-checked");
  const names = [...new Set([...findings, ...notChecked].map(({ stack }) => stack))];
  return names.map((stack) => {
    const own = findings.filter((finding) => finding.stack === stack);
    const groups = new Map<string, { token: string | undefined; findings: Finding[] }>();
    for (const finding of own) {
      const key = JSON.stringify([finding.token?.name, finding.token?.address]);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { token: finding.token?.name, findings: [finding] });
      else group.findings.push(finding);
    }
    return { stack, counts: countsOf(own), groups: [...groups.values()], notChecked: notChecked.filter((each) => each.stack === stack) };
  });
}

/** How many findings there are of each level; acknowledged ones count as that and nothing else. */
export function countsOf(findings: readonly Finding[]): StackFindings["counts"] {
  const counts = { error: 0, warning: 0, note: 0, acknowledged: 0 };
  for (const { level, acknowledged } of findings) counts[acknowledged === undefined ? level : "acknowledged"]++;
  return counts;
}

/** `1 error`, `2 warnings`; what there is none of is left out. */
export function countPhrases(counts: StackFindings["counts"]): string[] {
  const phrase = (count: number, word: string): string[] =>
    count === 0 ? [] : [`${String(count)} ${word}${count === 1 || word === "acknowledged" ? "" : "s"}`];
  return [
    ...phrase(counts.error, "error"),
    ...phrase(counts.warning, "warning"),
    ...phrase(counts.note, "note"),
    ...phrase(counts.acknowledged, "acknowledged"),
  ];
}

/** ` (did you mean "no-expiry")` for an acknowledgement of a rule that there is not; nothing where some other pack may have it. */
export function nearRulePhrase(rule: string): string {
  return didYouMean(nearRuleIds(rule));
}

/** `acknowledged by team-web until 2027-01-01T00:00:00Z: reason`, its foreign parts escaped. */
export function acknowledgedPhrase(
  { reason, owner, until }: { readonly reason: string; readonly owner?: string; readonly until?: string },
  escape: (text: string) => string,
): string {
  return `acknowledged${owner === undefined ? "" : ` by ${escape(owner)}`}${until === undefined ? "" : ` until ${escape(until)}`}: ${escape(reason)}`;
}
