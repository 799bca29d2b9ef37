/** Writes the generated parts of docs again. usage: npm run docs:update */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { BLOCKS, replaceBlock } from "./docs/blocks";
import { readText, ROOT } from "./docs/pages";

async function update(): Promise<void> {
  for (const { file, name, make } of BLOCKS) {
    const before = readText(file);
    const after = replaceBlock(before, name, await make(require));
    if (after !== before) writeFileSync(join(ROOT, file), after);
    console.log(`${file}, ${name}: ${after === before ? "unchanged" : "updated"}`);
  }
}

void update();
