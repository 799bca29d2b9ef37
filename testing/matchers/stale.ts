import { type Dirent, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";

/** Folders that are looked into to the bottom; of any other beside the synthesized one only the files in it are. */
const SOURCES = new Set(["src", "lib"]);
/** What is synthesized does not come from these. */
const NO_SOURCES = /^(?:\.|node_modules$|dist$|coverage$|__tests__$|tests?$)/;
const CODE = /(?<!\.d|\.test|\.spec)\.ts$/;
/** A matcher must not read a whole disk to say a word on freshness. */
const MOST_ENTRIES = 5000;
const DEEPEST = 8;

/**
 * A note where a synthesized folder is older than the code beside it: what a test says of it is about what the code was. Nothing where that can't be
 * told, as for a folder that came from elsewhere.
 */
export function staleNotes(path: string): string[] {
  const folder = resolve(path);
  try {
    const synthesized = statSync(join(folder, "manifest.json")).mtimeMs;
    const project = dirname(folder);
    const newer = codeOf(project, folder)
      .filter((file) => statSync(file).mtimeMs > synthesized)
      .map((file) => relative(project, file))
      .sort();
    return newer.length === 0
      ? []
      : [
          `${newer.slice(0, 3).join(", ")} changed after ${basename(folder)} was made: synthesize again before you trust this (npm run synth)`,
        ];
  } catch {
    return [];
  }
}

/** The code of a project, nearest first. Links to folders are not followed. */
function codeOf(project: string, synthesized: string): string[] {
  const files: string[] = [];
  const folders = [{ path: project, depth: 0, whole: false }];
  let left = MOST_ENTRIES;
  for (const { path, depth, whole } of folders) {
    const entries = entriesOf(path, depth).slice(0, left);
    left -= entries.length;
    for (const entry of entries) {
      const inner = join(path, entry.name);
      if (!entry.isDirectory()) {
        if (CODE.test(entry.name)) files.push(inner);
      } else if (inner !== synthesized && !NO_SOURCES.test(entry.name) && (depth === 0 || whole) && depth < DEEPEST)
        folders.push({ path: inner, depth: depth + 1, whole: whole || SOURCES.has(entry.name) });
    }
  }
  return files;
}

/** A folder within the project that can't be read hides nothing of the others. */
function entriesOf(path: string, depth: number): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (depth === 0) throw error;
    return [];
  }
}
