import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fault, PrincipalError, systemCode } from "../errors";
import type { ReviewReport } from "../review";
import { readAllowed } from "./inputs";
import { judge, readResolution, RESOLUTION_FORM } from "./gate";
import { EXIT, type ExitCode } from "./exit-code";
import { type Io, processIo } from "./io";
import { loadReview } from "../lazy";
import { FAIL_ON, fails, makeReport } from "./report";
import { showError } from "./show-error";

/**
 * The GitHub action (action.yml): a report on a change, or the gate before apply. Inputs come as `INPUT_…` variables; outputs and the job's summary
 * go to the files that GitHub names.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
 */
export function runAction(io: Io = processIo()): ExitCode {
  const { env } = io;
  const input = (name: string): string => (env[`INPUT_${name.toUpperCase()}`] ?? "").trim();
  const lines = (name: string): string[] =>
    input(name)
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== "");
  try {
    const flag = (name: string): boolean => readFlag(name, input(name));
    if (input("plan") !== "") return gate(input, lines, flag, io);
    if (input("after") === "") throw usage("after", "", "give after (and before) for a report, or plan and stack for the gate");
    return report(input, lines, flag, io);
  } catch (error) {
    for (const line of showError(error, io).trimEnd().split("\n")) io.out(`::error::${loadReview().workflowData(line)}\n`);
    return EXIT.usage;
  }
}

type Input = (name: string) => string;
type Lines = (name: string) => string[];
type Flag = (name: string) => boolean;

function report(input: Input, lines: Lines, flag: Flag, io: Io): ExitCode {
  const { reportMarkdown } = loadReview();
  const failOn = lines("fail-on")
    .flatMap((line) => line.split(/[\s,]+/))
    .map((text) => {
      const kind = FAIL_ON.find((each) => each === text);
      if (kind === undefined) throw usage("fail-on", text, `allowed are ${FAIL_ON.join(", ")}`);
      return kind;
    });
  const made = makeReport(
    input("after"),
    {
      pack: input("pack") === "" ? "baseline" : input("pack"),
      ...(input("before") === "" ? {} : { before: input("before") }),
      ...(input("changed") === "" ? {} : { changed: input("changed") }),
      incomplete: flag("incomplete"),
      gateFiles: lines("gate-files"),
    },
    io,
  );
  const text = reportMarkdown(made);
  const file = join(io.env["RUNNER_TEMP"] ?? ".", "principals-report.md");
  write(file, text);
  append(io.env["GITHUB_STEP_SUMMARY"], `${text}\n`);
  setOutputs(io, { report: file, ...verdictOf(made) });
  io.out(loadReview().diffText(made.diff, { width: 100 }));
  const failed = fails(made, failOn);
  if (failed) io.out(`::error::the change has what fail-on names: ${failOn.join(", ")}\n`);
  return failed ? EXIT.findings : EXIT.ok;
}

function verdictOf(made: ReviewReport): Readonly<Record<string, string>> {
  return {
    verdict: made.diff.verdict,
    disruptive: String(made.diff.disruptive),
    "gate-changed": String(loadReview().gateChanged(made)),
  };
}

function gate(input: Input, lines: Lines, flag: Flag, io: Io): ExitCode {
  if (input("stack") === "") throw usage("stack", "", "name the stack that the plan is of");
  const { answer, text } = judge(
    input("plan"),
    {
      stack: input("stack"),
      snapshot: input("snapshot") === "" ? "access" : input("snapshot"),
      replace: lines("replace"),
      imports: lines("import"),
      moves: lines("moved"),
      resolve: Object.fromEntries(
        lines("resolve").map((line) => {
          const resolution = readResolution(line);
          if (resolution === undefined) throw usage("resolve", line, RESOLUTION_FORM);
          return resolution;
        }),
      ),
      revertDrift: flag("revert-drift"),
      onlyRotation: flag("only-rotation"),
      allowed: readAllowed(input("allowed") === "" ? undefined : input("allowed")),
    },
    io,
  );
  io.out(text);
  append(io.env["GITHUB_STEP_SUMMARY"], `${fenced(text)}\n`);
  if (!answer.passed) {
    io.out("::error::the plan was refused\n");
    return EXIT.no;
  }
  setOutputs(io, { changes: answer.changes });
  return EXIT.ok;
}

/** A block that its own text can't end. */
function fenced(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), (run) => run[0].length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text.trimEnd()}\n${fence}\n`;
}

function readFlag(name: string, text: string): boolean {
  if (text === "" || text === "false") return false;
  if (text === "true") return true;
  throw usage(name, text, "give true or false");
}

function usage(name: string, value: string, what: string): PrincipalError {
  return new PrincipalError([fault.invalidActionInput(name, value, what)]);
}

/** Values are words of ours, or a path of the runner's. */
function setOutputs(io: Io, outputs: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(outputs)) append(io.env["GITHUB_OUTPUT"], `${name}=${value}\n`);
}

function append(file: string | undefined, text: string): void {
  if (file === undefined || file === "") return;
  attempt(file, () => appendFileSync(file, text));
}

function write(file: string, text: string): void {
  attempt(file, () => writeFileSync(file, text));
}

function attempt(file: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw new PrincipalError([fault.unwritableFile(file, systemCode(error))]);
  }
}
