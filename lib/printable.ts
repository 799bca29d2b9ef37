import { createHash } from "node:crypto";

/*
 * What every output does first: a foreign text must not be able to move the cursor, turn the reading direction, hide characters, or look
 * like another text. Such characters are shown as `\u{…}`. Each format then adds its own rules.
 */

const ASCII = /^[\x20-\x7e]*$/;

// Control, format (bidi, zero-width, tags), private use, lone surrogates, line and paragraph separators, and whatever shows nothing
// (fillers, grapheme joiner, variation selectors, blank Braille pattern).
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]/gu;
// Every space but the common one: a no-break or a wide space could imitate the gaps of a table.
const ODD_SPACE = /(?! )\p{Zs}/gu;
// More than four marks on one letter run into the lines above and below.
const PILED_MARKS = /(?<=\p{M}{4})\p{M}+/gu;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
/** What CI runners obey anywhere in a line: `##[command]`, `##vso[…]`, `##teamcity[…]`. */
export const CI_MARK = /##(?=[a-z]*\[)/gi;

/** `\u{1b}` and the like; `\n`, `\r`, `\t` for these three. */
export function visible(char: string): string {
  return SHORT[char] ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}

function eachVisible(chars: string): string {
  return Array.from(chars, visible).join("");
}

/** A foreign text on one line, every character of it visible. Right-to-left text is isolated, so that it can't reorder what follows it. */
export function printable(text: string): string {
  const shown = withoutTricks(text);
  return RIGHT_TO_LEFT.test(shown) ? `\u2068${shown}\u2069` : shown;
}

/** As `printable`, but right-to-left letters are escaped as well: for source code, where no bidi control may stand. */
export function printableCode(text: string): string {
  const shown = withoutTricks(text);
  return RIGHT_TO_LEFT.test(shown) ? shown.replace(new RegExp(RIGHT_TO_LEFT, "gu"), visible) : shown;
}

const SIMPLE_NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._@+/-]*(?: [\p{L}\p{M}\p{N}._@+/&-]+)*$/u;

/** Whether a name can stand without quotes: nothing in it could be taken for the page's own words and punctuation. */
export function isSimpleName(name: string): boolean {
  return SIMPLE_NAME.test(name);
}

/** A sentence (a purpose, a warning) on one line: line breaks and runs of spaces become one space. To be escaped after that. */
export function prose(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}

/** How much of a text is shown where nothing else is said. */
export const SHOWN_LENGTH = 500;

/** Cuts a text that is only there to be read, and says so. */
export function shorten(text: string, limit = SHOWN_LENGTH): string {
  return text.length <= limit ? text : `${start(text, limit)}… (${String(text.length)} characters)`;
}

/** Cuts a text that decides something: two that are not the same never look the same. */
export function abridge(text: string, limit = SHOWN_LENGTH): string {
  return text.length <= limit ? text : `${start(text, limit)}… (${String(text.length)} characters, SHA-256 ${digest([text])})`;
}

/** A part of the hash of some texts, for what is not shown of them: long enough that nobody finds two lists of the same. */
export function digest(texts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 32);
}

function start(text: string, limit: number): string {
  // Not within a surrogate pair: half of one is no character.
  return text.slice(0, /[\ud800-\udbff]/.test(text.charAt(limit - 1)) ? limit - 1 : limit);
}

function withoutTricks(text: string): string {
  const shown = ASCII.test(text)
    ? text
    : text.replace(UNPRINTABLE, eachVisible).replace(ODD_SPACE, eachVisible).replace(PILED_MARKS, eachVisible);
  return shown.includes("##") ? shown.replace(CI_MARK, "#\\u{23}") : shown;
}
