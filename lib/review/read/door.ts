import type { TokenSpec } from "../../policy";
import type { Reading } from "./synthesized";

// Readers bring a schema library along, which would cost every user of the package some 50 ms: it is loaded by the first reading.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const load = (): typeof import("./synthesized") => require("./synthesized") as typeof import("./synthesized");

/**
 * Reads the tokens of a synthesized folder (`cdktf.out`), of one `cdk.tf.json`, or of a file or folder of Terraform JSON. Nothing is
 * evaluated: what Terraform only knows at plan time stays a symbol. A file that can't be read whole is an error, never half an answer.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readSynthesized(input: string): Reading {
  return load().readSynthesized(input);
}

/**
 * The tokens of a synthesized folder as plain data, ordered by stack, name and address.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 * @example
 * const specs = readSynth("cdktf.out");
 */
export function readSynth(dir: string): TokenSpec[] {
  return load()
    .readSynthesized(dir)
    .stacks.flatMap((stack) => [...stack.specs]);
}
