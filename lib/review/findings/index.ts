/** What guardrails found in a synthesized folder: one renderer a format. */
export { acknowledgedPhrase, countPhrases, countsOf, readGuardrailInput, withFindings } from "../findings";
export { findingsCodeQuality } from "../render/findings-code-quality";
export { findingsJson } from "../render/json";
export { findingMarkdown, findingsMarkdown } from "../render/findings-markdown";
export { findingsSarif } from "../render/findings-sarif";
export { findingsText } from "../render/findings-text";
