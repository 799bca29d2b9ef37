import { canonicalCidr, covered, minimizeCidrs, overlaps, parseAddress, parseCidr } from "../../lib/policy";
import { compareCidrs } from "../../lib/policy/cidr";

function read(...texts: readonly string[]): NonNullable<ReturnType<typeof parseCidr>>[] {
  return texts.map((text) => {
    const cidr = parseCidr(text);
    if (cidr === undefined) throw new Error(`no range: ${text}`);
    return cidr;
  });
}

describe("parseCidr", () => {
  test("reads a range of IPv4", () => {
    expect(parseCidr("192.0.2.0/24")).toEqual({
      family: 4,
      prefix: 24,
      start: 3221225984n,
      end: 3221226239n,
      text: "192.0.2.0/24",
      hostBits: false,
    });
  });

  test("reads a range of IPv6 into its shortest form", () => {
    expect(parseCidr("2001:0DB8:0:0:0:0:0:0/32")).toEqual({
      family: 6,
      prefix: 32,
      start: 0x20010db8n << 96n,
      end: (0x20010db8n << 96n) | ((1n << 96n) - 1n),
      text: "2001:db8::/32",
      hostBits: false,
    });
  });

  test.each([
    ["192.0.2.1", "192.0.2.1/32", false],
    ["192.0.2.1/32", "192.0.2.1/32", false],
    ["2001:db8::1", "2001:db8::1/128", false],
    ["192.0.2.77/24", "192.0.2.0/24", true],
    ["192.0.2.255/31", "192.0.2.254/31", true],
    ["2001:db8::1/64", "2001:db8::/64", true],
    ["128.0.0.0/0", "0.0.0.0/0", true],
    ["0.0.0.0/0", "0.0.0.0/0", false],
    ["::/0", "::/0", false],
    ["255.255.255.255", "255.255.255.255/32", false],
    ["64:ff9b::192.0.2.1", "64:ff9b::c000:201/128", false],
    ["1:0:0:2:0:0:0:3", "1:0:0:2::3/128", false],
    ["1:0:0:2:3:0:0:4", "1::2:3:0:0:4/128", false],
    ["1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7/128", false],
  ])("reads %s as %s (host bits: %s)", (text, network, hostBits) => {
    expect(parseCidr(text)).toMatchObject({ text: network, hostBits });
  });

  test.each([
    [""],
    ["/"],
    ["/8"],
    ["example.com"],
    ["192.0.2"],
    ["192.0.2.0.0"],
    ["192.0.2.256"],
    ["192.0.2.-1"],
    ["192.0.2.01"],
    ["0300.0.2.1"],
    ["0xc0.0.2.1"],
    ["3221225985"],
    ["192.0.2.0/33"],
    ["192.0.2.0/-1"],
    ["192.0.2.0/"],
    ["192.0.2.0/024"],
    ["192.0.2.0/2 4"],
    ["192.0.2.0/24/24"],
    ["192.0.2.0/255.255.255.0"],
    ["192.0.2.0-192.0.2.9"],
    ["192.0.2.*"],
    [" 192.0.2.0/24"],
    ["192.0.2.0/24 "],
    ["192.0.2.0/24\n"],
    ["192.0.2.0\n/24"],
    ["192.0.2.0/24,"],
    ["192.0.2.０/24"],
    ["192.0.2.٠/24"],
    ["fe80::1%eth0"],
    ["fe80::%25/64"],
    ["[2001:db8::1]"],
    ["2001:db8::1::2"],
    ["2001:db8:::1"],
    [":1"],
    ["1:2:3:4:5:6:7"],
    ["1:2:3:4:5:6:7:8:9"],
    ["1:2:3:4:5:6:7::8:9"],
    ["12345::"],
    ["g::"],
    ["::/129"],
    ["::ffff:192.0.2.1"],
    ["::ffff:c000:201"],
    ["0:0:0:0:0:ffff:192.0.2.0/120"],
    ["::ffff:0:0/96"],
    ["::192.0.2.1"],
    ["64:ff9b::010.0.0.1"],
    ["64:ff9b::0x10.0.0.1"],
    ["64:ff9b::1.2.3"],
    ["64:ff9b::1.2.3.256"],
  ])("fails to read %j", (text) => {
    expect(parseCidr(text)).toBeUndefined();
  });
});

describe("parseAddress", () => {
  test("reads both families", () => {
    expect([parseAddress("192.0.2.1"), parseAddress("::1")]).toEqual([
      { family: 4, value: 3221225985n },
      { family: 6, value: 1n },
    ]);
  });

  test.each([["192.0.2.1/32"], ["::1/128"], ["::ffff:192.0.2.1"], ["fe80::1%1"], [""]])("fails to read %j", (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});

test("canonicalCidr drops host bits and leaves alone what is no range", () => {
  expect(["192.0.2.77/24", "2001:DB8::", "office", "${var.office}"].map(canonicalCidr)).toEqual([
    "192.0.2.0/24",
    "2001:db8::/128",
    "office",
    "${var.office}",
  ]);
});

test("compareCidrs puts IPv4 before IPv6, low before high by number, wide before narrow", () => {
  const texts = ["::/0", "10.0.0.0/9", "9.0.0.0/8", "10.0.0.0/8", "100.0.0.0/8", "::/1"];
  expect(
    read(...texts)
      .sort(compareCidrs)
      .map((c) => c.text),
  ).toEqual(["9.0.0.0/8", "10.0.0.0/8", "10.0.0.0/9", "100.0.0.0/8", "::/0", "::/1"]);
});

test("minimizeCidrs drops what lies within another range, and joins nothing", () => {
  const list = read("10.1.0.0/16", "10.0.0.0/8", "10.0.0.0/8", "192.0.2.128/25", "192.0.2.0/25", "::a", "::/120");
  expect(minimizeCidrs(list).map((c) => c.text)).toEqual(["10.0.0.0/8", "192.0.2.0/25", "192.0.2.128/25", "::/120"]);
});

test("overlaps and covered keep the families apart", () => {
  const [v4, v6] = read("0.0.0.0/0", "::/0");
  expect([overlaps(v4!, v6!), covered(v4!, [v6!]), covered(v6!, [v4!]), covered(v4!, [])]).toEqual([false, false, false, false]);
});

test("covered sees a gap of one address", () => {
  const [all] = read("192.0.2.0/30");
  expect(covered(all!, read("192.0.2.0/31", "192.0.2.3"))).toBe(false);
  expect(covered(all!, read("192.0.2.3", "192.0.2.2", "192.0.2.0/31"))).toBe(true);
});
