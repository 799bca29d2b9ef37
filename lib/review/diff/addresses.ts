import { isDeepStrictEqual } from "node:util";
import {
  type AddressSet,
  addressesOf,
  compareText,
  EVERYTHING,
  isUnknown,
  rangesOf,
  type RequestIpSpec,
  subtract,
  toCidrs,
} from "../../policy";
import type { AccessChange } from "./model";

type AddressChange = Extract<AccessChange, { kind: "address" }>;

/** A filter of addresses in normal form. */
export interface Filter {
  readonly spec: RequestIpSpec;
  /** Whether it holds something that is not known yet. */
  readonly symbolic: boolean;
}

export interface AddressChanges {
  readonly gained: readonly AddressChange[];
  readonly lost: readonly AddressChange[];
}

/** Which addresses may use the token after and not before, and the other way round: as sets, whatever the ranges they are written in. */
export function compareAddresses(before: Filter | undefined, after: Filter | undefined): AddressChanges {
  if (isDeepStrictEqual(before, after)) return { gained: [], lost: [] };
  if (before?.symbolic === true || after?.symbolic === true) return compareSymbolic(partsOf(before?.spec), partsOf(after?.spec));
  const [old, now] = [addressesOf(before?.spec), addressesOf(after?.spec)];
  const [more, less] = [subtract(now, old), subtract(old, now)];
  return {
    gained: more.length === 0 ? [] : [describe(more, now)],
    lost: less.length === 0 ? [] : [describe(less, old)],
  };
}

/** What is not known is only equal to itself. */
function compareSymbolic(was: Parts, is: Parts): AddressChanges {
  return {
    gained: within(is, was) ? [] : [symbolicChange(was, is)],
    lost: within(was, is) ? [] : [symbolicChange(is, was)],
  };
}

/** The shortest way to say it: "every address but these" rather than all that is not these. */
function describe(set: AddressSet, whole: AddressSet): AddressChange {
  // Every other way needs two ranges at least.
  const short = toCidrs(set, 2);
  if (short !== undefined) return { kind: "address", cidrs: short };
  const families = new Set(set.map((range) => range.family));
  const outers = [EVERYTHING.filter((range) => families.has(range.family)), whole.filter((range) => families.has(range.family))];
  const ways: readonly (readonly [cidrs: AddressSet, except: AddressSet])[] = [
    [set, []],
    ...outers.map((all) => [all, subtract(all, set)] as const),
  ];
  // What is written in few ranges takes hundreds the other way round: no way is followed further than the shortest goes.
  for (let most = 4; ; most *= 4) {
    const found = ways.flatMap(([all, rest]) => {
      const cidrs = toCidrs(all, most);
      const except = cidrs === undefined ? undefined : toCidrs(rest, most - cidrs.length);
      return cidrs === undefined || except === undefined ? [] : [{ cidrs, except }];
    });
    const [first, ...others] = found;
    if (first === undefined) continue;
    const { cidrs, except } = others.reduce((best, way) => (sizeOf(way) < sizeOf(best) ? way : best), first);
    return { kind: "address", cidrs, ...(except.length === 0 ? {} : { except }) };
  }
}

function sizeOf(way: { readonly cidrs: readonly string[]; readonly except: readonly string[] }): number {
  return way.cidrs.length + way.except.length;
}

/** A filter taken apart into what is known of it and what is not. */
interface Parts {
  /** Filters nothing by its `in`. */
  readonly open: boolean;
  readonly in: AddressSet;
  readonly inSymbols: ReadonlySet<string>;
  readonly out: AddressSet;
  readonly outSymbols: ReadonlySet<string>;
}

function partsOf(filter: RequestIpSpec | undefined): Parts {
  const [allowed, excluded] = [filter?.in ?? [], filter?.notIn ?? []];
  const literal = (list: readonly string[]): AddressSet => rangesOf(list.filter((text) => !isUnknown(text)));
  return {
    open: allowed.length === 0,
    in: allowed.length === 0 ? EVERYTHING : literal(allowed),
    inSymbols: new Set(allowed.filter(isUnknown)),
    out: literal(excluded),
    outSymbols: new Set(excluded.filter(isUnknown)),
  };
}

/** Whether the first filter surely lets through no address that the second does not: what is not known is only equal to itself. */
function within(inner: Parts, outer: Parts): boolean {
  const subset = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].every((text) => b.has(text));
  const allowed =
    outer.open || (!inner.open && subset(inner.inSymbols, outer.inSymbols) && isWithin(subtract(inner.in, inner.out), outer.in));
  // What the outer filter excludes, the inner one excludes as well, or does not let through anyway.
  const holes = subtract(outer.out, inner.out);
  const excluded =
    subset(outer.outSymbols, inner.outSymbols) &&
    (inner.inSymbols.size > 0 ? holes.length === 0 : isWithin(inner.in, subtract(inner.in, holes)));
  return allowed && excluded;
}

function isWithin(inner: AddressSet, outer: AddressSet): boolean {
  return subtract(inner, outer).length === 0;
}

/** What is new in `after`, as far as it can be said. */
function symbolicChange(before: Parts, after: Parts): AddressChange {
  const literal = subtract(subtract(after.in, after.out), before.open ? [] : subtract(before.in, before.out));
  const symbols = [...after.inSymbols].filter((text) => !before.inSymbols.has(text));
  const uncovered = [...before.outSymbols].filter((text) => !after.outSymbols.has(text));
  const cidrs = [...(before.open ? [] : toCidrs(literal)), ...[...symbols, ...uncovered].sort(compareText)];
  return { kind: "address", cidrs: cidrs.length > 0 ? cidrs : [...toCidrs(after.in), ...[...after.inSymbols].sort(compareText)] };
}
