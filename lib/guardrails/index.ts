/* eslint-disable @typescript-eslint/no-require-imports */
/*
 * The only door into lib/guardrails: rules, packs and what they find. Rules and packs are loaded when somebody uses them: most programs that import
 * the package use none, and thirty modules would cost each of them several milliseconds.
 */
import type { GuardrailReport, Pack, StackInput } from "./model";
import { nearRules } from "./near-rules";

export { ACCESS_TYPES } from "./access-types";
export { type Acknowledgement, parseAcknowledgements, readAcknowledgement, sortAcknowledgements } from "../policy";
export { defineRule, type RuleDefinition } from "./define-rule";
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
  TokenContext,
  TokenInput,
  TokenReference,
  Violation,
} from "./model";
export { packFaults, rulesOf } from "./pack";
export { isCredentialName, isCredentialText } from "./terraform/credentials";
export type { Json, TerraformFile, TerraformStack } from "./terraform/model";
export { findingWords } from "./words";

const loadPacks = (): typeof import("./packs") => require("./packs") as typeof import("./packs");
const loadRules = (): typeof import("./rules") => require("./rules") as typeof import("./rules");
const loadEvaluate = (): typeof import("./evaluate") => require("./evaluate") as typeof import("./evaluate");

/** What every project can live with: errors only for what is surely wrong or hostile. */
export declare const baseline: Pack;
/** What a project with nothing to explain passes: nearly everything is an error. */
export declare const strict: Pack;
/** Every rule of this package, for packs of your own; those with parameters are functions. */
export declare const rules: typeof import("./rules").rules;

// `module.exports`, since compilers differ in what `exports` is.
for (const [name, get] of Object.entries({
  baseline: () => loadPacks().baseline,
  strict: () => loadPacks().strict,
  rules: () => loadRules().rules,
}))
  Object.defineProperty(module.exports, name, { get, enumerable: true, configurable: true });

/**
 * Runs the rules of a pack over stacks of tokens, and over their Terraform where that is there.
 *
 * @param now the clock, for lifetimes and for acknowledgements until a date
 */
export function evaluate(stacks: readonly StackInput[], pack: Pack, now: Date): GuardrailReport {
  return loadEvaluate().evaluate(stacks, pack, now);
}

/** What the rules say of one token of a stack. */
export function evaluateToken(...args: Parameters<typeof import("./evaluate").evaluateToken>): GuardrailReport {
  return loadEvaluate().evaluateToken(...args);
}

/** The rules with the parameters that the packs use, by name. */
export function ruleTable(): typeof import("./rules").RULES {
  return loadRules().RULES;
}

/** The ids of this package's rules that somebody may have meant by one that it has not; none for an id that it has. */
export function nearRuleIds(id: string): string[] {
  const known = Object.values(ruleTable()).map((rule) => rule.id);
  return known.includes(id) ? [] : nearRules(id, known);
}
