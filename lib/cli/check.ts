import { Option } from "commander";
import type { FindingLevel, GuardrailReport } from "../guardrails";
import type { AddCommand } from "./command";
import { ALLOWED_FILE, examples, INPUT_FORMS, noteOfState, readAllowed, readPack, warnOfEmptyPack } from "./inputs";
import { EXIT } from "./exit-code";
import { wantsColor } from "./io";
import { loadGuardrails, loadPolicy, loadReview } from "../lazy";
import { packageVersion } from "./package-root";

const FORMATS = ["text", "markdown", "json", "sarif", "code-quality"] as const;
const LEVELS = ["error", "warning", "note"] as const satisfies readonly FindingLevel[];

interface CheckOptions {
  readonly pack: string;
  readonly allowed?: string;
  readonly format: (typeof FORMATS)[number];
  readonly failOn: FindingLevel | "never";
}

/** `principals check`: guardrails on the tokens and the Terraform of a synthesized folder. */
export const addCheck: AddCommand = (program, io, finish) => {
  program
    .command("check")
    .summary("check tokens and Terraform against guardrails")
    .description("Checks every token, and the Terraform around them, against the rules of a pack. Nothing of the input is run.")
    .argument("[input]", INPUT_FORMS, "cdktf.out")
    .option("-p, --pack <pack>", "baseline, strict, a JSON file that extends one of them, or a CommonJS module (which is run)", "baseline")
    .option("--allowed <file>", `types and hosts that the team allows besides the list (default: ${ALLOWED_FILE}, where it exists)`)
    .addOption(new Option("-f, --format <format>", "output format").choices(FORMATS).default("text"))
    .addOption(
      new Option("--fail-on <level>", "exit code 3 for findings of this level or worse, those aside that are acknowledged")
        .choices([...LEVELS, "never"])
        .default("error"),
    )
    .addHelpText("after", examples("principals check", "principals check --pack strict --fail-on warning"))
    .action((input: string, { pack: name, allowed, format, failOn }: CheckOptions) => {
      const pack = readPack(name);
      warnOfEmptyPack(pack, name, io);
      const review = loadReview();
      const stacks = review.readGuardrailInput(input);
      noteOfState(stacks, io);
      const report = loadGuardrails().evaluate(stacks, pack, loadPolicy().now(), readAllowed(allowed));
      const renderers: Readonly<Record<CheckOptions["format"], () => string>> = {
        text: () => review.findingsText(report, { color: wantsColor(io) }),
        markdown: () => review.findingsMarkdown(report),
        json: () => review.findingsJson(report),
        sarif: () => review.findingsSarif(report, { pack, stacks, version: packageVersion() }),
        "code-quality": () => review.findingsCodeQuality(report, { stacks }),
      };
      io.out(renderers[format]());
      finish(fails(report, failOn) ? EXIT.findings : EXIT.ok);
    });
};

function fails({ findings }: GuardrailReport, failOn: FindingLevel | "never"): boolean {
  if (failOn === "never") return false;
  const counted = LEVELS.slice(0, LEVELS.indexOf(failOn) + 1) as readonly FindingLevel[];
  return findings.some(({ level, acknowledged }) => acknowledged === undefined && counted.includes(level));
}
