import { isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { covered, minimizeCidrs, overlaps, parseAddress, parseCidr } from "../../lib/policy";
import { addressText, type BitRange, bounds, holdTogether, meet, minimal, rangeText } from "../models/addresses";
import { anyRange, crowdedRange, zeroRichAddress } from "../models/arbitraries";
import { randomFrom, runs } from "../models/runs";

function parsed(range: BitRange): NonNullable<ReturnType<typeof parseCidr>> {
  const cidr = parseCidr(rangeText(range));
  if (cidr === undefined) throw new Error(`not read: ${rangeText(range)}`);
  return cidr;
}

/** One of the many ways to write an IPv6 address. */
function respelled({ bits }: BitRange, seed: number): string {
  const random = randomFrom(seed);
  const parts = (bits.match(/.{16}/g) ?? []).map((part) => {
    const text = parseInt(part, 2)
      .toString(16)
      .padStart(1 + random(4), "0");
    return random(2) === 0 ? text.toUpperCase() : text;
  });
  const zeros = parts.flatMap((part, i) => (/^0+$/.test(part) ? [i] : []));
  const start = zeros[random(zeros.length || 1)];
  if (start === undefined || random(3) === 0) return parts.join(":");
  let end = start;
  while (end < 8 && zeros.includes(end) && (end === start || random(4) !== 0)) end++;
  return `${parts.slice(0, start).join(":")}::${parts.slice(end).join(":")}`;
}

test("a range in network form is read as its bits say and written as it was", () => {
  fc.assert(
    fc.property(anyRange, (range) => {
      fc.pre(!mapped(range));
      expect(parseCidr(rangeText(range))).toEqual({
        family: range.family,
        prefix: range.bits.length,
        ...bounds(range),
        text: rangeText(range),
        hostBits: false,
      });
    }),
    runs(),
  );
});

test("host bits are seen, and the right network is offered", () => {
  fc.assert(
    fc.property(anyRange, fc.nat(128), (address, cut) => {
      const width = address.family === 4 ? 32 : 128;
      const full = address.bits.padEnd(width, "01");
      const prefix = cut % (width + 1);
      fc.pre(!mapped({ ...address, bits: full }));
      const network = { family: address.family, bits: full.slice(0, prefix) };
      expect(parseCidr(`${addressText({ ...address, bits: full })}/${String(prefix)}`)).toMatchObject({
        text: rangeText(network),
        ...bounds(network),
        hostBits: full.slice(prefix).includes("1"),
      });
    }),
    runs(),
  );
});

test("every spelling of an IPv6 address is read as the same", () => {
  fc.assert(
    fc.property(zeroRichAddress, fc.integer(), (address, seed) => {
      fc.pre(!mapped(address));
      expect({ spelling: respelled(address, seed), text: parseCidr(respelled(address, seed))?.text }).toEqual({
        spelling: respelled(address, seed),
        text: rangeText(address),
      });
    }),
    runs(),
  );
});

test("what is an address, and its shortest form, is what Node says, but for zone indexes and IPv4 in the dress of IPv6", () => {
  const piece = fc.constantFrom(
    "0",
    "1",
    "9",
    "25",
    "255",
    "256",
    "a",
    "F",
    "ffff",
    "0x",
    "01",
    ".",
    ".",
    ".",
    ":",
    ":",
    "::",
    "%",
    " ",
    "-",
    "/",
  );
  const near = fc
    .tuple(fc.constantFrom("192.0.2.1", "2001:db8::1", "::", "64:ff9b::1.2.3.4", "1:2:3:4:5:6:7:8"), fc.nat(20), fc.nat(2), piece)
    .map(([text, at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut));
  const pieces = fc.array(piece, { maxLength: 9 }).map((list) => list.join(""));
  fc.assert(
    fc.property(fc.oneof(near, pieces), (text) => {
      expect({ text, read: parseAddress(text) === undefined ? undefined : parseCidr(text)?.text }).toEqual({
        text,
        read: nodesReading(text),
      });
    }),
    runs(5000),
  );
});

function nodesReading(text: string): string | undefined {
  if (isIPv4(text)) return `${text}/32`;
  if (!isIPv6(text) || text.includes("%")) return undefined;
  const shortest = new URL(`http://[${text}]`).hostname.slice(1, -1);
  return /^::ffff:[^:]+:[^:]+$/.test(shortest) || /^::\d+\./.test(text) ? undefined : `${shortest}/128`;
}

test("minimizeCidrs keeps exactly the outermost ranges in order, whatever the order of its input", () => {
  fc.assert(
    fc.property(fc.array(crowdedRange, { maxLength: 12 }), (list) => {
      expect(minimizeCidrs(list.map(parsed)).map((c) => c.text)).toEqual(minimal(list).map(rangeText));
    }),
    runs(),
  );
});

test("overlaps holds exactly where one range begins with the other's bits", () => {
  fc.assert(
    fc.property(crowdedRange, crowdedRange, (a, b) => {
      expect(overlaps(parsed(a), parsed(b))).toBe(meet(a, b));
    }),
    runs(),
  );
});

test("covered holds exactly where ranges together hold both halves of a range, and so on down", () => {
  fc.assert(
    fc.property(crowdedRange, fc.array(crowdedRange, { maxLength: 12 }), fc.nat(3), (range, list, depth) => {
      // A range cut into pieces, some of them left out, is what random lists rarely give.
      const pieces = list.length % 2 === 0 ? halves(range, depth).slice(list.length % 3 === 0 ? 1 : 0) : [];
      expect(covered(parsed(range), [...list, ...pieces].map(parsed))).toBe(holdTogether([...list, ...pieces], range));
    }),
    runs(),
  );
});

test("covered is what counting 256 addresses one by one says", () => {
  const small = fc.tuple(fc.nat(255), fc.integer({ min: 24, max: 32 }));
  fc.assert(
    fc.property(small, fc.array(small, { maxLength: 10 }), (range, list) => {
      const cidr = ([at, prefix]: [number, number]): string => `192.0.2.${String(at - (at % 2 ** (32 - prefix)))}/${String(prefix)}`;
      const addresses = ([at, prefix]: [number, number]): number[] => {
        const size = 2 ** (32 - prefix);
        return Array.from({ length: size }, (_, i) => at - (at % size) + i);
      };
      const union = new Set(list.flatMap(addresses));
      expect(
        covered(
          parseCidr(cidr(range))!,
          list.map((each) => parseCidr(cidr(each))!),
        ),
      ).toBe(addresses(range).every((address) => union.has(address)));
    }),
    runs(),
  );
});

function halves(range: BitRange, depth: number): BitRange[] {
  if (depth === 0 || range.bits.length === (range.family === 4 ? 32 : 128)) return [range];
  return ["0", "1"].flatMap((bit) => halves({ ...range, bits: range.bits + bit }, depth - 1));
}

/** `::ffff:0:0/96` is IPv4 in another dress, and refused. */
function mapped({ family, bits }: BitRange): boolean {
  return family === 6 && bits.padEnd(128, "0").startsWith("0".repeat(80) + "1".repeat(16));
}
