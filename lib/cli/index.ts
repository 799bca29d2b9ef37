import { runAction } from "./action";
import { ignoreClosedPipes } from "./io";
import { main } from "./main";

/** The command line, and the GitHub action: the door to lib/cli. */
export { main, runAction };

/** Runs the command line of this process. */
export async function run(): Promise<void> {
  ignoreClosedPipes();
  process.exitCode = await main(process.argv.slice(2));
}

if (require.main === module) void run();
