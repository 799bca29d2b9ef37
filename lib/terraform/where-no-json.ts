/** Where a text stops being JSON, and what would have to stand there. */
export interface JsonPlace {
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
  readonly expected: string;
  /** Whether the text ends there. */
  readonly atEnd: boolean;
}

const MAX_DEPTH = 100;

/**
 * The first place at which a text can't be JSON; undefined where it is JSON. The engine's own message depends on its version, and often has no place
 * in it.
 */
export function whereNoJson(text: string): JsonPlace | undefined {
  try {
    new Scanner(text).readAll();
    return undefined;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    const { at, expected } = error;
    let line = 1;
    let start = 0;
    for (let end = text.indexOf("\n"); end !== -1 && end < at; end = text.indexOf("\n", start)) {
      line++;
      start = end + 1;
    }
    return { line, column: at - start + 1, expected, atEnd: at >= text.length };
  }
}

class Stop extends Error {
  constructor(
    readonly at: number,
    readonly expected: string,
  ) {
    super(expected);
  }
}

/**
 * Strings are read by a loop: an expression with a choice in its repetition runs out of stack at some millions of characters.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc8259
 */
class Scanner {
  private at = 0;

  constructor(private readonly text: string) {}

  readAll(): void {
    this.readValue(0);
    if (this.at < this.text.length) throw new Stop(this.at, "the end of the file");
  }

  private readValue(depth: number): void {
    if (depth > MAX_DEPTH) throw new Stop(this.at, `no more than ${String(MAX_DEPTH)} levels`);
    this.skip();
    const char = this.text[this.at];
    if (char === "{") this.readEntries("}", depth);
    else if (char === "[") this.readEntries("]", depth);
    else if (char === '"') this.readString();
    else this.readScalar();
    this.skip();
  }

  private readEntries(close: "}" | "]", depth: number): void {
    this.at++;
    this.skip();
    if (this.takes(close)) return;
    do {
      if (close === "}") this.readKey();
      this.readValue(depth + 1);
    } while (this.takes(","));
    if (!this.takes(close)) throw new Stop(this.at, `a comma or ${close}`);
  }

  private readKey(): void {
    this.skip();
    if (this.text[this.at] !== '"') throw new Stop(this.at, "a name in double quotes");
    this.readString();
    this.skip();
    if (!this.takes(":")) throw new Stop(this.at, "a colon");
  }

  private readString(): void {
    for (this.at++; this.text[this.at] !== '"'; this.at++) {
      if (this.at >= this.text.length || this.text.charCodeAt(this.at) < 0x20) throw new Stop(this.at, "the string's end in double quotes");
      if (this.text[this.at] !== "\\") continue;
      if (!/^\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/.test(this.text.slice(this.at, this.at + 6)))
        throw new Stop(this.at, "an escape sequence of JSON, such as \\n");
      this.at++;
    }
    this.at++;
  }

  private readScalar(): void {
    SCALAR.lastIndex = this.at;
    if (!SCALAR.test(this.text)) throw new Stop(this.at, "a value");
    this.at = SCALAR.lastIndex;
  }

  private skip(): void {
    while (" \t\r\n".includes(this.text[this.at] ?? "end")) this.at++;
  }

  private takes(char: string): boolean {
    if (this.text[this.at] !== char) return false;
    this.at++;
    return true;
  }
}

const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
