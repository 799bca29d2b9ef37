import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/**
 * A note where a synthesized folder is older than the code beside it: what a test says of it is about what the code was. Nothing where that can't be
 * told, as for a folder that came from elsewhere.
 */
export function staleNotes(path: string): string[] {
  const folder = resolve(path);
  try {
    const synthesized = statSync(join(folder, "manifest.json")).mtimeMs;
    const project = dirname(folder);
    const newer = readdirSync(project)
      .filter((name) => /(?<!\.d)\.ts$/.test(name) && statSync(join(project, name)).mtimeMs > synthesized)
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
