import { type Command, Option } from "commander";
import { relative } from "node:path";
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
      const files = copyStarter(root, dir, pipeline);
      if (updatePipeline(root, dir, pipeline).length > 0) files.push(RECORD);
      const pinned = pin();
      files.push(...(pinned ?? []).map(([, file]) => file));
      io.out(`${files.map((file) => `created ${file}\n`).join("")}\n${nextText(dir, pinned !== undefined)}`);
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

function nextText(dir: string, pinned: boolean): string {
  const shown = loadReview().terminalText(dir);
  const tarball = `cloudflare-principals-${packageVersion()}.tgz`;
  const lines = (commands: readonly string[]): string => commands.map((line) => `  ${line}\n`).join("");
  return [
    `Where npm has no cloudflare-principals (404), install it from what npm run pack made of its clone, and commit vendor/:\n`,
    lines(["mkdir vendor", `cp …/${tarball} vendor/`, `npm install ./vendor/${tarball}`]),
    ...(pinned ? [] : [`\nOnce it is installed, pin the command that the pipeline runs (${PIN}):\n`, lines([UPDATE])]),
    `\nNext, after replacing the example ids in environments.ts:\n`,
    lines([...(dir === "." ? [] : [`cd ${shown}`]), "npm install", "npm start"]),
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
