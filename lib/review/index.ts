/** Reading foreign files, and showing what they mean: the door to lib/review. */
export type { ComparedSide, StackFacts } from "./compare";
export type { AccessChange, AccessDiff, Disruption, ResourceRange, Risk, RiskCode, TokenChange, TokenDiff, Verdict } from "./diff/model";
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
export type { AllowedPart, Shown } from "./questions/words";
export { ask, type Circumstances, knownPart, OPEN_POLICIES, type TokenAnswer } from "./questions/ask";
export type { AskedPermission, AskedResource, PlacedToken } from "./questions/find";
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
export type { AllowedChange, GateFile, ReportOptions, ReviewReport } from "./report/report";
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
export type { SnapshotDifference } from "./record/folder";
export type { Codeowners } from "./record/codeowners";
export type { SnapshotFile } from "./record/snapshot-of";
export type { SummaryModel } from "./summary/summarize";
export { namesOfStack, namesOfToken, type Names } from "./summary/words";

/* Functions of parts that are loaded when one of theirs is first called, since no command needs all of them. */
/* eslint-disable @typescript-eslint/no-require-imports -- as in lib/lazy.ts */

export const { accessDiff, compare } = later(() => require("./compare") as typeof import("./compare"));
export const { diffHtml } = later(() => require("./render/diff-html") as typeof import("./render/diff-html"));
export const { diffMarkdown } = later(() => require("./render/diff-markdown") as typeof import("./render/diff-markdown"));
export const { diffSarif } = later(() => require("./render/diff-sarif") as typeof import("./render/diff-sarif"));
export const { diffText } = later(() => require("./render/diff-text") as typeof import("./render/diff-text"));
export const { findingsCodeQuality } = later(
  () => require("./render/findings-code-quality") as typeof import("./render/findings-code-quality"),
);
export const { findingsMarkdown } = later(() => require("./render/findings-markdown") as typeof import("./render/findings-markdown"));
export const { findingsSarif } = later(() => require("./render/findings-sarif") as typeof import("./render/findings-sarif"));
export const { findingsText } = later(() => require("./render/findings-text") as typeof import("./render/findings-text"));
export const { findingsJson, diffJson, renderJson, reportJson } = later(() => require("./render/json") as typeof import("./render/json"));
export const {
  addressWords,
  allowedPart,
  circumstanceWords,
  gainedAddressWords,
  instantWords,
  lifetimeWords,
  permissionChangeWords,
  policyWords,
  reasonLines,
  resourceWords,
} = later(() => require("./questions/words") as typeof import("./questions/words"));
export const { findPermission, findResource, findToken, idOfName, placedTokens, placeOf } = later(
  () => require("./questions/find") as typeof import("./questions/find"),
);
export const { renderHtml } = later(() => require("./render/page/tokens-page") as typeof import("./render/page/tokens-page"));
export const { reportMarkdown } = later(() => require("./render/report-markdown") as typeof import("./render/report-markdown"));
export const { renderMarkdown } = later(() => require("./render/summary-markdown") as typeof import("./render/summary-markdown"));
export const { renderText } = later(() => require("./render/summary-text") as typeof import("./render/summary-text"));
export const { allowedChanges, allowedWords, allowsMore, gateChanged, gateFiles, readPaths, reportOf } = later(
  () => require("./report/report") as typeof import("./report/report"),
);
export const { gatePlan } = later(() => require("./gate/gate-plan") as typeof import("./gate/gate-plan"));
export const { gateSnapshot } = later(() => require("./gate/judge") as typeof import("./gate/judge"));
export const { checkSnapshot, compareSnapshot, patchLines, readReviewed, readSnapshot, snapshotFilesOf, writeSnapshot } = later(
  () => require("./record/folder") as typeof import("./record/folder"),
);
export const { codeownersOf } = later(() => require("./record/codeowners") as typeof import("./record/codeowners"));
export const { recordedAccess } = later(() => require("./record/recorded") as typeof import("./record/recorded"));
export const { snapshotOf } = later(() => require("./record/snapshot-of") as typeof import("./record/snapshot-of"));
export const { summarize } = later(() => require("./summary/summarize") as typeof import("./summary/summarize"));

/** The functions of a module, which is loaded when one of them is first called. */
function later<M extends object>(load: () => M): M {
  const call = (name: string | symbol, args: readonly unknown[]): unknown =>
    (Reflect.get(load(), name) as (...all: readonly unknown[]) => unknown)(...args);
  return new Proxy({} as M, {
    get:
      (_, name) =>
      (...args: readonly unknown[]) =>
        call(name, args),
  });
}
