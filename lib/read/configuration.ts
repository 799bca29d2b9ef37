import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fault, PrincipalError } from "../errors";
import { compareText, type NotUnderstood, type TokenSpec } from "../policy";
import { printable } from "../printable";
import { type Allowed, AppDefinitions, digestOf, invalid, isObject, parseAllowed, readDocument, type TerraformFile } from "../terraform";
import {
  entriesOf,
  isFolder,
  MANIFEST,
  readJsonFile,
  readManifest,
  readTextFile,
  realPathWithin,
  STACK_FILE,
  type StackEntry,
  type StackFolder,
  stackFolders,
  terraformFiles,
  terraformNames,
} from "./files";
import { type PlanReading, readPlan } from "./plan";
import { readWholeState, type StateReading } from "./show";
import { readStack, stackNameOf, type StackReading, type StackSource, type StackWarning } from "./stack";
import { PairBudget } from "./token-arguments";

/** What was read of one input. */
export interface Reading {
  readonly stacks: readonly StackReading[];
}

/**
 * Reads the tokens of a synthesized folder (`cdktf.out`), of one `cdk.tf.json`, or of a file or folder of Terraform JSON. Nothing is
 * evaluated: what Terraform only knows at plan time stays a symbol. A file that can't be read whole is an error, never half an answer.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readSynthesized(input: string): Reading {
  return tokensAlone(readConfiguration(input));
}

/** What stands beside tokens may hold a secret: it goes to no one who only asks for them. */
function tokensAlone({ stacks }: Reading): Reading {
  return { stacks: stacks.map(({ terraform: _, ...stack }) => stack) };
}

/**
 * As `readSynthesized`, and the JSON of a state or a plan as well: of a plan, the state after it.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readTokens(input: string): Reading {
  return tokensAlone(readInput(input));
}

/**
 * As `readSynthesized`, with the Terraform around the tokens.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readConfiguration(input: string): Reading {
  return isFolder(input) || basename(input) === MANIFEST ? readFolder(input) : readFile(input, readJsonFile(input));
}

/**
 * The tokens of a synthesized folder as plain data, ordered by stack, name and address.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 * @example
 * const specs = readSynth("cdktf.out");
 */
export function readSynth(input: string): TokenSpec[] {
  return readSynthesized(input).stacks.flatMap((stack) => [...stack.specs]);
}

/** The stacks of a folder, or of cdktf's manifest in it. */
export function readFolder(input: string): Reading {
  return readStacks(sourcesOf(isFolder(input) ? input : dirname(input)));
}

/** One file of Terraform JSON that was opened. */
export function readFile(input: string, json: unknown): Reading {
  const file = join(dirname(input), basename(input));
  return readStacks([sourceOf([{ file, document: readDocument(json, file) }])]);
}

/** What an expression of one stack means may hang on another: all are there before any is finished. */
function readStacks(sources: readonly StackSource[]): Reading {
  const app = { pairs: new PairBudget(), definitions: new AppDefinitions() };
  const unfinished = sources.map((source) => readStack(source, app));
  return { stacks: unfinished.map((finish) => finish()).sort((a, b) => compareText(a.name, b.name)) };
}

function sourcesOf(folder: string): StackSource[] {
  if (existsSync(join(folder, MANIFEST))) {
    const entries = readManifest(folder);
    const stacks = entries.map((entry) => manifestSource(folder, entry));
    checkUnlisted(folder, entries);
    return stacks;
  }
  const below = stackFolders(folder);
  if (below.length > 0) return below.map(folderSource);
  const files = terraformFiles(folder);
  if (files.length === 0)
    throw new PrincipalError([
      fault.invalidFile(
        printable(folder),
        `neither ${MANIFEST} of cdktf nor a Terraform JSON file (*.tf.json), nor <stack>/${STACK_FILE}, is in this folder`,
      ),
    ]);
  checkTwins(files);
  return [{ ...sourceOf(files.map(open)), name: basename(resolve(folder)) }];
}

