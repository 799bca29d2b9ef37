/** Readers: foreign files become token specs, or a clear error. */
export { readAllowed } from "./allowed";
export type { StackDocuments } from "./documents";
export type { AccessPair, AccessReading } from "./access";
export {
  readAccessPair,
  readDocuments,
  readJson,
  readPlan,
  readPlanFile,
  readState,
  readSynth,
  readSynthesized,
  readWholePlan,
} from "./door";
export type { PlannedChange, PlanReading } from "./plan";
export type { PlanFindings } from "./plan-evidence";
export { readTextFile } from "./read-file";
export { TOKEN_TYPES } from "./read-token";
export type { WarningLevel } from "./manifest";
export type { Reading, StackReading, StackWarning } from "./configuration";
