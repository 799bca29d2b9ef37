import fc from "fast-check";
import { formatInstant, parseInstant } from "../../lib/policy";
import { daysIn, secondsOf } from "../models/calendar";
import { runs } from "../models/runs";

const two = (n: number): string => String(n).padStart(2, "0");
const FIRST = secondsOf(0, 1, 1, 0, 0, 0);
const LAST = secondsOf(9999, 12, 31, 23, 59, 59);
const instant = fc.oneof(
  fc.integer({ min: FIRST, max: LAST }),
  fc.integer({ min: FIRST, max: FIRST + 100000 }),
  fc.integer({ min: LAST - 100000, max: LAST }),
);

test("a text is an instant exactly if its date, time and offset exist, and then the one that counting days gives", () => {
  // Every field goes a little further than it may.
  const fields = fc.record({
    year: fc.oneof(fc.nat(9999), fc.constantFrom(0, 4, 99, 100, 400, 1900, 1970, 2000, 2024, 2100, 9999)),
    month: fc.nat(13),
    day: fc.oneof(fc.integer({ min: 27, max: 32 }), fc.nat(32)),
    hour: fc.nat(24),
    minute: fc.nat(60),
    second: fc.nat(60),
    fraction: fc.constantFrom("", ".0", ".5", ".999999999999"),
    zone: fc.oneof(fc.constantFrom("Z", "z"), fc.tuple(fc.constantFrom("+", "-"), fc.nat(24), fc.nat(60))),
    separator: fc.constantFrom("T", "t"),
  });
  fc.assert(
    fc.property(fields, ({ year, month, day, hour, minute, second, fraction, zone, separator }) => {
      const [sign, offsetHours, offsetMinutes] = typeof zone === "string" ? ["+", 0, 0] : zone;
      const offset = typeof zone === "string" ? zone : `${sign}${two(offsetHours)}:${two(offsetMinutes)}`;
      const text = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}${separator}${two(hour)}:${two(minute)}:${two(second)}${fraction}${offset}`;
      const exists =
        day >= 1 && day <= daysIn(year, month) && hour < 24 && minute < 60 && second < 60 && offsetHours < 24 && offsetMinutes < 60;
      const seconds =
        secondsOf(year, month, day, hour, minute, second) - (sign === "-" ? -1 : 1) * (offsetHours * 3600 + offsetMinutes * 60);
      expect({ text, seconds: parseInstant(text) }).toEqual({
        text,
        seconds: exists && seconds >= FIRST && seconds <= LAST ? seconds : undefined,
      });
    }),
    runs(5000),
  );
});

test("an instant is read as it was written", () => {
  fc.assert(
    fc.property(instant, (seconds) => {
      expect(formatInstant(seconds)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(parseInstant(formatInstant(seconds))).toBe(seconds);
    }),
    runs(),
  );
});

// From 1600 on: Intl turns to the Julian calendar before 1582.
test("a text with an offset is the instant that a clock of that offset shows", () => {
  const clock = new Intl.DateTimeFormat("en-u-ca-iso8601-hc-h23", {
    timeZone: "UTC",
    ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" },
  });
  fc.assert(
    fc.property(
      fc.integer({ min: secondsOf(1600, 1, 2, 0, 0, 0), max: secondsOf(9999, 12, 30, 0, 0, 0) }),
      fc.integer({ min: -1439, max: 1439 }),
      (seconds, offset) => {
        const parts = Object.fromEntries(clock.formatToParts((seconds + offset * 60) * 1000).map(({ type, value }) => [type, value]));
        const minutes = Math.abs(offset);
        const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
        const text = `${parts["year"]!}-${parts["month"]!}-${parts["day"]!}T${parts["hour"]!}:${parts["minute"]!}:${parts["second"]!}${zone}`;
        expect({ text, seconds: parseInstant(text) }).toEqual({ text, seconds });
      },
    ),
    runs(),
  );
});

test("a Date is the second it lies in", () => {
  fc.assert(
    fc.property(instant, fc.nat(999), (seconds, ms) => {
      expect(parseInstant(new Date(seconds * 1000 + ms))).toBe(seconds);
    }),
    runs(),
  );
});
