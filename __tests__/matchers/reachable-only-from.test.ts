import "cloudflare-principals/testing/jest";
import type { RequestIpSpec, TokenSpec } from "../../lib";
import { messageOf, sample } from "./support";

const base: TokenSpec = { kind: "account", accountId: "0123456789abcdef0123456789abcdef", name: "t", status: "active", policies: [] };
const from = (requestIp: RequestIpSpec): TokenSpec => ({ ...base, requestIp });

describe("toBeReachableOnlyFrom", () => {
  test("compares sets of addresses, however their ranges are written", () => {
    const halves = ["192.0.2.0/25", "192.0.2.128/25"];
    expect(from({ in: ["192.0.2.0/24"] })).toBeReachableOnlyFrom(halves);
    expect(from({ in: halves })).toBeReachableOnlyFrom(["192.0.2.0/24"]);
    expect(from({ in: ["192.0.2.0/24"], notIn: ["192.0.2.128/25"] })).toBeReachableOnlyFrom(["192.0.2.0/25"]);
    expect(from({ in: ["192.0.2.7/32"] })).toBeReachableOnlyFrom(["192.0.2.7"]);
    expect(from({ in: ["192.0.2.0/24"] })).not.toBeReachableOnlyFrom(["192.0.2.0/25"]);
    expect(from({ in: ["192.0.2.0/24", "2001:db8::/32"] })).not.toBeReachableOnlyFrom(["192.0.2.0/24"]);
    expect(from({ in: ["192.0.2.0/24", "2001:db8:1::/48"] })).toBeReachableOnlyFrom(["192.0.2.0/24", "2001:db8::/32"]);
  });

  test("fails for a token without addresses, with exclusions only, or with addresses known at plan time only", () => {
    expect(base).not.toBeReachableOnlyFrom(["192.0.2.0/24"]);
    expect(from({ in: [] })).not.toBeReachableOnlyFrom(["192.0.2.0/24"]);
    expect(from({ notIn: ["198.51.100.0/24"] })).not.toBeReachableOnlyFrom(["192.0.2.0/24"]);
    expect(from({ in: ["${var.office}"] })).not.toBeReachableOnlyFrom(["192.0.2.0/24"]);
    expect(from({ in: ["192.0.2.0/24"], notIn: ["${var.office}"] })).toBeReachableOnlyFrom(["192.0.2.0/24"]);
  });

  test("looks neither at status nor dates, and of several tokens at each", () => {
    const { app, cachePurger } = sample();
    const dead: TokenSpec = { ...base, status: "disabled", expiresOn: "2000-01-01T00:00:00Z" };
    expect(dead).not.toBeReachableOnlyFrom(["192.0.2.0/24"]);
    expect([cachePurger]).toBeReachableOnlyFrom(["192.0.2.0/24"]);
    expect(app).not.toBeReachableOnlyFrom(["192.0.2.0/24"]);
  });

  test("fails with the addresses outside", () => {
    const { app, cachePurger } = sample();
    expect(messageOf(() => expect(cachePurger).toBeReachableOnlyFrom(["192.0.2.0/26", "2001:db8::/32"]))).toMatchInlineSnapshot(`
      "expect(received).toBeReachableOnlyFrom(ranges)

      Expected: cache-purger can be used from nowhere but 192.0.2.0/26, 2001:db8::/32
      Received: it can be used from elsewhere too

        cache-purger (prod/cache-purger)
          from 192.0.2.0/24 except 192.0.2.128/25
          outside: 192.0.2.64/26"
    `);
    expect(messageOf(() => expect(app).toBeReachableOnlyFrom(["192.0.2.0/24"]))).toMatchInlineSnapshot(`
      "expect(received).toBeReachableOnlyFrom(ranges)

      Expected: every token can be used from nowhere but 192.0.2.0/24
      Received: 1 of 2 tokens can be used from elsewhere too

        dns-publisher (prod/dns-publisher)
          from any address
          outside: every address but 192.0.2.0/24"
    `);
    expect(messageOf(() => expect(from({ in: ["192.0.2.0/24", "${var.office}"] })).toBeReachableOnlyFrom(["192.0.2.0/24"]))).toContain(
      "outside: ${var.office}",
    );
  });

  test("fails with .not where nothing is outside", () => {
    const { cachePurger } = sample();
    expect(messageOf(() => expect(cachePurger).not.toBeReachableOnlyFrom(["192.0.2.0/24"]))).toMatchInlineSnapshot(`
      "expect(received).not.toBeReachableOnlyFrom(ranges)

      Expected: cache-purger can be used from somewhere outside 192.0.2.0/24
      Received: it can be used from nowhere else

        cache-purger (prod/cache-purger)
          from 192.0.2.0/24 except 192.0.2.128/25"
    `);
  });

  test("fails with long lists cut", () => {
    const many = Array.from({ length: 40 }, (_, i) => `198.51.${String(i * 2)}.0/24`);
    const message = messageOf(() =>
      expect(from({ in: many })).toBeReachableOnlyFrom(Array.from({ length: 20 }, (_, i) => `10.0.${String(i * 2)}.0/24`)),
    );
    expect(message).toContain("10.0.22.0/24, 8 more\n");
    expect(message).toContain("198.51.22.0/24 and 28 more\n");
    expect(message).toContain("198.51.22.0/24, 28 more ranges");
  });

  test.each([
    ["192.0.2.0/24", /^ranges: an address range is an IPv4 or IPv6 address or CIDR, got "192\.0\.2\.0\/24"/],
    [[], /^ranges: a list of addresses holds at least one entry/],
    [["192.0.2.0/24", "office"], /^ranges\[1\]: an address range is/],
    [["192.0.2.1/24"], /^ranges\[0\]: the address has bits set beyond the prefix, got "192\.0\.2\.1\/24"; write "192\.0\.2\.0\/24"/],
    [[5], /^ranges\[0\]: an address range is/],
    [undefined, /^ranges: an address range is/],
  ])("fails with and without .not for %p", (ranges, message) => {
    expect(() => expect(base).toBeReachableOnlyFrom(ranges as never)).toThrow(message);
    expect(() => expect(base).not.toBeReachableOnlyFrom(ranges as never)).toThrow(message);
  });
});
