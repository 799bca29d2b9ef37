import { createColors } from "picocolors";
import { guardOutput, prose, shorten, terminalName, terminalText } from "./escape";
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
import { listOf, widthOf, wrap } from "./wrap";

/** How the text is laid out. */
export interface TextOptions {
  /** Columns, at least 40. @default 100 */
  readonly width?: number;
  /** Whether to use colours; nothing is said by colour alone. @default false */
  readonly color?: boolean;
}

const style: Style = { name: (text) => terminalName(shorten(text)), text: terminalText, id: (text) => terminalText(shorten(text)) };

const INDENT = 2;
const LABEL = 4;
const CONTENT = 13;
/** What stands between permissions and resources: two spaces and `on `. */
const BETWEEN = 5;

/**
 * The summary for a terminal: one block a principal, lists wrapped with hanging indents.
 */
export function renderText(model: SummaryModel, options: TextOptions = {}): string {
  const page: Page = { width: Math.max(40, options.width ?? 100), colors: createColors(options.color ?? false) };
  const text = model.stacks.map((stack) => renderStack(stack, page).join("\n")).join("\n\n");
  return guardOutput(text === "" ? "no stacks\n" : `${text}\n`);
}

interface Page {
  readonly width: number;
  readonly colors: ReturnType<typeof createColors>;
}

/** One by one: a token may have more lines than a call may have arguments. */
function append(lines: string[], more: readonly string[]): void {
  for (const line of more) lines.push(line);
}

type Color = "green" | "red" | "yellow" | "dim";

function renderStack(stack: StackSummary, page: Page): string[] {
  const [name = "", ...rest] = headingParts(stack, style);
  const heading = wrapHanging([name, ...rest].map((part) => listOf([part])).join(" · "), page);
  // The name is what the eye looks for; it stands at the start of the first line.
  const [first = ""] = heading;
  const lines = [
    first.startsWith(name) ? page.colors.bold(name) + first.slice(name.length) : first,
    ...heading.slice(1).map((line) => " ".repeat(CONTENT) + line),
  ];
  for (const warning of stack.warnings) {
    append(lines, row(warning.level, warningText(warning, terminalText), levelColor(warning), page, INDENT));
  }
  // At least 12, so that what stands beside the names is never taken for a row of its own.
  const nameWidth = Math.min(
    24,
    stack.principals.reduce((widest, { name }) => Math.max(widest, widthOf(style.name(name))), 12),
  );
  const policies = stack.principals.map((principal) => principal.policies.map(policyLine));
  const column = columnOf(policies.flat(), page);
  stack.principals.forEach((principal, index) => {
    lines.push("");
    append(lines, renderPrincipal(principal, policies[index] ?? [], nameWidth, column, page));
  });
  return lines;
}

function renderPrincipal(
  principal: PrincipalSummary,
  policies: readonly PolicyLine[],
  nameWidth: number,
  column: number,
  page: Page,
): string[] {
  const lines = title(principal, nameWidth, page);
  const add = (label: string, text: string, color: Color = "dim"): void => {
    append(lines, row(label, text, color, page, LABEL));
  };
  if (principal.kind === "user") add("kind", "user token: belongs to a person, not to the account", "yellow");
  if (principal.account !== undefined) add("account", nameAndId(principal.account, style));
  if (principal.status === "disabled") add("status", "disabled: may do nothing", "yellow");
  if (!policies.some(({ effect }) => effect === "allow")) add("may", "nothing");
  for (const policy of policies) append(lines, policyRows(policy, column, page));
  add("from", ipPhrase(principal.requestIp, style, listOf));
  for (const { label, text, alarming } of lifetimeRows(principal, style)) add(label, text, alarming ? "yellow" : "dim");
  const { rotation } = principal;
  if (rotation !== undefined)
    add("rotation", `slot ${style.name(rotation.slot)} of ${style.name(rotation.principal)}, generation ${String(rotation.generation)}`);
  for (const warning of principal.warnings) add(warning.level, warningText(warning, terminalText), levelColor(warning));
  return lines;
}

