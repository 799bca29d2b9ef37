import { InvalidArgumentError } from "commander";
import type { AddCommand } from "./command";
import { EXIT } from "./exit-code";
import { loadReview } from "../lazy";
import { examples, INPUT_FORMS } from "./inputs";

interface SnapshotOptions {
  readonly out: string;
  readonly stack?: string;
  readonly check?: true;
  readonly codeowners?: string;
  readonly others?: string;
}

/** Source: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
const MOST_BYTES = 3_000_000;

/** Lines of a difference that are shown for one file. */
const MAX_LINES = 60;

/** `principals snapshot`: the reviewed state as files. */
export const addSnapshot: AddCommand = (program, io, finish) => {
  const command = program
    .command("snapshot")
    .summary("write what every token may do to files, for review")
    .description(
      "Writes one Markdown file for each principal, access/<stack>/<principal>.md, that says what it may do: for a pull request to show, code owners to approve, and principals gate to compare a plan with.",
    )
    .argument("[input]", INPUT_FORMS, "cdktf.out")
    .option("-o, --out <folder>", "the folder of the files", "access")
    .option("-s, --stack <name>", "the stack that a plan or a state is of (default: what its file is called)")
    .option("-c, --check", "write nothing; exit code 1 when a file is stale, missing or superfluous")
    .option("--codeowners <owner>", "write nothing; print a CODEOWNERS to start from, with the owner of what can do harm", readOwner)
    .option("--others <owner>", "for --codeowners: the owner of the other tokens", readOwner)
    .addHelpText("after", examples("principals snapshot", "principals snapshot --check"))
    .action((input: string, options: SnapshotOptions) => {
      const { out, check, stack } = options;
      if (options.others !== undefined && options.codeowners === undefined)
        command.error("error: --others goes with --codeowners: give the owner of what can do harm as well");
      if (options.codeowners !== undefined) {
        if (!isPlainPath(out)) command.error("error: with --codeowners, --out is a plain path from the root of the repository");
        const text = starter(input, options, options.codeowners);
        io.out(text);
        if (Buffer.byteLength(text) >= MOST_BYTES)
          io.err("warning: GitHub ignores a CODEOWNERS of 3 MB and more as a whole: leave --others out, and name folders by hand\n");
        finish(EXIT.ok);
        return;
      }
      const { checkSnapshot, writeSnapshot, terminalText } = loadReview();
      const differences = checkSnapshot(input, out, stack);
      if (check === true) {
        io.out(report(differences, out));
        finish(differences.length === 0 ? EXIT.ok : EXIT.no);
        return;
      }
      writeSnapshot(differences, out);
      const words = { stale: "updated", missing: "created", superfluous: "removed" } as const;
      io.out(
        differences.length === 0
          ? `${terminalText(out)} is up to date\n`
          : differences.map(({ path, state }) => `${words[state]} ${terminalText(`${out}/${path}`)}\n`).join(""),
      );
      finish(EXIT.ok);
    });
};

function starter(input: string, { out, others, stack }: SnapshotOptions, security: string): string {
  const { codeownersOf, readReviewed } = loadReview();
  return codeownersOf(readReviewed(input, stack), { folder: out, security, ...(others === undefined ? {} : { others }) });
}

/** What CODEOWNERS gives a meaning to can't be escaped there. */
function isPlainPath(path: string): boolean {
  return /^[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)*$/.test(path) && !path.split("/").some((part) => part === "." || part === "..");
}

function report(differences: ReturnType<ReturnType<typeof loadReview>["checkSnapshot"]>, out: string): string {
  const { guardOutput, patchLines, terminalText } = loadReview();
  if (differences.length === 0) return `${terminalText(out)} is up to date\n`;
  const blocks = differences.map((difference) => {
    const lines = difference.state === "superfluous" ? [] : patchLines(difference);
    const more = lines.length - MAX_LINES;
    return [
      `${difference.state}: ${terminalText(`${out}/${difference.path}`)}${difference.otherWords === true ? ", whose words are not those of its own record" : ""}`,
      ...lines.slice(0, MAX_LINES).map((line) => `  ${terminalText(line)}`),
      ...(more > 0 ? [`  … ${String(more)} more lines`] : []),
    ].join("\n");
  });
  const count = differences.length === 1 ? "1 file differs" : `${String(differences.length)} files differ`;
  return guardOutput(
    `${blocks.join("\n\n")}\n\n${count} from the code: run npx --no-install principals snapshot (in a clone of this package npm run snapshot), and commit what it writes\n`,
  );
}

function readOwner(text: string): string {
  if (/^(?:@[A-Za-z0-9][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_.-]+)*|[A-Za-z0-9_.+-]+@[A-Za-z0-9.-]+)$/.test(text)) return text;
  throw new InvalidArgumentError("an owner is @user, @org/team or an e-mail address.");
}
