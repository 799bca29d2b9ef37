/** The reviewed state as files: what each principal may do, in words, to be approved where code is. */
export { checkSnapshot, compareSnapshot, patchLines, type SnapshotDifference } from "./check";
export { type Codeowners, codeownersOf } from "./codeowners";
export { readSnapshot, writeSnapshot } from "./folder";
export { type SnapshotFile, snapshotOf } from "./snapshot-of";
