import fc from "fast-check";
import type { BitRange } from "./addresses";

function bits(length: number): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom("0", "1"), { minLength: length, maxLength: length }).map((list) => list.join(""));
}

const bitsUpTo = (length: number): fc.Arbitrary<string> => fc.nat(length).chain(bits);

/** Ranges that often lie within, beside or over each other: few bits behind few beginnings, the whole of each family and single addresses included. */
export const crowdedRange: fc.Arbitrary<BitRange> = fc.oneof(
  bitsUpTo(4).map((tail): BitRange => ({ family: 4, bits: tail })),
  bitsUpTo(5).map((tail): BitRange => ({ family: 4, bits: "000010100000000000000000000" + tail })),
  bitsUpTo(4).map((tail): BitRange => ({ family: 6, bits: "001000000000000100001101101110" + tail })),
  bitsUpTo(4).map((tail): BitRange => ({ family: 6, bits: "0".repeat(124) + tail })),
);

/** Ranges of any length anywhere. */
export const anyRange: fc.Arbitrary<BitRange> = fc.oneof(
  bitsUpTo(32).map((all): BitRange => ({ family: 4, bits: all })),
  bitsUpTo(128).map((all): BitRange => ({ family: 6, bits: all })),
);

/** IPv6 addresses with many zeros, which is where `::` has choices. */
export const zeroRichAddress: fc.Arbitrary<BitRange> = fc
  .array(fc.oneof({ weight: 2, arbitrary: fc.constant("0".repeat(16)) }, { weight: 1, arbitrary: bits(16) }), {
    minLength: 8,
    maxLength: 8,
  })
  .map((parts): BitRange => ({ family: 6, bits: parts.join("") }));
