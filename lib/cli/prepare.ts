import { createHash } from "node:crypto";
import { copyFileSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { fault, PrincipalError, systemCode } from "../errors";
import type { Allowed, Json } from "../terraform";
import type { AddCommand } from "./command";
import { EXIT } from "./exit-code";
import type { Io } from "./io";
import { loadReview, loadTerraform } from "../lazy";
import { ALLOWED_FILE, examples, readAllowed, repeated } from "./inputs";

// Terraform's log shows requests, and the others change what it runs or whom it asks.
const VARIABLES =
  /^(?:TF_LOG.*|TF_CLI_.*|TF_DATA_DIR|TF_REATTACH_PROVIDERS|TF_WORKSPACE|TF_PLUGIN_CACHE_MAY_BREAK_.*|TERRAFORM_CONFIG|CLOUDFLARE_BASE_URL|AWS_ENDPOINT_URL.*|AWS_(?:S3|STS|DYNAMODB|IAM)_ENDPOINT|TF_ENCRYPTION)$/;
const LOCK = ".terraform.lock.hcl";
const SEE = "see .principals/README.md";

interface PrepareOptions {
  readonly allowed?: string;
  readonly import: readonly string[];
}

/** `principals prepare`: the folder that Terraform runs in, from a file that is not to be trusted. */
export const addPrepare: AddCommand = (program, io, finish) => {
  program
    .command("prepare")
    .summary("make the folder that a pipeline runs Terraform in")
    .description(
      "Makes the folder that Terraform runs in from a synthesized file that is not to be trusted, where it holds what a stack of principals may hold and nothing else. Reads SHA256 (of the file) and STATE_SETTINGS (where the state lies) from the environment, and .terraform.lock.hcl; runs without any credential.",
    )
    .argument("<file>", "the synthesized cdk.tf.json")
    .argument("<folder>", "the folder to make")
    .option("--allowed <file>", `what the team allows besides tokens (default: ${ALLOWED_FILE}, where it exists)`)
    .addOption(repeated("--import <address>", "a token that may be imported, as in principals gate"))
    .addHelpText("after", examples("principals prepare synthesized/prod/cdk.tf.json stack"))
    .action((file: string, folder: string, options: PrepareOptions) => {
      const found = prepare(file, folder, options, io);
      const { lineText } = loadReview();
      io.err(found.map((each) => `refused: ${lineText(each)}\n`).join(""));
      finish(found.length === 0 ? EXIT.ok : EXIT.no);
    });
};

/** Makes the folder, or says why not. */
function prepare(file: string, folder: string, { allowed, import: imports }: PrepareOptions, { env }: Io): readonly string[] {
  const { SHA256: hash = "", STATE_SETTINGS: settings = "" } = env;
  const set = Object.keys(env).filter((name) => VARIABLES.test(name));
  if (set.length > 0) return set.map((name) => `${name} is set`);
  if (!isFile(LOCK)) return [`there is no ${LOCK}: ${SEE}`];
  if (settings === "") return [`the variable STATE_SETTINGS is not set: ${SEE}`];
  if (!isFile(file)) return ["there is no synthesized file for this stack"];
  const bytes = readFileSync(file);
  if (!/^[0-9a-f]{64}$/.test(hash)) return ["there is no SHA-256 for this stack"];
  if (createHash("sha256").update(bytes).digest("hex") !== hash) return ["the file is not the one that was synthesized"];
  const document = readJson(bytes.toString("utf8"), file);
  const found = [
    ...(isDeepStrictEqual(placeOf(document), readJson(settings, "STATE_SETTINGS"))
      ? []
      : ["the state's place is not the one in STATE_SETTINGS"]),
    ...outside(document, file, readAllowed(allowed), imports),
  ];
  if (found.length > 0) return found;
  try {
    mkdirSync(folder);
    // Written anew: what Terraform reads is what was checked.
    writeFileSync(join(folder, "cdk.tf.json"), `${JSON.stringify(document, undefined, 2)}\n`);
    copyFileSync(LOCK, join(folder, LOCK));
  } catch (error) {
    throw new PrincipalError([fault.unwritableFile(folder, systemCode(error))]);
  }
  return [];
}

/** One object, as our stacks write it. */
function readJson(text: string, file: string): Json {
  const { invalid, isObject, JsonFault, parseStrictJson } = loadTerraform();
  try {
    const value = parseStrictJson(text);
    if (isObject(value)) return value;
  } catch (error) {
    if (error instanceof JsonFault) throw invalid(file, error.at, error.message);
    throw error;
  }
  throw invalid(file, "", "an object is needed here");
}

/** The `terraform` block without what says which versions run: where the state lies. */
function placeOf({ terraform }: Json): unknown {
  if (!loadTerraform().isObject(terraform)) return undefined;
  const { required_providers: _providers, required_version: _version, ...place } = terraform;
  return place;
}

/** What is outside the closed list, whatever its weight. How a state is encrypted is for the pack to say. */
function outside(document: Json, file: string, allowed: Allowed, imports: readonly string[]): readonly string[] {
  const { outsidePipelines, readDocument } = loadTerraform();
  const stack = { name: "", files: [{ file, document: readDocument(document, file) }], others: [] };
  const asked = new Set(imports.map((address) => `import.${address}`));
  const rows = outsidePipelines(stack, allowed).filter(
    ({ entry, where }) => entry !== "backend-without-encryption" && !(entry === "imported-token" && asked.has(where)),
  );
  return rows.map(({ what, fix }) => `${what}; ${fix}`);
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
