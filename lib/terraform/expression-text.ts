import { compareText } from "../policy";
import { callsIn, gradeOf } from "./expression-tokens";
import { TOKEN_TYPES } from "./findings";

/*
 * References within Terraform's expressions. Spaces and comments may stand between their parts, and whoever wants to hide one writes some. All of this
 * takes a time that is linear in the length of a text, however hostile: regular expressions that skip comments do not.
 */

/** An identifier of a text. */
export interface Word {
  /** In the form in which Terraform compares identifiers (NFC). */
  readonly name: string;
  readonly end: number;
}

/** A text that holds expressions. What is a comment in one is looked for everywhere: a text is not taken apart into literals and expressions. */
export class ExpressionText {
  /** For each index: where the word ends that begins there; 0 for none. */
  private readonly wordEnds: Int32Array;
  private readonly gapEnds: Int32Array;
  /** The next closing bracket. */
  private readonly brackets: Int32Array;
  private readonly indexEnds = new Map<number, number>();

  constructor(private readonly text: string) {
    this.wordEnds = wordEnds(text);
    this.gapEnds = gapEnds(text);
    this.brackets = new Int32Array(text.length).fill(-1);
    for (let at = text.length - 1, close = -1; at >= 0; at--) this.brackets[at] = close = text.charAt(at) === "]" ? at : close;
  }

  /** Every word, in order. */
  *words(): Generator<Word> {
    for (let at = 0; at < this.text.length;) {
      const word = this.word(at);
      if (word !== undefined) yield word;
      at = word?.end ?? at + 1;
    }
  }

  /** The word that begins there. */
  word(at: number): Word | undefined {
    const end = this.wordEnds[at] ?? 0;
    return end === 0 ? undefined : { name: this.text.slice(at, end).normalize("NFC"), end };
  }

  /** What comes after spaces and comments: its index. */
  skip(at: number): number {
    return this.gapEnds[at] ?? this.text.length;
  }

  /** Whether these characters stand there. */
  has(at: number, characters: string): boolean {
    return this.text.startsWith(characters, at);
  }

  /** The word behind a dot. */
  member(at: number): Word | undefined {
    const dot = this.skip(at);
    return this.has(dot, ".") ? this.word(this.skip(dot + 1)) : undefined;
  }

  /** Behind all indexes (`[0]["a"]`), each up to the first closing bracket. */
  afterIndexes(at: number): number {
    const passed: number[] = [];
    let end = at;
    for (;;) {
      const known = this.indexEnds.get(end);
      if (known !== undefined) {
        end = known;
        break;
      }
      const open = this.skip(end);
      const close = this.has(open, "[") ? (this.brackets[open] ?? -1) : -1;
      // Without an end it is no index.
      if (close === -1) break;
      passed.push(end);
      end = close + 1;
    }
    for (const each of passed) this.indexEnds.set(each, end);
    return end;
  }

