import { isIPv4 } from "node:net";
import ipaddr from "ipaddr.js";

/** An address range. */
export interface Cidr {
  readonly family: 4 | 6;
  readonly prefix: number;
  /** First and last address, as numbers. */
  readonly start: bigint;
  readonly end: bigint;
  /** Network form: `192.0.2.0/24`, `2001:db8::/32`. */
  readonly text: string;
  /** Whether the text it was read from had bits set beyond the prefix. */
  readonly hostBits: boolean;
}

const PREFIX = /^(?:0|[1-9]\d{0,2})$/;

// Tokens of one office name the same few ranges, and the states of one token mostly the same; a bound keeps foreign files from filling the memory.
const known = new Map<string, Cidr | undefined>();
const KNOWN_LIMIT = 1000;

/** Reads an IPv4 or IPv6 address or CIDR; undefined for anything else (octal, zone index, IPv4 within IPv6, spaces). */
export function parseCidr(text: string): Cidr | undefined {
  const found = known.get(text);
  if (found !== undefined || known.has(text)) return found;
  const cidr = readCidr(text);
  if (text.length >= 64) return cidr;
  if (known.size >= KNOWN_LIMIT) known.clear();
  known.set(text, cidr);
  return cidr;
}

function readCidr(text: string): Cidr | undefined {
  const [address = "", prefixText, ...rest] = text.split("/");
  if (rest.length > 0) return undefined;
  const parsed = parseAddress(address);
  if (parsed === undefined) return undefined;
  const width = parsed.family === 4 ? 32 : 128;
  if (prefixText !== undefined && !PREFIX.test(prefixText)) return undefined;
  const prefix = prefixText === undefined ? width : Number(prefixText);
  if (prefix > width) return undefined;
  const host = (1n << BigInt(width - prefix)) - 1n;
  const start = parsed.value & ~host;
  return Object.freeze({
    family: parsed.family,
    prefix,
    start,
    end: start | host,
    text: `${formatAddress(parsed.family, start)}/${String(prefix)}`,
    hostBits: start !== parsed.value,
  });
}

/** Reads one address; an IPv4 address written as IPv6 (`::ffff:192.0.2.1`) is refused, since a filter would not match it. */
export function parseAddress(text: string): { readonly family: 4 | 6; readonly value: bigint } | undefined {
  if (!text.includes(":")) {
    if (!isIPv4(text)) return undefined;
    return { family: 4, value: BigInt(text.split(".").reduce((value, byte) => value * 256 + Number(byte), 0)) };
  }
  if (text.includes("%") || !ipaddr.IPv6.isValid(text)) return undefined;
  // ipaddr.js reads hexadecimal bytes and leading zeros in a dotted tail (`64:ff9b::010.0.0.1`), which other parsers read as octal or refuse.
  if (text.includes(".") && !isIPv4(text.slice(text.lastIndexOf(":") + 1))) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? undefined : { family: 6, value: toNumber(address.parts) };
}

/** The network form of a range of a foreign file, host bits dropped; the text itself when it is no range. */
export function canonicalCidr(text: string): string {
  return parseCidr(text)?.text ?? text;
}

/** Numerical order, IPv4 before IPv6, wider before narrower. */
export function compareCidrs(a: Cidr, b: Cidr): number {
  if (a.family !== b.family) return a.family - b.family;
  if (a.start !== b.start) return a.start < b.start ? -1 : 1;
  return a.prefix - b.prefix;
}

/** Distinct ranges in order, those that lie within another dropped. */
export function minimizeCidrs(cidrs: readonly Cidr[]): Cidr[] {
  const kept: Cidr[] = [];
  for (const cidr of [...cidrs].sort(compareCidrs)) {
    const last = kept.at(-1);
    // Two CIDRs are nested or apart, never half over each other, so the last kept one is the only that can hold this one.
    if (last?.family !== cidr.family || cidr.start > last.end) kept.push(cidr);
  }
  return kept;
}

export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.family === b.family && a.start <= b.end && b.start <= a.end;
}

/** Whether the ranges together hold every address of the given one. */
export function covered(range: { readonly family: 4 | 6; readonly start: bigint; readonly end: bigint }, by: readonly Cidr[]): boolean {
  let next = range.start;
  for (const cidr of by.filter((c) => c.family === range.family).sort(compareCidrs)) {
    if (cidr.start > next) return false;
    if (cidr.end >= next) next = cidr.end + 1n;
    if (next > range.end) return true;
  }
  return next > range.end;
}

/** Every address of each family. */
export const EVERYTHING = [
  { family: 4, start: 0n, end: (1n << 32n) - 1n },
  { family: 6, start: 0n, end: (1n << 128n) - 1n },
] as const;

function toNumber(words: readonly number[]): bigint {
  return words.reduce((value, word) => (value << 16n) | BigInt(word), 0n);
}

/** Dotted decimal, or RFC 5952. */
export function formatAddress(family: 4 | 6, value: bigint): string {
  if (family === 4) {
    const number = Number(value);
    return [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255].join(".");
  }
  const words: number[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) words.push(Number((value >> shift) & 0xffffn));
  return new ipaddr.IPv6(words).toRFC5952String();
}
