import { type Fault, fault, throwFaults } from "../../errors";
import { addressesOf, compareText, formatInstant, isUnknown, normalizeRequestIp, parseInstant, type TokenSpec } from "../../policy";
import { compareAddresses, type Filter } from "./addresses";
import type { AccessChange } from "./model";

/** Status, addresses and lifetime of a token in normal form; what is not known yet is kept as it is. */
export interface Settings {
  readonly status: TokenSpec["status"];
  readonly requestIp: Filter | undefined;
  readonly notBefore: Edge | undefined;
  readonly expiresOn: Edge | undefined;
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
