import type { TokenSpec } from "../policy";
import type { Json } from "../terraform";
import type { TokenAccess } from "./token-arguments";
import type { AccessPair } from "./access";
import type { PlanReading } from "./plan";
import type { Reading } from "./configuration";

// Readers bring a schema library along, which would cost every user of the package some 50 ms: it is loaded by the first reading.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const load = (): typeof import("./configuration") => require("./configuration") as typeof import("./configuration");

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
 * As `readSynthesized`, with the Terraform around the tokens.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readConfiguration(input: string): Reading {
  return load().readConfiguration(input);
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

// eslint-disable-next-line @typescript-eslint/no-require-imports
const loadFile = (): typeof import("./read-file") => require("./read-file") as typeof import("./read-file");

/**
 * One JSON file of the user's own; everything that can be wrong with it is an error that names it.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readJson(file: string): unknown {
  return loadFile().readJsonFile(file);
}

/* eslint-disable @typescript-eslint/no-require-imports */
const loadPlan = (): typeof import("./plan") => require("./plan") as typeof import("./plan");
const loadState = (): typeof import("./state") => require("./state") as typeof import("./state");
const loadAccess = (): typeof import("./access") => require("./access") as typeof import("./access");
/* eslint-enable @typescript-eslint/no-require-imports */

/**
 * The tokens of a Terraform plan, as `terraform show -json tfplan` writes it: those there are, and those there will be. Only what is access is read:
 * values of tokens and outputs are never looked at, other sensitive values become symbols, as does what is only known after apply: what stands at
 * `policies[0].resources` is `${cloudflare_account_token.ci.policies[0].resources}` then.
 * What Terraform leaves as it is stands on both sides.
 *
 * @param json the text, or the value that was parsed from it
 * @param file what errors call it
 * @throws PrincipalError InvalidFile: damaged, of an unknown format, a plan that failed, or one that does not say all
 * @example
 * const { before, after } = readPlan(readFileSync("plan.json", "utf8"));
 * accessDiff(before, after);
 */
export function readPlan(json: unknown, file?: string): PlanReading {
  return loadPlan().readPlan(json, file);
}

/**
 * The tokens of a Terraform state, as `terraform show -json` writes it; otherwise as `readPlan`.
 *
 * @throws PrincipalError InvalidFile
 */
export function readState(json: unknown, file?: string): TokenSpec[] {
  return loadState().readState(json, file);
}

/**
 * A synthesized folder, a file or folder of Terraform JSON, or the JSON of a state, with all that is known of its stacks.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readInput(input: string): Reading {
  return loadAccess().readInput(input);
}

// eslint-disable-next-line @typescript-eslint/no-require-imports
const loadArguments = (): typeof import("./token-arguments") => require("./token-arguments") as typeof import("./token-arguments");

/**
 * The arguments of a token as Terraform JSON has them, in normal form.
 *
 * @throws PrincipalError InvalidFile
 */
export function readTokenArguments(kind: TokenSpec["kind"], body: Json): TokenAccess {
  return loadArguments().readTokenArguments(kind, body);
}

/**
 * Both sides of a comparison, each a synthesized folder, a file or folder of Terraform JSON, or the JSON of a state.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readAccessPair(before: string, after: string): AccessPair {
  return loadAccess().readAccessPair(before, after);
}

/**
 * Both sides of a comparison from a file with the JSON of a plan.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readPlanFile(file: string): AccessPair {
  return loadAccess().readPlanFile(file);
}

/**
 * A file with the JSON of a plan, as `readPlan` gives it.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readWholePlan(file: string): PlanReading {
  return loadAccess().readWholePlan(file);
}
