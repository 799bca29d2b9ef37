import { InvalidArgumentError, Option } from "commander";
import { distance } from "fastest-levenshtein";
import { type Dirent, existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { didYouMean, fault, PrincipalError, throwFaults } from "../errors";
import type { FindingLevel, Pack, PackEntry, Rule, StackInput } from "../guardrails";
import { loadGuardrails, loadReview } from "../lazy";
import type { Allowed } from "../terraform";
import type { Io } from "./io";

/**
 * An option that may be repeated; without it the list is empty.
 *
 * @param read takes one value, or throws InvalidArgumentError
 */
export function repeated(flags: string, description: string, read: (text: string) => unknown = (text) => text): Option {
  const collect = (text: string, earlier: readonly unknown[]): readonly unknown[] => [...earlier, read(text)];
  return new Option(flags, `${description}; may be repeated`).argParser(collect).default([], "none");
}

/** What the argument <input> may be. */
export const INPUT_FORMS =
  "a cdktf.out folder, a file or folder of Terraform JSON, or the JSON of a plan or a state (terraform show -json)";

/** `principals check --pack strict` and the like, below a command's help. */
export function examples(...lines: readonly string[]): string {
  return `\n${lines.length === 1 ? "Example" : "Examples"}:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}

/** An option that may be repeated, with values of a closed list. */
export function collectOneOf<T extends string>(kinds: readonly T[]): (text: string, earlier?: readonly T[]) => readonly T[] {
  return (text, earlier = []) => {
    const kind = kinds.find((each) => each === text);
    if (kind === undefined) throw new InvalidArgumentError(`allowed are ${kinds.join(", ")}.`);
    return [...earlier, kind];
  };
}

/** The width of a text in columns. */
export function readWidth(text: string): number {
  const width = Number(text);
  if (!/^\d+$/.test(text) || width < 40 || width > 1000) throw new InvalidArgumentError("a width is a number from 40 to 1000.");
  return width;
}

/** A line of source code. */
export interface SourceLine {
  /** Relative to the working directory, with slashes. */
  readonly file: string;
  readonly line: number;
}

const LEFT_OUT = new Set(["node_modules", "cdktf.out", "dist", "coverage"]);
const MOST_FILES = 5000;
const MOST_BYTES = 1024 * 1024;

/**
 * Looks for the line that makes a construct, by its id: a string literal, on a line with `new` where there are several. A guess for people to
 * follow: ids may be computed. Links are not followed.
 */
export function sourceFinder(folder: string, from = process.cwd()): (id: string) => SourceLine | undefined {
  let index: Map<string, SourceLine & { readonly makes: boolean }> | undefined;
  return (id) => {
    index ??= indexOf(folder, from);
    const found = index.get(id);
    return found === undefined ? undefined : { file: found.file, line: found.line };
  };
}

function indexOf(folder: string, from: string): Map<string, SourceLine & { readonly makes: boolean }> {
  const index = new Map<string, SourceLine & { readonly makes: boolean }>();
  for (const path of sources(folder)) {
    const file = relative(from, path).split(sep).join("/");
    readFileSync(path, "utf8")
      .split("\n")
      .forEach((text, at) => {
        const makes = /\bnew\s/.test(text);
        for (const [, , id = ""] of text.matchAll(/(["'`])([\w.@ -]{1,200})\1/g)) {
          const known = index.get(id);
          if (known === undefined || (makes && !known.makes)) index.set(id, { file, line: at + 1, makes });
        }
      });
  }
  return index;
}

function sources(folder: string): string[] {
  const found: string[] = [];
  const open = [folder];
  for (let next = open.shift(); next !== undefined && found.length < MOST_FILES; next = open.shift()) {
    let entries: Dirent[];
    try {
      entries = readdirSync(next, { withFileTypes: true });
    } catch {
      // A line is a help and nothing more: what can't be read is not looked into.
      continue;
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(next, entry.name);
      if (entry.isDirectory() && !LEFT_OUT.has(entry.name) && !entry.name.startsWith(".")) open.push(path);
      if (entry.isFile() && /(?<!\.d)\.[cm]?tsx?$/.test(entry.name) && lstatSync(path).size <= MOST_BYTES) found.push(path);
    }
  }
  return found;
}

/** Where a project says what its stacks may hold besides the list. */
export const ALLOWED_FILE = ".principals/allowed.json";

/**
 * What is allowed: by the file that the command was given, else by the project's own where there is one.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readAllowed(file: string | undefined): Allowed {
  if (file === undefined && !existsSync(ALLOWED_FILE)) return { types: [], hosts: [] };
  return loadReview().readAllowed(file ?? ALLOWED_FILE);
}

/** One side of a comparison: nothing is allowed where the file is not there yet, or no longer. */
export function readAllowedSide(file: string): Allowed {
  return existsSync(file) ? loadReview().readAllowed(file) : { types: [], hosts: [] };
}

