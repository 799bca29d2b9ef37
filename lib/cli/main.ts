import { Command, CommanderError } from "commander";
import { COMMANDS } from "./commands";
import { EXIT, type ExitCode, exitCodeHelp } from "./exit-code";
import { type Io, processIo } from "./io";
import { loadReview } from "../lazy";
import { isBundled, packageVersion } from "./package-root";
import { showError } from "./show-error";

const EXIT_CODES = `
Exit codes:
  0  fine
  1  the answer is no
  2  wrong usage, or input that can't be read
  3  findings that --fail-on names

principals help <command> says more of each.`;

/**
 * Runs the command line and gives its exit code.
 *
 * @param args without the interpreter and the script
 */
export async function main(args: readonly string[], io: Io = processIo()): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const program = new Command("principals")
    .description("Cloudflare API tokens as code: what they may do, and how that changes.")
    .exitOverride()
    .configureOutput({
      writeOut: io.out,
      writeErr: (text) => io.err(clean(text)),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError("(see principals --help)")
    .addHelpText("after", EXIT_CODES);
  program.version(packageVersion(), "-V, --version");
  // The single file has no starter beside it.
  const there = COMMANDS.filter(({ name }) => name !== "init" || !isBundled());
  const asked = there.filter(({ name }) => name === args[0] || (args[0] === "help" && name === args[1]));
  // Where none is named, all are: the help lists them.
  const isVersion = args.length === 1 && ["-V", "--version"].includes(args[0] ?? "");
  for (const { load } of asked.length > 0 || isVersion ? asked : there) load()(program, io, (result) => (code = result));
  for (const command of program.commands) {
    command.showHelpAfterError(`(see principals ${command.name()} --help)`);
    command.addHelpText("after", () => exitCodeHelp(command.name()));
  }
  try {
    await program.parseAsync(helpOfUnknown(program, args) ?? [...args], { from: "user" });
    return code;
  } catch (error) {
    // Help and version end commander's way as well, with exit code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    io.err(showError(error, io));
    return EXIT.usage;
  }
}

/** Of a command that there is not, commander shows the help of the program and no error: what the command alone gives says more. */
function helpOfUnknown(program: Command, [first, ...rest]: readonly string[]): string[] | undefined {
  const [name] = rest;
  const known =
    name === undefined || name.startsWith("-") || name === "help" || program.commands.some((command) => command.name() === name);
  return first === "help" && !known ? rest : undefined;
}

/** What the user typed comes back in commander's messages; line breaks are commander's own. */
function clean(text: string): string {
  const { terminalText } = loadReview();
  return text.split("\n").map(terminalText).join("\n");
}
