import { randomBytes } from "node:crypto";
import { type Dirent, lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type Fault, fault, PrincipalError, systemCode } from "../../errors";
import { compareText } from "../../policy";
import { printable } from "../render/escape";
import { readTextFile } from "../../read";
import type { SnapshotDifference } from "./check";
import { MARKER } from "./write";
import type { SnapshotFile } from "./snapshot-of";

const MAX_BYTES = 16 * 1024 * 1024;

/**
 * The files of a snapshot's folder that carry our marker, two levels deep as they are written. Others are somebody else's. Links are not followed.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readSnapshot(folder: string): SnapshotFile[] {
  if (isLink(folder)) throw new PrincipalError([fault.unreadableFile(printable(folder), LINK)]);
  return entries(folder)
    .filter((stack) => stack.isDirectory())
    .flatMap((stack) =>
      entries(join(folder, stack.name))
        .filter((file) => file.isFile() && file.name.endsWith(".md"))
        .map((file) => ({
          path: `${stack.name}/${file.name}`,
          text: unixLines(readTextFile(join(folder, stack.name, file.name), MAX_BYTES)),
        })),
    )
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
