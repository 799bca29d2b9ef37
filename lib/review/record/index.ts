/** The reviewed state as files: what each principal may do, in words, to be approved where code is. */
export { checkSnapshot } from "./check";
export { type Codeowners, codeownersOf } from "./codeowners";
export { compareSnapshot, type SnapshotDifference } from "./compare-files";
export { readSnapshot, writeSnapshot } from "./folder";
export { type GateAnswer, type GateProblem, gateSnapshot, type ResolvedValue } from "../gate/gate";
export { gatePlan, type PlanGateAnswer, type PlanGateOptions, type PlanGateProblem } from "../gate/gate-plan";
export type { UnusedOption } from "../gate/unused";
export { patchLines } from "./patch";
export { type SnapshotFile, snapshotOf } from "./snapshot-of";
