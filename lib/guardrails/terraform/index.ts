/** Terraform JSON as rules look at it. Tolerant of shape: the readers of lib/review have refused what Terraform would refuse. */
export { backendsOf, type BackendUse } from "./backends";
export { addressOf, BLOCK_TYPES, type BlockType, blocksOf, innerBlocks, isObject, textsOf } from "./blocks";
export type { Block, Json, TerraformFile, TerraformStack } from "./model";
export { providersOf, type ProviderUse } from "./providers";
export { TokenValues, WITHOUT_VALUES } from "./token-values";
