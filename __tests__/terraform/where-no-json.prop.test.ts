import fc from "fast-check";
import { whereNoJson } from "../../lib/terraform/where-no-json";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test("finds a place in exactly the texts that JSON.parse refuses", () => {
  const damaged = fc
    .tuple(
      fc.jsonValue({ maxDepth: 4 }),
      fc.nat(),
      fc.constantFrom("", ",", '"', "}", "]", "{", ":", "x", "0", "-", ".", "\\", "\n", "e"),
      fc.nat(2),
    )
    .map(([value, at, insert, left]) => {
      const text = JSON.stringify(value, null, 1);
      const cut = at % (text.length + 1);
      return text.slice(0, cut) + insert + text.slice(cut + left);
    });
  fc.assert(
    fc.property(fc.oneof(damaged, fc.string()), (text) => {
      const place = whereNoJson(text);
      expect(place === undefined).toBe(isJson(text));
      if (place === undefined) return;
      const lines = text.split("\n");
      expect(place.line).toBeLessThanOrEqual(lines.length);
      const at = lines.slice(0, place.line - 1).reduce((sum, line) => sum + line.length + 1, 0) + place.column - 1;
      expect(place.atEnd).toBe(at === text.length);
      // What stands before the place is the beginning of some JSON: it can be completed.
      expect(whereNoJson(text.slice(0, at))?.atEnd ?? true).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

test.each([
  ["", { line: 1, column: 1, expected: "a value", atEnd: true }],
  ['{"a": 1,\n  b: 2}', { line: 2, column: 3, expected: "a name in double quotes", atEnd: false }],
  ['{"a" 1}', { line: 1, column: 6, expected: "a colon", atEnd: false }],
  ["[1 2]", { line: 1, column: 4, expected: "a comma or ]", atEnd: false }],
  ['{"a": 1', { line: 1, column: 8, expected: "a comma or }", atEnd: true }],
  ["[1]]", { line: 1, column: 4, expected: "the end of the file", atEnd: false }],
  ['["a\n"]', { line: 1, column: 4, expected: "the string's end in double quotes", atEnd: false }],
  ['\n["\\x"]', { line: 2, column: 3, expected: "an escape sequence of JSON, such as \\n", atEnd: false }],
  ["[".repeat(5000), { line: 1, column: 102, expected: "no more than 100 levels", atEnd: false }],
])("in %j says what has to stand there", (text, place) => {
  expect(whereNoJson(text)).toEqual(place);
});

test.each([
  ["letters", `["${"x".repeat(20e6)}"`],
  ["escapes", `["${"\\n".repeat(10e6)}"`],
  ["digits", `[${"1".repeat(20e6)}`],
  ["spaces", `[1${" ".repeat(20e6)}`],
  ["lines", `[1${"\n".repeat(20e6)}`],
])("reads 20 million %s without running out of stack", (_, text) => {
  expect(whereNoJson(text)).toMatchObject({ expected: "a comma or ]", atEnd: true });
});
