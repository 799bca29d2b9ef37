import type { ResourceEntries } from "./token-spec";

/**
 * Whether a text holds something that is known at plan or apply time only: a cdktf token or a Terraform expression.
 * This package knows such a value by its `${` alone, so that no cdktf type is needed to reason about it.
 */
export function isSymbol(text: string): boolean {
  return text.includes("${") || text.includes("#{TfToken[");
}

/** Whether a text of foreign Terraform is known at plan or apply time only: `%{if …}` makes it as unknown as `${…}` does. */
export function isUnknown(text: string): boolean {
  return isSymbol(text) || text.includes("%{");
}

/** Whether any text within a list or a text is a symbol. Lists of cdktf are encoded as one entry `#{TfToken[…]}`. */
export function holdsSymbol(value: unknown): boolean {
  if (typeof value === "string") return isSymbol(value);
  // cdktf encodes numbers as large negative values; no date or count here is one.
  if (typeof value === "number") return value < -1e150;
  return Array.isArray(value) && value.some(holdsSymbol);
}

/**
 * Whether each `${…}` of a text is one whole value: brackets and quotes closed, nothing after a comma. What is pasted into an expression of ours
 * must not be able to end it and go on with its own.
 */
export function hasWholeSymbols(text: string): boolean {
  for (let at = text.indexOf("${"); at !== -1;) {
    const end = endOfWhole(text, at + 2);
    if (end === undefined) return false;
    at = text.indexOf("${", end);
  }
  return true;
}

/** Index behind the brace that closes the value begun at `from`; undefined for a value that is not whole. */
function endOfWhole(text: string, from: number): number | undefined {
  const open: string[] = [];
  for (let i = from; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '"') {
      const end = /^"(?:[^"\\]|\\.)*"/.exec(text.slice(i, i + 1000))?.[0].length;
      if (end === undefined) return undefined;
      i += end - 1;
    } else if (char === "}" && open.length === 0) return i > from ? i + 1 : undefined;
    else if ("([{".includes(char)) open.push(char === "(" ? ")" : char === "[" ? "]" : "}");
    else if (")]}".includes(char) && open.pop() !== char) return undefined;
    else if ((char === "," && open.length === 0) || char === "#" || char === "\n" || text.startsWith("//", i) || text.startsWith("/*", i))
      return undefined;
  }
  return undefined;
}

/*
 * Texts of a token in Terraform: `resources` and `permission_groups`, written and read. The provider compares `resources` byte for byte with
 * what the API answers, so it is compact JSON with sorted keys, as Terraform's own `jsonencode` writes it. Where a key holds a symbol,
 * Terraform has to sort after substitution: `${jsonencode({(format("….%s", var.zone)) = "*"})}`.
 */

/** The `resources` attribute of entries in normal form. */
export function writeResources(entries: ResourceEntries): string {
  const symbolic = Object.entries(entries).some(([key, value]) => isSymbol(key) || (value !== "*" && Object.keys(value).some(isSymbol)));
  return symbolic ? `\${jsonencode(${objectExpression(entries)})}` : jsonText(entries);
}

