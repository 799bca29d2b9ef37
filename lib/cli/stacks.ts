import { Option } from "commander";
import { fault, PrincipalError } from "../errors";
import type { AddCommand } from "./command";
import { EXIT } from "./exit-code";
import { loadReview } from "../lazy";
import { examples } from "./options";
import { readStackList, STACK_LIST, stackDifferences } from "./stack-list";

const FORMATS = ["text", "json"] as const;

interface StacksOptions {
  readonly list: string;
  readonly nightly?: true;
  readonly stack?: string;
  readonly format: (typeof FORMATS)[number];
}

/** `principals stacks`: which stacks a pipeline applies, and where. */
export const addStacks: AddCommand = (program, io, finish) => {
  program
    .command("stacks")
    .summary("show which stacks a pipeline applies, or compare the list with the code")
    .description(
      "Shows the stacks that a run of the pipeline applies, each with the environment that holds its credentials. With <input>, compares the list with what the code makes instead.",
    )
    .argument("[input]", "a cdktf.out folder")
    .option("-l, --list <file>", "the project's list", STACK_LIST)
    .option("--nightly", "those of the nightly run, with its environments")
    .option("-s, --stack <name>", "this one alone")
    .addOption(new Option("-f, --format <format>", "output format").choices(FORMATS).default("text"))
    .addHelpText("after", examples("principals stacks cdktf.out", "principals stacks --nightly --format json"))
    .action((input: string | undefined, { list, nightly, stack, format }: StacksOptions) => {
      const { lineText } = loadReview();
      const listed = readStackList(list);
      if (input !== undefined) {
        const differences = stackDifferences(listed, input);
        io.out(differences.map((each) => `${lineText(list)}: ${lineText(each)}\n`).join(""));
        finish(differences.length === 0 ? EXIT.ok : EXIT.no);
        return;
      }
      if (stack !== undefined && listed.every((entry) => entry.stack !== stack))
        throw new PrincipalError([fault.invalidFile(list, `there is no stack ${JSON.stringify(stack)} in it`)]);
      const applied = listed.flatMap((entry) => {
        const environment = nightly === true ? entry.nightly : entry.environment;
        return environment === null || (stack ?? entry.stack) !== entry.stack ? [] : [{ stack: entry.stack, environment }];
      });
      io.out(
        format === "json"
          ? `${JSON.stringify(applied)}\n`
          : applied.map((entry) => `${entry.stack} in the environment ${entry.environment}\n`).join(""),
      );
      finish(EXIT.ok);
    });
};
