import functions = require("./list/functions.json");

/*
 * The tokens of the expressions within a text, as HCL reads it: a text of JSON is a template, its expressions stand in `${…}` and `%{…}`, hold quoted
 * templates in turn, and comments. Linear in the text, and without recursion.
 *
 * Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/scan_tokens.rl
 */

export interface ExpressionToken {
  /**
   * `open`, `close`: of an expression in a template; `quote`: begins or ends a quoted template; `text`: literal text within one; `heredoc`: begins
   * one, whose text is then taken for more of the expression.
   */
  readonly kind: "open" | "close" | "quote" | "text" | "word" | "number" | "mark" | "heredoc";
  readonly text: string;
  /** Index within the text. */
  readonly at: number;
}

const SPACE = /\s+/uy;
const COMMENT = /(?:#|\/\/)[^\n]*|\/\*[^]*?(?:\*\/|$)/uy;
const WORD = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const HEREDOC = /<<-?[\p{ID_Start}_]/uy;
const MARK = /::|==|!=|<=|>=|=>|&&|\|\||\.\.\.|[^]/uy;
/** Text of a template up to what may begin an expression, end it, or escape something. */
const LITERAL = /[^$%"\\]+/y;
/** `${` and `%{` begin an expression; with more signs than one they are text. */
const SIGNS = /(\$+|%+)(?:\{~?)?/y;

/** The tokens in order; what stands outside of all expressions is left out. */
export function* expressionTokens(text: string): Generator<ExpressionToken> {
  // Of each level that is open: a quoted template, or an expression with its braces.
  const levels: { readonly quoted: boolean; braces: number }[] = [];
  for (let at = 0; at < text.length;) {
    const level = levels.at(-1);
    const start = at;
    const take = (pattern: RegExp): string | undefined => {
      pattern.lastIndex = start;
      const found = pattern.exec(text)?.[0];
      if (found !== undefined) at += found.length;
      return found;
    };
    if (level === undefined || level.quoted) {
      let found = take(LITERAL) ?? take(SIGNS);
      if (found !== undefined && /^[$%]\{/.test(found)) {
        levels.push({ quoted: false, braces: 0 });
        yield { kind: "open", text: found.slice(0, 2), at: start };
        continue;
      }
      if (found === undefined && level !== undefined && text.charAt(at) === '"') {
        at++;
        levels.pop();
        yield { kind: "quote", text: '"', at: start };
        continue;
      }
      // Only a quoted template escapes by a backslash.
      if (found === undefined) at += level !== undefined && text.charAt(at) === "\\" ? 2 : 1;
      found ??= text.slice(start, at);
      if (level !== undefined) yield { kind: "text", text: found, at: start };
      continue;
    }
    if (take(SPACE) !== undefined || take(COMMENT) !== undefined) continue;
    const word = take(WORD);
    if (word !== undefined) yield { kind: "word", text: word.normalize("NFC"), at: start };
    else if (text.charAt(at) === '"') {
      at++;
      levels.push({ quoted: true, braces: 0 });
      yield { kind: "quote", text: '"', at: start };
    } else {
      const number = take(NUMBER);
      if (number !== undefined) yield { kind: "number", text: number, at: start };
      else if (take(HEREDOC) !== undefined) yield { kind: "heredoc", text: "<<", at: start };
      else {
        const mark = take(MARK) ?? "";
        if (mark === "}" && level.braces === 0) {
          levels.pop();
          yield { kind: "close", text: mark, at: start };
          continue;
        }
        if (mark === "{") level.braces++;
        if (mark === "}") level.braces--;
        yield { kind: "mark", text: mark, at: start };
      }
    }
  }
}

/** Words of HCL itself, which a bracket may follow. */
const KEYWORDS: ReadonlySet<string> = new Set("for in if else endif endfor true false null".split(" "));

/** The functions that a text calls, by their names as they stand there, `provider::x::f` among them. */
export function* callsIn(text: string): Generator<string> {
  if (!text.includes("${") && !text.includes("%{")) return;
  let name = "";
  let before = "";
  for (const { kind, text: token } of expressionTokens(text)) {
    if (token === "(" && kind === "mark" && name !== "" && !KEYWORDS.has(name)) yield name;
    if (kind === "word") name = before === "." ? "" : before === "::" ? `${name}::${token}` : token;
    else if (token !== "::" || kind !== "mark") name = "";
    before = kind === "mark" ? token : "";
  }
}

/*
 * Functions of Terraform 1.16 and OpenTofu 1.13. Everything else, and every name that is on no list, hangs on more than what the files say. None of those
 * that are `total` fails for one value and not for another: they may stand in a sink's secret.
 */

/** `emitted`: by our own expressions; `pure`: understood; `file`: reads files, or evaluates a text and what that calls (`templatestring`); `unknown`: hangs on the time, chance, the machine or a provider, or is new. */
export type FunctionGrade = "emitted" | "pure" | "file" | "unknown";

/** @param name as it is called, `core::file` and `provider::x::f` among them */
export function gradeOf(name: string): FunctionGrade {
  const own = name.replace(/^core::/, "");
  if (functions.emitted.includes(own)) return "emitted";
  if (functions.pure.includes(own)) return "pure";
  return functions.file.includes(own) || own.startsWith("file") ? "file" : "unknown";
}

const IDENTIFIER = String.raw`[\p{ID_Start}_][\p{ID_Continue}-]*`;
const INDEX = String.raw`\[(?:\d+|"[^"\\$%\]]*")\]`;
const REFERENCE = String.raw`${IDENTIFIER}(?:\.${IDENTIFIER}|\.\d+|${INDEX})*`;
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
      if (token === "(" && callee !== "" && !functions.total.includes(callee)) return false;
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
