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
  const allowed = filter?.in === undefined || filter.in.length === 0 ? EVERYTHING : rangesOf(filter.in);
  return subtract(allowed, rangesOf(filter?.notIn ?? []));
}

/** The addresses of some CIDRs. Texts that are no ranges hold nothing. */
export function rangesOf(texts: readonly string[]): AddressSet {
  return join(parse(texts));
}

/** The addresses of the first set that the second does not have. Linear but for the sorting. */
export function subtract(from: AddressSet, what: readonly Range[]): AddressSet {
  const holes = join(what);
  const left: Range[] = [];
  let first = 0;
  for (const range of from) {
    for (let hole = holes[first]; hole !== undefined && isBefore(hole, range); hole = holes[++first]);
    let start = range.start;
    for (let at = first; at < holes.length && start <= range.end; at++) {
      const hole = holes[at];
      if (hole?.family !== range.family || hole.start > range.end) break;
      if (start < hole.start) left.push({ family: range.family, start, end: hole.start - 1n });
      start = hole.end + 1n;
    }
    if (start <= range.end) left.push({ family: range.family, start, end: range.end });
  }
  return left;
}

function isBefore(a: Range, b: Range): boolean {
  return a.family < b.family || (a.family === b.family && a.end < b.start);
}

/** What a family's filter may hold before it is nearly everything: as many addresses as an IPv4 /8, an IPv6 /16. */
const WIDEST = { 4: { prefix: 8, size: 1n << 24n }, 6: { prefix: 16, size: 1n << 112n } } as const;

/**
 * The families of which a filter lets nearly every address through: one range shorter than /8 (IPv6: /16), or more than 2^24 (2^112) addresses in all.
 * For rules, risks and words; what a token may do from one address is `can`'s business.
 */
export function nearlyWholeFamilies(filter: RequestIpSpec | undefined): (4 | 6)[] {
  const set = addressesOf(filter);
  const short = parse(filter?.in ?? []);
  return ([4, 6] as const).filter((family) => {
    const { prefix, size } = WIDEST[family];
    return (
      short.some((range) => range.family === family && range.prefix < prefix) ||
      set.reduce((sum, range) => (range.family === family ? sum + range.end - range.start + 1n : sum), 0n) > size
    );
  });
}

/** Whether a filter, or its absence, lets nearly every address of a family through. */
export function isNearlyEverything(filter: RequestIpSpec | undefined): boolean {
  return nearlyWholeFamilies(filter).length > 0;
}

/**
 * Addresses from which nothing reaches Cloudflare: of private networks and of one's own machine, links, groups, and what nobody has.
 *
 * Source: https://www.iana.org/assignments/iana-ipv4-special-registry/ and https://www.iana.org/assignments/iana-ipv6-special-registry/, less the
 * ranges for examples in documents
 */
const UNROUTED = (
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.168.0.0/16 224.0.0.0/3 " +
  "::/127 fc00::/7 fe80::/10 fec0::/10 ff00::/8"
).split(" ");

/** Whether a filter lets only addresses through that no request to Cloudflare comes from. */
export function isUnreachable(filter: RequestIpSpec | undefined): boolean {
  const named = filter?.in ?? [];
  // A text that is no range may be any.
  if (parse(named).length < named.length) return false;
  return subtract(addressesOf(filter), rangesOf(UNROUTED)).length === 0;
}

/** The fewest CIDRs that make up the set, in order; undefined where they are more than `most`. */
export function toCidrs(set: AddressSet): string[];
export function toCidrs(set: AddressSet, most: number): string[] | undefined;
export function toCidrs(set: AddressSet, most = Infinity): string[] | undefined {
  const cidrs: string[] = [];
  for (const { family, start, end } of set) {
    const width = family === 4 ? 32n : 128n;
    for (let at = start; at <= end;) {
      if (cidrs.length >= most) return undefined;
      const bits = widest(at, end, width);
      cidrs.push(`${formatAddress(family, at)}/${String(width - bits)}`);
      at += 1n << bits;
    }
  }
  return cidrs;
}

/** The widest range that begins here, by alignment, and that does not reach beyond the end. */
function widest(at: bigint, end: bigint, width: bigint): bigint {
  const aligned = at === 0n ? width : BigInt((at & -at).toString(2).length - 1);
  const room = BigInt((end - at + 1n).toString(2).length - 1);
  return aligned < room ? aligned : room;
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
