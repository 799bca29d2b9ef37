/** The gate before apply: whether a plan leads to the access that was reviewed, and to no other. */
export { gatePlan } from "./gate-plan";
export { gateSnapshot } from "./judge";
export type {
  GateAnswer,
  GateNote,
  GateProblem,
  PlanGateAnswer,
  PlanGateOptions,
  PlanGateProblem,
  ResolvedValue,
  UnusedOption,
} from "./model";
