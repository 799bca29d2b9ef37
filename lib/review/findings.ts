import { basename } from "node:path";
import { didYouMean } from "../errors";
import type { AcknowledgementReport, Finding, FindingLevel, GuardrailReport, StackInput } from "../guardrails";
import { loadGuardrails } from "../lazy";
import { lookedUpPermission, type TokenSpec } from "../policy";
import { readInput, type StackReading, type StackWarning } from "../read";
import { labelPermission, namesOf } from "./summary/words";

/**
 * A synthesized folder, a file or folder of Terraform JSON, or the JSON of a plan or a state, as guardrails look at it: the tokens with what was
 * acknowledged for them, and the Terraform around them where the input says that.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readGuardrailInput(input: string): StackInput[] {
  return readInput(input).stacks.map(({ name, specs, terraform, ofState, unreadable = {} }): StackInput => {
    return {
      name,
      tokens: specs.map((spec) => ({
        spec: withoutFalseNames(spec),
        acknowledgements: spec.acknowledgements ?? [],
        unreadable: unreadable[spec.address ?? ""] ?? [],
      })),
      ...(terraform === undefined ? {} : { terraform }),
      ...(ofState === undefined ? {} : { ofState }),
    };
  });
}

/**
 * A permission that is looked up goes by the name it is looked up by, but only where Cloudflare's own list is asked. Any other look-up is put in
 * brackets, which mean nothing to Terraform, and is an expression like others.
 */
function withoutFalseNames(spec: TokenSpec): TokenSpec {
  const names = namesOf(spec.lookups);
  const isFalse = (id: string): boolean =>
    lookedUpPermission(id) !== undefined && labelPermission(id, names, spec.accountId).source !== "lookup";
  if (!spec.policies.some(({ permissionGroups }) => permissionGroups.some(isFalse))) return spec;
  const policies = spec.policies.map((policy) => ({
    ...policy,
    permissionGroups: policy.permissionGroups.map((id) => (isFalse(id) ? `\${(${id.slice(2, -1)})}` : id)),
  }));
  return { ...spec, policies };
}

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
  return didYouMean(loadGuardrails().nearRuleIds(rule));
}

/** `acknowledged by team-web until 2027-01-01T00:00:00Z: reason`, its foreign parts escaped. */
export function acknowledgedPhrase(
  { reason, owner, until }: { readonly reason: string; readonly owner?: string; readonly until?: string },
  escape: (text: string) => string,
): string {
  return `acknowledged${owner === undefined ? "" : ` by ${escape(owner)}`}${until === undefined ? "" : ` until ${escape(until)}`}: ${escape(reason)}`;
}

/** What cdktf calls the file of a stack. */
const STACK_FILE = "cdk.tf.json";

/**
 * Readings with what guardrails found among their warnings, so that every format of the summary shows it with its token. What somebody answers for,
 * and what is acknowledged but was not checked, are notes. What the synth wrote into the manifest in the same words is not said twice.
 */
export function withFindings(stacks: readonly StackReading[], { findings, acknowledgements }: GuardrailReport): StackReading[] {
  const added = new Map<string, StackWarning[]>();
  const add = (stack: string, warning: StackWarning): void => {
    const list = added.get(stack);
    if (list === undefined) added.set(stack, [warning]);
    else list.push(warning);
  };
  for (const finding of findings) add(finding.stack, ofFinding(finding));
  for (const each of acknowledgements) if (each.status === "not-checked") add(each.stack, ofUnchecked(each));
  return stacks.map((stack) => ({ ...stack, warnings: [...stack.warnings, ...(added.get(stack.name) ?? [])] }));
}

function ofFinding(finding: Finding): StackWarning {
  const { acknowledged, file, message } = finding;
  // The stack's own file goes without saying, and where it lies is the machine's business.
  const other = file === undefined || basename(file) === STACK_FILE ? undefined : basename(file);
  return {
    level: acknowledged === undefined ? finding.level : "note",
    message: loadGuardrails().findingWords(other === undefined ? finding : { ...finding, message: `${message}, in ${other}` }),
    ...placeOf(finding.token),
  };
}

function ofUnchecked({ rule, detail, reason, owner, until, token }: AcknowledgementReport): StackWarning {
  const acknowledged = { reason, ...(owner === undefined ? {} : { owner }), ...(until === undefined ? {} : { until }) };
  return {
    level: "note",
    message: loadGuardrails().findingWords({ rule, detail, message: "not checked", fix: "", acknowledged }),
    ...placeOf(token),
  };
}

function placeOf(token: Finding["token"]): Pick<StackWarning, "address" | "path"> {
  if (token?.address !== undefined) return { address: token.address };
  return token?.path === undefined ? {} : { path: token.path };
}
