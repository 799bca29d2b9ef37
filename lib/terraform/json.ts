import { createHash } from "node:crypto";
import { printParseErrorCode, visit } from "jsonc-parser";
import { fault, holdsCredential, PrincipalError } from "../errors";
import { compareText } from "../policy";
import { printable } from "../printable";

/** A text that is not the JSON we can trust ourselves to read. `at` is the path within the document, where there is one. */
export class JsonFault extends Error {
  constructor(
    readonly at: string,
    message: string,
  ) {
    super(message);
  }
}

/** Terraform's deepest legitimate nesting is about 20. */
const MAX_DEPTH = 100;

/** What may come next, in words. */
const NEXT = { value: "a value", name: "a name in double quotes", colon: "a colon", end: "the end of the file" } as const;

/** Faults within one token of the text, in words; any other one is a token that may not stand there. */
const WITHIN: Readonly<Record<string, string>> = {
  UnexpectedEndOfString: "the string's end in double quotes",
  InvalidCharacter: "the string's end in double quotes",
  InvalidEscapeCharacter: "an escape sequence of JSON, such as \\n",
  InvalidUnicode: "an escape sequence of JSON, such as \\n",
};
/** Faults of a token that goes on to the end of the text: it may be whole in the whole text. */
const CUT: ReadonlySet<string> = new Set(["UnexpectedEndOfString", "UnexpectedEndOfNumber", "InvalidUnicode", "InvalidSymbol"]);

/** An object or a list whose end is still to come. */
type Level =
  | { readonly object: Record<string, unknown>; readonly list?: undefined; key: string }
  | { readonly object?: undefined; readonly list: unknown[]; key?: undefined };

/**
 * Reads JSON as `JSON.parse` does, and refuses what other readers could take for something else than we do: a key given twice (Terraform reads both,
 * `JSON.parse` keeps the last), `__proto__`, and nesting that could exhaust a stack. A number that JavaScript can't keep becomes an `ExactNumber`.
 */
export function parseStrictJson(text: string): unknown {
  if (text.trim() === "") throw new JsonFault("", "the file is empty");
  if (text.startsWith("\ufeff"))
    throw new JsonFault("", "not valid JSON: it begins with a byte order mark, which Terraform refuses as well");
  if (text.includes("\u0000")) throw new JsonFault("", "not valid JSON: it holds NUL bytes, as UTF-16 does");
  let root: unknown;
  let expected: string = NEXT.value;
  const levels: Level[] = [];
  const put = (value: unknown): void => {
    const level = levels.at(-1);
    if (level === undefined) root = value;
    else if (level.list === undefined) level.object[level.key] = value;
    else level.list.push(value);
  };
  const afterValue = (): void => {
    const level = levels.at(-1);
    expected = level === undefined ? NEXT.end : `a comma or ${level.list === undefined ? "}" : "]"}`;
  };
  const begin = (level: Level): void => {
    if (levels.length >= MAX_DEPTH) throw new JsonFault(pathOf(levels), `nested deeper than ${String(MAX_DEPTH)} levels`);
    put(level.object ?? level.list);
    levels.push(level);
    expected = level.list === undefined ? NEXT.name : NEXT.value;
  };
  const end = (): void => {
    levels.pop();
    afterValue();
  };
  visit(
    text,
    {
      onObjectBegin: () => {
        begin({ object: {}, key: "" });
      },
      onArrayBegin: () => {
        begin({ list: [] });
      },
      onObjectEnd: end,
      onArrayEnd: end,
      onObjectProperty: (key) => {
        const level = levels.at(-1);
        if (level?.object === undefined) return;
        level.key = key;
        if (key === "__proto__") throw new JsonFault(pathOf(levels), "this key is not allowed");
        if (Object.hasOwn(level.object, key)) throw new JsonFault(pathOf(levels), "this key stands twice");
        expected = NEXT.colon;
      },
      onLiteralValue: (value: unknown, offset, length) => {
        put(typeof value === "number" ? readNumber(text.slice(offset, offset + length)) : value);
        afterValue();
      },
      onSeparator: (character) => {
        expected = character === ":" || levels.at(-1)?.list !== undefined ? NEXT.value : NEXT.name;
      },
      // The text around the place may hold a secret: it is in no message.
      onError: (code, offset, length, line, column) => {
        const name = printParseErrorCode(code);
        if (offset >= text.length || (CUT.has(name) && offset + length >= text.length))
          throw new JsonFault("", "not valid JSON; it may be cut off");
        const place = `line ${String(line + 1)}, column ${String(column + 1)}`;
        throw new JsonFault("", `not valid JSON at ${place}: there has to be ${WITHIN[name] ?? expected}`);
      },
    },
    { disallowComments: true },
  );
  return root;
}

function pathOf(levels: readonly Level[]): string {
  // An entry that is being read stands in its list already.
  return joinPath(levels.map(({ list, key }, depth) => (list === undefined ? key : list.length - (depth < levels.length - 1 ? 1 : 0))));
}

/** `policies[0].effect`; odd keys in brackets and quotes, and a credential in none of them. */
export function joinPath(path: readonly PropertyKey[]): string {
  const text = path
    .slice(0, 20)
    .map((part) => (typeof part === "number" ? `[${String(part)}]` : keyText(String(part))))
    .join("");
  return text.startsWith(".") ? text.slice(1) : text;
}

function keyText(key: string): string {
  if (holdsCredential(key)) return '["<redacted>"]';
  return /^[\w/-]{1,120}$/.test(key) ? `.${key}` : `[${printable(JSON.stringify(key.slice(0, 120)))}]`;
}

/** A number of a file that JavaScript can't keep: Terraform counts exactly, so that 9007199254740993 is another number than 9007199254740992. */
export class ExactNumber {
  /** @param text as it stands in the file */
  constructor(readonly text: string) {}

  toJSON(): string {
    return this.text;
  }

  toString(): string {
    return this.text;
  }
}

/** The number of a JSON text. */
export function readNumber(text: string): number | ExactNumber {
  const value = Number(text);
  return Number.isFinite(value) && decimalOf(text) === decimalOf(String(value)) ? value : new ExactNumber(text);
}

/** Equal for texts of one number: its digits without zeros at the ends, and the power of ten of the last. */
function decimalOf(text: string): string {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".");
  const digits = whole + fraction;
  let [start, end] = [0, digits.length];
  while (digits[start] === "0") start++;
  if (start === end) return "0";
  while (digits[end - 1] === "0") end--;
  return `${text.startsWith("-") ? "-" : ""}${digits.slice(start, end)}e${String(Number(exponent) - fraction.length + digits.length - end)}`;
}

/** A parsed object of Terraform JSON. */
export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

/** A JSON value as text in which equal values are equal: the order of keys says nothing, and a number that JavaScript can't keep is itself. */
export function canonicalText(value: unknown): string {
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => compareText(a, b));
  return `{${fields.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalText(inner)}`).join(",")}}`;
}

/** A digest of texts: what it is made of can't be told from it, if it is long enough. */
export function digestOf(...texts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 32);
}

/** How an error names a place in a file. */
export function where(file: string, at: string): string {
  return at === "" ? printable(file) : `${printable(file)}: ${at}`;
}

/** A fault of a file's content; `at` is the path within the document. */
export function invalid(file: string, at: string, what: string): PrincipalError {
  return new PrincipalError([fault.invalidFile(where(file, at), what)]);
}
