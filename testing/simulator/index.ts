export { startSimulator } from "./simulator";
export type { SimulatedRequest, SimulatedToken, Simulator } from "./simulator";
export { DEFAULT_PERMISSION_GROUPS } from "./permission-groups";
export type {
  RequestLine,
  SimulatedCredential,
  SimulatedFault,
  SimulatedOwner,
  SimulatedPermissionGroup,
  SimulatedZone,
  SimulatorOptions,
} from "./options";
