import { isIPv4 } from "node:net";
import ipaddr from "ipaddr.js";
import { type Fault, fault, unknownProperties } from "../errors";
import { holdsSymbol } from "./symbol";
import type { RequestIpSpec } from "./token-spec";

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

/**
 * From which addresses a token may be used: IPv4 and IPv6 addresses or CIDRs. Without it, from everywhere.
 *
 * Source: https://developers.cloudflare.com/fundamentals/api/how-to/restrict-tokens/
 */
export interface RequestIp {
  /** Only from these. @default - from every address */
  readonly in?: readonly string[] | undefined;
  /** Not from these; each must reach into an `in` range when there is one. @default - none */
  readonly notIn?: readonly string[] | undefined;
}

/** Checks a filter and gives its normal form; faults go to the list. */
export function readRequestIp(filter: RequestIp | undefined, path: string, faults: Fault[]): RequestIpSpec | undefined {
  if (filter === undefined) return undefined;
  const before = faults.length;
  // Callers in JavaScript pass null or a list as well, which must not come to mean "from everywhere".
  if (filter === null || typeof filter !== "object" || Array.isArray(filter)) {
    faults.push(fault.invalidRequestIp(path, filter));
    return undefined;
  }
  const lists: RequestIp = filter;
  faults.push(...unknownProperties(lists, ["in", "notIn"], path, "a request IP filter"));
  if (lists.in === undefined && lists.notIn === undefined) faults.push(fault.emptyIpList(path));
  const allowed = readList(lists.in, `${path}.in`, faults);
  const excluded = readList(lists.notIn, `${path}.notIn`, faults);
  if (faults.length > before) return undefined;
  if (allowed !== undefined && excluded !== undefined) {
    excluded.forEach((range, index) => {
      if (!allowed.some((a) => overlaps(a, range))) faults.push(fault.notInOutsideIn(`${path}.notIn[${String(index)}]`, range.text));
    });
    if (allowed.every((range) => covered(range, excluded))) {
      faults.push(
        fault.notInSwallowsIn(
          `${path}.notIn`,
          excluded.map((c) => c.text),
        ),
      );
    }
  }
  return toSpec(allowed, excluded);
}

/** The normal form of a filter that was checked before: network form, distinct, contained ones dropped, in numerical order. */
export function normalizeRequestIp(filter: RequestIpSpec | undefined, path: string, faults: Fault[]): RequestIpSpec | undefined {
  if (filter === undefined) return undefined;
  return toSpec(parseList(filter.in ?? [], `${path}.in`, faults), parseList(filter.notIn ?? [], `${path}.notIn`, faults));
}

function toSpec(allowed: readonly Cidr[] | undefined, excluded: readonly Cidr[] | undefined): RequestIpSpec | undefined {
  const lists = {
    ...(allowed !== undefined && allowed.length > 0 ? { in: minimizeCidrs(allowed).map((c) => c.text) } : {}),
    ...(excluded !== undefined && excluded.length > 0 ? { notIn: minimizeCidrs(excluded).map((c) => c.text) } : {}),
  };
  return lists.in === undefined && lists.notIn === undefined ? undefined : lists;
}

function readList(list: readonly string[] | undefined, path: string, faults: Fault[]): Cidr[] | undefined {
  if (list === undefined) return undefined;
  if (holdsSymbol(list)) {
    faults.push(fault.literalRequired(path, "addresses"));
    return undefined;
  }
  if (!Array.isArray(list) || list.length === 0) {
    faults.push(Array.isArray(list) ? fault.emptyIpList(path) : fault.invalidCidr(path, list));
    return undefined;
  }
  const before = faults.length;
  const cidrs = parseList(list, path, faults);
  if (faults.length > before) return undefined;
  cidrs.forEach((cidr, index) => {
    if (cidr.prefix === 0) faults.push(fault.cidrEverything(`${path}[${String(index)}]`, cidr.text));
  });
  if (faults.length === before && EVERYTHING.some((all) => covered(all, cidrs))) {
    faults.push(
      fault.cidrEverything(
        path,
        cidrs.map((c) => c.text),
      ),
    );
  }
  return cidrs;
}

function parseList(list: readonly string[], path: string, faults: Fault[]): Cidr[] {
  const cidrs: Cidr[] = [];
  list.forEach((text, index) => {
    const at = `${path}[${String(index)}]`;
    const cidr = typeof text === "string" ? parseCidr(text) : undefined;
    if (cidr === undefined) faults.push(fault.invalidCidr(at, text));
    else if (cidr.hostBits) faults.push(fault.cidrHostBits(at, text, cidr.text));
    else cidrs.push(cidr);
  });
  return cidrs;
}
