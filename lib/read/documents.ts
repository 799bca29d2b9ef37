import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { MANIFEST, readManifest } from "./manifest";
import { readJsonFile, realPathWithin, unreadable } from "./read-file";
import { stackFolders } from "./stack-folders";
import { isTerraformName } from "./terraform-files";
import { readDocument } from "../terraform";

/** What Terraform would read for one stack, parsed. */
export interface StackDocuments {
  /** Undefined where the input is no output folder of cdktf. */
  readonly name: string | undefined;
  readonly files: readonly { readonly file: string; readonly document: readonly Readonly<Record<string, unknown>>[] }[];
  /** Names of everything else in the folder. */
  readonly others: readonly string[];
}

/**
 * The Terraform JSON of a folder or file as it is, for rules about anything but tokens. Comes after `readSynthesized`, which refuses what can't
 * be read whole.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readDocuments(input: string): StackDocuments[] {
  const folder = isFolder(input) ? input : basename(input) === MANIFEST ? dirname(input) : undefined;
  if (folder === undefined) return [stackOf(undefined, dirname(input), [basename(input)])];
  if (existsSync(join(folder, MANIFEST))) {
    return readManifest(folder).map(({ name, file }) => {
      const path = join(folder, file);
      realPathWithin(folder, path);
      return stackOf(name, dirname(path), [basename(path)]);
    });
  }
  const below = stackFolders(folder);
  if (below.length > 0) return below.map(({ name, file }) => stackOf(name, dirname(file), [basename(file)]));
  return [stackOf(undefined, folder, undefined)];
}

/** See door.ts. */
export function readJson(file: string): unknown {
  return readJsonFile(file);
}

function stackOf(name: string | undefined, folder: string, given: readonly string[] | undefined): StackDocuments {
  const all = list(folder);
  const names = given ?? all.filter((each) => isTerraformName(each) && each.endsWith(".json"));
  return {
    name,
    files: names.map((each) => {
      const file = join(folder, each);
      return { file, document: readDocument(readJsonFile(file), file) };
    }),
    others: all.filter((each) => !names.includes(each)),
  };
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw unreadable(folder, error);
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw unreadable(path, error);
  }
}
