import { randomBytes } from "node:crypto";
import { type Dirent, existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type Fault, fault, PrincipalError, systemCode } from "../../errors";
import { compareText, now } from "../../policy";
import { readTextFile, readTokens, type StackReading } from "../../read";
import { fileName, printable } from "../render/escape";
import { hasEnded } from "./model";
import { hasOwnWords, readRecord } from "./read";
import { type SnapshotFile, snapshotOf } from "./snapshot-of";
import { MARKER } from "./write";

const MAX_BYTES = 16 * 1024 * 1024;

/**
 * The files of a snapshot's folder that carry our marker, two levels deep as they are written. Others are somebody else's. Links are not followed.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readSnapshot(folder: string): SnapshotFile[] {
  if (isLink(folder)) throw new PrincipalError([fault.unreadableFile(printable(folder), LINK)]);
  return snapshotFilesOf(
    entries(folder)
      .filter((stack) => stack.isDirectory())
      .flatMap((stack) =>
        entries(join(folder, stack.name))
          .filter((file) => file.isFile() && file.name.endsWith(".md"))
          .map((file) => ({ path: `${stack.name}/${file.name}`, text: readTextFile(join(folder, stack.name, file.name), MAX_BYTES) })),
      ),
  );
}

/** Those of a folder's files that are a snapshot's, by path. */
export function snapshotFilesOf(files: readonly SnapshotFile[]): SnapshotFile[] {
  return files
    .map(({ path, text }) => ({ path, text: unixLines(text) }))
    .filter(({ text }) => isOurs(text))
    .sort((a, b) => compareText(a.path, b.path));
}

const LINK = "it is a link; code owners approve the files of the folder itself";