/** OpenTofu leaves a `.tf.json` out where there is a `.tofu.json` of its name, and Terraform reads the other one alone. */
function checkTwins(files: readonly string[]): void {
  const known = new Set(files);
  const twin = files.find((file) => file.endsWith(".tofu.json") && known.has(file.replace(/\.tofu\.json$/, ".tf.json")));
  if (twin !== undefined)
    throw invalid(
      twin,
      "",
      `OpenTofu reads it in place of ${basename(twin, ".tofu.json")}.tf.json, and Terraform the other one: keep one of them`,
    );
}

function open(file: string): TerraformFile {
  return { file, document: readDocument(readJsonFile(file), file) };
}

/** Files of one folder. */
function sourceOf(files: readonly TerraformFile[]): StackSource {
  const names = new Set(files.map(({ file }) => basename(file)));
  const others = entriesOf(dirname(files[0]?.file ?? ""))
    .map(({ name }) => name)
    .filter((name) => !names.has(name))
    .sort(compareText);
  const given = others.filter((name) => /^terraform\.tfvars(?:\.json)?$|\.auto\.tfvars(?:\.json)?$/.test(name));
  const folder = dirname(files[0]?.file ?? "");
  const variableFiles =
    given.length === 0 ? {} : { variableFiles: digestOf(...given.map((name) => `${name}\n${readTextFile(join(folder, name))}`)) };
  return { files, others, ...variableFiles };
}

/** The folder's name and the stack's are one: nobody can give one stack's file for another's. */
function folderSource({ name, file }: StackFolder): StackSource {
  const opened = open(file);
  const stated = stackNameOf(opened);
  if (stated !== undefined && stated !== name)
    throw invalid(file, '["//"].metadata.stackName', "the file is of another stack than its folder");
  return { ...sourceOf([opened]), name, place: name };
}

function manifestSource(folder: string, { name, annotations, file: relative }: StackEntry): StackSource {
  const file = join(folder, relative);
  realPathWithin(folder, file);
  const others = terraformFiles(dirname(file)).filter((other) => basename(other) !== basename(file));
  // Terraform reads every file of its folder; one that cdktf did not write would be applied unseen.
  if (others[0] !== undefined)
    throw invalid(others[0], "", "not written by cdktf, but Terraform would read it; remove it or read it on its own");
  return { ...sourceOf([open(file)]), name, annotations, place: name };
}

/** Terraform files beside what the manifest lists would be applied unseen: a manifest must not hide them. */
function checkUnlisted(folder: string, listed: readonly StackEntry[]): void {
  const known = new Set(listed.map(({ file }) => dirname(resolve(folder, file))));
  const stacks = join(folder, "stacks");
  const below = existsSync(stacks) && isFolder(stacks) ? entriesOf(stacks).map(({ name }) => join(stacks, name)) : [];
  for (const place of [folder, stacks, ...below]) {
    if (known.has(resolve(place)) || !existsSync(place) || !isFolder(place)) continue;
    const [name] = terraformNames(place);
    if (name !== undefined)
      throw invalid(
        join(place, name),
        "",
        `${MANIFEST} lists no stack here, but Terraform would read it; if the app no longer makes it, remove cdktf.out and synthesize again, else read it on its own`,
      );
  }
}

/** The tokens of one side of a comparison, whatever they were read from. */
export interface AccessReading {
  readonly specs: readonly TokenSpec[];
  /** What is known of each stack. @default - nothing: a state or a plan does not say which stack it is of */
  readonly stacks?: Reading["stacks"];
  /** What is there besides tokens and may do anything to them. @default - nothing */
  readonly notUnderstood?: readonly NotUnderstood[];
  /** Prefixed with the stack, where there are several. */
  readonly warnings: readonly StackWarning[];
}

/** Both sides of a comparison. */
export interface AccessPair {
  readonly before: AccessReading;
  readonly after: AccessReading;
}

