/** What guardrails found in a synthesized folder: one renderer a format. */
export { readGuardrailInput } from "./input";
export { findingsCodeQuality } from "../render/findings-code-quality";
export { findingsJson } from "../render/json";
export { findingMarkdown, findingsMarkdown } from "../render/findings-markdown";
export { acknowledgedPhrase, countPhrases, countsOf } from "./rows";
export { findingsSarif } from "../render/findings-sarif";
export { findingsText } from "../render/findings-text";
export { withFindings } from "./with-findings";
