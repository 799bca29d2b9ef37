import { Option } from "commander";
import type { ReviewReport } from "../review";
import type { AddCommand } from "./command";
import { EXIT } from "./exit-code";
import { loadPolicy, loadReview } from "./lazy";
import { collect, collectOneOf } from "./options";
import { readPack } from "./read-pack";

const FORMATS = ["markdown", "json"] as const;
/** What a report can be asked to fail on. */
export const FAIL_ON = ["broadening", "disruptive", "findings", "gate"] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** What the command `report` takes. */
export interface ReportCommand {
  readonly before?: string;
  readonly changed?: string;
  readonly incomplete?: true;
  readonly gateFile?: readonly string[];
  readonly pack: string;
}

interface CommandOptions extends ReportCommand {
  readonly format: (typeof FORMATS)[number];
  readonly failOn?: readonly FailOn[];
}

/** `principals report`: what a reviewer of a change should know, as one comment. */
export const addReport: AddCommand = (program, io, finish) => {
  program
    .command("report")
    .summary("show what a reviewer of a change should know, as one comment")
    .description(
      "The access diff, the guardrails' findings that come and go, and what of the checks themselves is changed. Nothing of the input is run.",
    )
    .argument("<after>", "a cdktf.out folder, or a file or folder of Terraform JSON")
    .option("-b, --before <input>", "the same before the change; without it every token is new")
    .option("-c, --changed <file>", "a file that lists the paths that the change touches, one a line, or each ended by a NUL character")
    .option("--incomplete", "that list was cut, so some may be missing")
    .option("--gate-file <path>", "one more path that decides what is checked, a folder with a slash at its end; may be repeated", collect)
    .option("-p, --pack <pack>", "baseline, strict, a JSON file that extends one of them, or a CommonJS module (which is run)", "baseline")
    .addOption(new Option("-f, --format <format>", "output format").choices(FORMATS).default("markdown"))
    .option(
      "--fail-on <kind>",
      "exit code 3 when access is broadened, something may break, there is a new error, or the gate changed; may be repeated",
      collectOneOf(FAIL_ON),
    )
    .action((after: string, options: CommandOptions) => {
      const { reportJson, reportMarkdown } = loadReview();
      const report = makeReport(after, options);
      io.out(options.format === "json" ? reportJson(report) : reportMarkdown(report));
      finish(fails(report, options.failOn ?? []) ? EXIT.findings : EXIT.ok);
    });
};

/** Reads everything and compares. */
export function makeReport(after: string, { before, changed, incomplete, gateFile, pack }: ReportCommand): ReviewReport {
  const { readPaths, reportOf } = loadReview();
  return reportOf(after, {
    ...(before === undefined ? {} : { before }),
    pack: readPack(pack),
    now: loadPolicy().now(),
    ...(changed === undefined ? {} : { changed: readPaths(changed) }),
    incomplete: incomplete ?? false,
    gateFiles: gateFile ?? [],
  });
}

/** Whether a report has something that it is asked to fail on. */
export function fails(report: ReviewReport, failOn: readonly FailOn[]): boolean {
  const { diff, findings } = report;
  const found: Readonly<Record<FailOn, () => boolean>> = {
    broadening: () => diff.verdict === "broadening" || diff.verdict === "mixed",
    disruptive: () => diff.disruptive,
    findings: () => findings.added.some(({ level, acknowledged }) => level === "error" && acknowledged === undefined),
    gate: () => loadReview().gateChanged(report),
  };
  return failOn.some((kind) => found[kind]());
}
