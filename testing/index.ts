/*
 * Matchers and a simulator for the tests of projects. Where there is a global `expect` (in jest), the import gives it the matchers; elsewhere it does
 * nothing, since the simulator is of use outside of jest too.
 */
import { globalExpect } from "./expect";
import "./expect-types";
import { principalMatchers } from "./matchers";

export {
  type AskedAccess,
  type AskedGrant,
  type Duration,
  type MatcherContext,
  type MatcherResult,
  type PrincipalMatchers,
  principalMatchers,
  toAllow,
  toBeReachableOnlyFrom,
  toDeny,
  toExpireWithin,
  toGrantOnly,
  toPassGuardrails,
} from "./matchers";
export { DEFAULT_PERMISSION_GROUPS, startSimulator } from "./simulator";
export type {
  RequestLine,
  SimulatedCredential,
  SimulatedFault,
  SimulatedOwner,
  SimulatedPermissionGroup,
  SimulatedRequest,
  SimulatedToken,
  SimulatedZone,
  Simulator,
  SimulatorOptions,
} from "./simulator";

globalExpect()?.extend(principalMatchers);
