import { type Cidr, EVERYTHING, formatAddress, parseCidr } from "./cidr";
import type { RequestIpSpec } from "./token-spec";

/** A range of addresses of one family, both ends included. */
interface Range {
  readonly family: 4 | 6;
  readonly start: bigint;
  readonly end: bigint;
}

/** A set of addresses: ranges in order, apart from each other. */
export type AddressSet = readonly Range[];

/** The addresses that a filter lets through. Texts that are no ranges let nothing through. */
export function addressesOf(filter: RequestIpSpec | undefined): AddressSet {
  const allowed = filter?.in === undefined || filter.in.length === 0 ? EVERYTHING : join(parse(filter.in));
  return subtract(allowed, parse(filter?.notIn ?? []));
}

/** The addresses of the first set that the second does not have. */
export function subtract(from: AddressSet, what: AddressSet): AddressSet {
  let left: Range[] = [...from];
  for (const hole of what) {
    left = left.flatMap((range) => {
      if (range.family !== hole.family || hole.end < range.start || range.end < hole.start) return [range];
      return [
        ...(range.start < hole.start ? [{ ...range, end: hole.start - 1n }] : []),
        ...(hole.end < range.end ? [{ ...range, start: hole.end + 1n }] : []),
      ];
    });
  }
  return left;
}

/** Whether the set holds every address there is. */
export function isEverything(set: AddressSet): boolean {
  return subtract(EVERYTHING, set).length === 0;
}

/** The fewest CIDRs that make up the set, in order. */
export function toCidrs(set: AddressSet): string[] {
  return set.flatMap(({ family, start, end }) => {
    const width = family === 4 ? 32n : 128n;
    const cidrs: string[] = [];
    for (let at = start; at <= end;) {
      let bits = 0n;
      // The widest range that begins here, by alignment, and that does not reach beyond the end.
      while (bits < width && (at & ((1n << (bits + 1n)) - 1n)) === 0n && at + (1n << (bits + 1n)) - 1n <= end) bits++;
      cidrs.push(`${formatAddress(family, at)}/${String(width - bits)}`);
      at += 1n << bits;
    }
    return cidrs;
  });
}

function parse(texts: readonly string[]): Cidr[] {
  return texts.flatMap((text) => parseCidr(text) ?? []);
}

/** Ranges in order, those that touch or overlap made one. */
function join(ranges: readonly Range[]): AddressSet {
  const joined: Range[] = [];
  const order = (a: Range, b: Range): number => a.family - b.family || (a.start < b.start ? -1 : a.start > b.start ? 1 : 0);
  for (const { family, start, end } of [...ranges].sort(order)) {
    const last = joined.at(-1);
    if (last?.family !== family || start > last.end + 1n) joined.push({ family, start, end });
    else if (end > last.end) joined[joined.length - 1] = { family, start: last.start, end };
  }
  return joined;
}
