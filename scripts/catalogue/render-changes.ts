import { scopeOfApiName } from "../../lib/catalogue";
import { type CatalogueChanges, hasChanges } from "./compare";
import { type LiveGroup } from "./read-answer";

/** What changed, for a terminal. */
export function renderChanges(changes: CatalogueChanges): string {
  const { added, removed, renamed, rescoped, confirmed, identified, unplaced, absent, unchanged } = changes;
  const sections = [
    section(
      "added",
      added.map((group) => `+ ${show(group)}${identified.includes(group) ? ", was known by name only" : ""}`),
    ),
    section(
      "removed",
      removed.map((group) => `- ${show(group)}`),
    ),
    section(
      "renamed",
      renamed.map(({ before, after }) => `~ ${show(before)} is now ${printable(after.name)}`),
    ),
    section(
      "rescoped",
      rescoped.map(({ before, after }) => `~ ${show(before)} is now at ${scopes(after)} level`),
    ),
    section(
      "confirmed, the scope was inferred from use",
      confirmed.map((group) => `= ${show(group)}`),
    ),
    section(
      "not taken over, the tree has no branch for the scope",
      unplaced.map((group) => `? ${show(group)}`),
    ),
    absent.length === 0 ? "" : `not compared, the answer has none of them: ${absent.join(", ")} permissions\n`,
    `${String(unchanged)} unchanged\n`,
  ];
  return (hasChanges(changes) ? "" : "nothing to take over\n") + sections.join("");
}

/** A foreign text on a terminal: nothing in it moves the cursor, sets colours, turns direction or hides. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${title} (${String(lines.length)})\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

function show(group: LiveGroup): string {
  return `${printable(group.name)} (${scopes(group)}) ${printable(group.id)}`;
}

function scopes(group: LiveGroup): string {
  return group.scopes.map((name) => scopeOfApiName(name) ?? printable(name)).join(", ");
}
