import { holdsCredential } from "../errors";
import { printable } from "../printable";
import { whereNoJson } from "./where-no-json";

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

interface Level {
  /** The keys so far; undefined for a list. */
  readonly keys: Set<string> | undefined;
  key: string;
  index: number;
  expectsKey: boolean;
}

/**
 * Reads JSON as `JSON.parse` does, and refuses what other readers could take for something else than we do: a key given twice (Terraform
 * reads both, `JSON.parse` keeps the last), `__proto__`, and nesting that could exhaust a stack.
 */
export function parseStrictJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch {
    // The engine's own message differs between versions and quotes the text around the place, which may hold a secret.
    throw new JsonFault("", whyNoJson(text));
  }
  checkStructure(text);
  return value;
}

function whyNoJson(text: string): string {
  if (text.trim() === "") return "the file is empty";
  if (text.startsWith("\ufeff")) return "not valid JSON: it begins with a byte order mark, which Terraform refuses as well";
  if (text.includes("\u0000")) return "not valid JSON: it holds NUL bytes, as UTF-16 does";
  const place = whereNoJson(text);
  if (place === undefined) return "not valid JSON";
  if (place.atEnd) return "not valid JSON; it may be cut off";
  return `not valid JSON at line ${String(place.line)}, column ${String(place.column)}: there has to be ${place.expected}`;
}

/** What `parseStrictJson` refuses, of a valid JSON text: there, brackets match and a string after `{` or a comma within an object is a key. */
export function checkStructure(text: string): void {
  const levels: Level[] = [];
  let current: Level | undefined;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') {
      const end = endOfString(text, at);
      if (current?.expectsKey === true) takeKey(current, text.slice(at, end + 1), levels);
      at = end;
    } else if (char === "{" || char === "[") {
      if (levels.length >= MAX_DEPTH) throw new JsonFault(pathOf(levels), `nested deeper than ${String(MAX_DEPTH)} levels`);
      current = { keys: char === "{" ? new Set() : undefined, key: "", index: 0, expectsKey: char === "{" };
      levels.push(current);
    } else if (char === "}" || char === "]") {
      levels.pop();
      current = levels.at(-1);
    } else if (char === "," && current !== undefined) {
      current.index++;
      current.expectsKey = current.keys !== undefined;
    }
  }
}

function endOfString(text: string, open: number): number {
  for (let end = text.indexOf('"', open + 1); ; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charAt(end - 1 - backslashes) === "\\") backslashes++;
    if (backslashes % 2 === 0) return end;
  }
}

function takeKey(level: Level, token: string, levels: readonly Level[]): void {
  const key = token.includes("\\") ? (JSON.parse(token) as string) : token.slice(1, -1);
  level.key = key;
  level.expectsKey = false;
  if (key === "__proto__") throw new JsonFault(pathOf(levels), "this key is not allowed");
  if (level.keys?.has(key) === true) throw new JsonFault(pathOf(levels), "this key stands twice");
  level.keys?.add(key);
}

function pathOf(levels: readonly Level[]): string {
  return joinPath(levels.map((level) => (level.keys === undefined ? level.index : level.key)));
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
