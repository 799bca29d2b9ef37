/** Terraform JSON as Terraform reads it: strict JSON, blocks, and what expressions refer to. Nothing here touches a file. */
export { type Block, blocksOf, isObject, readDocument, schemaFaults } from "./blocks";
export { type Definition, sayingOf, textOf } from "./definition";
export { AppDefinitions, type Definitions, type Meaning } from "./definitions";
export { ExpressionText, plainReference, type Word } from "./expression-text";
export { invalid, where } from "./fault";
export { ignoredAttributes } from "./ignored-changes";
export { FROM_ENVIRONMENT } from "./providers";
export { identifiersOf, ReferenceIndex } from "./reference-index";
export { checkStructure, joinPath, JsonFault, parseStrictJson } from "./strict-json";
export { type Allowed, type AllowedHost, type AllowedType, NOTHING_ALLOWED, parseAllowed } from "./list/allowed";
