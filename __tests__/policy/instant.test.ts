import { formatInstant, now, parseInstant } from "../../lib/policy";
import { faultsOf } from "./support";

describe("parseInstant", () => {
  test.each([
    ["1970-01-01T00:00:00Z", 0],
    ["2037-06-01T00:00:00Z", 2127427200],
    ["2037-06-01t00:00:00z", 2127427200],
    ["2037-06-01T02:00:00+02:00", 2127427200],
    ["2037-05-31T13:30:00-10:30", 2127427200],
    ["2037-06-01T00:00:00-00:00", 2127427200],
    ["2037-06-01T23:59:00+23:59", 2127427200],
    ["2037-06-01T00:00:00.999999999Z", 2127427200],
    ["1969-12-31T23:59:59.5Z", -1],
    ["2024-02-29T12:00:00Z", 1709208000],
    ["2000-02-29T00:00:00Z", 951782400],
    ["0000-01-01T00:00:00Z", -62167219200],
    ["0099-12-31T00:00:00Z", -59011545600],
    ["9999-12-31T23:59:59Z", 253402300799],
  ])("reads %s", (text, seconds) => {
    expect(parseInstant(text)).toBe(seconds);
  });

  test("reads a Date, cutting milliseconds as it cuts fractions", () => {
    expect([new Date(1500), new Date(-500), new Date(Date.UTC(2037, 5, 1))].map(parseInstant)).toEqual([1, -1, 2127427200]);
  });

  test.each([
    ["2037-06-01"],
    ["2037-06-01T00:00:00"],
    ["2037-06-01T00:00Z"],
    ["2037-06-01 00:00:00Z"],
    ["2037-06-01T00:00:00 Z"],
    ["2037-06-01T00:00:00Z\n"],
    ["\n2037-06-01T00:00:00Z"],
    ["2037-6-1T00:00:00Z"],
    ["+02037-06-01T00:00:00Z"],
    ["-000001-06-01T00:00:00Z"],
    ["2037-06-01T00:00:00.Z"],
    ["2037-06-01T00:00:00,5Z"],
    ["2037-06-01T00:00:00UTC"],
    ["2037-06-01T00:00:00+0200"],
    ["2037-06-01T00:00:00+02"],
    ["2037-02-30T00:00:00Z"],
    ["2037-02-29T00:00:00Z"],
    ["2100-02-29T00:00:00Z"],
    ["2037-04-31T00:00:00Z"],
    ["2037-13-01T00:00:00Z"],
    ["2037-00-01T00:00:00Z"],
    ["2037-06-00T00:00:00Z"],
    ["2037-06-01T24:00:00Z"],
    ["2037-06-01T00:60:00Z"],
    ["2016-12-31T23:59:60Z"],
    ["2037-06-01T00:00:00+24:00"],
    ["2037-06-01T00:00:00+00:60"],
    ["0000-01-01T00:00:00+00:01"],
    ["9999-12-31T23:59:59-00:01"],
    ["2037-W23-1T00:00:00Z"],
    ["２037-06-01T00:00:00Z"],
    ["1 June 2037 00:00:00 UTC"],
    ["2127427200"],
    [""],
  ])("fails to read %j", (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  test("fails to read a Date that is none, and one beyond four-digit years", () => {
    expect([new Date(Number.NaN), new Date(8.64e15), new Date(-62167219200001)].map(parseInstant)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

test("formatInstant writes UTC, whole seconds and four-digit years", () => {
  expect([0, 2127427200, -62167219200, 253402300799, -59011545600].map(formatInstant)).toEqual([
    "1970-01-01T00:00:00Z",
    "2037-06-01T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "0099-12-31T00:00:00Z",
  ]);
});

describe("now", () => {
  const before = { ...process.env };
  afterEach(() => {
    for (const name of ["PRINCIPALS_NOW", "SOURCE_DATE_EPOCH"]) {
      const value = before[name];
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  test("is PRINCIPALS_NOW when that is set", () => {
    process.env["PRINCIPALS_NOW"] = "2030-01-01T02:00:00+02:00";
    expect(now()).toEqual(new Date("2030-01-01T00:00:00Z"));
  });

  test.each([[""], [undefined]])("is the machine's clock when PRINCIPALS_NOW is %j, whatever SOURCE_DATE_EPOCH says", (value) => {
    if (value === undefined) Reflect.deleteProperty(process.env, "PRINCIPALS_NOW");
    else process.env["PRINCIPALS_NOW"] = value;
    process.env["SOURCE_DATE_EPOCH"] = "0";
    jest.useFakeTimers({ now: 1900000000123 });
    try {
      expect(now().getTime()).toBe(1900000000123);
    } finally {
      jest.useRealTimers();
    }
  });

  test("fails when PRINCIPALS_NOW is no time", () => {
    process.env["PRINCIPALS_NOW"] = "2030-01-01";
    expect(faultsOf(() => now())).toEqual([
      [
        "InvalidClock",
        "PRINCIPALS_NOW",
        'PRINCIPALS_NOW: the clock is an RFC 3339 time with offset, got "2030-01-01"; unset PRINCIPALS_NOW, or write it like 2026-01-01T00:00:00Z',
      ],
    ]);
  });
});
