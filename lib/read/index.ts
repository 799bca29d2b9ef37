/** Readers: foreign files become token specs, or a clear error. */
export { readAllowed } from "./allowed";
export { type AccessPair, type AccessReading, readAccessPair, readInput, readPlanFile, readWholePlan } from "./access";
export { readConfiguration, type Reading, readSynth, readSynthesized } from "./configuration";
export { type ForgottenAddress, IMPORTED, MOVED } from "./identities";
export type { WarningLevel } from "./manifest";
export { type PlannedChange, type PlanReading, readPlan } from "./plan";
export type { PlanFindings } from "./plan-evidence";
export type { NotReviewed } from "./plan-members";
export { readJsonFile as readJson, readTextFile } from "./read-file";
export type { StackReading, StackWarning } from "./stack";
export { readState } from "./state";
export { readTokenArguments, TOKEN_TYPES, type TokenAccess } from "./token-arguments";
