import fc from "fast-check";
import { whereNoJson } from "../../lib/cli/where-no-json";

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
      if (place.found !== undefined) expect(text.startsWith(place.found, at)).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

test.each([
  ["", { line: 1, column: 1, expected: "a value" }],
  ['{"a": 1,\n  b: 2}', { line: 2, column: 3, expected: "a name in double quotes", found: "b" }],
  ['{"a" 1}', { line: 1, column: 6, expected: "a colon", found: "1" }],
  ["[1 2]", { line: 1, column: 4, expected: "a comma or ]", found: "2" }],
  ['{"a": 1', { line: 1, column: 8, expected: "a comma or }" }],
  ["[1]]", { line: 1, column: 4, expected: "the end of the file", found: "]" }],
  ["[".repeat(5000), { line: 1, column: 102, expected: "no more than 100 levels", found: "[" }],
])("in %j says what has to stand there", (text, place) => {
  expect(whereNoJson(text)).toEqual(place);
});
