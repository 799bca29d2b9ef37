/** What a reviewer of a change should know, in one comment. */
export type { AllowedChange } from "./allowed-changes";
export { gateFiles, type GateFile } from "./gate-files";
export { reportJson } from "../render/report-json";
export { reportMarkdown } from "../render/report-markdown";
export { readPaths } from "./paths";
export { gateChanged, type ReportOptions, reportOf, type ReviewReport } from "./model";
