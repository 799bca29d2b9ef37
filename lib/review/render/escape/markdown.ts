import { isSimpleName, printable } from "../../../printable";

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
  const longest = Math.max(0, ...Array.from(shown.matchAll(/`+/g), (run) => run[0].length));
  const fence = "`".repeat(longest + 1);
  // A parser takes one space off each side when both are there, but none of a span of spaces.
  const padded = /^[` ]|[` ]$/.test(shown) && /[^ ]/.test(shown) ? ` ${shown} ` : shown;
  return `${fence}${padded}${fence}`;
}
