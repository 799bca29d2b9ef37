import { principalMatchers } from "./principal-matchers";

export type { AskedAccess, AskedGrant } from "./access";
export type { Duration } from "./duration";
export type { PrincipalMatchers } from "./matchers";
export { principalMatchers };
export type { MatcherContext, MatcherResult } from "./result";

/** Each of them alone, as in `expect.extend({ toAllow })`. What they ask, `PrincipalMatchers` says. */
export const { toAllow, toDeny, toGrantOnly, toExpireWithin, toBeReachableOnlyFrom, toPassGuardrails } = principalMatchers;
