import { basename } from "node:path";
import type { TokenSpec } from "../policy";
import { readFile, readFolder, type Reading } from "./configuration";
import { MANIFEST } from "./manifest";
import { type PlanReading, readPlan } from "./plan";
import { isFolder, readJsonFile } from "./read-file";
import { invalid, isObject } from "../terraform";
import { readWholeState } from "./state";
import type { StackReading, StackWarning } from "./stack";

/** The tokens of one side of a comparison, whatever they were read from. */
export interface AccessReading {
  readonly specs: readonly TokenSpec[];
  /** What is known of each stack. @default - nothing: a state or a plan does not say which stack it is of */
  readonly stacks?: Reading["stacks"];
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
  const [old, now] = [readAccess(before), readAccess(after)];
  return { before: old, after: { ...now, warnings: [...now.warnings, ...unseenIn(now)] } };
}

/**
 * Both sides of a comparison from a file with the JSON of a plan.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readPlanFile(file: string): AccessPair {
  const { before, after, warnings } = readWholePlan(file);
  return { before: { specs: before, warnings: [] }, after: { specs: after, warnings } };
}

/**
 * A file with the JSON of a plan, as `readPlan` gives it.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readWholePlan(file: string): PlanReading {
  return readPlan(readJsonFile(file), file);
}

/** What stands for one side of a comparison: a state, or what `readSynthesized` reads. The input is opened once. */
export function readInput(input: string): Reading {
  if (isFolder(input) || basename(input) === MANIFEST) return readFolder(input);
  const document = readJsonFile(input);
  if (!isObject(document) || !Object.hasOwn(document, "format_version")) return readFile(input, document);
  if (Object.hasOwn(document, "planned_values") || Object.hasOwn(document, "resource_changes"))
    throw invalid(input, "", "this is the JSON of a Terraform plan: give it as --plan");
  return { stacks: [{ name: "", ofState: true, ...readWholeState(document, input) }] };
}

function readAccess(input: string): AccessReading {
  const { stacks } = readInput(input);
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
