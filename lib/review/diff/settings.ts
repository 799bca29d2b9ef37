import { isDeepStrictEqual } from "node:util";
import { type Fault, fault, throwFaults } from "../../errors";
import {
  addressesOf,
  type AddressSet,
  compareText,
  type DeliverySpec,
  EVERYTHING,
  formatInstant,
  isUnknown,
  normalizeRequestIp,
  parseInstant,
  type ProviderSpec,
  rangesOf,
  type RequestIpSpec,
  subtract,
  toCidrs,
  type TokenSpec,
} from "../../policy";
import type { AccessChange, Risk } from "./model";

/** Status, addresses and lifetime of a token in normal form; what is not known yet is kept as it is. */
export interface Settings {
  readonly status: TokenSpec["status"];
  readonly requestIp: Filter | undefined;
  readonly notBefore: Edge | undefined;
  readonly expiresOn: Edge | undefined;
}

/** A filter of addresses in normal form. */
interface Filter {
  readonly spec: RequestIpSpec;
  /** Whether it holds something that is not known yet. */
  readonly symbolic: boolean;
}

/** One end of a lifetime; `seconds` is undefined for one that is not known yet. */
interface Edge {
  readonly text: string;
  readonly seconds: number | undefined;
}

export interface SettingChanges {
  readonly gained: readonly AccessChange[];
  readonly lost: readonly AccessChange[];
  /** Whether the token can be used at all, by status, lifetime and addresses. */
  readonly usable: { readonly before: boolean; readonly after: boolean };
}

/** @throws PrincipalError InvalidCidr, CidrHostBits, InvalidDate: all that is wrong with the token at once */
export function settingsOf({ status, requestIp, notBefore, expiresOn }: TokenSpec): Settings {
  const faults: Fault[] = [];
  const edge = (text: string | undefined, path: string): Edge | undefined => {
    if (text === undefined) return undefined;
    if (isUnknown(text)) return { text, seconds: undefined };
    const seconds = parseInstant(text);
    if (seconds === undefined) faults.push(fault.invalidDate(path, text));
    return { text: seconds === undefined ? text : formatInstant(seconds), seconds };
  };
  const settings = {
    status,
    requestIp: filterOf(requestIp, faults),
    notBefore: edge(notBefore, "notBefore"),
    expiresOn: edge(expiresOn, "expiresOn"),
  };
  throwFaults(faults);
  return settings;
}

function filterOf(given: TokenSpec["requestIp"], faults: Fault[]): Filter | undefined {
  const { in: allowed = [], notIn: excluded = [] } = given ?? {};
  const symbolic = [...allowed, ...excluded].some(isUnknown);
  const list = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort(compareText);
  const lists = {
    ...(allowed.length === 0 ? {} : { in: list(allowed) }),
    ...(excluded.length === 0 ? {} : { notIn: list(excluded) }),
  };
  const spec = symbolic ? lists : normalizeRequestIp(given, "requestIp", faults);
  return spec === undefined ? undefined : { spec, symbolic };
}

/** Addresses, lifetime and status. */
export function compareSettings(before: Settings, after: Settings): SettingChanges {
  const addresses = compareAddresses(before.requestIp, after.requestIp);
  const gained: AccessChange[] = [...addresses.gained];
  const lost: AccessChange[] = [...addresses.lost];
  for (const edge of ["notBefore", "expiresOn"] as const) {
    const [was, is] = [before[edge], after[edge]];
    const { longer, shorter } = compareEdge(was, is, edge);
    if (!longer && !shorter) continue;
    const change = {
      kind: "lifetime" as const,
      edge,
      ...(was === undefined ? {} : { before: was.text }),
      ...(is === undefined ? {} : { after: is.text }),
    };
    if (longer) gained.push(change);
    if (shorter) lost.push(change);
  }
  if (before.status !== after.status)
    (after.status === "active" ? gained : lost).push({ kind: "status", before: before.status, after: after.status });
  return { gained, lost, usable: { before: isUsable(before), after: isUsable(after) } };
}

/** A date that is not known is only equal to itself; an absent one is the widest there is. */
function compareEdge(
  was: Edge | undefined,
  is: Edge | undefined,
  edge: "notBefore" | "expiresOn",
): { readonly longer: boolean; readonly shorter: boolean } {
  if (was?.text === is?.text) return { longer: false, shorter: false };
  if (was === undefined) return { longer: false, shorter: true };
  if (is === undefined) return { longer: true, shorter: false };
  const [b, a] = [was.seconds, is.seconds];
  if (b === undefined || a === undefined) return { longer: true, shorter: true };
  const longer = edge === "notBefore" ? a < b : a > b;
  return { longer, shorter: a !== b && !longer };
}

function isUsable({ status, requestIp, notBefore, expiresOn }: Settings): boolean {
  const [from, until] = [notBefore?.seconds, expiresOn?.seconds];
  const someAddress = requestIp === undefined || requestIp.symbolic || addressesOf(requestIp.spec).length > 0;
  return status === "active" && someAddress && (from === undefined || until === undefined || from < until);
}

type AddressChange = Extract<AccessChange, { kind: "address" }>;

