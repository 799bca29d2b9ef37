/*
 * The part of lib/review that is public, loaded when it is first used: reading foreign files needs a schema library, and whoever only describes
 * tokens should not wait for it. `require` and not `import()`: the package is CommonJS, and these functions answer at once.
 */
import type * as Review from "./review";

// eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
const load = (): typeof Review => require("./review") as typeof Review;

/** See `accessDiff` in lib/review. */
export const accessDiff: typeof Review.accessDiff = (...args) => load().accessDiff(...args);

/** See `checkSnapshot` in lib/review. */
export const checkSnapshot: typeof Review.checkSnapshot = (...args) => load().checkSnapshot(...args);

/** See `gatePlan` in lib/review. */
export const gatePlan: typeof Review.gatePlan = (...args) => load().gatePlan(...args);

/** See `gateSnapshot` in lib/review. */
export const gateSnapshot: typeof Review.gateSnapshot = (...args) => load().gateSnapshot(...args);

/** See `readPlan` in lib/review. */
export const readPlan: typeof Review.readPlan = (...args) => load().readPlan(...args);

/** See `readSnapshot` in lib/review. */
export const readSnapshot: typeof Review.readSnapshot = (...args) => load().readSnapshot(...args);

/** See `readState` in lib/review. */
export const readState: typeof Review.readState = (...args) => load().readState(...args);

/** See `readSynth` in lib/review. */
export const readSynth: typeof Review.readSynth = (...args) => load().readSynth(...args);

/** See `readSynthesized` in lib/review. */
export const readSynthesized: typeof Review.readSynthesized = (...args) => load().readSynthesized(...args);

/** See `snapshotOf` in lib/review. */
export const snapshotOf: typeof Review.snapshotOf = (...args) => load().snapshotOf(...args);
