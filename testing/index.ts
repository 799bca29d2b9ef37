export {
  type AskedAccess,
  type AskedGrant,
  type Duration,
  type MatcherContext,
  type MatcherResult,
  type PrincipalMatchers,
  principalMatchers,
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
