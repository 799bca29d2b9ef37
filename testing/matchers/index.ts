import { escaped } from "./escaped";
import { toAllow } from "./to-allow";
import { toBeReachableOnlyFrom } from "./to-be-reachable-only-from";
import { toDeny } from "./to-deny";
import { toExpireWithin } from "./to-expire-within";
import { toGrantOnly } from "./to-grant-only";
import { toPassGuardrails } from "./to-pass-guardrails";

export type { AskedAccess, AskedGrant } from "./access";
export type { Duration } from "./duration";
export type { PrincipalMatchers } from "./matchers";
export type { MatcherContext, MatcherResult } from "./result";

/**
 * The matchers for `expect.extend`, of jest or of a runner with the same protocol (vitest). In jest, `cloudflare-principals/testing/jest` does that.
 *
 * @example
 * expect.extend(principalMatchers);
 */
export const principalMatchers = {
  toAllow: escaped(toAllow),
  toDeny: escaped(toDeny),
  toGrantOnly: escaped(toGrantOnly),
  toExpireWithin: escaped(toExpireWithin),
  toBeReachableOnlyFrom: escaped(toBeReachableOnlyFrom),
  toPassGuardrails: escaped(toPassGuardrails),
};
