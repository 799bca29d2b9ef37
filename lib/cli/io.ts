/** What a command may know of the process it runs in; tests pass their own. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether `out` is a terminal. */
  readonly isTerminal: boolean;
  /** Its columns, when it is one. */
  readonly columns?: number;
}

/** The process itself. */
export function processIo(): Io {
  const { stdout, stderr, env } = process;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    env,
    isTerminal: stdout.isTTY,
    ...(stdout.isTTY ? { columns: stdout.columns } : {}),
  };
}

/** Colours go to a terminal only, and to none that does not want them (https://no-color.org). */
export function wantsColor(io: Io): boolean {
  return io.isTerminal && (io.env["NO_COLOR"] ?? "") === "" && io.env["TERM"] !== "dumb";
}

/** A reader that has seen enough (`principals summary | head`) is no error. */
export function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      process.exit(process.exitCode ?? 0);
    });
  }
}
