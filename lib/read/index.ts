/** Readers: foreign files become token specs, or a clear error. */
export { readAllowed } from "./allowed";
export type { AccessPair, AccessReading } from "./access";
export type { Reading } from "./configuration";
export {
  readAccessPair,
  readConfiguration,
  readInput,
  readJson,
  readPlan,
  readPlanFile,
  readState,
  readSynth,
  readSynthesized,
  readTokenArguments,
  readWholePlan,
} from "./door";
export { type ForgottenAddress, IMPORTED, MOVED } from "./identities";
export type { WarningLevel } from "./manifest";
export type { PlannedChange, PlanReading } from "./plan";
export type { PlanFindings } from "./plan-evidence";
export type { NotReviewed } from "./plan-members";
export { readTextFile } from "./read-file";
export type { StackReading, StackWarning } from "./stack";
export { TOKEN_TYPES, type TokenAccess } from "./token-arguments";
