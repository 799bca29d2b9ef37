import { markdownCode, markdownName, markdownText, prose, shorten } from "./escape";
import type { PolicySummary, PrincipalSummary, StackSummary, SummaryModel, WarningSummary } from "../summary/summarize";
import {
  headingParts,
  ipPhrase,
  lifetimeRows,
  nameAndId,
  permissionPhrases,
  resourcePhrases,
  type Style,
  warningText,
} from "../summary/words";

const style: Style = { name: (text) => markdownName(shorten(text)), text: markdownText, id: (text) => markdownCode(shorten(text)) };

/** The summary for a pull request or a job summary. */
export function renderMarkdown(model: SummaryModel): string {
  const text = model.stacks.map((stack) => renderStack(stack).join("\n\n")).join("\n\n");
  return text === "" ? "No stacks.\n" : `${text}\n`;
}

function renderStack(stack: StackSummary): string[] {
  const warnings = stack.warnings.map(warningItem);
  return [
    `## ${headingParts(stack, style).join(" · ")}`,
    ...(warnings.length === 0 ? [] : [warnings.join("\n")]),
    ...stack.principals.flatMap(renderPrincipal),
  ];
}

function renderPrincipal(principal: PrincipalSummary): string[] {
  const marks = [...(principal.kind === "user" ? ["user token"] : []), ...(principal.status === "disabled" ? ["disabled"] : [])];
  const items = [
    ...(principal.owner === undefined ? [] : [item("owner", markdownText(prose(shorten(principal.owner))))]),
    ...(principal.purpose === undefined ? [] : [item("purpose", markdownText(prose(shorten(principal.purpose))))]),
    ...(principal.account === undefined ? [] : [item("account", nameAndId(principal.account, style))]),
    ...(principal.policies.some((policy) => policy.effect === "allow") ? [] : [item("may", "nothing")]),
    ...principal.policies.map(policyItem),
    item("from", ipPhrase(principal.requestIp, style, join)),
    ...lifetimeRows(principal, style).map(({ label, text }) => item(label, text)),
    ...rotationItem(principal),
    ...principal.warnings.map(warningItem),
  ];
  return [`### ${[style.name(principal.name), ...marks].join(" · ")}`, items.join("\n")];
}

function policyItem(policy: PolicySummary): string {
  const permissions = join(permissionPhrases(policy.permissions, style));
  return item(policy.effect === "allow" ? "may" : "may not", `${permissions} **on** ${join(resourcePhrases(policy.resources, style))}`);
}

function rotationItem({ rotation }: PrincipalSummary): string[] {
  if (rotation === undefined) return [];
  return [
    item("rotation", `slot ${style.name(rotation.slot)} of ${style.name(rotation.principal)}, generation ${String(rotation.generation)}`),
  ];
}

function warningItem(warning: WarningSummary): string {
  return item(warning.level, warningText(warning, markdownText));
}

function item(label: string, text: string): string {
  return `- **${label}** ${text}`;
}

function join(phrases: readonly string[]): string {
  return phrases.join(", ");
}
