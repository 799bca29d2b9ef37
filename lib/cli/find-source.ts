import { type Dirent, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

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
