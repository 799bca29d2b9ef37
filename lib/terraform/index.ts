/** Terraform JSON as Terraform reads it: strict JSON, blocks, and what expressions refer to. Nothing here touches a file. */
export {
  addressOf,
  type Block,
  blocksOf,
  COMMENT,
  eachText,
  innerBlocks,
  isTrue,
  readDocument,
  schemaFaults,
  type TerraformFile,
  type TerraformStack,
  TOKEN_LIFECYCLE,
} from "./blocks";
export { isCredentialName, isCredentialText } from "./credentials";
export { AppDefinitions, type StackDefinitions } from "./definitions";
export {
  ExpressionText,
  ignoredAttributes,
  impureCallsIn,
  plainReference,
  referencesIn,
  resourceAddress,
  type TerraformAddress,
} from "./expression-text";
export { callsIn, expressionTokens } from "./expression-tokens";
export {
  type Allowed,
  type AllowedHost,
  type AllowedType,
  ENTRIES,
  type EntryName,
  givesAccess,
  NOTHING_ALLOWED,
  type OutsideRow,
  parseAllowed,
  sortedType,
  sortedTypes,
  TOKEN_TYPES,
  type Weight,
} from "./findings";
export { canonicalText, digestOf, ExactNumber, invalid, isObject, joinPath, type Json, JsonFault, parseStrictJson, where } from "./json";
export { isAllowed, isListedType, outsideOf, outsidePipelines, outsidePlan } from "./outside";
export { BROKEN_VERSIONS, letsIn, parseConstraint } from "./providers";
export { OutsideApp } from "./outside-app";
export { COMPUTED_PLACE, isPlaceless, isSamePlace, sinkOf } from "./sinks";
export { FROM_ENVIRONMENT, providerNameOf } from "./stack-providers";
export { stateOf } from "./states";
export { isPlainReference } from "./types";
