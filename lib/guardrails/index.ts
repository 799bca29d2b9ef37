/** The only door into lib/guardrails: rules, packs and what they find. */
export { type Acknowledgement, parseAcknowledgements, readAcknowledgement, sortAcknowledgements } from "../policy";
export { defineRule, findingWords, type Once, type RuleDefinition } from "./define-rule";
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
export { baseline, nearRuleIds, packFaults, rulesOf, strict } from "./packs";
export { OF_CONFIGURATION, rules, RULES, type Rules } from "./rules";
export { type Allowed, ENTRIES, type EntryName } from "../terraform";
