/** What guardrails found in a synthesized folder: one renderer a format. */
export { readGuardrailInput } from "./input";
export { findingsCodeQuality } from "./code-quality";
export { findingsJson } from "./json";
export { findingMarkdown, findingsMarkdown } from "./markdown";
export { acknowledgedPhrase, countPhrases, countsOf } from "./rows";
export { findingsSarif } from "./sarif";
export { findingsText } from "./text";
export { withFindings } from "./with-findings";
