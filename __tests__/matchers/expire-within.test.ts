import "cloudflare-principals/testing/jest";
import type { TokenSpec } from "../../lib";
import { messageOf, sample } from "./support";

const base: TokenSpec = { kind: "account", accountId: "0123456789abcdef0123456789abcdef", name: "t", status: "active", policies: [] };
const until = (expiresOn: string): TokenSpec => ({ ...base, expiresOn });

describe("toExpireWithin", () => {
  test("counts from the clock, to the second", () => {
    expect(until("2027-03-01T00:00:00Z")).toExpireWithin({ days: 90 });
    expect(until("2027-03-01T00:00:01Z")).not.toExpireWithin({ days: 90 });
    expect(until("2026-12-01T12:00:00Z")).toExpireWithin({ hours: 12 });
    expect(until("2026-12-02T12:00:00Z")).toExpireWithin({ days: 1, hours: 12 });
    expect(until("2026-12-02T12:00:01Z")).not.toExpireWithin({ days: 1, hours: 12 });
  });

  test("counts from an instant that is given", () => {
    const from = "2027-02-01T00:00:00Z";
    expect(until("2027-03-01T00:00:00Z")).toExpireWithin({ days: 28 }, { from });
    expect(until("2027-03-01T00:00:00Z")).not.toExpireWithin({ days: 27 }, { from: new Date(from) });
  });

  test("passes for a token that has expired, and fails for one that never does or whose end is known at plan time only", () => {
    expect(until("2020-01-01T00:00:00Z")).toExpireWithin({ days: 1 });
    expect(base).not.toExpireWithin({ days: 999_999 });
    expect(until("${var.end}")).not.toExpireWithin({ days: 999_999 });
    expect({ ...base, expiresOn: "2027-01-01T00:00:00Z", status: "disabled" } satisfies TokenSpec).not.toExpireWithin({ days: 1 });
  });

  test("of several tokens is about each", () => {
    const { app, cachePurger } = sample();
    expect([cachePurger]).toExpireWithin({ days: 90 });
    expect(app).not.toExpireWithin({ days: 90 });
    expect(app).toExpireWithin({ days: 3700 });
  });

  test("fails with when each token ends", () => {
    const { app, cachePurger } = sample();
    expect(messageOf(() => expect(cachePurger).toExpireWithin({ days: 1, hours: 1.5 }))).toMatchInlineSnapshot(`
      "expect(received).toExpireWithin(limit)

      Expected: cache-purger expires by 2026-12-02 01:30 UTC, 1 day 1.5 hours after 2026-12-01 00:00 UTC
      Received: it does not expire by then

        cache-purger (prod/cache-purger)
          until 2027-01-15 00:00 UTC, after 45 days"
    `);
    expect(messageOf(() => expect([app, base, until("${var.end}")]).toExpireWithin({ days: 90 }))).toMatchInlineSnapshot(`
      "expect(received).toExpireWithin(limit)

      Expected: every token expires by 2027-03-01 00:00 UTC, 90 days after 2026-12-01 00:00 UTC
      Received: 3 of 4 tokens do not expire by then

        t
          no expiry

        t
          until \${var.end}, which is known at plan time only

        dns-publisher (prod/dns-publisher)
          until 2037-01-15 00:00 UTC, after 3698 days"
    `);
  });

  test("fails with .not where all expire", () => {
    const { cachePurger } = sample();
    expect(messageOf(() => expect(cachePurger).not.toExpireWithin({ days: 90 }))).toMatchInlineSnapshot(`
      "expect(received).not.toExpireWithin(limit)

      Expected: cache-purger still works after 2027-03-01 00:00 UTC, 90 days after 2026-12-01 00:00 UTC
      Received: it expires by then

        cache-purger (prod/cache-purger)
          until 2027-01-15 00:00 UTC, after 45 days"
    `);
    expect(messageOf(() => expect([until("2020-01-01T00:00:00Z")]).not.toExpireWithin({ days: 1 }))).toContain(
      "some token still works after 2026-12-02 00:00 UTC",
    );
  });

  test.each([
    [undefined, /^limit: a duration is \{ days \} or \{ hours \}, each a number above 0, got nothing; write it like \{ days: 90 \}/],
    [90, /^limit: a duration is/],
    ["90d", /^limit: a duration is/],
    [{}, /^limit: a duration is/],
    [{ days: 0 }, /^limit\.days: a duration is/],
    [{ days: -1 }, /^limit\.days: a duration is/],
    [{ days: Number.NaN }, /^limit\.days: a duration is/],
    [{ days: Infinity }, /^limit\.days: a duration is/],
    [{ days: "90" }, /^limit\.days: a duration is/],
    [{ day: 90 }, /^limit\.day: there is no such property of a duration, got 90; remove it or correct its name \(did you mean "days"\)/],
  ])("fails with and without .not for the limit %p", (limit, message) => {
    expect(() => expect(base).toExpireWithin(limit as never)).toThrow(message);
    expect(() => expect(base).not.toExpireWithin(limit as never)).toThrow(message);
  });

  test.each([
    [{ from: "today" }, /^options\.from: a date is/],
    [{ from: 5 }, /^options\.from: a date is/],
    [{ form: new Date() }, /^options\.form: there is no such property/],
    [new Date(0), /^options\.from: a date is/],
    ["2026-01-01T00:00:00Z", /^options\.from: a date is/],
    [null, /^options\.from: a date is/],
  ])("fails with .not for the options %p", (options, message) => {
    expect(() => expect(base).not.toExpireWithin({ days: 1 }, options as never)).toThrow(message);
  });
});
