/** The only door into lib/guardrails: rules, packs and what they find. */
export { type Acknowledgement, parseAcknowledgements, readAcknowledgement, sortAcknowledgements } from "../policy";
export { defineRule, type RuleDefinition } from "./define-rule";
export { evaluate, evaluateToken, tokenContext } from "./evaluate";
export type {
  AcknowledgementReport,
  AcknowledgementStatus,
  Finding,
  FindingLevel,
  GuardrailReport,
  Pack,
  PackEntry,
  Rule,
  StackInput,
  TerraformContext,
  TokenContext,
  TokenInput,
  TokenReference,
  Violation,
} from "./model";
export { nearRuleIds } from "./near-rules";
export type { Once } from "./once";
export { packFaults, rulesOf } from "./pack";
export { baseline, strict } from "./packs";
export { rules, RULES, type Rules } from "./rules";
export { findingWords } from "./words";
export { type Allowed, ENTRIES, type EntryName } from "../terraform";
