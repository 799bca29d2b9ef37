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