/** A pack that checks nothing passes everything: `{ "rules": {} }` without `extends` looks like the baseline with no changes. */
export function warnOfEmptyPack(pack: Pack, name: string, io: Io): void {
  if (pack.some(([, level]) => level !== "off")) return;
  io.err(`warning: this pack has no rules, so nothing is checked: ${loadReview().lineText(name)}\n`);
}

/** Says what of a plan or a state nothing is checked of. */
export function noteOfState(stacks: readonly StackInput[], io: Io): void {
  if (stacks.every(({ ofState }) => ofState !== true)) return;
  const left = [...loadGuardrails().OF_CONFIGURATION].map(({ id }) => id).join(", ");
  io.err(`note: what configuration alone says is not checked: the Terraform around the tokens, ${left}; nor are acknowledgements known\n`);
}

/**
 * The pack of a command: one of this package by name, a JSON file `{ extends, rules }`, or a CommonJS module that exports one. Only a module is run,
 * so a pipeline that takes its pack from a pull request takes JSON.
 *
 * @throws PrincipalError InvalidPack, UnreadableFile, InvalidFile
 */
export function readPack(name: string): Pack {
  const { baseline, strict } = loadGuardrails();
  if (name === "baseline") return baseline;
  if (name === "strict") return strict;
  if (name.endsWith(".json")) return packOfJson(name, loadReview().readJson(name));
  if (/\.(?:c?js|c?ts)$/.test(name)) return packOfModule(name);
  throw new PrincipalError([
    fault.invalidPack("--pack", name, `a pack is baseline, strict, a .json file or a module (.js, .cjs)${nearPack(name)}`, "by option"),
  ]);
}

const NAMES = ["baseline", "strict"];

function nearPack(name: unknown): string {
  return didYouMean(NAMES.filter((each) => typeof name === "string" && name.length < 20 && distance(each, name.toLowerCase()) <= 2));
}

function packOfModule(name: string): Pack {
  let loaded: unknown;
  try {
    // The user named this file for the command to run.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    loaded = require(resolve(name));
  } catch (error) {
    throw new PrincipalError([
      fault.unreadableFile(name, error instanceof Error ? (error.message.split("\n")[0] ?? "") : "it failed to load"),
    ]);
  }
  const exported = Array.isArray(loaded) ? loaded : isObject(loaded) ? (loaded["pack"] ?? loaded["default"]) : loaded;
  throwFaults(loadGuardrails().packFaults(exported, name));
  return exported as Pack;
}

function packOfJson(file: string, json: unknown): Pack {
  const invalid = (at: string, value: unknown, what: string): PrincipalError =>
    new PrincipalError([fault.invalidPack(`${file}${at}`, value, what)]);
  if (!isObject(json)) throw invalid("", json, "a pack is an object with extends and rules");
  const { extends: base, rules = {}, ...rest } = json;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw invalid("", unknown, "a pack has extends and rules and nothing else");
  if (base !== undefined && base !== "baseline" && base !== "strict")
    throw invalid(": extends", base, `a pack extends baseline or strict${nearPack(base)}`);
  if (!isObject(rules)) throw invalid(": rules", rules, "rules are an object of rule ids");
  const entries = Object.entries(rules).map(([id, value]): PackEntry => {
    const [level, parameters, ...more] = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    const at = `: rules.${id}`;
    if (more.length > 0) throw invalid(at, value, "a rule in a pack is its level, or [level, parameters]");
    if (level !== "error" && level !== "warning" && level !== "note" && level !== "off")
      throw invalid(at, level, "a rule's level in a pack is error, warning, note or off");
    return [ruleOf(id, parameters, (value, what) => invalid(at, value, what)), level satisfies FindingLevel | "off"];
  });
  return [...(base === undefined ? [] : readPack(base)), ...entries];
}

function ruleOf(id: string, parameters: unknown, invalid: (value: unknown, what: string) => PrincipalError): Rule {
  const { ENTRIES, nearRuleIds, rules, RULES } = loadGuardrails();
  const [name, rule] = Object.entries(RULES).find(([, each]) => each.id === id) ?? [];
  if (name === undefined && Object.hasOwn(ENTRIES, id))
    throw invalid(id, `${id} is part of rule outside-the-list now, and what a team allows stands in .principals/allowed.json`);
  if (name === undefined || rule === undefined) throw invalid(id, `no rule of this package has this id${didYouMean(nearRuleIds(id))}`);
  if (parameters === undefined) return rule;
  const make: unknown = rules[name as keyof typeof rules];
  if (typeof make !== "function") throw invalid(parameters, `rule ${id} has no parameters`);
  try {
    return (make as (parameters: unknown) => Rule)(parameters);
  } catch (error) {
    throw invalid(parameters, `rule ${id} does not take these parameters: ${error instanceof Error ? error.message : "it refused them"}`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
