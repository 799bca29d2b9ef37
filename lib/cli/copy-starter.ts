import { accessSync, constants, copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fault, PrincipalError, systemCode } from "../errors";
import { obstacles } from "./obstacles";

/** Files of the package, relative to its root, and their names in a project. */
export type ProjectFiles = Readonly<Record<string, string>>;

const STARTER = "examples/starter";
const PIPELINES = "examples/pipelines";

function from(folder: string, files: readonly string[]): ProjectFiles {
  return Object.fromEntries(files.map((file) => [`${folder}/${file}`, file]));
}

/*
 * Lists, because a folder in which somebody tried the starter out holds states, plans and credentials as well. `files` in package.json has the
 * same.
 */

/** The project itself. npm leaves some dot files out of a package, or gives them a meaning: these have other names there. */
export const STARTER_FILES: ProjectFiles = {
  ...from(STARTER, [
    "README.md",
    "__tests__/principals.test.ts",
    "cdktf.json",
    "environments.ts",
    "jest.config.js",
    "main.ts",
    "package.json",
    "principals.ts",
    "tsconfig.json",
  ]),
  [`${STARTER}/gitignore`]: ".gitignore",
  [`${STARTER}/npmrc`]: ".npmrc",
};

/** What a team fills in: made where it is missing, and then theirs. */
export const TEAM_FILES = ["allowed", "expiry", "guardrails", "stacks"].map((name) => `.principals/${name}.json`);

/** Takes the command out of the package's tarball. */
const TAKES_COMMAND = ".principals/take-command.cjs";

const SHARED_FILES: ProjectFiles = {
  ...from(`${PIPELINES}/shared`, [".principals/README.md", ...TEAM_FILES, ".principals/take-stacks.sh"]),
  "action/take-command.cjs": TAKES_COMMAND,
};

/** The pipelines to choose from. */
export const PIPELINE_FILES = {
  github: {
    ...SHARED_FILES,
    ...from(`${PIPELINES}/github`, [
      ".github/workflows/principals-report.yml",
      ".github/workflows/principals.yml",
      ".principals/github/comment.sh",
      ".principals/github/find-pull-request.sh",
      ".principals/github/refuse-left-behind.sh",
    ]),
  },
  gitlab: {
    ...SHARED_FILES,
    ...from(`${PIPELINES}/gitlab`, [
      ".gitlab-ci.yml",
      ".principals/gitlab/apply.yml",
      ".principals/gitlab/hand-over.cjs",
      ".principals/gitlab/jobs.cjs",
      ".principals/gitlab/terraform.sha256",
    ]),
  },
  "github-cdktf-deploy": from(`${PIPELINES}/github-cdktf-deploy`, [".github/workflows/principals.yml"]),
  none: {},
} as const satisfies Readonly<Record<string, ProjectFiles>>;

export type PipelineName = keyof typeof PIPELINE_FILES;

/** Whether a pipeline runs the command as one file. */
export function takesCommand(pipeline: PipelineName): boolean {
  return Object.values<string>(PIPELINE_FILES[pipeline]).includes(TAKES_COMMAND);
}

/** The files of a folder in whose place `copyStarter` would put its own. */
export function filesInTheWay(folder: string, pipeline: PipelineName): string[] {
  return Object.values(filesOf(pipeline)).filter(
    (to) => obstacles(folder, to).length > 0 && obstacles(folder, to, { mayExist: true }).length === 0,
  );
}

const MOST_FAULTS = 10;

/**
 * Copies the starter and a pipeline into a folder and gives the paths of the new files. Nothing is overwritten: when one file is in the way,
 * nothing is copied at all.
 *
 * @param root the package's folder
 * @throws PrincipalError UnwritableFile, UnreadableFile
 */
export function copyStarter(root: string, folder: string, pipeline: PipelineName): string[] {
  const files = Object.entries(filesOf(pipeline)).map(([file, to]) => ({ from: join(root, file), to }));
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
      throw new PrincipalError([fault.unwritableFile(target, systemCode(error))]);
    }
  }
  return files.map(({ to }) => to);
}

function filesOf(pipeline: PipelineName): ProjectFiles {
  return { ...STARTER_FILES, ...PIPELINE_FILES[pipeline] };
}

function checkReadable(file: string): void {
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw new PrincipalError([fault.unreadableFile(file, systemCode(error))]);
  }
}
