/** What the exit code of every command means. */
export const EXIT = {
  /** Fine. */
  ok: 0,
  /** The answer to the question is no. */
  no: 1,
  /** Wrong usage, or input that can't be read. */
  usage: 2,
  /** Findings that `--fail-on` names. */
  findings: 3,
  /** The API could not be reached, or refused. */
  api: 4,
} as const;

/** What a command ends with. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What exit code 1 means of the commands that give it. */
const NO: Readonly<Record<string, string>> = {
  snapshot: "with --check, a file is stale, missing or superfluous",
  prepare: "the file holds what is not applied, or is not the one that was synthesized",
  gate: "the plan is not what was reviewed",
  stacks: "the code makes other stacks than the list has",
  can: "it may not",
  who: "no token may",
  search: "nothing was found",
  init: "with --update, files that you changed were left as they are, or nothing tells the hash of the command",
};

/** The commands that have `--fail-on`. */
const WITH_FINDINGS = ["diff", "check", "report"];

/** The exit codes that a command can end with, below its help. */
export function exitCodeHelp(command: string): string {
  const no = NO[command];
  const lines = [
    "0  fine",
    ...(no === undefined ? [] : [`1  ${no}`]),
    "2  wrong usage, or input that can't be read",
    ...(WITH_FINDINGS.includes(command) ? ["3  findings that --fail-on names"] : []),
  ];
  return `\nExit codes:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}
