export { addressOf, BLOCK_TYPES, type BlockType, blocksOf, innerBlocks, isObject, isTrue, textsOf } from "../../terraform";
