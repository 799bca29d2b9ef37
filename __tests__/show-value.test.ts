import fc from "fast-check";
import { showValue } from "../lib/errors";

/** Forms of a token's value, obviously made up: with the prefixes documented since 2026, and the 40 characters without one from before. */
const FAKE = "FAKE".repeat(10);
const SECRETS = [`cfat_${FAKE}`, `cfut_${FAKE}`, `cfoat_${FAKE}`, `cfk_${FAKE}`, FAKE];

test.each([
  ["text as JSON", 'a "b"', '"a \\"b\\""'],
  ["numbers, booleans and null as JSON", [1, true, null], "[1,true,null]"],
  ["a date in UTC", new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ["undefined as nothing", undefined, "nothing"],
  ["what has no JSON by its kind", Symbol("x"), "<symbol>"],
  ["a function without its source", () => FAKE, "<function>"],
  ["an id in full, since 32 characters are no secret", "0123456789abcdef0123456789abcdef", '"0123456789abcdef0123456789abcdef"'],
])("shows %s", (_, value, shown) => {
  expect(showValue(value)).toBe(shown);
});

test("shows cycles, numbers without JSON and objects that throw by their kind", () => {
  const cycle: Record<string, unknown> = Object.create(null);
  cycle.self = cycle;
  const thrower = {
    toJSON: () => {
      throw new Error("no");
    },
    toString: () => {
      throw new Error("no");
    },
  };
  expect([cycle, 5n, thrower].map(showValue)).toEqual(["<object>", "<bigint>", "<object>"]);
});

describe("redacts", () => {
  const places: readonly [string, (secret: string) => unknown][] = [
    ["alone", (secret) => secret],
    ["in a header", (secret) => `Bearer ${secret}`],
    ["in a property", (secret) => ({ a: [{ value: secret }] })],
    ["as a property's name", (secret) => ({ [secret]: 1 })],
    ["after a line break", (secret) => `\n${secret}`],
    ["after a tab", (secret) => `a\t${secret}\n`],
    ["after an escape character", (secret) => `\u001b${secret}`],
    ["in quotes", (secret) => `"${secret}"`],
    ["beyond the cut", (secret) => `${"a ".repeat(60)}${secret}`],
    ["cut in two by an invisible character", (secret) => `${secret.slice(0, 9)}\u200b${secret.slice(9)}`],
    ["beside a cdktf token", (secret) => `\${x} ${secret}`],
  ];
  test.each(places)("a secret %s", (_, place) => {
    expect(SECRETS.map((secret) => showValue(place(secret)))).toEqual(SECRETS.map(() => "<redacted>"));
  });
});

test.each([
  ["a reference", "${cloudflare_zone.z.id}"],
  ["text with a reference", "zone ${data.x.id}"],
  ["an encoded list", ["#{TfToken[1]}"]],
])("shows %s as a token", (_, value) => {
  expect(showValue(value)).toBe("<token>");
});

test("escapes what would repaint or reorder a terminal's line", () => {
  expect(showValue("\u001b[31m\u0007\u009b\u200b\u202e\u2028\u2066\ufeff\ud800\n")).toBe(
    '"\\u001b[31m\\u0007\\u009b\\u200b\\u202e\\u2028\\u2066\\ufeff\\ud800\\n"',
  );
});

test("cuts at 80 characters, and not within a character", () => {
  expect(showValue("a ".repeat(39))).toBe(JSON.stringify("a ".repeat(39)));
  expect(showValue("a ".repeat(40))).toBe(`"${"a ".repeat(39)}…`);
  expect(showValue("a ".repeat(38) + "a" + "😀😀")).toBe(`"${"a ".repeat(38)}a…`);
});

test("shows anything in one line of 80 printable characters at most", () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withSparseArray: true }),
  );
  fc.assert(
    fc.property(anything, (value) => {
      const shown = showValue(value);
      expect(shown.length).toBeLessThanOrEqual(80);
      expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/);
      expect(shown).not.toMatch(/\p{Surrogate}/u);
    }),
    { numRuns: 2000 },
  );
});
