import { compareAddresses } from "./addresses";
import type { AccessChange } from "./model";
import type { Edge, Settings } from "./normal";

export interface SettingChanges {
  readonly gained: readonly AccessChange[];
  readonly lost: readonly AccessChange[];
  /** Whether the token can be used at all, by status, lifetime and addresses. */
  readonly usable: { readonly before: boolean; readonly after: boolean };
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
  return {
    gained,
    lost,
    usable: { before: isUsable(before, addresses.some.before), after: isUsable(after, addresses.some.after) },
  };
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

function isUsable({ status, notBefore, expiresOn }: Settings, someAddress: boolean): boolean {
  const [from, until] = [notBefore?.seconds, expiresOn?.seconds];
  return status === "active" && someAddress && (from === undefined || until === undefined || from < until);
}
