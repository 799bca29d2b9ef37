import { accessSync, constants, copyFileSync, lstatSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Fault, fault, PrincipalError } from "../errors";

/**
 * The starter's files, and their names in a project where they differ: npm leaves dot files out of a package, or gives them a meaning. A list,
 * because a folder in which somebody tried the starter out holds states, plans and credentials as well. `files` in package.json has the same.
 */
export const STARTER_FILES: Readonly<Record<string, string>> = {
  ".github/scripts/prepare-stack.sh": ".github/scripts/prepare-stack.sh",
  ".github/scripts/refusals.jq": ".github/scripts/refusals.jq",
  ".github/workflows/principals.yml": ".github/workflows/principals.yml",
  "README.md": "README.md",
  "__tests__/principals.test.ts": "__tests__/principals.test.ts",
  "cdktf.json": "cdktf.json",
  "environments.ts": "environments.ts",
  gitignore: ".gitignore",
  "jest.config.js": "jest.config.js",
  "main.ts": "main.ts",
  npmrc: ".npmrc",
  "package.json": "package.json",
  "principals.ts": "principals.ts",
  "tsconfig.json": "tsconfig.json",
};

const MOST_FAULTS = 10;

/**
 * Copies the starter into a folder and gives the paths of the new files. Nothing is overwritten: when one file is in the way, nothing is
 * copied at all.
 *
 * @throws PrincipalError UnwritableFile, UnreadableFile
 */
export function copyStarter(starter: string, folder: string): string[] {
  const files = Object.entries(STARTER_FILES).map(([file, to]) => ({ from: join(starter, file), to }));
  for (const { from } of files) checkReadable(from);
  // One obstacle may be in the way of several files.
  const found = new Map(files.flatMap(({ to }) => obstacles(folder, to)).map((each) => [each.message, each]));
  const faults = [...found.values()].slice(0, MOST_FAULTS);
  if (faults.length > 0) throw new PrincipalError(faults);
  for (const { from, to } of files) {
    const target = join(folder, to);
    try {
      mkdirSync(dirname(target), { recursive: true });
      // COPYFILE_EXCL: also what appeared since the check is not overwritten.
      copyFileSync(from, target, constants.COPYFILE_EXCL);
    } catch (error) {
      throw new PrincipalError([fault.unwritableFile(target, codeOf(error))]);
    }
  }
  return files.map(({ to }) => to);
}

function checkReadable(file: string): void {
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw new PrincipalError([fault.unreadableFile(file, codeOf(error))]);
  }
}

/** The file itself, or a link or a file where a folder is needed: copying through a link would write outside the folder. */
function obstacles(folder: string, to: string): Fault[] {
  const parts = to.split("/");
  for (let length = 1; length <= parts.length; length++) {
    const path = join(folder, ...parts.slice(0, length));
    let stat;
    try {
      stat = lstatSync(path, { throwIfNoEntry: false });
    } catch (error) {
      return [fault.unwritableFile(path, codeOf(error))];
    }
    if (stat === undefined) return [];
    if (length === parts.length) return [fault.unwritableFile(path, "it exists already, and nothing is overwritten")];
    if (!stat.isDirectory()) return [fault.unwritableFile(path, "it is no folder")];
  }
  return [];
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown error";
}