/** Reads a `resources` attribute, JSON or our own expression as we write it; undefined for any other text. */
export function parseResources(text: string): ResourceEntries | undefined {
  if (text.startsWith("${jsonencode(") && text.endsWith(")}")) {
    const entries = readObject(text.slice("${jsonencode(".length, -2), true);
    // What only looks like ours could mean something else to Terraform.
    return entries !== undefined && writeResources(entries) === text ? entries : undefined;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  // What was just parsed is nobody else's, and `{"__proto__": …}` in it is data.
  return isEntries(value) ? value : undefined;
}

/** `permission_groups`: a list of ids, or one expression where an id is known at plan time only. */
export function writeGroupIds(ids: readonly string[]): readonly { readonly id: string }[] | string {
  if (!ids.some(isSymbol)) return ids.map((id) => ({ id }));
  const parts = ids.map((id) => (isSymbol(id) ? stringExpression(id) : JSON.stringify(id)));
  return `\${[for id in sort(distinct([${parts.join(", ")}])) : { id = id }]}`;
}

const GROUPS_EXPRESSION = /^\$\{\[for id in sort\(distinct\(\[([^]*)\]\)\) : \{ id = id \}\]\}$/;

/** Reads `permission_groups`: a list of `{ id }` or our own expression; undefined for anything else. */
export function parseGroupIds(value: unknown): string[] | undefined {
  if (Array.isArray(value)) {
    const ids: string[] = [];
    for (const group of value as readonly unknown[]) {
      const id = typeof group === "object" && group !== null && "id" in group ? group.id : undefined;
      if (typeof id !== "string") return undefined;
      ids.push(id);
    }
    return ids;
  }
  const match = typeof value === "string" ? GROUPS_EXPRESSION.exec(value) : null;
  if (match?.[1] === undefined) return undefined;
  const ids = splitTopLevel(match[1])?.map(readExpression);
  return ids !== undefined && writeGroupIds(ids) === value ? ids : undefined;
}

/** The text that a template stands for, when there is nothing in it to evaluate; else the template. */
export function unescapeTemplate(template: string): string {
  return /(?<!\$)\$\{|(?<!%)%\{/.test(template) ? template : template.replace(/([$%])\1\{/g, "$1{");
}

/** A literal text within a Terraform template. */
export function escapeTemplate(text: string): string {
  return text.replace(/\$\{/g, "$$${").replace(/%\{/g, "%%{");
}

function jsonText(value: ResourceEntries | "*"): string {
  if (value === "*") return '"*"';
  let text = "";
  for (const key of Object.keys(value).sort()) text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${jsonText(value[key] ?? "*")}`;
  return `{${text}}`;
}

function objectExpression(entries: ResourceEntries | Readonly<Record<string, "*">>): string {
  const fields = Object.keys(entries)
    .sort()
    .map((key) => {
      const value = entries[key] ?? "*";
      return `${isSymbol(key) ? `(${stringExpression(key)})` : JSON.stringify(key)} = ${value === "*" ? '"*"' : objectExpression(value)}`;
    });
  return `{${fields.join(", ")}}`;
}

/** A text that holds symbols as an expression: `format("com.….%s", var.zone)`, or the bare symbol when there is nothing else. */
function stringExpression(text: string): string {
  const { literals, symbols } = splitSymbols(text);
  const [only] = symbols;
  // A symbol that looks like what this module writes is wrapped, so that it is read back as it was.
  if (symbols.length === 1 && only !== undefined && literals.every((l) => l === "") && !/^\s*(?:format\(|")/.test(only)) return only;
  return `format(${JSON.stringify(literals.map((l) => l.replace(/%/g, "%%")).join("%s"))}, ${symbols.join(", ")})`;
}

/** Takes `a${x}b` apart into ["a", "b"] and ["x"]. Braces and quotes within a symbol are balanced. */
export function splitSymbols(text: string): { readonly literals: string[]; readonly symbols: string[] } {
  const literals: string[] = [];
  const symbols: string[] = [];
  let at = 0;
  for (let open = text.indexOf("${"); open !== -1; open = text.indexOf("${", at)) {
    const close = endOf(text, open + 2, "}") ?? text.length;
    literals.push(text.slice(at, open));
    symbols.push(text.slice(open + 2, close));
    at = close + 1;
  }
  literals.push(text.slice(at));
  return { literals, symbols };
}

/** The text with each symbol replaced by as many `x`: to look for separators that are no part of a symbol. */
export function maskSymbols(text: string): string {
  if (!text.includes("${")) return text;
  const { literals, symbols } = splitSymbols(text);
  return literals.map((literal, i) => literal + "x".repeat(i < symbols.length ? (symbols[i] ?? "").length + "${}".length : 0)).join("");
}

const CLOSING: Readonly<Record<string, string>> = { "{": "}", "[": "]", "(": ")" };
/** How many templates may stand within each other: a hostile text must not exhaust the stack. */
const MAX_NESTING = 50;

/**
 * Index of the character that ends the expression begun before `from`: `close` itself, outside of all brackets. Undefined where there is none,
 * where brackets do not match, and where a comment or a heredoc could hide one.
 */
function endOf(text: string, from: number, close: string, nesting = 0): number | undefined {
  if (nesting > MAX_NESTING) return undefined;
  const open: string[] = [];
  for (let i = from; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '"') {
      const end = endOfString(text, i, nesting);
      if (end === undefined) return undefined;
      i = end;
    } else if (open.length === 0 && char === close) return i;
    else if (CLOSING[char] !== undefined) open.push(CLOSING[char]);
    else if ("}])".includes(char)) {
      if (open.pop() !== char) return undefined;
    } else if (char === "#" || HIDING.has(text.slice(i, i + 2))) return undefined;
  }
  return undefined;
}

const HIDING: ReadonlySet<string> = new Set(["//", "/*", "<<"]);

function endOfString(text: string, open: number, nesting: number): number | undefined {
  for (let i = open + 1; i < text.length; i++) {
    if (text.charAt(i) === "\\") i++;
    else if (text.charAt(i) === '"') return i;
    else if (/^(?:\$\$|%%)\{/.test(text.slice(i, i + 3))) i += 2;
    else if (/^[$%]\{/.test(text.slice(i, i + 2))) {
      const end = endOf(text, i + 2, "}", nesting + 1);
      if (end === undefined) return undefined;
      i = end;
    }
  }
  return undefined;
}

/** The parts between commas outside of all brackets; undefined where brackets do not match. */
function splitTopLevel(text: string): string[] | undefined {
  if (text === "") return [];
  const parts: string[] = [];
  const whole = `${text},`;
  for (let at = 0; at < whole.length;) {
    const comma = endOf(whole, at, ",");
    if (comma === undefined) return undefined;
    parts.push(whole.slice(at, comma).trim());
    at = comma + 1;
  }
  return parts;
}

function readString(text: string): string | undefined {
  if (!text.startsWith('"')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the object expressions that `objectExpression` writes, and nothing else. */
function readObject(text: string, nesting: boolean): ResourceEntries | undefined {
  if (!text.startsWith("{") || !text.endsWith("}")) return undefined;
  const entries: [string, "*" | Readonly<Record<string, "*">>][] = [];
  for (const field of splitTopLevel(text.slice(1, -1)) ?? [""]) {
    const equals = endOf(field, 0, "=");
    if (equals === undefined) return undefined;
    const key = readKey(field.slice(0, equals).trim());
    const right = field.slice(equals + 1).trim();
    const value = right === '"*"' ? "*" : nesting ? readObject(right, false) : undefined;
    if (key === undefined || value === undefined) return undefined;
    entries.push([key, value as "*" | Readonly<Record<string, "*">>]);
  }
  return fromEntries(entries);
}

function readKey(text: string): string | undefined {
  return closesAtEnd(text, "(") ? readExpression(text.slice(1, -1).trim()) : readString(text);
}

/** Whether a text starts with `begin`, and the bracket that it ends in is closed by the last character. */
function closesAtEnd(text: string, begin: string): boolean {
  return text.startsWith(begin) && endOf(text, begin.length, ")") === text.length - 1;
}

/** The text that `stringExpression` wrote; any other expression is a symbol as a whole. */
function readExpression(text: string): string {
  const literal = readString(text);
  if (literal !== undefined) return literal;
  const [template, ...symbols] = (closesAtEnd(text, "format(") ? splitTopLevel(text.slice("format(".length, -1)) : []) ?? [];
  const literals = splitFormat(readString(template ?? "") ?? "");
  if (symbols.length === 0 || literals?.length !== symbols.length + 1) return `\${${text}}`;
  return literals.map((part, i) => part + (i < symbols.length ? `\${${symbols[i] ?? ""}}` : "")).join("");
}

/** The literal parts between the `%s` of a format; undefined where it has other verbs. */
function splitFormat(format: string): string[] | undefined {
  const literals: string[] = [];
  let current = "";
  for (const piece of format.match(/%[^]?|[^%]+/g) ?? []) {
    if (piece === "%s") {
      literals.push(current);
      current = "";
    } else if (piece.startsWith("%") && piece !== "%%") return undefined;
    else current += piece === "%%" ? "%" : piece;
  }
  return [...literals, current];
}

function isEntries(value: unknown): value is ResourceEntries {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every(
    (v: unknown) => v === "*" || (typeof v === "object" && v !== null && !Array.isArray(v) && Object.values(v).every((w) => w === "*")),
  );
}

// Own properties only: `{"__proto__": …}` in a foreign file must stay data.
function fromEntries(entries: readonly (readonly [string, "*" | Readonly<Record<string, "*">>])[]): ResourceEntries {
  return Object.fromEntries(entries);
}
