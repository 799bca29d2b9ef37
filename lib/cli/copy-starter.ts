import { copyFileSync, constants, lstatSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Fault, fault, PrincipalError } from "../errors";

/** npm leaves these out of a package, or gives them a meaning, so the starter holds them under names without the dot. */
const RENAMED: Readonly<Record<string, string>> = {
  gitignore: ".gitignore",
  npmrc: ".npmrc",
  github: ".github",
  "gitlab-ci.yml": ".gitlab-ci.yml",
};

/** What a project makes for itself and the starter may hold after somebody tried it out. */
const LEFT_OUT = new Set(["node_modules", "cdktf.out", ".terraform", "coverage", ".DS_Store"]);

const MOST_FAULTS = 10;

/**
 * Copies the starter into a folder and gives the paths of the new files. Nothing is overwritten: when one file is in the way, nothing is
 * copied at all.
 *
 * @throws PrincipalError UnwritableFile, UnreadableFile
 */
export function copyStarter(starter: string, folder: string): string[] {
  const files = listFiles(starter, "").map((file) => ({
    from: join(starter, file),
    to: file
      .split("/")
      .map((part) => RENAMED[part] ?? part)
      .join("/"),
  }));
  const faults = files.flatMap(({ to }) => obstacles(folder, to)).slice(0, MOST_FAULTS);
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

function listFiles(root: string, below: string): string[] {
  let entries;
  try {
    entries = readdirSync(join(root, below), { withFileTypes: true });
  } catch (error) {
    throw new PrincipalError([fault.unreadableFile(join(root, below), codeOf(error))]);
  }
  return entries
    .filter((entry) => !LEFT_OUT.has(entry.name))
    .flatMap((entry) => {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      return entry.isDirectory() ? listFiles(root, path) : [path];
    })
    .sort();
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