/** Whether the folder itself is a link, written with a slash at its end or without. */
function isLink(folder: string): boolean {
  try {
    return lstatSync(resolve(folder), { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch (error) {
    throw new PrincipalError([fault.unreadableFile(printable(folder), systemCode(error))]);
  }
}

function isOurs(text: string): boolean {
  return text.startsWith(`${MARKER}\n`);
}

/** Git may check files out with other line ends; ours hold no carriage return of their own. */
function unixLines(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

/**
 * Writes what is stale or missing and removes what is superfluous. Nothing outside the folder is touched, no link is followed, and a file
 * without our marker is neither overwritten nor removed: then nothing is written at all. Nor is a file that could not be read again.
 *
 * @throws PrincipalError UnwritableFile
 */
export function writeSnapshot(differences: readonly SnapshotDifference[], folder: string): void {
  if (isLink(folder)) throw new PrincipalError([fault.unwritableFile(printable(folder), LINK)]);
  const faults = differences.flatMap(({ path, expected, state }) => [
    ...(state === "missing" ? obstacle(folder, path) : []),
    ...(expected !== undefined && Buffer.byteLength(expected) > MAX_BYTES ? tooLarge(join(folder, path)) : []),
  ]);
  if (faults.length > 0) throw new PrincipalError(faults);
  for (const { path, expected } of differences) {
    const target = join(folder, path);
    try {
      if (expected === undefined) remove(target);
      else write(target, expected);
    } catch (error) {
      throw new PrincipalError([fault.unwritableFile(printable(target), systemCode(error))]);
    }
  }
}

function write(target: string, text: string): void {
  mkdirSync(dirname(target), { recursive: true });
  // Whole or not at all; a draft that a stopped run left behind is in nobody's way.
  const draft = `${target}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    writeFileSync(draft, text, { flag: "wx" });
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function remove(target: string): void {
  rmSync(target);
  try {
    rmdirSync(dirname(target));
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST"].includes(systemCode(error))) throw error;
  }
}

/** The file of a principal is named after it. */
function tooLarge(target: string): Fault[] {
  const reason = `the record of this principal takes more than ${String(MAX_BYTES / 1024 / 1024)} MiB, and could not be read again; give it fewer permissions or resources`;
  return [fault.unwritableFile(printable(target), reason)];
}

/** What stands in the way of a new file: a link or a file where a folder is needed, or a file that is not ours. */
function obstacle(folder: string, path: string): Fault[] {
  const [stack = "", file = ""] = path.split("/");
  const parent = join(folder, stack);
  const at = (target: string, reason: string): Fault[] => [fault.unwritableFile(printable(target), reason)];
  try {
    const stat = lstatSync(parent, { throwIfNoEntry: false });
    if (stat === undefined) return [];
    if (!stat.isDirectory()) return at(parent, "it is no folder");
    const there = lstatSync(join(parent, file), { throwIfNoEntry: false });
    return there === undefined ? [] : at(join(parent, file), "it is there already and was not written by principals snapshot");
  } catch (error) {
    return at(join(parent, file), systemCode(error));
  }
}

function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT") return [];
    throw new PrincipalError([fault.unreadableFile(printable(folder), code === "ENOTDIR" ? "it is no folder" : code)]);
  }
}

/** One file of the snapshot that is not what the code says. */
export interface SnapshotDifference {
  /** Relative to the snapshot's folder. */
  readonly path: string;
  /** `stale`: of another content; `missing`: of a principal that has no file yet; `superfluous`: of a principal that is gone and has not ended. */
  readonly state: "stale" | "missing" | "superfluous";
  /** Absent for a superfluous file. */
  readonly expected?: string;
  /** Absent for a missing file. */
  readonly found?: string;
  /** Set for a stale file whose words are not those of its own record: somebody edited one of them, or another version wrote them. */
  readonly otherWords?: true;
}

// As in read/manifest.ts, which brings a schema library along.
const MANIFEST = "manifest.json";

/**
 * How the files of a snapshot differ from what a synthesized folder says: nothing when the snapshot is fresh. For a project's own tests.
 * Input that is one stack's only (a single file of Terraform JSON) is compared with that stack's files.
 *
 * @param input a `cdktf.out` folder, a file or folder of Terraform JSON, or the JSON of a plan or a state
 * @param folder the snapshot's. @default "access"
 * @param stack what a plan or a state is of. @default - what its file is called
 * @throws PrincipalError UnreadableFile, InvalidFile
 * @example
 * test("the reviewed access is up to date (principals snapshot)", () => expect(checkSnapshot("cdktf.out")).toEqual([]));
 */
export function checkSnapshot(input: string, folder = "access", stack?: string): SnapshotDifference[] {
  const stacks = readReviewed(input, stack);
  const own = new Set(stacks.map(({ name }) => fileName(name)));
  const whole = basename(input) === MANIFEST || existsSync(join(input, MANIFEST));
  const found = readSnapshot(folder).filter(({ path }) => whole || own.has(path.slice(0, path.indexOf("/"))));
  return compareSnapshot(snapshotOf(stacks), found);
}

/**
 * The stacks that a snapshot is made of.
 *
 * @param stack what a plan or a state is of. @default - what its file is called
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readReviewed(input: string, stack?: string): readonly StackReading[] {
  const { stacks } = readTokens(input);
  return stacks.map((each) => (each.ofState === true && stack !== undefined ? { ...each, name: stack } : each));
}

/** How the files that are there differ from those that should be, by path. */
export function compareSnapshot(expected: readonly SnapshotFile[], found: readonly SnapshotFile[], at: Date = now()): SnapshotDifference[] {
  const there = new Map(found.map(({ path, text }) => [path, text]));
  const wanted = new Set(expected.map(({ path }) => path));
  const differences = expected.flatMap(({ path, text }): SnapshotDifference[] => {
    const known = there.get(path);
    if (known === undefined) return [{ path, state: "missing", expected: text }];
    if (known === text) return [];
    const read = readRecord(known);
    const own = read !== undefined && hasOwnWords(known, read.record);
    return [{ path, state: "stale", expected: text, found: known, ...(own ? {} : { otherWords: true as const }) }];
  });
  // The file of a token that retired at its end says so itself: the clock alone makes no snapshot stale.
  const ended = (text: string): boolean => readRecord(text)?.record.tokens.every((token) => hasEnded(token, at)) === true;
  const superfluous = found.filter(({ path, text }) => !wanted.has(path) && !ended(text));
  return [...differences, ...superfluous.map(({ path, text }): SnapshotDifference => ({ path, state: "superfluous", found: text }))].sort(
    (a, b) => compareText(a.path, b.path),
  );
}

// Loaded only where there is something to show.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const loadDiff = (): typeof import("diff") => require("diff") as typeof import("diff");

const CONTEXT = 2;
/** Beyond that many changed lines, looking for the shortest difference costs more than it tells. */
const MAX_EDITS = 2000;

/** The lines that change, as in a unified diff: `-` stands in the folder, `+` is what the code says. Not escaped. */
export function patchLines({ expected = "", found = "" }: SnapshotDifference): string[] {
  const patch = loadDiff().structuredPatch("", "", forDiff(found), forDiff(expected), "", "", {
    context: CONTEXT,
    maxEditLength: MAX_EDITS,
  });
  if (patch === undefined) return ["too much is different to be shown"];
  return patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${String(oldStart)},${String(oldLines)} +${String(newStart)},${String(newLines)} @@`,
    ...lines,
  ]);
}

/** A foreign file may end without a line break, or use others. */
function forDiff(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
