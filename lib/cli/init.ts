import { type Command, Option } from "commander";
import { relative } from "node:path";
import type { AddCommand } from "./command";
import { fault, PrincipalError } from "../errors";
import { copyStarter, filesInTheWay, PIPELINE_FILES, type PipelineName } from "./copy-starter";
import { EXIT } from "./exit-code";
import { loadReview } from "../lazy";
import { packageRoot, packageVersion } from "./package-root";
import { pipelineOf, type PipelineUpdate, RECORD, updatePipeline } from "./update-pipeline";

interface InitOptions {
  readonly pipeline: PipelineName;
  readonly update?: true;
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
    .action((dir: string, { pipeline, update }: InitOptions, command: Command) => {
      if (update === true) {
        const own = command.getOptionValueSource("pipeline") === "default" ? pipelineOf(dir) : undefined;
        const updates = updatePipeline(packageRoot(), dir, own ?? pipeline);
        io.out(updateText(updates));
        finish(updates.some(({ change }) => change === "kept") ? EXIT.no : EXIT.ok);
        return;
      }
      const there = filesInTheWay(dir, pipeline);
      if (there.length > 0) throw new PrincipalError([fault.unwritableFile(dir, inTheWay(there), "project")]);
      const files = copyStarter(packageRoot(), dir, pipeline);
      if (updatePipeline(packageRoot(), dir, pipeline).length > 0) files.push(RECORD);
      io.out(`${files.map((file) => `created ${file}\n`).join("")}\n${nextText(dir)}`);
      finish(EXIT.ok);
    });
};

const MOST_NAMED = 3;

function inTheWay(files: readonly string[]): string {
  const named = files.slice(0, MOST_NAMED).join(", ");
  const more = files.length > MOST_NAMED ? ` and ${String(files.length - MOST_NAMED)} more` : "";
  return `${named}${more} ${files.length === 1 ? "exists" : "exist"} already, and nothing is overwritten`;
}

function nextText(dir: string): string {
  const shown = loadReview().terminalText(dir);
  const next = [...(dir === "." ? [] : [`cd ${shown}`]), "npm install", "npm start"];
  const tarball = `cloudflare-principals-${packageVersion()}.tgz`;
  const lines = (commands: readonly string[]): string => commands.map((line) => `  ${line}\n`).join("");
  return [
    `Where npm has no cloudflare-principals (404), install it from what npm pack made of its clone, and commit vendor/:\n`,
    lines(["mkdir vendor", `cp …/${tarball} vendor/`, `npm install ./vendor/${tarball}`]),
    `\nNext, after replacing the example ids in environments.ts:\n`,
    lines(next),
  ].join("");
}

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
