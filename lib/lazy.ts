/*
 * Parts of the package that are loaded when they are first used, by `lib/index.ts`, by the commands, and by constructs for what is overridden at the L1:
 * reading foreign files needs a schema library, and whoever only describes tokens, or asks for `--help`, should not wait for it. `require` and not
 * `import()`: the package is CommonJS, its source is run by tsx, by jest and compiled alike, and these functions answer at once.
 */
/* eslint-disable @typescript-eslint/no-require-imports -- see above */
import type { Pack, Rule, RuleDefinition, Rules } from "./guardrails";
import type { TokenSpec } from "./policy";
import type { AccessDiff, GateAnswer, PlanGateAnswer, PlanGateOptions, PlanReading, SnapshotDifference, SnapshotFile } from "./review";

/** Comparisons, questions, the snapshot, and what shows them. */
export const loadReview = (): typeof import("./review") => require("./review") as typeof import("./review");
/** Readers of foreign files. */
export const loadRead = (): typeof import("./read") => require("./read") as typeof import("./read");
/** Rules and packs. */
export const loadGuardrails = (): typeof import("./guardrails") => require("./guardrails") as typeof import("./guardrails");
/** Token specs and their meaning, and the clock. */
export const loadPolicy = (): typeof import("./policy") => require("./policy") as typeof import("./policy");
/** Terraform JSON, and what a stack of principals may hold. */
export const loadTerraform = (): typeof import("./terraform") => require("./terraform") as typeof import("./terraform");
/** What Cloudflare calls permissions, and what they cover. */
export const loadCatalogue = (): typeof import("./catalogue") => require("./catalogue") as typeof import("./catalogue");

/** What every project can live with: errors only for what is surely wrong or hostile. */
export declare const baseline: Pack;
/** What a project with nothing to explain passes: nearly everything is an error. Not the property `strict` of a stack, which is about products alone. */
export declare const strict: Pack;
/** Every rule of this package, for packs of your own; those with parameters are functions. */
export declare const rules: Rules;

// `module.exports`, since compilers differ in what `exports` is.
for (const name of ["baseline", "strict", "rules"] as const)
  Object.defineProperty(module.exports, name, { get: () => loadGuardrails()[name], enumerable: true, configurable: true });

/**
 * Makes a rule: of this package's or your own. A rule with parameters is a function that gives one.
 *
 * @param definition `level` is "warning" and `waivable` true unless given; ids of your own are best prefixed, `acme-no-dns` for instance
 * @throws PrincipalError InvalidRule
 * @example
 * const shortNames = defineRule({
 *   id: "acme-short-names",
 *   title: "names are short",
 *   why: "the dashboard cuts longer ones",
 *   fix: "shorten the name",
 *   token: ({ name }) => (name.length > 40 ? [{ detail: "name", message: "the name has more than 40 characters" }] : []),
 * });
 */
export function defineRule(definition: RuleDefinition): Rule {
  return loadGuardrails().defineRule(definition);
}

/**
 * What changes in access between two states of tokens, decided by what the tokens can do and not by their text. A second axis, `disruptive`, says what can
 * break a running integration. `warnings` says what can't be told from the tokens that change: those that stay although they left the code, and what is
 * called otherwise than before. The clock plays no part, and the order of the lists neither. It is what `principals diff` shows. See docs/review.md.
 *
 * An expression (`${…}`) is only equal to itself, and only while what it refers to stays as it is. What is not understood of a token makes it `mixed`.
 *
 * @param before the tokens before the change, e.g. `readSynth` of the main branch
 * @param after the tokens after it
 * @throws PrincipalError InvalidCidr, CidrHostBits, InvalidDate for a token that changes and can't be normalized
 * @example
 * const { verdict, tokens, warnings } = accessDiff(readSynth("base/cdktf.out"), readSynth("head/cdktf.out"));
 */
export function accessDiff(before: readonly TokenSpec[], after: readonly TokenSpec[]): AccessDiff {
  return loadReview().accessDiff(before, after);
}

/**
 * The tokens of a synthesized folder (`cdktf.out`), of one `cdk.tf.json`, or of a file or folder of Terraform JSON, as plain data, ordered by stack, name
 * and address. Nothing is evaluated: what Terraform only knows at plan time stays an expression. A file that can't be read whole is an error, never half
 * an answer.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 * @example
 * const specs = readSynth("cdktf.out");
 */
export function readSynth(input: string): TokenSpec[] {
  return loadReview().readSynth(input);
}

