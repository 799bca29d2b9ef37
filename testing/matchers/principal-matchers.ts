import { escaped } from "./escaped";
import { toAllow } from "./to-allow";
import { toBeReachableOnlyFrom } from "./to-be-reachable-only-from";
import { toDeny } from "./to-deny";
import { toExpireWithin } from "./to-expire-within";
import { toGrantOnly } from "./to-grant-only";
import { toPassGuardrails } from "./to-pass-guardrails";

/**
 * All matchers for `expect.extend`, of jest or of a runner with the same protocol (vitest). Where there is a global `expect`, importing
 * `cloudflare-principals/testing` has done that already.
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
