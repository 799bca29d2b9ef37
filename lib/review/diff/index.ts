/** The access diff: what changes between two states of tokens, and one renderer a format. */
export { accessDiff } from "./access-diff";
export { diffHtml } from "./html";
export { diffJson } from "./json";
export { diffMarkdown } from "./markdown";
export type { AccessChange, AccessDiff, Disruption, ResourceRange, Risk, RiskCode, TokenChange, TokenDiff, Verdict } from "./model";
export { type DiffNames, namesOf } from "./names";
export { showRenames } from "./renames";
export { diffSarif } from "./sarif";
export { diffText } from "./text";
