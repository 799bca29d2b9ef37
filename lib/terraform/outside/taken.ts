import { expressionTokens } from "../expression-tokens";
import { isTotal } from "../list";

const WORD = String.raw`[\p{ID_Start}_][\p{ID_Continue}-]*`;
const INDEX = String.raw`\[(?:\d+|"[^"\\$%\]]*")\]`;
const REFERENCE = String.raw`${WORD}(?:\.${WORD}|\.\d+|${INDEX})*`;
const WHOLE = new RegExp(String.raw`^\$\{\s*(?:${REFERENCE}|sha256\(\s*${REFERENCE}\s*\))\s*\}$`, "u");

/**
 * Whether a text is one reference and nothing else, or the SHA-256 of one. Whatever else is made of a value can fail for some values and not for others,
 * which tells them.
 */
export function isTakenWhole(text: string): boolean {
  return WHOLE.test(text);
}

const MARKS: ReadonlySet<string> = new Set(["(", ")", "{", "}", "[", "]", ",", "=", ":", "."]);
const WORDS_OF_CHOICE: ReadonlySet<string> = new Set(["for", "if", "in"]);
/** Anywhere else a bracket is an index. */
const LIST_BEGINS_AFTER: ReadonlySet<string> = new Set(["open", "(", ",", "=", ":", "["]);
const LITERAL_INDEX = /\[\s*(?:\d+|"[^"\\$%]*")\s*\]/y;

/**
 * Whether what a text makes of references never fails for one value and not for another: they stand in templates, lists and objects, and within functions
 * that take every text.
 */
export function isTakenSafely(text: string): boolean {
  if (isTakenWhole(text)) return true;
  let before = "";
  let callee = "";
  for (const { kind, text: token, at } of expressionTokens(text)) {
    if (kind === "heredoc" || (kind === "open" && token === "%{")) return false;
    if (kind === "word" && WORDS_OF_CHOICE.has(token) && before !== ".") return false;
    if (kind === "mark") {
      if (!MARKS.has(token)) return false;
      if (token === "(" && callee !== "" && !isTotal(callee)) return false;
      if (token === "[" && !LIST_BEGINS_AFTER.has(before)) {
        LITERAL_INDEX.lastIndex = at;
        if (!LITERAL_INDEX.test(text)) return false;
      }
    }
    callee = kind === "word" ? token : "";
    before = kind === "mark" ? token : kind;
  }
  return true;
}
