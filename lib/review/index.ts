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
export { readGuardrailInput, withFindings } from "./findings";
export { findingsCodeQuality } from "./render/findings-code-quality";
export { findingsMarkdown } from "./render/findings-markdown";
export { findingsSarif } from "./render/findings-sarif";
export { findingsText } from "./render/findings-text";
export { findingsJson } from "./render/json";
export {
  addressWords,
  type AllowedPart,
  allowedPart,
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
export { ask, type Circumstances, knownPart, OPEN_POLICIES, type TokenAnswer } from "./questions/ask";
export {
  type AskedPermission,
  type AskedResource,
  findPermission,
  findResource,
  findToken,
  idOfName,
  type PlacedToken,
  placedTokens,
  placeOf,
} from "./questions/find";
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
  readLater,
  readPlan,
  readPlanFile,
  readState,
  readSynth,
  readSynthesized,
  readTokens,
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
export {
  type AllowedChange,
  allowedChanges,
  allowedWords,
  allowsMore,
  gateChanged,
  type GateFile,
  gateFiles,
  readPaths,
  reportOf,
  type ReportOptions,
  type ReviewReport,
} from "./report/report";
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
export {
  checkSnapshot,
  compareSnapshot,
  patchLines,
  readReviewed,
  readSnapshot,
  type SnapshotDifference,
  snapshotFilesOf,
  writeSnapshot,
} from "./record/folder";
export { type Codeowners, codeownersOf } from "./record/codeowners";
export { recordedAccess } from "./record/recorded";
export { type SnapshotFile, snapshotOf } from "./record/snapshot-of";
export { summarize, type SummaryModel } from "./summary/summarize";
export { namesOfStack, namesOfToken, type Names } from "./summary/words";
