/** The access diff: what changes between two states of tokens, and one renderer a format. */
export { accessDiff } from "./access-diff";
export { diffHtml } from "../render/diff-html";
export { diffJson } from "../render/diff-json";
export { diffMarkdown } from "../render/diff-markdown";
export type { AccessChange, AccessDiff, Disruption, ResourceRange, Risk, RiskCode, TokenChange, TokenDiff, Verdict } from "./model";
export { type DiffNames, namesOf } from "./names";
export { showRenames } from "./renames";
export { diffSarif } from "../render/diff-sarif";
export { diffText } from "../render/diff-text";
