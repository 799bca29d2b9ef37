/** Readers: foreign files become token specs, or a clear error. */
export { readAllowed } from "./configuration";
export { type AccessPair, type AccessReading, readAccessPair, readInput, readLater, readPlanFile, readWholePlan } from "./configuration";
export { readConfiguration, type Reading, readSynth, readSynthesized, readTokens } from "./configuration";
export { type ForgottenAddress, IMPORTED, MOVED } from "./token-block";
export { type WarningLevel } from "./files";
export { type PlannedChange, type PlanReading, readPlan } from "./plan";
export { type PlanFindings } from "./plan-configuration";
export { type NotListed, type NotReviewed } from "./plan-configuration";
export { readJsonFile as readJson, readTextFile } from "./files";
export { type StackReading, type StackWarning } from "./stack";
export { readState } from "./show";
export { PairBudget, readTokenArguments, TOKEN_TYPES, type TokenAccess } from "./token-arguments";
