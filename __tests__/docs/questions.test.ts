import { rmSync } from "node:fs";
import { readText } from "../../scripts/docs/pages";
import { run } from "../cli/run";
import { runMain } from "../main/run-main";

/** Indented blocks that begin with a command: its arguments, and what the page says that it prints. */
const shown = [...readText("docs/questions.md").matchAll(/^ {4}\$ principals (.+)\n((?: {4}.+\n|\n(?= {4}))+)/gm)].map(
  ([, command = "", output = ""]) => [command, output.replace(/^ {4}/gm, "")] as const,
);

test("docs/questions.md shows questions", () => {
  expect(shown.length).toBeGreaterThan(3);
});

describe("docs/questions.md shows what the examples of this repository answer", () => {
  let folder: string;
  beforeAll(() => (folder = runMain()));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(shown)("%s", async (command, output) => {
    const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = ""]) => quoted ?? plain);
    // A terminal shows both.
    const { out, err } = await run([...words, "--input", folder]);
    expect(err + out).toBe(output);
  });
});
