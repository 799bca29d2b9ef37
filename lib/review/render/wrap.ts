import stringWidth = require("string-width");

// Characters that take one column each; anything else is measured.
const NARROW = /^[\x20-\x7e\u00a0\u00b7\u2026]*$/;
// Stands for a space that must not become a line break. Foreign texts hold none: `printable` has escaped it.
const NO_BREAK = "\u00a0";

/** Columns that a text takes in a terminal. */
export function widthOf(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text.replace(/[\u2068\u2069]/g, ""));
}

/** A text over lines of at most `width` columns, broken at spaces. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  for (const word of widthOf(text) <= width ? [text] : wordsOf(text, width)) {
    const size = widthOf(word);
    if (line !== "" && used + 1 + size > width) {
      lines.push(line);
      line = "";
    }
    used = line === "" ? size : used + 1 + size;
    line = line === "" ? word : `${line} ${word}`;
  }
  return closeIsolates([...lines, line]).map((each) => each.replaceAll(NO_BREAK, " "));
}

/** Isolated right-to-left text that goes over several lines is isolated on each of them. */
function closeIsolates(lines: readonly string[]): readonly string[] {
  if (!lines.some((line) => line.includes("\u2068"))) return lines;
  let open = 0;
  return lines.map((line) => {
    const before = open;
    for (const char of line) open += char === "\u2068" ? 1 : char === "\u2069" ? -1 : 0;
    return "\u2068".repeat(before) + line + "\u2069".repeat(open);
  });
}

/** What a line break may stand between. A phrase that is longer than a line is broken at its spaces, a longer word anywhere. */
function wordsOf(text: string, width: number): string[] {
  const fits = (part: string): boolean => widthOf(part) <= width;
  return text.split(" ").flatMap((phrase) => (fits(phrase) ? [phrase] : phrase.split(NO_BREAK).flatMap((word) => cut(word, width))));
}

/** Pieces of a word that fit a line. */
function cut(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = "";
  let used = 0;
  for (const char of word) {
    const size = widthOf(char);
    if (used + size > width) {
      pieces.push(piece);
      piece = "";
      used = 0;
    }
    piece += char;
    used += size;
  }
  return [...pieces, piece];
}

/** Phrases as a list: commas between them, line breaks only there where it can be. */
export function listOf(phrases: readonly string[]): string {
  return phrases.map((phrase) => phrase.replaceAll(" ", NO_BREAK)).join(", ");
}
