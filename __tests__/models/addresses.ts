/*
 * Addresses as texts of bits. A range is the bits that all its addresses begin with: "" holds everything, and a range lies within another one
 * when its bits begin with the other's. No arithmetic, and so nothing in common with lib/policy/cidr.ts.
 */

/** `10.0.0.0/8` is `{ family: 4, bits: "00001010" }`. */
export interface BitRange {
  readonly family: 4 | 6;
  readonly bits: string;
}

const WIDTH = { 4: 32, 6: 128 } as const;

/** First address of a range as people write it, IPv6 as RFC 5952 says. */
export function addressText({ family, bits }: BitRange): string {
  const full = bits.padEnd(WIDTH[family], "0");
  if (family === 4) return (full.match(/.{8}/g) ?? []).map((byte) => String(parseInt(byte, 2))).join(".");
  return shortest((full.match(/.{16}/g) ?? []).map((part) => parseInt(part, 2).toString(16)));
}

/** RFC 5952, 4.2: `::` stands for the longest run of zeros, the first of equals, and never for a single one. */
function shortest(parts: readonly string[]): string {
  for (let length = 8; length >= 2; length--) {
    for (let at = 0; at + length <= 8; at++) {
      if (parts.slice(at, at + length).every((part) => part === "0")) {
        return `${parts.slice(0, at).join(":")}::${parts.slice(at + length).join(":")}`;
      }
    }
  }
  return parts.join(":");
}

/** Network form. */
export function rangeText(range: BitRange): string {
  return `${addressText(range)}/${String(range.bits.length)}`;
}

/** First and last address as numbers. */
export function bounds({ family, bits }: BitRange): { readonly start: bigint; readonly end: bigint } {
  return { start: BigInt(`0b${bits.padEnd(WIDTH[family], "0")}`), end: BigInt(`0b${bits.padEnd(WIDTH[family], "1")}`) };
}

/** Whether the first range holds all of the second one. */
export function holds(outer: BitRange, inner: BitRange): boolean {
  return outer.family === inner.family && inner.bits.startsWith(outer.bits);
}

/** Whether two ranges have an address in common. */
export function meet(a: BitRange, b: BitRange): boolean {
  return holds(a, b) || holds(b, a);
}

/** Whether ranges together hold all of a range: one of them does, or they hold both halves. */
export function holdTogether(list: readonly BitRange[], range: BitRange): boolean {
  if (list.some((each) => holds(each, range))) return true;
  const within = list.filter((each) => holds(range, each));
  return within.length > 0 && ["0", "1"].every((bit) => holdTogether(within, { ...range, bits: range.bits + bit }));
}

/** Distinct ranges that lie in no other one, IPv4 first, by address. */
export function minimal(list: readonly BitRange[]): BitRange[] {
  const texts = new Map(list.map((range) => [`${String(range.family)} ${range.bits}`, range]));
  const outer = [...texts.values()].filter((range) => ![...texts.values()].some((other) => other !== range && holds(other, range)));
  return outer.sort((a, b) => a.family - b.family || (a.bits < b.bits ? -1 : 1));
}

/** What a filter says of an address: no list filters nothing. */
export function passes(filter: { readonly in?: readonly BitRange[]; readonly notIn?: readonly BitRange[] }, address: BitRange): boolean {
  return (
    (filter.in === undefined || filter.in.some((range) => holds(range, address))) &&
    !(filter.notIn ?? []).some((range) => holds(range, address))
  );
}

/** Whether a filter lets any address pass. */
export function passesSome(filter: { readonly in?: readonly BitRange[]; readonly notIn?: readonly BitRange[] }): boolean {
  const everything: readonly BitRange[] = [
    { family: 4, bits: "" },
    { family: 6, bits: "" },
  ];
  return (filter.in ?? everything).some((range) => !holdTogether(filter.notIn ?? [], range));
}
