import { Option } from "commander";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { fault, PrincipalError, systemCode } from "../errors";
import { loadReview } from "../lazy";
import type { AddCommand } from "./command";
import { EXIT } from "./exit-code";
import { examples } from "./inputs";

/** Where a project lists its stacks for the pipeline. Data of its own, under code owners: the code of the app decides nothing about it. */
export const STACK_LIST = ".principals/stacks.json";

/** A stack and the deployment environments that hold its credentials; null where no run applies it. */
export interface ListedStack {
  readonly stack: string;
  readonly environment: string | null;
  /** Of the nightly run, which nobody approves. */
  readonly nightly: string | null;
}

// In neither is a character that a shell, YAML or an expression of a forge gives a meaning to.
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, "a stack is called by letters, digits, -, _ and .");
const environment = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_./-]*$/, "an environment is called by letters, digits, -, _, . and /, or null")
  .nullable();
const list = z.array(z.strictObject({ stack: name, environment, nightly: environment })).min(1);

/**
 * Reads the list. Every environment belongs to one stack, by day or by night: a stack must not get into one that asks for less approval than its own.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readStackList(file: string): readonly ListedStack[] {
  const parsed = list.safeParse(loadReview().readJson(file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(file, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`.replace(/^: /, ""));
  }
  const stacks = parsed.data.map(({ stack }) => stack);
  const environments = parsed.data.flatMap((entry) => [entry.environment, entry.nightly]).filter((each) => each !== null);
  for (const names of [stacks, environments]) {
    // GitHub does not tell environments apart by case.
    const twice = names.find((each, index) => names.findIndex((other) => other.toLowerCase() === each.toLowerCase()) < index);
    if (twice !== undefined) throw invalid(file, `${JSON.stringify(twice)} stands there twice: every stack has environments of its own`);
  }
  return parsed.data;
}

function invalid(file: string, what: string): PrincipalError {
  return new PrincipalError([fault.invalidFile(file, `not a list of { stack, environment, nightly }: ${what}`)]);
}

const manifest = z.object({ stacks: z.record(z.string(), z.unknown()) });

/**
 * How what the code makes differs from the list, in words: by the manifest that it wrote, and by the folders that the pipeline takes.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function stackDifferences(listed: readonly ListedStack[], synthesized: string): string[] {
  const file = join(synthesized, "manifest.json");
  const parsed = manifest.safeParse(loadReview().readJson(file));
  if (!parsed.success) throw new PrincipalError([fault.invalidFile(file, "not a manifest of cdktf")]);
  const made = new Set([...Object.keys(parsed.data.stacks), ...folders(join(synthesized, "stacks"))]);
  const wanted = new Set(listed.map(({ stack }) => stack));
  const unlisted = [...made]
    .filter((each) => !wanted.has(each))
    .map((each) => `the code makes ${JSON.stringify(each)}, which is not listed`);
  return [
    ...[...wanted].filter((each) => !made.has(each)).map((each) => `${JSON.stringify(each)} is listed, and the code does not make it`),
    ...unlisted.map((line) => `${line}: add it, with the environment null where no pipeline is to apply it`),
  ];
}

function folders(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new PrincipalError([fault.unreadableFile(folder, systemCode(error), "synth")]);
  }
}

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
