import { parseInstant, type TokenSpec } from "../../policy";
import { compareAddresses } from "./addresses";
import type { AccessChange } from "./model";

export interface SettingChanges {
  readonly gained: readonly AccessChange[];
  readonly lost: readonly AccessChange[];
  /** Whether the token can be used at all, by status, lifetime and addresses. */
  readonly usable: { readonly before: boolean; readonly after: boolean };
}

/** Addresses, lifetime and status. */
export function compareSettings(before: TokenSpec, after: TokenSpec): SettingChanges {
  const addresses = compareAddresses(before.requestIp, after.requestIp);
  const gained: AccessChange[] = [...addresses.gained];
  const lost: AccessChange[] = [...addresses.lost];
  for (const edge of ["notBefore", "expiresOn"] as const) {
    const { longer, shorter } = compareEdge(before, after, edge);
    const change = {
      kind: "lifetime" as const,
      edge,
      ...(before[edge] === undefined ? {} : { before: before[edge] }),
      ...(after[edge] === undefined ? {} : { after: after[edge] }),
    };
    if (longer) gained.push(change);
    if (shorter) lost.push(change);
  }
  if (before.status !== after.status)
    (after.status === "active" ? gained : lost).push({ kind: "status", before: before.status, after: after.status });
  return {
    gained,
    lost,
    usable: { before: isUsable(before, addresses.some.before), after: isUsable(after, addresses.some.after) },
  };
}

/** A date that is not known is only equal to itself; an absent one is the widest there is. */
function compareEdge(
  before: TokenSpec,
  after: TokenSpec,
  edge: "notBefore" | "expiresOn",
): { readonly longer: boolean; readonly shorter: boolean } {
  const [was, is] = [before[edge], after[edge]];
  if (was === is) return { longer: false, shorter: false };
  if (was === undefined) return { longer: false, shorter: true };
  if (is === undefined) return { longer: true, shorter: false };
  const [b, a] = [parseInstant(was), parseInstant(is)];
  if (b === undefined || a === undefined) return { longer: true, shorter: true };
  const longer = edge === "notBefore" ? a < b : a > b;
  return { longer, shorter: a !== b && !longer };
}

function isUsable(spec: TokenSpec, someAddress: boolean): boolean {
  const from = spec.notBefore === undefined ? undefined : parseInstant(spec.notBefore);
  const until = spec.expiresOn === undefined ? undefined : parseInstant(spec.expiresOn);
  return spec.status === "active" && someAddress && (from === undefined || until === undefined || from < until);
}
