import type { Command } from "commander";
import type { ExitCode } from "./exit-code";
import type { Io } from "./io";

/** Adds one command to the program. Its action hands over the exit code. */
export type AddCommand = (program: Command, io: Io, finish: (code: ExitCode) => void) => void;
