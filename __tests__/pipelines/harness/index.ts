/** Runs the pipelines' own files on a sample repository. */
import { spawnSync } from "node:child_process";

export { runWorkflow } from "./runner";
export { makeBundle, makeSample, type Sample } from "./sample";
export { shells, strictest } from "./shells";
export { results, said, Scenario, SECRETS } from "./scenario";

/** The runners of GitHub and GitLab have these; a machine without them skips the tests by name, unless everything is required. */
const missing = ["bash", "jq", "git"].filter((tool) => spawnSync(tool, ["--version"]).status !== 0);
const skipped = missing.length > 0 && process.env.E2E !== "required";
if (skipped) process.stderr.write(`not on PATH: ${missing.join(", ")}; the tests of the pipelines are skipped\n`);

export const describeEquipped = skipped ? describe.skip : describe;
