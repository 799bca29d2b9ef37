import { join } from "node:path";
import type { AddCommand } from "./command";
import { copyStarter } from "./copy-starter";
import { EXIT } from "./exit-code";
import { loadReview } from "./lazy";
import { packageRoot } from "./package-root";

/** `principals init`: a new project from the starter. */
export const addInit: AddCommand = (program, io, finish) => {
  program
    .command("init")
    .summary("start a new project")
    .description("Copies the starter project into a folder. Nothing is overwritten.")
    .argument("[dir]", "the folder of the new project", ".")
    .action((dir: string) => {
      const files = copyStarter(join(packageRoot(), "examples", "starter"), dir);
      const shown = loadReview().terminalText(dir);
      const next = [...(dir === "." ? [] : [`cd ${shown}`]), "npm install", "npm start"];
      io.out(
        `${files.map((file) => `created ${file}\n`).join("")}\nNext, after replacing the example ids:\n${next.map((line) => `  ${line}\n`).join("")}`,
      );
      finish(EXIT.ok);
    });
};
