/** Reading foreign files, and showing what they mean: the door to lib/review. */
export { accessDiff, compare, type ComparedSide, type StackFacts } from "./compare";
export type { AccessChange, AccessDiff, Disruption, ResourceRange, Risk, RiskCode, TokenChange, TokenDiff, Verdict } from "./diff/model";
export { diffHtml } from "./render/diff-html";
export { diffMarkdown } from "./render/diff-markdown";
export { diffSarif } from "./render/diff-sarif";
export { diffText } from "./render/diff-text";
export {
  asciiJson,
  fileName,
  guardOutput,
  htmlName,
  htmlText,
  lineText,
  markdownCode,
  markdownName,
  markdownText,
  printable,
  prose,
  shorten,
  terminalName,
  terminalText,
  terraformText,
  typescriptComment,
  typescriptString,
  workflowData,
  workflowProperty,
} from "./render/escape";
export {
  findingsCodeQuality,
  findingsJson,
  findingsMarkdown,
  findingsSarif,
  findingsText,
  readGuardrailInput,
  withFindings,
} from "./findings";
export { type AllowedPart, allowedPart } from "./questions/allowed-part";
export { ask, type Circumstances, knownPart, OPEN_POLICIES, type TokenAnswer } from "./questions/ask";
export { type AskedPermission, findPermission, idOfName } from "./questions/find-permission";
export { type AskedResource, findResource } from "./questions/find-resource";
export { findToken, placedTokens, type PlacedToken, placeOf } from "./questions/find-token";
export {
  addressWords,
  circumstanceWords,
  gainedAddressWords,
  instantWords,
  lifetimeWords,
  permissionChangeWords,
  policyWords,
  reasonLines,
  resourceWords,
  type Shown,
} from "./questions/words";
export {
  type AccessPair,
  type AccessReading,
  type PlanFindings,
  type PlannedChange,
  type PlanReading,
  readAccessPair,
  readAllowed,
  type Reading,
  readJson,
  readPlan,
  readPlanFile,
  readState,
  readSynth,
  readSynthesized,
  readWholePlan,
  type StackReading,
  type StackWarning,
  type WarningLevel,
} from "../read";
export { renderHtml } from "./render/page/tokens-page";
export { diffJson, renderJson, reportJson } from "./render/json";
export { reportMarkdown } from "./render/report-markdown";
export { renderMarkdown } from "./render/summary-markdown";
export { renderText } from "./render/summary-text";
export { type GateFile, gateFiles } from "./report/gate-files";
export { gateChanged, type ReportOptions, reportOf, type ReviewReport } from "./report/model";
export { readPaths } from "./report/paths";
export { gatePlan } from "./gate/gate-plan";
export { gateSnapshot } from "./gate/judge";
export type {
  GateAnswer,
  GateNote,
  GateProblem,
  PlanGateAnswer,
  PlanGateOptions,
  PlanGateProblem,
  ResolvedValue,
  UnusedOption,
} from "./gate/model";
export { checkSnapshot, compareSnapshot, patchLines, type SnapshotDifference } from "./record/check";
export { type Codeowners, codeownersOf } from "./record/codeowners";
export { readSnapshot, writeSnapshot } from "./record/folder";
export { type SnapshotFile, snapshotOf } from "./record/snapshot-of";
export type { SummaryModel } from "./summary/model";
export { namesOfStack, namesOfToken, type Names } from "./summary/labels";
export { summarize } from "./summary/summarize";
export { type AllowedChange, allowedChanges, allowedWords, allowsMore } from "./report/allowed-changes";
