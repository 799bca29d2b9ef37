import intersects = require("semver/ranges/intersects");
import { fault, PrincipalError } from "../errors";
import { isSymbol } from "../policy";
import { BROKEN_VERSIONS, letsIn, parseConstraint } from "../terraform";

/** What a `PrincipalStack` writes unless told otherwise: from the version the L1 was made for, below the next major, without the broken ones. */
export const DEFAULT_PROVIDER_VERSION = "~> 5.14, != 5.19.0, != 5.19.1";

/**
 * Refuses a constraint that lets a known-broken provider in.
 *
 * @throws PrincipalError InvalidProviderVersion, BrokenProviderVersion
 */
export function checkProviderVersion(constraint: string, allowUntested: boolean, scope: string): void {
  const parsed = typeof constraint === "string" && !isSymbol(constraint) ? parseConstraint(constraint) : undefined;
  if (parsed === undefined) throw new PrincipalError([fault.invalidProviderVersion("providerVersion", constraint)], scope);
  if (allowUntested) return;
  const letIn = BROKEN_VERSIONS.filter((version) => letsIn(parsed, version));
  const faults = [
    ...(letIn.length === 0
      ? []
      : [fault.brokenProviderVersion("providerVersion", constraint, letIn.join(" and "), "every apply fails and makes another secret")]),
    ...(intersects(parsed.range, "<5.13.0")
      ? [fault.brokenProviderVersion("providerVersion", constraint, "below 5.13.0", "the resources argument has another shape there")]
      : []),
  ];
  if (faults.length > 0) throw new PrincipalError(faults, scope);
}
