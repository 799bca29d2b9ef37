/** What guardrails found in a synthesized folder: one renderer a format. */
export { readGuardrailInput } from "./input";
export { findingsJson } from "./json";
export { findingsMarkdown } from "./markdown";
export { countsOf } from "./rows";
export { findingsSarif } from "./sarif";
export { findingsText } from "./text";
