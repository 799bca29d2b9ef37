import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The repository's root. */
export const ROOT = join(__dirname, "..", "..");

const LEFT_OUT = new Set(["node_modules", "cdktf.out", "dist", "coverage"]);

/** Markdown files of the documentation, relative to the root, by path: those of the root, of docs, examples and bench. */
export function markdownFiles(): readonly string[] {
  return [...filesIn("", false), ...["docs", "examples", "bench"].flatMap((folder) => filesIn(folder, true))].sort();
}

export function readText(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

function filesIn(folder: string, deep: boolean): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return deep && !LEFT_OUT.has(entry.name) ? filesIn(file, deep) : [];
    return entry.name.endsWith(".md") ? [file] : [];
  });
}
