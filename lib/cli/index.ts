import type { ExitCode } from "./exit-code";
import { type Io, ignoreClosedPipes } from "./io";
import { main } from "./main";

/** The command line, and the GitHub action: the door to lib/cli. */
export { main };

/** See lib/cli/action.ts, which is loaded when an action is run. */
export function runAction(io?: Io): ExitCode {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as in lib/lazy.ts
  return (require("./action") as typeof import("./action")).runAction(io);
}

/** Runs the command line of this process. */
export async function run(): Promise<void> {
  ignoreClosedPipes();
  process.exitCode = await main(process.argv.slice(2));
}

if (require.main === module) void run();