/** The name, and beside it (or below, when there is no room) who answers for it and what it is for. */
function title(principal: PrincipalSummary, nameWidth: number, page: Page): string[] {
  const name = style.name(principal.name);
  const about = [principal.owner, principal.purpose]
    .filter((text) => text !== undefined)
    .map((text) => terminalText(prose(shorten(text))))
    .join(": ");
  const [first = "", ...others] = wrapHanging(name, page);
  const named = [" ".repeat(INDENT) + page.colors.bold(first), ...others.map((line) => " ".repeat(CONTENT) + page.colors.bold(line))];
  if (about === "") return named;
  const column = INDENT + nameWidth + 2;
  if (widthOf(name) > nameWidth || others.length > 0 || page.width - column < 30)
    return [...named, ...row("about", about, "dim", page, LABEL)];
  const [aboutFirst = "", ...aboutRest] = wrap(about, page.width - column);
  return [
    " ".repeat(INDENT) + page.colors.bold(name) + " ".repeat(column - INDENT - widthOf(name)) + aboutFirst,
    ...aboutRest.map((line) => " ".repeat(column) + line),
  ];
}

/** One policy, in words. */
interface PolicyLine {
  readonly effect: PolicySummary["effect"];
  readonly permissions: string;
  readonly permissionsWidth: number;
  readonly resources: string;
  readonly resourcesWidth: number;
}

function policyLine(policy: PolicySummary): PolicyLine {
  const permissions = listOf(permissionPhrases(policy.permissions, style));
  const resources = listOf(resourcePhrases(policy.resources, style));
  return { effect: policy.effect, permissions, permissionsWidth: widthOf(permissions), resources, resourcesWidth: widthOf(resources) };
}

/** Permissions and resources side by side where both fit their columns, else one below the other. */
function policyRows(line: PolicyLine, column: number, page: Page): string[] {
  const [label, color] = line.effect === "allow" ? (["may", "green"] as const) : (["may not", "red"] as const);
  if (line.permissionsWidth <= column && column + BETWEEN + line.resourcesWidth <= page.width - CONTENT) {
    return row(label, `${line.permissions}${" ".repeat(column - line.permissionsWidth)}  on ${line.resources}`, color, page, LABEL);
  }
  const below = wrap(line.resources, page.width - CONTENT - 3).map(
    (text, index) => `${" ".repeat(CONTENT)}${index === 0 ? "on " : "   "}${text}`,
  );
  return [...row(label, line.permissions, color, page, LABEL), ...below];
}

/** The width of the permissions' column: the widest list of the stack that takes at most half and leaves room for its resources. */
function columnOf(lines: readonly PolicyLine[], page: Page): number {
  const room = page.width - CONTENT;
  return lines.reduce((widest, { permissionsWidth, resourcesWidth }) => {
    const fits = permissionsWidth <= room / 2 && permissionsWidth + BETWEEN + resourcesWidth <= room;
    return fits ? Math.max(widest, permissionsWidth) : widest;
  }, 0);
}

/** Wrapped so that the second and further lines can be indented as far as the rows' texts, where they are taken for nothing else. */
function wrapHanging(text: string, page: Page): string[] {
  return wrap(text, widthOf(text) <= page.width - INDENT ? page.width : page.width - CONTENT);
}

/** A label and its text, wrapped with a hanging indent. */
function row(label: string, text: string, color: Color, page: Page, indent: number): string[] {
  const column = indent + CONTENT - LABEL;
  return wrap(text, page.width - column).map((line, index) =>
    index === 0
      ? " ".repeat(indent) + page.colors[color](label) + " ".repeat(Math.max(1, column - indent - label.length)) + line
      : " ".repeat(column) + line,
  );
}

function levelColor({ level }: WarningSummary): Color {
  if (level === "error") return "red";
  return level === "warning" ? "yellow" : "dim";
}