/**
 * The tokens of a Terraform plan, as `terraform show -json tfplan` writes it: those there are, and those there will be. Only what is access is read: values
 * of tokens and outputs are never looked at. What is sensitive, or only known after apply, becomes the expression of its place.
 *
 * @param json the text, or the value that was parsed from it
 * @param file what errors call it. @default "plan"
 * @throws PrincipalError InvalidFile: damaged, of an unknown format, a plan that failed, or one that does not say all
 * @example
 * const { before, after } = readPlan(readFileSync("plan.json", "utf8"));
 * accessDiff(before, after);
 */
export function readPlan(json: unknown, file?: string): PlanReading {
  return loadReview().readPlan(json, file);
}

/**
 * The tokens of a Terraform state, as `terraform show -json` writes it; otherwise as `readPlan`.
 *
 * @param json the text, or the value that was parsed from it
 * @param file what errors call it. @default "state"
 * @throws PrincipalError InvalidFile
 * @example
 * const specs = readState(readFileSync("state.json", "utf8"));
 */
export function readState(json: unknown, file?: string): TokenSpec[] {
  return loadReview().readState(json, file);
}

/**
 * The reviewed state as files: what each principal may do, in words and names, with the exact ids below. Nothing in it depends on the clock, on the machine
 * or on the order of the input. `principals snapshot` writes them. See docs/snapshot.md.
 *
 * @param specs the tokens of all stacks
 * @returns the files by path
 * @example
 * const files = snapshotOf(readSynth("cdktf.out"));
 * console.log(files.map(({ path }) => path)); // ["prod/dns-publisher.md", …]
 */
export function snapshotOf(specs: readonly TokenSpec[]): SnapshotFile[] {
  const { stackOf } = loadPolicy();
  const stacks = new Map<string, TokenSpec[]>();
  for (const spec of specs) stacks.set(stackOf(spec), [...(stacks.get(stackOf(spec)) ?? []), spec]);
  return loadReview().snapshotOf([...stacks].map(([name, own]) => ({ name, specs: own, warnings: [] })));
}

/**
 * The files of a snapshot that was written before, by path. A folder that is not there holds none; other files in it are left out.
 *
 * @param folder the snapshot's, `access` for instance
 * @throws PrincipalError UnreadableFile, InvalidFile
 * @example
 * const files = readSnapshot("access");
 */
export function readSnapshot(folder: string): SnapshotFile[] {
  return loadReview().readSnapshot(folder);
}

/**
 * How the files of a snapshot differ from what a synthesized folder says: nothing when the snapshot is fresh. For a project's own tests. Input that is one
 * stack's only (a single file of Terraform JSON) is compared with that stack's files.
 *
 * @param input a `cdktf.out` folder, or a file or folder of Terraform JSON
 * @param folder the snapshot's. @default "access"
 * @throws PrincipalError UnreadableFile, InvalidFile
 * @example
 * test("the reviewed access is up to date (principals snapshot)", () => expect(checkSnapshot("cdktf.out")).toEqual([]));
 */
export function checkSnapshot(input: string, folder?: string): SnapshotDifference[] {
  return folder === undefined ? loadReview().checkSnapshot(input) : loadReview().checkSnapshot(input, folder);
}

/**
 * Whether tokens have the access of the reviewed snapshot: of its records, not of its words. Tokens are matched by address, else by name; names of zones and
 * the like, owner and purpose are no access and are not compared. See docs/snapshot.md.
 *
 * @param stack the stack that the tokens are of
 * @param specs the tokens, all of them
 * @param files the snapshot's files, as `readSnapshot` gives them
 * @param resolve what expressions are, by expression without its `${}`. @default - an expression is only equal to itself
 * @example
 * const { equal, problems } = gateSnapshot("prod", readState(readFileSync("state.json", "utf8")), readSnapshot("access"));
 */
export function gateSnapshot(
  stack: string,
  specs: readonly TokenSpec[],
  files: readonly SnapshotFile[],
  resolve?: Readonly<Record<string, string>>,
): GateAnswer {
  return loadReview().gateSnapshot(stack, specs, files, resolve);
}

/**
 * The gate before apply: whether a plan leads to the reviewed access, and gets there without a change that nobody reviewed. See docs/snapshot.md.
 *
 * @param stack the stack that the plan is of
 * @param plan as `readPlan` gives it
 * @param files the snapshot's files, as `readSnapshot` gives them
 * @throws PrincipalError InvalidCidr, CidrHostBits, InvalidDate for a token that changes and can't be normalized
 * @example
 * const { passed, problems } = gatePlan("prod", readPlan(readFileSync("plan.json", "utf8")), readSnapshot("access"));
 */
export function gatePlan(stack: string, plan: PlanReading, files: readonly SnapshotFile[], options?: PlanGateOptions): PlanGateAnswer {
  return loadReview().gatePlan(stack, plan, files, options);
}
