import { type Command, Option } from "commander";
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import type { AddCommand } from "./command";
import { fault, PrincipalError } from "../errors";
import { copyStarter, filesInTheWay, PIPELINE_FILES, type PipelineName, takesCommand } from "./copy-starter";
import { EXIT } from "./exit-code";
import { loadReview } from "../lazy";
import { packageRoot, packageVersion } from "./package-root";
import { PIN, pinCommand, pipelineOf, type PipelineUpdate, RECORD, updatePipeline } from "./update-pipeline";

interface InitOptions {
  readonly pipeline: PipelineName;
  readonly update?: true;
  readonly vendorCommand?: true;
}

/** `principals init`: a new project from the starter. */
export const addInit: AddCommand = (program, io, finish) => {
  program
    .command("init")
    .summary("start a new project")
    .description("Copies the starter project and a pipeline into a folder. Nothing is overwritten.")
    .argument("[dir]", "the folder of the new project", ".")
    .addOption(new Option("--pipeline <name>", "the pipeline to begin with").choices(Object.keys(PIPELINE_FILES)).default("github"))
    .option(
      "--update",
      "bring the pipeline that a project has to this version instead, or add one: what you changed is left as it is and named, with exit code 1",
    )
    .option("--vendor-command", "put the package's tarball into vendor/ as well, for a pipeline that reaches no registry of npm packages")
    .action((dir: string, { pipeline: named, update, vendorCommand }: InitOptions, command: Command) => {
      const root = packageRoot();
      const own = update === true && command.getOptionValueSource("pipeline") === "default" ? pipelineOf(dir) : undefined;
      const pipeline = own ?? named;
      const pin = (): ReturnType<typeof pinCommand> =>
        takesCommand(pipeline) ? pinCommand(root, dir, { vendor: vendorCommand === true }) : [];
      if (update === true) {
        const updates = updatePipeline(root, dir, pipeline);
        const pinned = pin();
        io.out(updateText([...updates, ...(pinned ?? []).map(([change, file]) => ({ change, file, from: "" }))]));
        if (pinned === undefined) io.err(`warning: ${PIN} is not of this version: ${NO_TARBALL}\n`);
        finish(pinned === undefined || updates.some(({ change }) => change === "kept") ? EXIT.no : EXIT.ok);
        return;
      }
      const there = filesInTheWay(dir, pipeline);
      if (there.length > 0) throw new PrincipalError([fault.unwritableFile(dir, inTheWay(there), "project")]);
      // What can fail comes first: a project that is there in part would be in the way of the next try.
      const pinned = pin();
      const written: Written[] = copyStarter(root, dir, pipeline).map(({ to, purpose }) => [to, purpose]);
      if (updatePipeline(root, dir, pipeline).length > 0) written.push([RECORD, "what was copied, for --update"]);
      written.push(
        ...(pinned ?? []).map(([, file]): Written => [file, file === PIN ? "which command runs, by hash" : "the package: commit it"]),
      );
      io.out(`${writtenText(written)}\n${nextText(dir, pipeline, pinned !== undefined)}`);
      finish(EXIT.ok);
    });
};

const NO_TARBALL = "nothing says which tarball this package came from: install it with npm, or put its tarball into vendor/";

const MOST_NAMED = 3;

function inTheWay(files: readonly string[]): string {
  const named = files.slice(0, MOST_NAMED).join(", ");
  const more = files.length > MOST_NAMED ? ` and ${String(files.length - MOST_NAMED)} more` : "";
  return `${named}${more} ${files.length === 1 ? "exists" : "exist"} already, and nothing is overwritten`;
}

/** A file that was written, and what it is for. */
type Written = readonly [file: string, purpose: string];

function writtenText(written: readonly Written[]): string {
  const width = Math.max(...written.map(([file]) => file.length));
  return written.map(([file, purpose]) => `created ${file.padEnd(width)}  ${purpose}\n`).join("");
}

/** In the order in which it is done. */
function nextText(dir: string, pipeline: PipelineName, pinned: boolean): string {
  const tarball = `cloudflare-principals-${packageVersion()}.tgz`;
  const vendored = existsSync(join(dir, "vendor", tarball));
  const lines = (commands: readonly string[]): string => commands.map((line) => `  ${line}\n`).join("");
  return [
    "Next:\n\n",
    lines([
      ...(dir === "." ? [] : [`cd ${loadReview().terminalText(dir)}`]),
      vendored ? `npm install ./vendor/${tarball}` : "npm install",
      ...(pinned ? [] : [`${UPDATE}   # writes ${PIN}`]),
      "npm start",
    ]),
    ...(vendored
      ? []
      : [
          "\nWhere npm has no cloudflare-principals (404), this in place of npm install, with what npm run pack made in its clone; commit vendor/:\n\n",
          lines(["mkdir vendor", `cp …/${tarball} vendor/`, `npm install ./vendor/${tarball}`]),
        ]),
    "\nThen put your own ids into environments.ts: README.md goes on from there",
    takesCommand(pipeline) ? ", and .principals/README.md sets the pipeline up.\n" : ".\n",
  ].join("");
}

const UPDATE = "npx --no-install principals init --update";

function updateText(updates: readonly PipelineUpdate[]): string {
  const { lineText } = loadReview();
  const changed = updates.filter(({ change }) => change === "created" || change === "updated");
  const kept = updates.filter(({ change }) => change === "kept");
  return [
    ...changed.map(({ change, file }) => `${change} ${file}\n`),
    ...(changed.length + kept.length === 0 ? ["the pipeline is of this version already\n"] : []),
    ...kept.map(({ file, from }) => `kept ${file}, which is yours: git diff --no-index ${file} ${lineText(relative(".", from))}\n`),
  ].join("");
}
