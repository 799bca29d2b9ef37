import { createHash } from "node:crypto";
import { CI_MARK, isSimpleName, printable, printableCode, prose, shorten, visible } from "../../printable";

/*
 * One function an output for foreign texts. `__tests__/hostile/corpus.ts` runs through each of them.
 */
export { escapeTemplate as terraformText } from "../../policy";
export { abridge, CI_MARK, digest, printable, prose, SHOWN_LENGTH, shorten } from "../../printable";

/** A foreign text within a line of terminal output: no escape sequence, no control or bidi character, no second line. */
export function terminalText(text: string): string {
  return printable(text);
}

/** A foreign text of any length within a line of terminal output. */
export function lineText(text: string): string {
  return terminalText(prose(shorten(text, 1000)));
}

/**
 * A foreign name: as it is when simple, else in quotes, so that a name such as `a (00000000…), zone b` is seen to be one name.
 */
export function terminalName(name: string): string {
  return isSimpleName(name) ? printable(name) : `"${printable(name.replace(/["\\]/g, "\\$&"))}"`;
}

// Letters, digits and punctuation that no Markdown dialect gives a meaning within a line. A colon or an ampersand only before a space
// (`:smile:`, `&amp;`, `&1` mean something), a slash never twice.
const PLAIN = /^[\p{L}\p{N}"](?:[\p{L}\p{M}\p{N} ,.;?()"'…–—·-]|: |& |\/(?!\/))*$/u;
// Spaces that Markdown would swallow.
const LOST_SPACE = / $| {2}/;
// What forges turn into links by themselves: www., issue numbers, commit hashes.
const AUTOLINK = /www\.|\bgh-\d|\b[0-9a-f]{7,}\b/i;

/**
 * A foreign text within a line (not at its start) or a table cell of Markdown: plain where nothing in it can be markup, a mention, a link or an image on any
 * forge; else a code span, within which they know none of these.
 */
export function markdownText(text: string): string {
  const shown = printable(text);
  return PLAIN.test(text) && !AUTOLINK.test(text) && !LOST_SPACE.test(text) ? shown : markdownCode(text);
}

/** A foreign name: as text when simple, else as a code span, so that `a (00000000…), zone b` is seen to be one name. */
export function markdownName(name: string): string {
  return isSimpleName(name) ? markdownText(name) : markdownCode(name);
}

/** A foreign text as a code span. A bar would end a table cell even there, and how `\|` reads differs between parsers: it is escaped. */
export function markdownCode(text: string): string {
  const shown = printable(text).replaceAll("|", "\\u{7c}");
  if (shown === "") return "` `";
  let longest = 0;
  for (const [run] of shown.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = "`".repeat(longest + 1);
  // A parser takes one space off each side when both are there, but none of a span of spaces.
  const padded = /^[` ]|[` ]$/.test(shown) && /[^ ]/.test(shown) ? ` ${shown} ` : shown;
  return `${fence}${padded}${fence}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
  "=": "&#61;",
};

/** A foreign text in HTML, between tags or within a quoted attribute (never in a script, a style, a URL or an unquoted attribute). */
export function htmlText(text: string): string {
  return printable(text).replace(/[&<>"'`=]/g, (char) => ENTITIES[char] ?? char);
}

/** A foreign name: as text when simple, else in quotes, so that `a (00000000…), zone b` is seen to be one name. */
export function htmlName(name: string): string {
  return isSimpleName(name) ? htmlText(name) : htmlText(`"${name.replace(/["\\]/g, "\\$&")}"`);
}

/** JSON that can be shown in a terminal and in a CI log: what is not ASCII stands as an escape, and `##[` is broken up. Equal when parsed. */
export function asciiJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(/[^\n\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).replace(CI_MARK, "#\\u0023")}\n`;
}

/** A foreign text in a plain message of SARIF, where `[text](1)` is a link and `{0}` a placeholder. */
export function sarifText(text: string): string {
  return printable(text)
    .replace(/[\\[\]]/g, "\\$&")
    .replace(/[{}]/g, "$&$&");
}

/*
 * GitHub's runner obeys `::command …::text` at the start of a line of output (leading spaces do not help) and the older `##[command]text`
 * anywhere in it; other CI systems have kept the second form.
 *
 * Source: https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions
 */

/** A command at the start of a line. An IPv6 address such as `::1/128` is none: a command's name is letters, and `::` follows. */
const COMMAND = /(^|[\r\n])([^\S\r\n]*):(?=:[a-z-]+(?:\s[^\r\n]*?)?::)/gi;

/** Finished output that a CI runner will not obey. Nothing else in it is changed. */
export function guardOutput(text: string): string {
  return text.replace(COMMAND, "$1$2\\u{3a}").replace(CI_MARK, "#\\u{23}");
}

/** The text of a workflow command that we write ourselves. */
export function workflowData(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(CI_MARK, "#%23");
}

/** A property of a workflow command that we write ourselves (`file=…`). */
export function workflowProperty(text: string): string {
  return workflowData(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}

/** A text as a TypeScript string literal of exactly that value. */
export function typescriptString(text: string): string {
  // Ill-formed UTF-16 and separators are legal in a literal, but editors and formatters may change them.
  return JSON.stringify(text).replace(/[^\x20-\x7e]/g, (unit) => {
    const code = unit.charCodeAt(0);
    return code > 0xa0 && isLetter(unit) ? unit : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/**
 * A foreign text within a comment, on one line and in quotes: it can end no comment and start no directive (`@ts-nocheck`, `@jsx`,
 * `eslint-disable`, `# sourceMappingURL`), since those stand first in their comment or begin with `@`.
 */
export function typescriptComment(text: string): string {
  const shown = printableCode(text).replace(/@/g, visible).replace(/\*\//g, "*\\/").replace(/\/\*/g, "/\\*");
  return `"${shown}"`;
}

/** Letters of left-to-right scripts that read as they are written: Latin, Greek, Cyrillic. */
function isLetter(unit: string): boolean {
  return /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u.test(unit);
}

const SAFE = /^[a-z0-9](?:[a-z0-9_-]|\.(?!\.|$)){0,79}$/;
// Windows gives these names to devices, with any extension.
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/;

// Names that look like ours for unsafe names are not kept, else `foo-<hash of Foo>` would meet `Foo`.
const HASHED = /-[0-9a-f]{16}$/;

/**
 * One segment of a file path for a foreign name. A safe name is kept; any other is made safe and gets 16 characters of its hash, so that
 * two names never share a file, not even where case is ignored.
 */
export function fileName(name: string): string {
  if (SAFE.test(name) && !DEVICE.test(name) && !HASHED.test(name)) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 16);
  const base = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60)
    .replace(/-+$/, "");
  return base === "" || DEVICE.test(base) ? `x-${hash}` : `${base}-${hash}`;
}
