import { statSync } from "node:fs";
import { InvalidArgumentError, Option } from "commander";
import { fault, PrincipalError } from "../errors";
import type { AccessDiff, AccessPair, AllowedChange, TokenDiff } from "../review";
import { readBase } from "./base-commit";
import type { AddCommand } from "./command";
import { EXIT } from "./exit-code";
import { collectOneOf, examples, readAllowedSide, readWidth, sourceFinder, type SourceLine } from "./inputs";
import { type Io, wantsColor } from "./io";
import { loadReview } from "../lazy";
import { packageVersion } from "./package-root";

const FORMATS = ["text", "markdown", "json", "sarif", "html"] as const;
const FAIL_ON = ["broadening", "disruptive"] as const;
type FailOn = (typeof FAIL_ON)[number];

interface DiffOptions {
  readonly plan?: string;
  readonly base?: string;
  readonly snapshot?: string;
  readonly format: (typeof FORMATS)[number];
  readonly failOn?: readonly FailOn[];
  readonly width?: number;
  readonly maxLength?: number;
  readonly source?: string;
  readonly allowed?: string;
  readonly allowedAfter?: string;
}

/** `principals diff`: what changes in access between two states of tokens. */
export const addDiff: AddCommand = (program, io, finish) => {
  const command = program
    .command("diff")
    .summary("show what changes in access")
    .description(
      "Shows for each token what it may do after a change and not before, and the other way round, and what the change can break. Without before and after, compares cdktf.out with the access that is committed: the files of principals snapshot at the commit of --base. No code of that commit is run.",
    )
    .argument("[before]", "a cdktf.out folder, a file or folder of Terraform JSON, or the JSON of a state (terraform show -json)")
    .argument("[after]", "the same, after the change")
    .option("-p, --plan <file>", "the JSON of a plan (terraform show -json tfplan) instead of before and after")
    .option("-b, --base <ref>", "the commit whose snapshot cdktf.out is compared with (default: main)")
    .option("--snapshot <folder>", "the folder of its files (default: access)")
    .addOption(new Option("-f, --format <format>", "output format").choices(FORMATS).default("text"))
    .option(
      "--fail-on <kind>",
      "exit code 3 for broadening (a token may do more) or disruptive (something may break); may be repeated",
      collectOneOf(FAIL_ON),
    )
    .option(
      "--allowed <file>",
      "what is allowed besides tokens before the change, as .principals/allowed.json; nothing where there is no such file",
    )
    .option("--allowed-after <file>", "the same after it: what it allows more is broadening")
    .option("-s, --source <folder>", "show for each token the line that makes it, from the TypeScript in this folder")
    .option("-w, --width <columns>", "columns of the text, 40 to 1000 (default: the terminal's, else 100)", readWidth)
    .option(
      "--max-length <characters>",
      "most characters of the Markdown, at least 1000 (default: 60000, which fits a comment on GitHub)",
      readLength,
    )
    .addHelpText(
      "after",
      examples("principals diff", "principals diff before.out cdktf.out", "principals diff --plan plan.json --fail-on broadening"),
    )
    .action((before: string | undefined, after: string | undefined, options: DiffOptions) => {
      const ofBase = before === undefined && options.plan === undefined;
      if (options.plan !== undefined ? before !== undefined : before !== undefined && after === undefined)
        command.error("error: give before and after, or --plan, or neither: then cdktf.out is compared with what is committed");
      if (!ofBase && (options.base !== undefined || options.snapshot !== undefined))
        command.error("error: --base and --snapshot compare cdktf.out with what is committed: leave before, after and --plan out");
      if (options.source !== undefined && statSync(options.source, { throwIfNoEntry: false })?.isDirectory() !== true)
        throw new PrincipalError([fault.unreadableFile(`--source ${options.source}`, "there is no such folder")]);
      const { compare } = loadReview();
      const pair = ofBase ? committedPair(options, io) : givenPair(before ?? "", after ?? "", options);
      const allowed = allowedIn(options);
      const { warnings, ...diff } = compare(pair.before, pair.after);
      const shown = { ...diff, warnings: [...warnings, ...allowed.map(loadReview().allowedWords)] };
      io.err(showWarnings(shown.warnings));
      io.out(render(shown, options, io));
      const more = options.failOn?.includes("broadening") === true && loadReview().allowsMore(allowed);
      finish(more || fails(shown, options.failOn ?? []) ? EXIT.findings : EXIT.ok);
    });
};

function givenPair(before: string, after: string, { plan }: DiffOptions): AccessPair {
  const { readAccessPair, readPlanFile } = loadReview();
  return plan === undefined ? readAccessPair(before, after) : readPlanFile(plan);
}

/** Every command reads it unless another input is named. */
const SYNTHESIZED = "cdktf.out";

/** What was synthesized, and what is committed. */
function committedPair({ base = "main", snapshot = "access" }: DiffOptions, io: Io): AccessPair {
  const { lineText, readLater, recordedAccess } = loadReview();
  const after = readLater(SYNTHESIZED);
  const { commit, files } = readBase(base, snapshot);
  const { damaged, ...before } = recordedAccess(files, after.specs);
  if (damaged.length > 0)
    throw new PrincipalError(
      damaged.map((path) =>
        fault.invalidFile(`${base}:${snapshot}/${path}`, "its record can't be read, so principals snapshot has to write it again"),
      ),
    );
  io.err(`note: before is ${lineText(snapshot)} of ${lineText(base)} (${commit.slice(0, 12)}), after is ${SYNTHESIZED}\n`);
  return { before, after };
}

/** How the list of what is allowed besides tokens changes. */
function allowedIn({ allowed, allowedAfter }: DiffOptions): AllowedChange[] {
  if (allowed === undefined || allowedAfter === undefined) return [];
  return loadReview().allowedChanges(readAllowedSide(allowed), readAllowedSide(allowedAfter));
}

function render(diff: AccessDiff, { format, width, maxLength, source }: DiffOptions, io: Io): string {
  const { diffHtml, diffJson, diffMarkdown, diffSarif, diffText } = loadReview();
  const find = source === undefined ? undefined : sourceFinder(source);
  const placeOf = ({ path }: TokenDiff): SourceLine | undefined =>
    path === undefined ? undefined : find?.(path.slice(path.lastIndexOf("/") + 1));
  const renderers: Readonly<Record<DiffOptions["format"], () => string>> = {
    text: () => diffText(diff, { width: width ?? io.columns ?? 100, color: wantsColor(io), placeOf }),
    markdown: () => diffMarkdown(diff, maxLength === undefined ? {} : { maxLength }),
    json: () => diffJson(diff),
    html: () => diffHtml(diff),
    sarif: () => diffSarif(diff, { version: packageVersion(), placeOf }),
  };
  return renderers[format]();
}

function showWarnings(lines: readonly string[]): string {
  const { guardOutput, terminalText, shorten } = loadReview();
  return guardOutput(lines.map((line) => `warning: ${terminalText(shorten(line, 1000))}\n`).join(""));
}

function fails({ verdict, disruptive }: AccessDiff, failOn: readonly FailOn[]): boolean {
  return (
    (failOn.includes("broadening") && (verdict === "broadening" || verdict === "mixed")) || (failOn.includes("disruptive") && disruptive)
  );
}

function readLength(text: string): number {
  const length = Number(text);
  if (!/^\d+$/.test(text) || length < 1000 || length > 10_000_000)
    throw new InvalidArgumentError("a length is a number from 1000 to 10000000.");
  return length;
}
