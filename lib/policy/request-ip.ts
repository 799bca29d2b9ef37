import { type Fault, fault } from "../errors";
import { type Cidr, covered, EVERYTHING, minimizeCidrs, overlaps, parseCidr } from "./cidr";
import { holdsSymbol } from "./symbol";
import { unknownProperties } from "./unknown-properties";
import type { RequestIpSpec } from "./token-spec";

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
