import type { Fault } from "../../lib/errors";
import { secondsLeft } from "../../lib/policy";
import { type Lifetime, readLifetime } from "../../lib/policy/instant";
import { shown } from "./support";

function read(lifetime: unknown): { spec: unknown; faults: ReturnType<typeof shown> } {
  const faults: Fault[] = [];
  const spec = readLifetime(lifetime as Lifetime, faults);
  return { spec, faults: shown(faults) };
}

const invalid = (path: string, value: string): string[] => [
  "InvalidDate",
  path,
  `${path}: a date is a Date or an RFC 3339 string with time and offset, got ${value}; write it like "2037-06-01T00:00:00Z"`,
];

describe("readLifetime", () => {
  test("gives UTC, whole seconds, Z, and leaves out what is absent", () => {
    expect([
      read({ notBefore: "2026-12-01T01:00:00.75+01:00", expiresOn: new Date("2037-06-01T00:00:00.999Z") }).spec,
      read({ expiresOn: "2037-06-01t00:00:00z", notBefore: undefined }).spec,
      read({}).spec,
    ]).toStrictEqual([{ notBefore: "2026-12-01T00:00:00Z", expiresOn: "2037-06-01T00:00:00Z" }, { expiresOn: "2037-06-01T00:00:00Z" }, {}]);
  });

  test.each([
    ["2037-06-01", '"2037-06-01"'],
    ["2037-06-01T00:00:00", '"2037-06-01T00:00:00"'],
    ["2037-02-30T00:00:00Z", '"2037-02-30T00:00:00Z"'],
    ["2037-06-01T24:00:00Z", '"2037-06-01T24:00:00Z"'],
    ["2016-12-31T23:59:60Z", '"2016-12-31T23:59:60Z"'],
    ["2037-06-01T00:00:00+24:00", '"2037-06-01T00:00:00+24:00"'],
    ["2037-06-01T00:00:00Z\n", '"2037-06-01T00:00:00Z\\n"'],
    ["tomorrow", '"tomorrow"'],
    ["", '""'],
    [0, "0"],
    [2127427200, "2127427200"],
    [null, "null"],
    [new Date(Number.NaN), "null"],
    [{}, "{}"],
    [["2037-06-01T00:00:00Z"], '["2037-06-01T00:00:00Z"]'],
  ])("fails on %j as a date", (value, got) => {
    expect(read({ notBefore: value, expiresOn: value }).faults).toEqual([invalid("notBefore", got), invalid("expiresOn", got)]);
  });

  test.each([["${TfToken[TOKEN.1]}"], ["${var.expiry}"], [["#{TfToken[TOKEN.2]}"]], [-1.8881545897087503e289]])(
    "fails on the cdktf token %j",
    (token) => {
      expect(read({ expiresOn: token }).faults).toEqual([
        [
          "LiteralRequired",
          "expiresOn",
          "expiresOn: a date must be known at synth, got <token>; pass a plain value instead of a cdktf token",
        ],
      ]);
    },
  );

  test.each([
    ["the same instant", "2037-06-01T00:00:00Z", "2037-06-01T00:00:00Z"],
    ["the same instant in other words", "2037-06-01T02:00:00+02:00", "2037-06-01T00:00:00Z"],
    ["the same second", "2037-06-01T00:00:00.1Z", "2037-06-01T00:00:00.9Z"],
  ])("fails when notBefore and expiresOn are %s", (_, notBefore, expiresOn) => {
    expect(read({ notBefore, expiresOn }).faults).toEqual([
      [
        "NotBeforeAfterExpiry",
        "notBefore",
        'notBefore: notBefore lies before expiresOn (2037-06-01T00:00:00Z), got "2037-06-01T00:00:00Z"; check both dates',
      ],
    ]);
  });

  test("fails when notBefore is later, however the texts compare", () => {
    expect(read({ notBefore: "2037-06-01T00:00:00-05:00", expiresOn: "2037-06-01T04:00:00Z" }).faults).toEqual([
      [
        "NotBeforeAfterExpiry",
        "notBefore",
        'notBefore: notBefore lies before expiresOn (2037-06-01T04:00:00Z), got "2037-06-01T05:00:00Z"; check both dates',
      ],
    ]);
    expect(read({ notBefore: "2037-06-01T00:00:00+05:00", expiresOn: "2037-05-31T20:00:00Z" }).faults).toEqual([]);
  });

  test("a past expiry is no fault of the lifetime itself", () => {
    expect(read({ expiresOn: "2001-01-01T00:00:00Z" })).toEqual({ spec: { expiresOn: "2001-01-01T00:00:00Z" }, faults: [] });
  });
});

test("secondsLeft counts from the given instant, and knows no expiry as none", () => {
  const now = new Date("2037-05-31T23:59:00.500Z");
  expect([secondsLeft("2037-06-01T00:00:00Z", now), secondsLeft("2037-05-31T23:59:00Z", now), secondsLeft(undefined, now)]).toEqual([
    59.5,
    -0.5,
    undefined,
  ]);
});
