/**
 * Writes the generated part of lib/catalogue, and the matrix in docs/which-token.md, from data/catalogue.
 *
 *     npm run catalogue:generate            writes what changed
 *     npm run catalogue:generate -- --check writes nothing; exit code 1 when something would change
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { compatibilityAge } from "../lib/catalogue";
import { now } from "../lib/policy";
import { generateCatalogue, readDocument, repositoryPath } from "./catalogue/generate";
import { readSources } from "./catalogue/sources";

const check = process.argv.includes("--check");
let changed = 0;
for (const [path, text] of generateCatalogue(readSources(), readDocument())) {
  const file = repositoryPath(path);
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  changed += 1;
  console.log(`${check ? "out of date" : "written"}: ${path}`);
  if (!check) writeFileSync(file, text);
}
if (changed === 0) console.log("everything is up to date");
// An old matrix is no fault of the one who runs this: it only ever warns.
const { warning } = compatibilityAge(now());
if (warning !== undefined) console.log(`note: ${warning}`);
if (check && changed > 0) process.exitCode = 1;
