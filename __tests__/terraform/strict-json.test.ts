import fc from "fast-check";
import { ExactNumber, JsonFault, parseStrictJson } from "../../lib/terraform";

function faultOf(text: string): { at: string; message: string } | undefined {
  try {
    parseStrictJson(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return { at: error.at, message: error.message };
  }
}

/** With numbers as JSON.parse keeps them. */
function rounded(value: unknown): unknown {
  if (value instanceof ExactNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rounded(inner)]));
}

const NO_PLACE =
  /^(?:the file is empty|this key stands twice|this key is not allowed|not valid JSON; it may be cut off|not valid JSON: it holds NUL bytes, as UTF-16 does|not valid JSON: it begins with a byte order mark.*)$/;

describe("strict JSON", () => {
  it("reads what JSON.parse reads, and finds a place in exactly the texts that it refuses", () => {
    const damaged = fc
      .tuple(
        fc.jsonValue({ maxDepth: 4 }),
        fc.nat(),
        fc.constantFrom("", ",", '"', "}", "]", "{", ":", "x", "0", "-", ".", "\\", "\n", "e", "//", "/*"),
        fc.nat(2),
      )
      .map(([value, at, insert, left]) => {
        const text = JSON.stringify(value, null, 1);
        const cut = at % (text.length + 1);
        return text.slice(0, cut) + insert + text.slice(cut + left);
      });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.string()), (text) => {
        let value: unknown;
        try {
          value = JSON.parse(text);
        } catch {
          const { message = "" } = faultOf(text) ?? {};
          const place = /^not valid JSON at line (\d+), column (\d+): there has to be /.exec(message);
          if (place === null) return NO_PLACE.test(message);
          const lines = text.split(/\r\n|\r|\n/);
          return Number(place[1]) <= lines.length && Number(place[2]) <= (lines[Number(place[1]) - 1] ?? "").length + 1;
        }
        const fault = faultOf(text);
        // A random text may hold one key twice.
        if (fault !== undefined) return fault.message === "this key stands twice" || fault.message === "this key is not allowed";
        expect(rounded(parseStrictJson(text))).toEqual(value);
        return true;
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ["", "the file is empty"],
    ["\ufeff{}", "not valid JSON: it begins with a byte order mark, which Terraform refuses as well"],
    ["{\u0000}", "not valid JSON: it holds NUL bytes, as UTF-16 does"],
    ['{"a": 1,\n  b: 2}', "not valid JSON at line 2, column 3: there has to be a name in double quotes"],
    ['{"a" 1}', "not valid JSON at line 1, column 6: there has to be a colon"],
    ['{"a": 1,}', "not valid JSON at line 1, column 9: there has to be a name in double quotes"],
    ["[1 2]", "not valid JSON at line 1, column 4: there has to be a comma or ]"],
    ["[1,]", "not valid JSON at line 1, column 4: there has to be a value"],
    ["[1]]", "not valid JSON at line 1, column 4: there has to be the end of the file"],
    ["[1] // why", "not valid JSON at line 1, column 5: there has to be the end of the file"],
    ["[01]", "not valid JSON at line 1, column 3: there has to be a comma or ]"],
    ['["a\n"]', "not valid JSON at line 1, column 2: there has to be the string's end in double quotes"],
    ['\n["\\x"]', "not valid JSON at line 2, column 2: there has to be an escape sequence of JSON, such as \\n"],
    ['{"a": 1', "not valid JSON; it may be cut off"],
    ['{"a": "1', "not valid JSON; it may be cut off"],
    ['{"a": tr', "not valid JSON; it may be cut off"],
  ])("of %j says what has to stand there", (text, message) => {
    expect(faultOf(text)).toEqual({ at: "", message });
  });

  it.each([
    ['{"a": [{"b": 1}, {"c": 1, "\\u0063": 2}]}', "a[1].c", "this key stands twice"],
    ['{"a": [[0, {"__proto__": 1}]]}', "a[0][1].__proto__", "this key is not allowed"],
    [`[0, ${"[".repeat(5000)}`, `[1]${"[0]".repeat(19)}`, "nested deeper than 100 levels"],
  ])("fails for %j", (text, at, message) => {
    expect(faultOf(text)).toEqual({ at, message });
  });

  it.each(["9007199254740993", "1.00000000000000000001", "1e400", "-1e-400", "0.1000000000000000055511151231257827"])(
    "keeps the text of %s, which is no number of JavaScript",
    (text) => {
      const [value] = parseStrictJson(`[${text}]`) as [unknown];
      expect(value).toEqual(new ExactNumber(text));
      expect(JSON.stringify(value)).toBe(JSON.stringify(text));
    },
  );

  it.each([
    ["0.1", 0.1],
    ["1.50", 1.5],
    ["1e2", 100],
    ["100E-2", 1],
    ["0e400", 0],
    ["-12", -12],
    ["1e21", 1e21],
    ["9007199254740992", 9007199254740992],
  ])("reads %s as the number that it is", (text, value) => {
    expect(parseStrictJson(text)).toBe(value);
  });

  it.each([
    ["letters", `["${"x".repeat(4e6)}"`],
    ["escapes", `["${"\\n".repeat(2e6)}"`],
    ["digits", `[${"1".repeat(4e6)}`],
    ["zeros", `[1${"0".repeat(2e6)}.${"0".repeat(2e6)}1`],
    ["spaces", `[1${" ".repeat(4e6)}`],
    ["lines", `[1${"\n".repeat(4e6)}`],
  ])("reads 4 million %s in some seconds, without running out of stack", (_, text) => {
    const started = performance.now();
    expect(faultOf(text)?.message).toBe("not valid JSON; it may be cut off");
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
