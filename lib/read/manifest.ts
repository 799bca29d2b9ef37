import { dirname, join, normalize } from "node:path";
import { z } from "zod";
import { readJsonFile } from "./read-file";
import { invalid, joinPath, schemaFaults } from "../terraform";

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
