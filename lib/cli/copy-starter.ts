import { accessSync, constants, copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fault, PrincipalError, systemCode } from "../errors";
import { obstacles } from "./obstacles";

/** A file of the package, relative to its root. */
export interface ProjectFile {
  readonly from: string;
  /** Its name in a project. */
  readonly to: string;
  /** What it is there for, in a few words. */
  readonly purpose: string;
}

const STARTER = "examples/starter";
const PIPELINES = "examples/pipelines";

function from(folder: string, files: Readonly<Record<string, string>>): ProjectFile[] {
  return Object.entries(files).map(([file, purpose]) => ({ from: `${folder}/${file}`, to: file, purpose }));
}

/*
 * Lists, because a folder in which somebody tried the starter out holds states, plans and credentials as well. `files` in package.json has the
 * same.
 */

/** The project itself. npm leaves some dot files out of a package, or gives them a meaning: these have other names there. */
export const STARTER_FILES: readonly ProjectFile[] = [
  ...from(STARTER, {
    "README.md": "where to begin",
    "environments.ts": "accounts, zones, addresses",
    "principals.ts": "the tokens",
    "main.ts": "makes a stack per environment",
    "__tests__/principals.test.ts": "what must stay true of tokens",
    "package.json": "commands and dependencies",
    "cdktf.json": "how cdktf runs the code",
    "tsconfig.json": "settings of the compiler",
    "jest.config.js": "settings of the tests",
  }),
  { from: `${STARTER}/gitignore`, to: ".gitignore", purpose: "what git leaves out" },
  { from: `${STARTER}/npmrc`, to: ".npmrc", purpose: "no scripts of packages" },
];

/** Takes the command out of the package's tarball. */
const TAKES_COMMAND = ".principals/take-command.cjs";

/** What a team fills in: made where it is missing, and then theirs. */
const TEAM = from(`${PIPELINES}/shared`, {
  ".principals/stacks.json": "the stacks that are applied",
  ".principals/guardrails.json": "your rules for tokens",
  ".principals/allowed.json": "what may stand beside tokens",
  ".principals/expiry.json": "rules of the nightly check",
});

export const TEAM_FILES = TEAM.map(({ to }) => to);

/** What both forges' pipelines have besides their own. */
const SHARED_FILES: readonly ProjectFile[] = [
  ...TEAM,
  ...from(`${PIPELINES}/shared`, { ".principals/take-stacks.sh": "takes stacks from an artifact" }),
  { from: "action/take-command.cjs", to: TAKES_COMMAND, purpose: "takes the command, by its hash" },
];

const SET_UP = { ".principals/README.md": "how to set the pipeline up" };

/** The pipelines to choose from. */
export const PIPELINE_FILES = {
  github: [
    ...from(`${PIPELINES}/github`, {
      ...SET_UP,
      ".github/workflows/principals.yml": "checks, applies, nightly check",
      ".github/workflows/principals-report.yml": "comments on pull requests",
    }),
    ...SHARED_FILES,
    ...from(`${PIPELINES}/github`, {
      ".principals/github/comment.sh": "writes the comment",
      ".principals/github/find-pull-request.sh": "finds a run's pull request",
      ".principals/github/refuse-left-behind.sh": "refuses what main left behind",
    }),
  ],
  gitlab: [
    ...from(`${PIPELINES}/gitlab`, { ...SET_UP, ".gitlab-ci.yml": "checks, reports, applies" }),
    ...SHARED_FILES,
    ...from(`${PIPELINES}/gitlab`, {
      ".principals/gitlab/apply.yml": "what a job that applies does",
      ".principals/gitlab/jobs.cjs": "makes a job for each stack",
      ".principals/gitlab/hand-over.cjs": "hands stacks from job to job",
      ".principals/gitlab/terraform.sha256": "which Terraform runs",
    }),
  ],
  "github-cdktf-deploy": from(`${PIPELINES}/github-cdktf-deploy`, { ".github/workflows/principals.yml": "checks, then cdktf deploy" }),
  none: [],
} as const satisfies Readonly<Record<string, readonly ProjectFile[]>>;

export type PipelineName = keyof typeof PIPELINE_FILES;

/** Whether a pipeline runs the command as one file. */
export function takesCommand(pipeline: PipelineName): boolean {
  return PIPELINE_FILES[pipeline].some(({ to }) => to === TAKES_COMMAND);
}

/** The files of a folder in whose place `copyStarter` would put its own. */
export function filesInTheWay(folder: string, pipeline: PipelineName): string[] {
  return filesOf(pipeline)
    .map(({ to }) => to)
    .filter((to) => obstacles(folder, to).length > 0 && obstacles(folder, to, { mayExist: true }).length === 0);
}

const MOST_FAULTS = 10;

/**
 * Copies the starter and a pipeline into a folder and gives the new files. Nothing is overwritten: when one file is in the way,
 * nothing is copied at all.
 *
 * @param root the package's folder
 * @throws PrincipalError UnwritableFile, UnreadableFile
 */
export function copyStarter(root: string, folder: string, pipeline: PipelineName): readonly ProjectFile[] {
  const files = filesOf(pipeline);
  for (const { from } of files) checkReadable(join(root, from));
  // One obstacle may be in the way of several files.
  const found = new Map(files.flatMap(({ to }) => obstacles(folder, to)).map((each) => [each.message, each]));
  const faults = [...found.values()].slice(0, MOST_FAULTS);
  if (faults.length > 0) throw new PrincipalError(faults);
  for (const { from, to } of files) {
    const target = join(folder, to);
    try {
      mkdirSync(dirname(target), { recursive: true });
      // COPYFILE_EXCL: also what appeared since the check is not overwritten.
      copyFileSync(join(root, from), target, constants.COPYFILE_EXCL);
    } catch (error) {
      throw new PrincipalError([fault.unwritableFile(target, systemCode(error))]);
    }
  }
  return files;
}

function filesOf(pipeline: PipelineName): readonly ProjectFile[] {
  return [...STARTER_FILES, ...PIPELINE_FILES[pipeline]];
}

function checkReadable(file: string): void {
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw new PrincipalError([fault.unreadableFile(file, systemCode(error))]);
  }
}