interface AddressChanges {
  readonly gained: readonly AddressChange[];
  readonly lost: readonly AddressChange[];
}

/** Which addresses may use the token after and not before, and the other way round: as sets, whatever the ranges they are written in. */
function compareAddresses(before: Filter | undefined, after: Filter | undefined): AddressChanges {
  if (isDeepStrictEqual(before, after)) return { gained: [], lost: [] };
  if (before?.symbolic === true || after?.symbolic === true) return compareSymbolic(partsOf(before?.spec), partsOf(after?.spec));
  const [old, now] = [addressesOf(before?.spec), addressesOf(after?.spec)];
  const [more, less] = [subtract(now, old), subtract(old, now)];
  return {
    gained: more.length === 0 ? [] : [grown(describe(more, now), less.length === 0, before?.spec ?? {}, after?.spec ?? {})],
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

/** What is all but some addresses is said by what it was and what it is, where those are what the token had. */
function grown(change: AddressChange, grows: boolean, before: RequestIpSpec, after: RequestIpSpec): AddressChange {
  return grows && change.except !== undefined ? { ...change, grows: { before, after } } : change;
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

/** What changes in how Terraform manages a token, as far as that decides whether what is written for it is what it gets. */
export interface ManagementChanges {
  /** Whether it is managed in another way than before. */
  readonly changed: boolean;
  /** Whether another provider configuration manages it. */
  readonly provider: boolean;
  /** Whether it may be another access, or another user's, for that alone. */
  readonly open: boolean;
  /** Whether all that is written is applied. */
  readonly applied: boolean;
  readonly risks: readonly Risk[];
}

/**
 * @param before undefined for a token that is new
 * @param replaced whether another token takes the place of the one before
 */
export function compareManagement(before: TokenSpec | undefined, after: TokenSpec, replaced = false): ManagementChanges {
  const [was, is] = [before?.ignored ?? [], after.ignored ?? []];
  const ignored = !isDeepStrictEqual(was, is);
  const other = before !== undefined && nameOf(before.provider) !== nameOf(after.provider);
  const provider = other || (before !== undefined && isConfiguredAnew(before, after));
  const risks: Risk[] = [];
  // A new token gets all that is written.
  if (replaced && was.length > 0)
    risks.push({
      code: "ignored-changes",
      reason: `Terraform ignored changes of ${was.join(", ")}: the new token gets what is written, and the old one may have had less, or more`,
    });
  if (is.length > 0)
    risks.push({
      code: "ignored-changes",
      reason: `Terraform ignores changes of ${is.join(", ")}: what is live may be more than what is written, and stays that`,
    });
  else if (ignored && !replaced)
    risks.push({
      code: "ignored-changes",
      reason: `Terraform no longer ignores changes of ${was.join(", ")}: what is live becomes what is written`,
    });
  if (provider)
    risks.push({
      code: "provider-changed",
      reason: `provider ${nameOf(after.provider)} ${other ? `manages it, before it was ${nameOf(before.provider)}: with` : "that manages it is configured in another way: it may be"} another credential${after.kind === "user" ? ", and so for another user" : ""}`,
    });
  return {
    changed: ignored || provider,
    provider,
    // A user token belongs to whoever the credential is of.
    open: (before !== undefined && ignored) || (replaced && was.length > 0) || (provider && after.kind === "user"),
    applied: is.length === 0,
    risks,
  };
}

/** Whether the same provider has another configuration than before, as far as both are known: a plan and a state do not say. */
function isConfiguredAnew(before: TokenSpec, after: TokenSpec): boolean {
  const [was, is] = [before, after].map(({ provider }) => (provider === undefined ? "environment" : provider.fingerprint));
  return was !== undefined && is !== undefined && was !== is;
}

function nameOf(provider: ProviderSpec | undefined): string {
  return provider?.name ?? "cloudflare";
}

/** Whether another thing stands at an address now. A record has no digest: then it goes by the place alone, where both say it. */
function isAnother(was: DeliverySpec, is: DeliverySpec): boolean {
  if (was.digest !== undefined && is.digest !== undefined) return was.digest !== is.digest;
  return was.place !== undefined && is.place !== undefined && !isDeepStrictEqual(was.place, is.place);
}

type DeliveryChange = Extract<AccessChange, { kind: "delivery" }>;

/**
 * Where the token's value goes and did not go before, or in clear where it was kept secret. With `places`, also where another thing stands now at the
 * address; the other way round, the way back.
 */
export function newDeliveries(before: readonly DeliverySpec[] = [], after: readonly DeliverySpec[] = [], places = false): DeliveryChange[] {
  const there = new Map(before.map((each) => [`${each.kind} ${each.to}`, each]));
  return after.flatMap((delivery): DeliveryChange[] => {
    const { kind, to, sensitive, place } = delivery;
    const known = there.get(`${kind} ${to}`);
    const isOther = places && known !== undefined && isAnother(known, delivery);
    if (known !== undefined && !isOther && (sensitive || !known.sensitive)) return [];
    const is = place === undefined ? {} : { place };
    return [{ kind: "delivery", to, as: kind, sensitive, ...is, ...(isOther ? { formerPlace: known.place ?? {} } : {}) }];
  });
}
