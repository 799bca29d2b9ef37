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
export { type Definition, sayingOf, textOf } from "./definition";
export { AppDefinitions, type Definitions, type Meaning } from "./definitions";
export { ExpressionText, plainReference, type Word } from "./expression-text";
export { invalid, where } from "./fault";
export { ignoredAttributes } from "./ignored-changes";
export type { Block, Json, TerraformFile, TerraformStack } from "./model";
export { FROM_ENVIRONMENT } from "./providers";
export { identifiersOf, ReferenceIndex } from "./reference-index";
export { checkStructure, joinPath, JsonFault, parseStrictJson } from "./strict-json";
