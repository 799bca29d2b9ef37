import { isUtf8 } from "node:buffer";
import { closeSync, constants, type Dirent, existsSync, fstatSync, openSync, readdirSync, readSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, normalize, relative, sep } from "node:path";
import { z } from "zod";
import { fault, PrincipalError, systemCode } from "../errors";
import { compareText } from "../policy";
import { printable } from "../printable";
import { invalid, joinPath, JsonFault, parseStrictJson, schemaFaults } from "../terraform";

/** 64 MiB: some 50,000 tokens, a hundred times what an account may hold. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** Reads one JSON file; everything that can be wrong with it is a PrincipalError that names it. */
export function readJsonFile(file: string, maxBytes = MAX_FILE_BYTES): unknown {
  const text = readTextFile(file, maxBytes);
  if (isHcl(file)) throw hcl(file);
  try {
    return parseStrictJson(text);
  } catch (error) {
    if (error instanceof JsonFault) throw invalid(file, error.at, error.message);
    throw error;
  }
}

/** Whether it is a folder; anything else that can be read is a file. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Reads one file as text; everything that can be wrong with it is a PrincipalError that names it. */
export function readTextFile(file: string, maxBytes = MAX_FILE_BYTES): string {
  return decode(readBytes(file, maxBytes), file);
}

export function unreadable(file: string, error: unknown): PrincipalError {
  // Every command reads it unless another input is named, also before anything was synthesized.
  const synth = normalize(file) === "cdktf.out" && systemCode(error) === "ENOENT";
  return new PrincipalError([fault.unreadableFile(printable(file), reasonOf(error), synth ? "synth" : "file")]);
}

/** The real path of a file that has to lie within `root`: a link in a foreign folder must not lead out of it. */
export function realPathWithin(root: string, file: string): string {
  let real: string;
  let realRoot: string;
  try {
    realRoot = realpathSync(root);
    real = realpathSync(file);
  } catch (error) {
    throw unreadable(file, error);
  }
  const way = relative(realRoot, real);
  if (way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way))
    throw new PrincipalError([fault.unreadableFile(printable(file), "it lies outside the folder that was given")]);
  return real;
}

