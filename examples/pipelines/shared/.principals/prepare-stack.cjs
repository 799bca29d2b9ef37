// Makes the folder that Terraform runs in, from a file that is not to be trusted: node prepare-stack.cjs <cdk.tf.json> <folder>
// Expects SHA256 (of the file), STATE_SETTINGS (.principals/README.md) and, in the current folder, .terraform.lock.hcl. Runs without any credential.
const { createHash } = require("node:crypto");
const { copyFileSync, lstatSync, mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { refusals } = require("./refusals.cjs");

// Terraform's log shows requests, and the others change what it runs or whom it asks.
const VARIABLES =
  /^(?:TF_LOG.*|TF_CLI_.*|TF_DATA_DIR|TF_REATTACH_PROVIDERS|TF_WORKSPACE|TF_PLUGIN_CACHE_MAY_BREAK_.*|TERRAFORM_CONFIG|CLOUDFLARE_BASE_URL|AWS_ENDPOINT_URL.*)$/;
const LOCK = ".terraform.lock.hcl";

class Refusal extends Error {}

function main([file, folder], { SHA256: hash = "", STATE_SETTINGS: settings = "", ...env }) {
  for (const name of Object.keys(env)) if (VARIABLES.test(name)) throw new Refusal(`${name} is set`);
  if (!isFile(LOCK)) throw new Refusal(`there is no ${LOCK}: see .principals/README.md`);
  if (settings === "") throw new Refusal("the variable STATE_SETTINGS is not set: see .principals/README.md");
  if (!isFile(file)) throw new Refusal("there is no synthesized file for this stack");
  const bytes = readFileSync(file);
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new Refusal("there is no SHA-256 for this stack");
  if (createHash("sha256").update(bytes).digest("hex") !== hash) throw new Refusal("the file is not the one that was synthesized");
  const { stack, found } = check(bytes, settings);
  if (found.length > 0) throw new Refusal([...new Set(found)].join("\n"));
  mkdirSync(folder);
  // Written anew: where a key stands twice, the last one was checked, and Terraform would read both.
  writeFileSync(join(folder, "cdk.tf.json"), `${JSON.stringify(stack, undefined, 2)}\n`);
  copyFileSync(LOCK, join(folder, LOCK));
}

function check(bytes, settings) {
  try {
    const stack = JSON.parse(bytes.toString("utf8"));
    return { stack, found: refusals(stack, JSON.parse(settings)) };
  } catch {
    throw new Refusal("the file or STATE_SETTINGS can't be read");
  }
}

function isFile(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

try {
  main(process.argv.slice(2), process.env);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`refused: ${error.message}\n`);
  process.exitCode = 1;
}
