import { Option } from "commander";
import type { ReportOptions, ReviewReport } from "../review";
import type { AddCommand } from "./command";
import { collectOneOf, examples, readAllowedSide, readPack, repeated, warnOfEmptyPack } from "./inputs";
import { EXIT } from "./exit-code";
import type { Io } from "./io";
import { loadPolicy, loadReview } from "../lazy";

const FORMATS = ["markdown", "json"] as const;
/** What a report can be asked to fail on. */
export const FAIL_ON = ["broadening", "disruptive", "findings", "gate"] as const;
/** One of them. */
export type FailOn = (typeof FAIL_ON)[number];

/** What a command line says of a report: its options, the pack and the changed paths by the names of files. */
export interface ReportRequest extends Omit<ReportOptions, "now" | "pack" | "changed" | "allowed" | "allowedAfter"> {
  readonly pack: string;
  readonly changed?: string;
  readonly allowed?: string;
  readonly allowedAfter?: string;
}

interface CommandOptions extends Omit<ReportRequest, "gateFiles"> {
  readonly gateFile: readonly string[];
  readonly format: (typeof FORMATS)[number];
  readonly failOn?: readonly FailOn[];
}

/** `principals report`: what a reviewer of a change should know, as one comment. */
export const addReport: AddCommand = (program, io, finish) => {
  program
    .command("report")
    .summary("show what a reviewer of a change should know, as one comment")
    .description(
      "Shows what access a change gives and takes, which findings of the guardrails come and go, and whether it touches the checks themselves. Nothing of the input is run.",
    )
    .argument("<after>", "a cdktf.out folder, or a file or folder of Terraform JSON")
    .option("-b, --before <input>", "the same before the change; without it every token is new")
    .option("-c, --changed <file>", "a file that lists the paths that the change touches, one a line, or each ended by a NUL character")
    .option("--incomplete", "the list of --changed was cut, so changed files may be missing from it")
    .addOption(repeated("--gate-file <path>", "one more path that decides what is checked, a folder with a slash at its end"))
    .option(
      "--allowed <file>",
      "what is allowed besides tokens before the change, as .principals/allowed.json; nothing where there is no such file",
    )
    .option("--allowed-after <file>", "the same after it: the report shows how it differs")
    .option("-p, --pack <pack>", "baseline, strict, a JSON file that extends one of them, or a CommonJS module (which is run)", "baseline")
    .addOption(new Option("-f, --format <format>", "output format").choices(FORMATS).default("markdown"))
    .option(
      "--fail-on <kind>",
      "exit code 3 for broadening (a token may do more, or more is allowed besides tokens), disruptive (something may break), findings (a new finding of level error that is not acknowledged; older ones do not count) or gate (the checks themselves are changed); may be repeated",
      collectOneOf(FAIL_ON),
    )
    .addHelpText("after", examples("principals report head/cdktf.out --before base/cdktf.out --fail-on findings"))
    .action((after: string, { format, failOn, gateFile, ...request }: CommandOptions) => {
      const { reportJson, reportMarkdown } = loadReview();
      const report = makeReport(after, { ...request, gateFiles: gateFile }, io);
      io.out(format === "json" ? reportJson(report) : reportMarkdown(report));
      finish(fails(report, failOn ?? []) ? EXIT.findings : EXIT.ok);
    });
};

/** Reads everything and compares. */
export function makeReport(after: string, { pack: name, changed, allowed, allowedAfter, ...options }: ReportRequest, io: Io): ReviewReport {
  const { readPaths, reportOf } = loadReview();
  const pack = readPack(name);
  warnOfEmptyPack(pack, name, io);
  return reportOf(after, {
    ...options,
    pack,
    now: loadPolicy().now(),
    ...(changed === undefined ? {} : { changed: readPaths(changed) }),
    ...(allowed === undefined ? {} : { allowed: readAllowedSide(allowed) }),
    ...(allowedAfter === undefined ? {} : { allowedAfter: readAllowedSide(allowedAfter) }),
  });
}

/** Whether a report has something that it is asked to fail on. */
export function fails(report: ReviewReport, failOn: readonly FailOn[]): boolean {
  const { diff, findings, gate } = report;
  const found: Readonly<Record<FailOn, () => boolean>> = {
    broadening: () => diff.verdict === "broadening" || diff.verdict === "mixed" || loadReview().allowsMore(gate.allowed),
    disruptive: () => diff.disruptive,
    findings: () => findings.added.some(({ level, acknowledged }) => level === "error" && acknowledged === undefined),
    gate: () => loadReview().gateChanged(report),
  };
  return failOn.some((kind) => found[kind]());
}
