/** Terraform JSON as Terraform reads it: strict JSON, blocks, and what expressions refer to. Nothing here touches a file. */
export {
  addressOf,
  BLOCK_TYPES,
  type BlockType,
  blocksOf,
  innerBlocks,
  isObject,
  isTrue,
  readDocument,
  schemaFaults,
  textsOf,
} from "./blocks";
export { credentialsIn, isCredentialName, isCredentialText } from "./credentials";
export { type Definition, sayingOf, textOf } from "./definition";
export { AppDefinitions, type Definitions, type Meaning } from "./definitions";
export { ExpressionText, plainReference, type Word } from "./expression-text";
export { callsIn, type ExpressionToken, expressionTokens } from "./expression-tokens";
export { invalid, where } from "./fault";
export { ignoredAttributes } from "./ignored-changes";
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
export type { Block, Json, TerraformFile, TerraformStack } from "./model";
export { OutsideApp, outsideOf, outsidePipelines, type OutsideRow, outsideTheList } from "./outside";
export { isPlainReference } from "./plain-reference";
export { BROKEN_VERSIONS, brokenNewest, letsIn, parseConstraint } from "./provider-version";
export { FROM_ENVIRONMENT } from "./providers";
export { identifiersOf, ReferenceIndex } from "./reference-index";
export { checkStructure, joinPath, JsonFault, parseStrictJson } from "./strict-json";