/**
 * Both sides of a comparison, each a synthesized folder, a file or folder of Terraform JSON, or the JSON of a state.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readAccessPair(before: string, after: string): AccessPair {
  const [old, now] = [readAccess(before), readLater(after)];
  const isState = [old, now].map(({ stacks }) => stacks === undefined);
  return isState[0] === isState[1] ? { before: old, after: now } : { before: withoutDeliveries(old), after: withoutDeliveries(now, true) };
}

/** What only one side says of where values go is no change. @param told whether that is said */
function withoutDeliveries({ specs, warnings, ...rest }: AccessReading, told = false): AccessReading {
  const note: StackWarning = { level: "warning", message: "a state does not say where tokens' values go, so that is not compared" };
  return { ...rest, specs: specs.map(({ deliveries: _, ...spec }) => spec), warnings: told ? [...warnings, note] : warnings };
}

/**
 * The later side of a comparison.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readLater(input: string): AccessReading {
  const read = readAccess(input);
  return { ...read, warnings: [...read.warnings, ...unseenIn(read)] };
}

/** Of a plan, which holds no locals. */
export const OPEN_USE = "a value by way of a local or a module, which a plan does not show";

/**
 * Both sides of a comparison from a file with the JSON of a plan.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readPlanFile(file: string): AccessPair {
  const { before, after, warnings, notReviewed, openUses, others } = readWholePlan(file);
  const changed = new Set(others.map(({ address }) => address));
  const open = openUses.filter(({ to }) => changed.has(to)).map(({ to }) => ({ what: OPEN_USE, where: to }));
  return { before: { specs: before, warnings: [] }, after: { specs: after, warnings, notUnderstood: [...notReviewed, ...open] } };
}

/**
 * A file with the JSON of a plan, as `readPlan` gives it.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readWholePlan(file: string): PlanReading {
  return readPlan(readJsonFile(file), file);
}

/**
 * As `readConfiguration`, and the JSON of a state or a plan as well: of a plan, the state after it. The input is opened once.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readInput(input: string): Reading {
  return readAny(input, (document) => {
    const { after, warnings } = readPlan(document, input);
    return { specs: after, warnings };
  });
}

/** @param readPlanned reads a plan, where that has a place */
function readAny(input: string, readPlanned: (document: unknown) => StateReading): Reading {
  if (isFolder(input) || basename(input) === MANIFEST) return readFolder(input);
  const document = readJsonFile(input);
  const has = (name: string): boolean => isObject(document) && Object.hasOwn(document, name);
  if (!has("format_version") && !has("lineage")) return readFile(input, document);
  const isPlan = has("planned_values") || has("resource_changes");
  const { specs, warnings } = isPlan ? readPlanned(document) : readWholeState(document, input);
  // It does not say which stack it is of.
  return { stacks: [{ name: basename(input).replace(/\.json$/, ""), ofState: true, specs, warnings }] };
}

function readAccess(input: string): AccessReading {
  const { stacks } = readAny(input, () => {
    throw invalid(input, "", "this is the JSON of a Terraform plan: give it as --plan");
  });
  const warnings = (stack: StackReading): StackWarning[] => stack.warnings.filter(({ path }) => path === undefined);
  return {
    specs: stacks.flatMap((stack) => [...stack.specs]),
    ...(stacks.some(({ ofState }) => ofState) ? {} : { stacks }),
    warnings: prefixed(stacks, warnings),
  };
}

function unseenIn({ stacks = [] }: AccessReading): StackWarning[] {
  return prefixed(stacks, ({ unseen = [] }) => unseen);
}

/** What is said of stacks, with their names where there are several. */
function prefixed(stacks: readonly StackReading[], warningsOf: (stack: StackReading) => readonly StackWarning[]): StackWarning[] {
  return stacks.flatMap((stack) =>
    warningsOf(stack).map((warning) => (stacks.length > 1 ? { ...warning, message: `${stack.name}: ${warning.message}` } : warning)),
  );
}

/** A list of what a team allows is read by people; a megabyte of it is none. */
const MAX_BYTES = 1024 * 1024;

/**
 * What a team allows besides the closed list: its file `.principals/allowed.json`.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readAllowed(file: string): Allowed {
  return parseAllowed(readJsonFile(file, MAX_BYTES), file);
}
