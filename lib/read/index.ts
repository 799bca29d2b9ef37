/** Readers: foreign files become token specs, or a clear error. */
export { OPEN_USE, readAllowed } from "./configuration";
export { type AccessPair, type AccessReading, readAccessPair, readInput, readLater, readPlanFile, readWholePlan } from "./configuration";
export { readConfiguration, type Reading, readSynth, readSynthesized, readTokens } from "./configuration";
export { type ForgottenAddress, IMPORTED, MOVED } from "./token-block";
export { type WarningLevel } from "./files";
export { type PlannedChange, type PlanReading, readPlan } from "./plan";
export { type NotListed, type NotReviewed, type PlanFindings } from "./plan-members";
export { readJsonFile as readJson, readTextFile } from "./files";
export { type StackReading, type StackWarning } from "./stack";
export { readState } from "./show";
export { PairBudget, readTokenArguments, TOKEN_TYPES, type TokenAccess } from "./token-arguments";
