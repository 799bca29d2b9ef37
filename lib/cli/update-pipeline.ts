import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { fault, PrincipalError, systemCode } from "../errors";
import { loadReview } from "../lazy";
import { PIPELINE_FILES, type PipelineName, type ProjectFile, TEAM_FILES } from "./copy-starter";
import { obstacles } from "./obstacles";
import { packageVersion } from "./package-root";

/** The version of the command that a project's pipeline runs, and the SHA-512 of the tarball that it is taken out of. */
export const PIN = ".principals/command.json";

const NAME = "cloudflare-principals";

/** What was written of the pin and of the vendored tarball. */
export type PinChange = readonly [change: "created" | "updated", file: string];

interface PinOptions {
  /** Whether to put the tarball into `vendor/`, for a pipeline that reaches no registry. */
  readonly vendor: boolean;
}

/**
 * Pins the command at this package's version. Its hash is that of the tarball, in the project's `vendor/` or in the clone that it was packed in, else what
 * npm wrote down when it installed the package. Undefined where nothing tells it, and the pin is not of this version already.
 *
 * @param root the package's folder
 * @throws PrincipalError UnreadableFile, UnwritableFile
 */
export function pinCommand(root: string, folder: string, { vendor }: PinOptions): readonly PinChange[] | undefined {
  const version = packageVersion();
  const tarball = `${NAME}-${version}.tgz`;
  const vendored = `vendor/${tarball}`;
  const faults = [PIN, ...(vendor ? [vendored] : [])].flatMap((file) => obstacles(folder, file, { mayExist: true }));
  if (faults.length > 0) throw new PrincipalError(faults);
  const noted = installedIntegrity(root, version);
  const [there] = [join(folder, vendored), join(root, tarball)].filter((file) => existsSync(file)).map((file) => readFileSync(file));
  const bytes = there ?? (vendor ? fetchTarball(folder, tarball, `${NAME}@${version}`, noted) : undefined);
  const integrity = bytes === undefined ? noted : integrityOf(bytes);
  if (integrity === undefined) return pinnedVersion(join(folder, PIN)) === version ? [] : undefined;
  return [
    ...(vendor && bytes !== undefined ? write(folder, vendored, bytes) : []),
    ...write(folder, PIN, Buffer.from(`${JSON.stringify({ version, integrity }, undefined, 2)}\n`)),
  ];
}

function integrityOf(bytes: Buffer): string {
  return `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
}

function pinnedVersion(file: string): string | undefined {
  return existsSync(file) ? own.safeParse(loadReview().readJson(file)).data?.version : undefined;
}

const installed = z.object({ packages: z.record(z.string(), z.unknown()) });
const own = z.object({ version: z.string(), integrity: z.string() });

/** What npm wrote down beside the packages that it installed, this one among them. */
function installedIntegrity(root: string, version: string): string | undefined {
  const file = join(root, "..", ".package-lock.json");
  if (!existsSync(file)) return undefined;
  const { packages } = installed.parse(JSON.parse(readFileSync(file, "utf8")));
  const entry = own.safeParse(packages[`node_modules/${NAME}`]);
  return entry.success && entry.data.version === version ? entry.data.integrity : undefined;
}

function fetchTarball(folder: string, tarball: string, spec: string, noted: string | undefined): Buffer {
  const temporary = mkdtempSync(join(tmpdir(), "principals-"));
  const failed = (why: string): PrincipalError => new PrincipalError([fault.unreadableFile(tarball, `npm pack ${spec} ${why}`)]);
  try {
    const args = ["pack", "--ignore-scripts", "--silent", `--pack-destination=${temporary}`, spec];
    execFileSync("npm", args, { cwd: existsSync(folder) ? folder : process.cwd(), stdio: ["ignore", "ignore", "inherit"] });
    const bytes = readFileSync(join(temporary, tarball));
    if (noted !== undefined && integrityOf(bytes) !== noted) throw failed("gives another tarball than was installed");
    return bytes;
  } catch (error) {
    throw PrincipalError.isPrincipalError(error) ? error : failed("made no such file");
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function write(folder: string, file: string, bytes: Buffer): PinChange[] {
  const target = join(folder, file);
  const there = existsSync(target);
  if (there && readFileSync(target).equals(bytes)) return [];
  try {
    mkdirSync(join(target, ".."), { recursive: true });
    writeFileSync(target, bytes);
  } catch (error) {
    throw new PrincipalError([fault.unwritableFile(target, systemCode(error))]);
  }
  return [[there ? "updated" : "created", file]];
}

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
  const files: readonly ProjectFile[] = PIPELINE_FILES[pipeline];
  const faults = [...files.map(({ to }) => to), RECORD].flatMap((to) => obstacles(folder, to, { mayExist: true }));
  if (faults.length > 0) throw new PrincipalError(faults);
  const { sha256: known } = readRecord(folder);
  const updates = files.map(({ from, to: file }): PipelineUpdate => {
    const wanted = read(join(root, from));
    const target = join(folder, file);
    const there = lstatSync(target, { throwIfNoEntry: false }) === undefined ? undefined : read(target);
    const of = { file, from: join(root, from) };
    if (there?.equals(wanted) === true || (there !== undefined && TEAM_FILES.includes(file))) return { ...of, change: "same" };
    if (there !== undefined && sumOf(there) !== known[file]) return { ...of, change: "kept" };
    writeBytes(target, wanted);
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
  writeBytes(join(folder, RECORD), Buffer.from(`${JSON.stringify({ pipeline, sha256: Object.fromEntries(sums) }, undefined, 2)}\n`));
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

function writeBytes(file: string, bytes: Buffer): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  } catch (error) {
    throw new PrincipalError([fault.unwritableFile(file, systemCode(error))]);
  }
}
