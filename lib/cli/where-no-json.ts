/** Where a text stops being JSON, and what would have to stand there. */
export interface JsonPlace {
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
  readonly expected: string;
  /** What stands there; undefined at the end. */
  readonly found?: string;
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
    const before = text.slice(0, error.at).split("\n");
    const found = /./su.exec(text.slice(error.at))?.[0];
    return {
      line: before.length,
      column: (before.at(-1) ?? "").length + 1,
      expected: error.expected,
      ...(found === undefined ? {} : { found }),
    };
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

/** Source: https://www.rfc-editor.org/rfc/rfc8259 */
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
    if (this.takes(/\{/y)) this.readEntries("}", depth, () => this.readKey());
    else if (this.takes(/\[/y)) this.readEntries("]", depth, () => undefined);
    else if (!this.takes(STRING) && !this.takes(SCALAR)) throw new Stop(this.at, "a value");
    this.skip();
  }

  private readEntries(close: "}" | "]", depth: number, begin: () => void): void {
    const end = close === "}" ? /\}/y : /\]/y;
    this.skip();
    if (this.takes(end)) return;
    do {
      begin();
      this.readValue(depth + 1);
    } while (this.takes(/,/y));
    if (!this.takes(end)) throw new Stop(this.at, `a comma or ${close}`);
  }

  private readKey(): void {
    this.skip();
    if (!this.takes(STRING)) throw new Stop(this.at, "a name in double quotes");
    this.skip();
    if (!this.takes(/:/y)) throw new Stop(this.at, "a colon");
  }

  private skip(): void {
    this.takes(/[ \t\r\n]*/y);
  }

  private takes(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return false;
    this.at = pattern.lastIndex;
    return true;
  }
}

const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/y;
const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
