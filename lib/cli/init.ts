import { Option } from "commander";
import type { AddCommand } from "./command";
import { copyStarter, PIPELINE_FILES, type PipelineName } from "./copy-starter";
import { EXIT } from "./exit-code";
import { loadReview } from "./lazy";
import { packageRoot } from "./package-root";

/** `principals init`: a new project from the starter. */
export const addInit: AddCommand = (program, io, finish) => {
  program
    .command("init")
    .summary("start a new project")
    .description("Copies the starter project and a pipeline into a folder. Nothing is overwritten.")
    .argument("[dir]", "the folder of the new project", ".")
    .addOption(new Option("--pipeline <name>", "the pipeline to begin with").choices(Object.keys(PIPELINE_FILES)).default("github"))
    .action((dir: string, { pipeline }: { readonly pipeline: PipelineName }) => {
      const files = copyStarter(packageRoot(), dir, pipeline);
      const shown = loadReview().terminalText(dir);
      const next = [...(dir === "." ? [] : [`cd ${shown}`]), "npm install", "npm start"];
      io.out(
        `${files.map((file) => `created ${file}\n`).join("")}\nNext, after replacing the example ids:\n${next.map((line) => `  ${line}\n`).join("")}`,
      );
      finish(EXIT.ok);
    });
};
