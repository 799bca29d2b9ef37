/** Terraform JSON as rules look at it. Tolerant of shape: the readers of lib/review have refused what Terraform would refuse. */
export { backendsOf, type BackendUse, encryptionsOf, statesOf } from "./backends";
export { addressOf, BLOCK_TYPES, type BlockType, blocksOf, innerBlocks, isObject, isTrue, textsOf } from "./blocks";
export { credentialsIn, isCredentialName, isCredentialText } from "./credentials";
export { definitionsOf } from "./definitions";
export type { Block, Json, TerraformFile, TerraformStack } from "./model";
export { providersOf, type ProviderUse } from "./providers";
export { isToken, tokensOf } from "./tokens";
export { TokenValues, WITHOUT_VALUES } from "./token-values";
