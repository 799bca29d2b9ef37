/** Readers: foreign files become token specs, or a clear error. */
export { readSynth, readSynthesized } from "./door";
export type { WarningLevel } from "./manifest";
export type { Reading, StackReading, StackWarning } from "./synthesized";
