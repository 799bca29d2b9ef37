import { ignoreClosedPipes } from "./io";
import { main } from "./main";

/** The command line: the door to lib/cli. */
export { main };

/** Runs the command line of this process. */
export async function run(): Promise<void> {
  ignoreClosedPipes();
  process.exitCode = await main(process.argv.slice(2));
}

if (require.main === module) void run();
