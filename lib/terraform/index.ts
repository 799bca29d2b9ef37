/** Terraform JSON as Terraform reads it: strict JSON, blocks, and what expressions refer to. Nothing here touches a file. */
export {
  addressOf,
  BLOCK_TYPES,
  type BlockType,
  blocksOf,
  COMMENT,
  eachText,
  innerBlocks,
  isObject,
  isTrue,
  readDocument,
  schemaFaults,
  textsOf,
} from "./blocks";
export { canonicalText, digestOf } from "./canonical-text";
export type { Closure } from "./closures";
export { AppDefinitions, type Meaning, type StackDefinitions } from "./definitions";
export { ExactNumber } from "./exact-number";
export { ExpressionText, plainReference, type Word } from "./expression-text";
export { invalid, where } from "./fault";
export { ignoredAttributes } from "./ignored-changes";
export type { Block, Json, TerraformFile, TerraformStack } from "./model";
export { FROM_ENVIRONMENT, providerNameOf } from "./providers";
export { impureCallsIn, referencesIn, resourceAddress, type TerraformAddress } from "./references";
export { type OddUse, TokenUses } from "./token-uses";
export { joinPath, JsonFault, parseStrictJson } from "./strict-json";
export { credentialsIn, isCredentialName, isCredentialText } from "./credentials";
export { callsIn, type ExpressionToken, expressionTokens } from "./expression-tokens";
export {
  type Allowed,
  type AllowedHost,
  type AllowedType,
  BLOCK_ARGUMENTS,
  ENTRIES,
  type EntryName,
  givesAccess,
  gradeOf,
  type ListEntry,
  LOOKUPS,
  NOTHING_ALLOWED,
  parseAllowed,
  type Sink,
  sinkOf,
  sortedType,
  type SortedType,
  sortedTypes,
  stateKindOf,
  TOKEN_ARGUMENTS,
  TOKEN_LIFECYCLE,
  TOKEN_TYPES,
  type Weight,
} from "./list";
export { OutsideApp, outsideOf, outsidePipelines, type OutsideRow, outsideTheList } from "./outside";
export { isPlainReference } from "./plain-reference";
export { BROKEN_VERSIONS, brokenNewest, letsIn, parseConstraint } from "./provider-version";