  /** Behind one index that is a number or a text, without gaps; the same place where there is none. */
  literalIndex(at: number): number {
    const index = /\[(?:\d+|"[^"\\$%]*")\]/y;
    index.lastIndex = at;
    return at + (index.exec(this.text)?.[0].length ?? 0);
  }

  /** The text within `["…"]`, where it stands there and nothing in it is evaluated. */
  key(at: number): string | undefined {
    const open = this.skip(at);
    const quote = this.has(open, "[") ? this.skip(open + 1) : -1;
    if (quote === -1 || !this.has(quote, '"')) return undefined;
    const end = this.text.indexOf('"', quote + 1);
    if (end === -1 || !this.has(this.skip(end + 1), "]")) return undefined;
    const key = this.text.slice(quote + 1, end);
    return /[\\$%]/.test(key) ? undefined : key;
  }
}

/** What Terraform takes for an identifier: `ID_Start`, then `ID_Continue` and hyphens. */
function wordEnds(text: string): Int32Array {
  const ends = new Int32Array(text.length);
  for (let at = 0; at < text.length;) {
    let end = at + widthOf(text, at, START);
    if (end === at) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    else {
      for (let width = 1; width > 0; end += width) width = widthOf(text, end, PART);
      ends[at] = end;
      at = end;
    }
  }
  return ends;
}

const START = { ascii: asciiOf(/[A-Za-z_]/), other: /\p{ID_Start}/u };
const PART = { ascii: asciiOf(/[A-Za-z0-9_-]/), other: /\p{ID_Continue}/u };

/** The length of a character if it is of that kind, else 0. */
function widthOf(text: string, at: number, { ascii, other }: typeof START): number {
  const code = text.charCodeAt(at);
  if (code < 128) return ascii[code] === true ? 1 : 0;
  const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
  return at < text.length && other.test(char) ? char.length : 0;
}

function asciiOf(pattern: RegExp): readonly boolean[] {
  return Array.from({ length: 128 }, (_, code) => pattern.test(String.fromCharCode(code)));
}

/** For each index of a text, that of what follows spaces and comments. */
function gapEnds(text: string): Int32Array {
  const ends = new Int32Array(text.length + 1);
  ends[text.length] = text.length;
  let [close, closeAfter] = [-1, -1];
  let line = text.length - 1;
  for (let at = text.length - 1; at >= 0; at--) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (char === "\n") line = at;
    if (char === "*" && next === "/") [close, closeAfter] = [at, close];
    let end = at;
    if (isSpace(char)) end = ends[at + 1] ?? at;
    else if (char === "/" && next === "*") {
      // The star of `/*/` closes nothing.
      const closing = close === at + 1 ? closeAfter : close;
      if (closing !== -1) end = ends[closing + 2] ?? at;
    } else if (char === "#" || (char === "/" && next === "/")) end = ends[line + 1] ?? at;
    ends[at] = end;
  }
  return ends;
}

function isSpace(char: string): boolean {
  return char <= " " || (char > "~" && /\s/.test(char));
}

/** A static reference (`moved.from`, `provider`) without what Terraform ignores in it. */
export function plainReference(text: string): string {
  let plain = "";
  const ends = gapEnds(text);
  for (let at = 0; at < text.length;) {
    const from = ends[at] ?? at;
    let end = from + 1;
    // A string ends at the first quote that is not escaped; one without an end is nothing that Terraform takes.
    if (text.charAt(from) === '"') {
      while (end < text.length && text.charAt(end) !== '"') end += text.charAt(end) === "\\" ? 2 : 1;
      end++;
    }
    plain += text.slice(from, end);
    at = end;
  }
  return plain;
}

/** One output of a remote state by its name; `output` is missing where it may be any of them, `state` where it may be one of any state. */
export interface RemoteOutput {
  readonly state?: string;
  readonly output?: string;
}

/** What the word `terraform_remote_state` reads. Nothing is evaluated: what is not surely one output may be any. */
export function remoteOutputAt(text: ExpressionText, { end }: Word): RemoteOutput {
  const state = text.member(end);
  const outputs = state === undefined ? undefined : text.member(text.afterIndexes(state.end));
  const output = outputs?.name === "outputs" ? (text.member(outputs.end)?.name ?? text.key(outputs.end)) : undefined;
  return { ...(state === undefined ? {} : { state: state.name }), ...(output === undefined ? {} : { output: output.normalize("NFC") }) };
}

/** What a text reads of remote states. */
export function remoteOutputsIn(text: string): RemoteOutput[] {
  if (!text.includes(REMOTE_STATE)) return [];
  const expression = new ExpressionText(text);
  return [...expression.words()].filter(({ name }) => name === REMOTE_STATE).map((word) => remoteOutputAt(expression, word));
}

export const REMOTE_STATE = "terraform_remote_state";

/** Kinds of things that are named by three words, `data.cloudflare_zone.main`. */
const THREE_WORDS: ReadonlySet<string> = new Set(["data", "ephemeral", "action"]);

/**
 * Every name that a text may refer to, `local.zone` or `data.cloudflare_zone.main`: words with dots between them, of which some are none. Nothing is
 * evaluated and no literal is left out, so that none is missed. Linear in the text.
 */
export function* referencesIn(text: string): Generator<string> {
  if (!text.includes(".")) return;
  const expression = new ExpressionText(text);
  for (const first of expression.words()) {
    const second = expression.member(first.end);
    if (second === undefined || isOfAnyAccess(expression, first, second)) continue;
    const third = THREE_WORDS.has(first.name) ? expression.member(second.end) : undefined;
    yield third === undefined ? `${first.name}.${second.name}` : `${first.name}.${second.name}.${third.name}`;
  }
}

