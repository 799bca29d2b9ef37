import { basename } from "node:path";
import { type AcknowledgementReport, type Finding, findingWords, type GuardrailReport } from "../../guardrails";
import type { StackReading, StackWarning } from "../../read";

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
    message: findingWords(other === undefined ? finding : { ...finding, message: `${message}, in ${other}` }),
    ...placeOf(finding.token),
  };
}

function ofUnchecked({ rule, detail, reason, owner, until, token }: AcknowledgementReport): StackWarning {
  const acknowledged = { reason, ...(owner === undefined ? {} : { owner }), ...(until === undefined ? {} : { until }) };
  return { level: "note", message: findingWords({ rule, detail, message: "not checked", fix: "", acknowledged }), ...placeOf(token) };
}

function placeOf(token: Finding["token"]): Pick<StackWarning, "address" | "path"> {
  if (token?.address !== undefined) return { address: token.address };
  return token?.path === undefined ? {} : { path: token.path };
}