function readBytes(file: string, maxBytes: number): Buffer {
  let descriptor: number | undefined;
  try {
    // O_NONBLOCK: opening a named pipe must not wait for a writer.
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new Reason(stat.isDirectory() ? "it is a folder" : "it is not a regular file");
    if (stat.size > maxBytes) throw new Reason(`it is larger than ${String(Math.floor(maxBytes / 1024 / 1024))} MiB`);
    const buffer = Buffer.allocUnsafe(stat.size + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read)
      read = readSync(descriptor, buffer, length, buffer.length - length, null);
    if (length !== stat.size) throw new Reason("it changed while it was read");
    return buffer.subarray(0, length);
  } catch (error) {
    throw unreadable(file, error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Terraform stores a plan as an archive. */
const ZIP = Buffer.from("PK\x03\x04");

function decode(bytes: Buffer, file: string): string {
  if (bytes.subarray(0, ZIP.length).equals(ZIP))
    throw new PrincipalError([fault.invalidFile(printable(file), "a plan as Terraform stores it can't be read", "plan")]);
  if (!isUtf8(bytes)) throw invalid(file, "", "not UTF-8 text");
  // A byte order mark is kept, and is then no JSON: Terraform refuses it as well.
  return bytes.toString("utf8");
}

/** A reason that may be shown as it is. */
class Reason extends Error {}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its name is too long",
};

function reasonOf(error: unknown): string {
  if (error instanceof Reason) return error.message;
  const code = systemCode(error);
  return REASONS[code] ?? code;
}

/** The levels of cdktf's annotations, in our words. */
export type WarningLevel = "error" | "warning" | "note";

export interface Annotation {
  readonly path: string;
  readonly level: WarningLevel;
  readonly message: string;
}

export interface StackEntry {
  readonly name: string;
  /** The synthesized file, relative to the folder. */
  readonly file: string;
  readonly annotations: readonly Annotation[];
}

export const MANIFEST = "manifest.json";

const LEVELS: Readonly<Record<string, WarningLevel>> = { "@cdktf/error": "error", "@cdktf/warn": "warning", "@cdktf/info": "note" };

const annotation = z.object({
  constructPath: z.string(),
  level: z.enum(["@cdktf/error", "@cdktf/warn", "@cdktf/info"]),
  message: z.string(),
});
const stack = z.object({
  name: z.string(),
  synthesizedStackPath: z.string(),
  workingDirectory: z.string(),
  annotations: z.array(annotation),
});
const manifest = z.object({ version: z.string(), stacks: z.record(z.string(), stack) });

/** Reads the list of stacks that cdktf writes into its output folder. */
export function readManifest(folder: string): StackEntry[] {
  const file = join(folder, MANIFEST);
  const parsed = manifest.safeParse(readJsonFile(file));
  if (!parsed.success) {
    const [first] = schemaFaults(parsed.error);
    throw invalid(file, joinPath(first?.path ?? []), `not a manifest of cdktf: ${first?.what ?? ""}`);
  }
  return Object.entries(parsed.data.stacks).map(([key, entry]) => {
    const at = joinPath(["stacks", key]);
    if (entry.name !== key) throw invalid(file, at, "the stack's name differs from its key");
    if (!entry.synthesizedStackPath.endsWith(".json"))
      throw invalid(file, at, "the stack was synthesized as HCL, which can't be read; synthesize JSON");
    // Terraform runs in the working directory: what we show has to be what it reads.
    if (normalize(dirname(entry.synthesizedStackPath)) !== normalize(entry.workingDirectory))
      throw invalid(file, at, "the stack's file lies outside its working directory");
    return {
      name: key,
      file: entry.synthesizedStackPath,
      annotations: entry.annotations.map(({ constructPath, level, message }) => ({
        path: constructPath,
        level: LEVELS[level] ?? "warning",
        message,
      })),
    };
  });
}

/** What cdktf calls the file of a stack. */
export const STACK_FILE = "cdk.tf.json";

/** A stack as a pipeline hands it on: the synthesized file alone, in a folder with the stack's name. */
export interface StackFolder {
  readonly name: string;
  readonly file: string;
}

/**
 * The stacks of a folder that holds `<stack>/cdk.tf.json` and no manifest: what `cdktf.out/stacks` is, or an artifact with its files. Empty where
 * it is no such folder.
 *
 * @throws PrincipalError InvalidFile, UnreadableFile
 */
export function stackFolders(folder: string): StackFolder[] {
  if (terraformNames(folder).length > 0) return [];
  const found = entriesOf(folder)
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, STACK_FILE)))
    .map(({ name }): StackFolder => ({ name, file: join(folder, name, STACK_FILE) }))
    .sort((a, b) => compareText(a.name, b.name));
  for (const { name, file } of found) {
    realPathWithin(folder, file);
    // Terraform reads every file of its folder.
    const other = terraformNames(join(folder, name)).find((each) => each !== STACK_FILE);
    if (other !== undefined)
      throw invalid(join(folder, name, other), "", "not written by cdktf, but Terraform would read it; remove it or read it on its own");
  }
  return found;
}

// A line end within a name hides it from patterns and from readers, and Terraform reads the file all the same.
const ODD = /[\p{Cc}\u2028\u2029]/u;

function isHcl(name: string): boolean {
  return /\.(?:tf|tofu)$/.test(name);
}

function hcl(file: string): PrincipalError {
  return new PrincipalError([fault.invalidFile(printable(file), "HCL can't be read", "hcl")]);
}

/** Whether Terraform takes a file of this name for configuration: as it does, without hidden ones. */
export function isTerraformName(name: string): boolean {
  return !name.startsWith(".") && [".tf", ".tofu", ".tf.json", ".tofu.json"].some((end) => name.endsWith(end));
}

/** The Terraform JSON files of a folder. Files that Terraform would read and we can't are an error. */
export function terraformFiles(folder: string): string[] {
  const names = terraformNames(folder);
  for (const name of names) {
    if (isHcl(name)) throw hcl(join(folder, name));
    if (/(?:^|_)override\.(?:tf|tofu)\.json$/.test(name))
      throw invalid(
        join(folder, name),
        "",
        "an override file changes other files and can't be read; read the plan (terraform show -json) instead",
      );
  }
  return names.map((name) => join(folder, name));
}

/** Names of everything that Terraform would read of a folder, whether we can or not. */
export function terraformNames(folder: string): string[] {
  const files = entriesOf(folder).filter((entry) => !entry.isDirectory());
  const odd = files.find(({ name }) => ODD.test(name));
  if (odd !== undefined) throw invalid(join(folder, odd.name), "", "the name of the file holds a control character or a line end");
  return files
    .map(({ name }) => name)
    .filter(isTerraformName)
    .sort(compareText);
}

/** What stands in a folder. */
export function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw unreadable(folder, error);
  }
}
