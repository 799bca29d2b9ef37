/** Terraform JSON as Terraform reads it: strict JSON, blocks, and what expressions refer to. Nothing here touches a file. */
export {
  addressOf,
  type Block,
  BLOCK_ARGUMENTS,
  BLOCK_TYPES,
  blocksOf,
  type BlockType,
  COMMENT,
  eachText,
  innerBlocks,
  isTrue,
  LOOKUPS,
  readDocument,
  schemaFaults,
  type TerraformFile,
  type TerraformStack,
  textsOf,
  TOKEN_ARGUMENTS,
  TOKEN_LIFECYCLE,
} from "./blocks";
export { type Closure, FROM_ENVIRONMENT, providerNameOf } from "./closures";
export { AppDefinitions, type Meaning, type StackDefinitions } from "./definitions";
export {
  ExpressionText,
  ignoredAttributes,
  impureCallsIn,
  plainReference,
  referencesIn,
  resourceAddress,
  type TerraformAddress,
  type Word,
} from "./expression-text";
export { callsIn, type ExpressionToken, expressionTokens, gradeOf } from "./expression-tokens";
export {
  type Allowed,
  type AllowedHost,
  type AllowedType,
  ENTRIES,
  type EntryName,
  givesAccess,
  type ListEntry,
  NOTHING_ALLOWED,
  type OutsideRow,
  parseAllowed,
  sortedType,
  type SortedType,
  sortedTypes,
  TOKEN_TYPES,
  type Weight,
} from "./findings";
export { canonicalText, digestOf, ExactNumber, invalid, isObject, joinPath, type Json, JsonFault, parseStrictJson, where } from "./json";
export { outsideOf, outsidePipelines } from "./outside";
export { BROKEN_VERSIONS, brokenNewest, letsIn, parseConstraint } from "./providers";
export { isCredentialName, isCredentialText } from "./settings";
export { stateKindOf } from "./states";
export { type OddUse, type Sink, sinkOf, TokenUses } from "./token-uses";
export { OutsideApp } from "./token-values";
export { isPlainReference } from "./types";
