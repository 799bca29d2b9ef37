import type { GateAnswer, GateProblem } from "../review";
import type { AddCommand } from "./command";
import { EXIT } from "./exit-code";
import { loadReview } from "./lazy";

interface GateOptions {
  readonly stack: string;
  readonly snapshot: string;
}

/** `principals gate`: whether a plan leads to the reviewed access and to nothing else. */
export const addGate: AddCommand = (program, io, finish) => {
  program
    .command("gate")
    .summary("check that a plan's access is the reviewed one")
    .description("Compares the access that a plan leads to with the snapshot. Exit code 0: equal; 1: not what was reviewed.")
    .argument("<plan>", "the JSON of a plan (terraform show -json tfplan)")
    .requiredOption("-s, --stack <name>", "the stack that the plan is of")
    .option("--snapshot <folder>", "the folder that principals snapshot wrote", "access")
    .action((plan: string, { stack, snapshot }: GateOptions) => {
      const { gateSnapshot, lineText, readPlanFile, readSnapshot } = loadReview();
      const { after } = readPlanFile(plan);
      for (const { message } of after.warnings) io.err(`warning: ${lineText(message)}\n`);
      const answer = gateSnapshot(stack, after.specs, readSnapshot(snapshot));
      io.out(render(answer, snapshot));
      finish(answer.equal ? EXIT.ok : EXIT.no);
    });
};

function render({ equal, problems, resolved }: GateAnswer, folder: string): string {
  const { guardOutput, terminalText } = loadReview();
  const lines = [
    ...problems.map((problem) => words(problem, folder)),
    ...resolved.map(({ symbol, value }) => `note: ${terminalText(symbol)} is ${terminalText(value)}`),
    equal ? "the plan's access is the reviewed one" : "the plan's access is not the reviewed one: do not apply it",
  ];
  return guardOutput(`${lines.join("\n")}\n`);
}

function words({ file, token, problem, properties }: GateProblem, folder: string): string {
  const { lineText, terminalName } = loadReview();
  const path = lineText(`${folder}/${file ?? ""}`);
  const name = terminalName(token ?? "");
  switch (problem) {
    case "no-snapshot":
      return `${lineText(folder)}: nothing of this stack was reviewed`;
    case "damaged":
      return `${path}: edited by hand, or written by another version: run principals snapshot`;
    case "unreviewed":
      return `${name}: no file of the snapshot is about this token`;
    case "missing":
      return `${name}: reviewed (${path}), and not in the plan`;
    case "different":
      return `${name}: ${(properties ?? []).join(", ")} not as reviewed (${path})`;
  }
}
