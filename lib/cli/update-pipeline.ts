import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { fault, PrincipalError, systemCode } from "../errors";
import { PIPELINE_FILES, type PipelineName, type ProjectFiles, TEAM_FILES } from "./copy-starter";
import { obstacles } from "./obstacles";

/** What the files of the pipeline were when they were copied: tells a file that a team changed from one of an older version. */
export const RECORD = ".principals/files.json";

/** What became of a file. `kept`: the team changed it, and the new version is another one. */
export interface PipelineUpdate {
  readonly file: string;
  /** The file in the package. */
  readonly from: string;
  readonly change: "created" | "updated" | "same" | "kept";
}

type Sums = Readonly<Record<string, string>>;

interface PipelineRecord {
  readonly pipeline?: PipelineName;
  readonly sha256: Sums;
}

/**
 * Brings the files of a pipeline to this version: adds what is missing, and replaces what nobody changed since it was copied. What somebody changed
 * is left as it is, and so is what is there for teams to fill in.
 *
 * @param root the package's folder
 * @throws PrincipalError UnreadableFile, UnwritableFile, InvalidFile
 */
export function updatePipeline(root: string, folder: string, pipeline: PipelineName): PipelineUpdate[] {
  const files = Object.entries(PIPELINE_FILES[pipeline] as ProjectFiles);
  const faults = [...files.map(([, to]) => to), RECORD].flatMap((to) => obstacles(folder, to, { mayExist: true }));
  if (faults.length > 0) throw new PrincipalError(faults);
  const { sha256: known } = readRecord(folder);
  const updates = files.map(([from, file]): PipelineUpdate => {
    const wanted = read(join(root, from));
    const target = join(folder, file);
    const there = lstatSync(target, { throwIfNoEntry: false }) === undefined ? undefined : read(target);
    const of = { file, from: join(root, from) };
    if (there?.equals(wanted) === true || (there !== undefined && TEAM_FILES.includes(file))) return { ...of, change: "same" };
    if (there !== undefined && sumOf(there) !== known[file]) return { ...of, change: "kept" };
    write(target, wanted);
    return { ...of, change: there === undefined ? "created" : "updated" };
  });
  if (files.length > 0) writeRecord(folder, pipeline, updates, known);
  return updates;
}

/** The pipeline that a project has, by what `updatePipeline` wrote down. */
export function pipelineOf(folder: string): PipelineName | undefined {
  return readRecord(folder).pipeline;
}

/** Of a file that was kept the old sum stays: it is still another one. */
function writeRecord(folder: string, pipeline: PipelineName, updates: readonly PipelineUpdate[], known: Sums): void {
  const sums = updates.flatMap(({ file, change }): [string, string][] => {
    const sum = change === "kept" ? known[file] : sumOf(read(join(folder, file)));
    return sum === undefined ? [] : [[file, sum]];
  });
  write(join(folder, RECORD), Buffer.from(`${JSON.stringify({ pipeline, sha256: Object.fromEntries(sums) }, undefined, 2)}\n`));
}

const record = z.object({
  pipeline: z.enum(Object.keys(PIPELINE_FILES) as [PipelineName, ...PipelineName[]]),
  sha256: z.record(z.string(), z.string()),
});

function readRecord(folder: string): PipelineRecord {
  const file = join(folder, RECORD);
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return { sha256: {} };
  const text = read(file).toString("utf8");
  try {
    return record.parse(JSON.parse(text));
  } catch {
    throw new PrincipalError([fault.invalidFile(file, "it is not what principals init wrote")]);
  }
}

function sumOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new PrincipalError([fault.unreadableFile(file, systemCode(error))]);
  }
}

function write(file: string, bytes: Buffer): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  } catch (error) {
    throw new PrincipalError([fault.unwritableFile(file, systemCode(error))]);
  }
}
