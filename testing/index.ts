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