/** A token's value and its id are that, whatever the token may do. */
function isOfAnyAccess(text: ExpressionText, type: Word, name: Word): boolean {
  return TOKEN_TYPES.has(type.name) && ["id", "value"].includes(text.member(text.afterIndexes(name.end))?.name ?? "");
}

/** The functions that a text calls and whose answer hangs on more than their arguments, in the order of the text. */
export function impureCallsIn(text: string): string[] {
  return [...new Set(callsIn(text))].filter((name) => ["file", "unknown"].includes(gradeOf(name)));
}

/** What a `moved`, `import` or `removed` block names. */
export interface TerraformAddress {
  /** `cloudflare_account_token.ci`, or `data.cloudflare_zone.main`; empty for a module as a whole. */
  readonly resource: string;
  /** `module.team.module.dns`; empty for the root module. */
  readonly module: string;
  /** All of it as Terraform writes it, keys of instances included: `module.team["a"].cloudflare_account_token.ci[0]`. */
  readonly text: string;
}

/** A part of an address, with the key of an instance. */
interface Step {
  readonly name: string;
  index: string;
}

const WORD = /\.?([\p{ID_Start}_][\p{ID_Continue}-]*)/uy;

/** The parts of an address without spaces and comments; undefined for what is none. */
function stepsOf(plain: string): Step[] | undefined {
  const steps: Step[] = [];
  for (let at = 0; at < plain.length;) {
    const last = steps.at(-1);
    if (plain.charAt(at) === "[") {
      const end = endOfIndex(plain, at);
      if (end === -1 || last?.index !== "") return undefined;
      last.index = plain.slice(at, end);
      at = end;
    } else {
      WORD.lastIndex = at;
      const name = WORD.exec(plain)?.[1];
      if (name === undefined) return undefined;
      steps.push({ name, index: "" });
      at = WORD.lastIndex;
    }
  }
  return steps;
}

/** Behind the bracket that closes an index; -1 where there is none. */
function endOfIndex(text: string, from: number): number {
  let quoted = false;
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') quoted = !quoted;
    else if (quoted && char === "\\") at++;
    else if (!quoted && char === "[") depth++;
    else if (!quoted && char === "]" && --depth === 0) return at + 1;
  }
  return -1;
}

/** Reads an address however it is spelled: spaces, comments, `\${…}` around it, a leading `resource.`. Undefined for what is none. */
export function resourceAddress(written: unknown): TerraformAddress | undefined {
  if (typeof written !== "string") return undefined;
  const plain = plainReference(written)
    .replace(/^\$\{([^]*)\}$/, "$1")
    .normalize("NFC");
  const steps = stepsOf(plain);
  if (steps === undefined) return undefined;
  let at = 0;
  while (steps[at]?.name === "module" && at + 1 < steps.length) at += 2;
  const modules = steps.slice(0, at);
  const rest = steps.slice(at);
  if (rest[0]?.name === "resource" && rest.length > 1) rest.shift();
  if (rest.length !== (rest[0]?.name === "data" ? 3 : 2) && !(rest.length === 0 && at > 0)) return undefined;
  if (rest.slice(0, -1).some(({ index }) => index !== "")) return undefined;
  const names = (list: readonly Step[]): string => list.map(({ name }) => name).join(".");
  return {
    resource: names(rest),
    module: names(modules),
    text: [...modules, ...rest].map(({ name, index }) => name + index).join("."),
  };
}

/** What the provider computes: it is no access, and may be ignored. */
const COMPUTED: ReadonlySet<string> = new Set(["id", "value", "issued_on", "last_used_on", "modified_on"]);

/**
 * The attributes of a token that Terraform leaves as they are in the account, by `lifecycle.ignore_changes`: `policies` for `policies[0].resources`,
 * `all`, or `something` for what can't be told. What the provider computes is left out.
 */
export function ignoredAttributes(ignoreChanges: readonly unknown[]): string[] {
  const entries = ignoreChanges.flatMap((entry): readonly unknown[] => (Array.isArray(entry) ? entry : [entry]));
  const roots = entries
    .filter((entry) => entry !== undefined && entry !== null)
    .map((entry) => (typeof entry === "string" ? /^(?:\$\{)?([\w-]+)/.exec(plainReference(entry))?.[1] : undefined) ?? "something");
  return [...new Set(roots.filter((root) => !COMPUTED.has(root)))].sort(compareText);
}
