import type { z } from "zod";
import { printable } from "../printable";
import { isObject, type Json, ExactNumber, invalid, joinPath } from "./json";

/** How many labels each kind of block has. Anything else at the top of a file is another kind of file. */
const LABELS = {
  resource: 2,
  data: 2,
  ephemeral: 2,
  action: 2,
  list: 2,
  module: 1,
  provider: 1,
  output: 1,
  variable: 1,
  check: 1,
  locals: 0,
  terraform: 0,
  moved: 0,
  import: 0,
  removed: 0,
} as const;

export type BlockType = keyof typeof LABELS;
export const BLOCK_TYPES = Object.keys(LABELS) as readonly BlockType[];

/** Terraform takes it for a comment in a body. */
export const COMMENT = "//";

type Path = readonly PropertyKey[];

/** The top-level objects of a document: Terraform reads one object, or a list of objects as if they stood in one. */
export function readDocument(value: unknown, file: string): Json[] {
  const parts = objectsOf(value, [], file);
  for (const { object } of parts) {
    for (const key of Object.keys(object)) {
      if (key !== COMMENT && !Object.hasOwn(LABELS, key)) throw invalid(file, joinPath([key]), foreign(object));
    }
  }
  return parts.map((part) => part.object);
}

/** All blocks of one kind of a stack. A data source may stand in a `check` as well. */
export function blocksOf(stack: Pick<TerraformStack, "files">, type: BlockType): Block[] {
  const found = stack.files.flatMap(({ file, document }) =>
    document.flatMap((part) => (Object.hasOwn(part, type) ? unpack(part[type], [type], LABELS[type], file) : [])),
  );
  return type === "data" ? [...found, ...blocksOf(stack, "check").flatMap((block) => innerBlocks(block, "data", LABELS.data))] : found;
}

/** Blocks within a block's body (`provisioner`, `backend`), with so many labels. */
export function innerBlocks({ body, at, file }: Block, name: string, labels: number): Block[] {
  if (!Object.hasOwn(body, name)) return [];
  return unpack(body[name], [name], labels, file).map((block) => ({ ...block, at: `${at}.${block.at}` }));
}

// Terraform allows a list of objects at each level of labels, and a list of bodies below the last one.
function unpack(value: unknown, path: Path, labelsLeft: number, file: string, labels: readonly string[] = []): Block[] {
  if (value === null) return [];
  const objects = objectsOf(value, path, file);
  if (labelsLeft === 0) return objects.map(({ object, at }) => ({ labels, body: object, file, at: joinPath(at) }));
  return objects.flatMap(({ object, at }) =>
    Object.entries(object).flatMap(([label, inner]) =>
      label === COMMENT ? [] : unpack(inner, [...at, label], labelsLeft - 1, file, [...labels, label]),
    ),
  );
}

function objectsOf(value: unknown, path: Path, file: string): { readonly object: Json; readonly at: Path }[] {
  const list = Array.isArray(value)
    ? (value as readonly unknown[]).map((entry, index) => ({ entry, at: [...path, index] }))
    : [{ entry: value, at: path }];
  return list.map(({ entry, at }) => {
    if (!isObject(entry)) throw invalid(file, joinPath(at), `an object of Terraform JSON is needed here, not ${kindOf(entry)}`);
    return { object: entry, at };
  });
}

/** How people name a block: `output.token`, `data.http.x`, `null_resource.x` for a resource. */
export function addressOf(type: BlockType, { labels }: Pick<Block, "labels">): string {
  return (type === "resource" ? labels : [type, ...labels]).join(".");
}

/** Whether a setting is on: Terraform reads "true" as true. */
export function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}

/** Every text of a block's body that Terraform evaluates: values and keys. Comments are none. */
export function textsOf(body: Json): string[] {
  const texts: string[] = [];
  for (const [key, value] of Object.entries(body)) if (key !== COMMENT) eachText(value, (text) => texts.push(text));
  return texts;
}

/** Every text within a value, its keys included. */
export function eachText(value: unknown, look: (text: string) => void): void {
  if (typeof value === "string") look(value);
  else if (Array.isArray(value)) for (const each of value as readonly unknown[]) eachText(each, look);
  else if (isObject(value))
    for (const [key, inner] of Object.entries(value)) {
      look(key);
      eachText(inner, look);
    }
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (value instanceof ExactNumber) return "a number";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}

function foreign(object: Json): string {
  if (Object.hasOwn(object, "planned_values") || Object.hasOwn(object, "resource_changes"))
    return "this is the JSON of a Terraform plan, not configuration";
  if (Object.hasOwn(object, "terraform_version") || Object.hasOwn(object, "lineage")) return "this is a Terraform state, not configuration";
  return "not a top-level block of Terraform JSON";
}

const FORMER_PROVIDER =
  "version 4 of Cloudflare's provider writes tokens so, and this package reads 5.x: upgrade by the provider's guide version-5-upgrade, then read it again";

/** The first line that says what is wrong with a value, and where; the value itself, which may be a secret, is not in it. */
export function schemaFaults(error: z.ZodError): { readonly path: Path; readonly what: string }[] {
  const former = error.issues.find((issue) => issue.code === "unrecognized_keys" && issue.keys.includes("policy"));
  if (former !== undefined) return [{ path: [...former.path, "policy"], what: FORMER_PROVIDER }];
  return error.issues.map((issue) => {
    if (issue.code === "unrecognized_keys")
      return { path: [...issue.path, issue.keys[0] ?? ""], what: "unknown attribute, so the access can't be told" };
    return { path: issue.path, what: printable(issue.message.replace(/^Invalid input: e/, "e").replace(/^Invalid option: e/, "e")) };
  });
}

/** One parsed file of Terraform JSON. */
export interface TerraformFile {
  /** As people find it: relative to where the command runs. */
  readonly file: string;
  /** Its top-level objects: Terraform reads a list of objects as if they stood in one. */
  readonly document: readonly Json[];
}

/** What Terraform would read for one stack. */
export interface TerraformStack {
  /** The stack's name. */
  readonly name: string;
  /** Its files, opened. */
  readonly files: readonly TerraformFile[];
  /** Names of everything else that lies in the folder. */
  readonly others: readonly string[];
  /** Digest of the files beside them that give variables their values (`terraform.tfvars`). @default - there are none */
  readonly variableFiles?: string;
}

/** One block, taken out of the object and array forms that Terraform JSON allows. */
export interface Block {
  /** `["cloudflare_account_token", "ci"]`. */
  readonly labels: readonly string[];
  readonly body: Json;
  readonly file: string;
  /** Where it stands in the document: `resource.cloudflare_account_token.ci`, `moved[0]`. */
  readonly at: string;
}

/* What a stack may hold: kinds of blocks with their arguments. What stands here and is dangerous all the same is looked at by what stands in it. */

const CONDITIONS = ["precondition", "postcondition"];

/** Arguments of the blocks whose arguments are all known; those of resources, data sources and providers go by their types. */
export const BLOCK_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  /** Which versions run, where the state is kept. */
  terraform: ["required_version", "required_providers", "backend", "cloud", "encryption"],
  /** Values from outside. */
  variable: ["type", "default", "description", "sensitive", "ephemeral", "nullable", "validation", "deprecated"],
  /** Values for people and other stacks. */
  output: ["value", "description", "sensitive", "ephemeral", "depends_on", "precondition", "deprecated"],
  /** Says that a thing has another address. */
  moved: ["from", "to"],
  /** Takes over what is there. */
  import: ["to", "id", "identity", "provider"],
  /** Says what becomes of a thing that left the code. */
  removed: ["from", "lifecycle"],
};

/** Arguments of `cloudflare_account_token` and `cloudflare_api_token`, and Terraform's own that are read. */
export const TOKEN_ARGUMENTS: ReadonlySet<string> = new Set(
  "account_id condition expires_on name not_before policies status depends_on lifecycle provider".split(" "),
);

/** Arguments of a token's `lifecycle` that leave it what it is. `ignore_changes`, `destroy` and `enabled` have rules of their own. */
export const TOKEN_LIFECYCLE: ReadonlySet<string> = new Set(["create_before_destroy", "prevent_destroy", ...CONDITIONS]);

/** Data sources that look something up, with what may be asked of them: a request shows it, and `count` can be made to say more. */
export const LOOKUPS: Readonly<Record<string, readonly string[]>> = {
  /** An account by its name. */
  cloudflare_account: ["account_id", "filter"],
  /** Permission groups of account-owned tokens. */
  cloudflare_account_api_token_permission_groups_list: ["account_id", "name", "scope", "max_items"],
  /** Permission groups of user tokens. */
  cloudflare_api_token_permission_groups_list: ["name", "scope", "max_items"],
  /** A zone by its name. */
  cloudflare_zone: ["filter", "zone_id"],
};

/** What every look-up may say besides. */
export const LOOKUP_ARGUMENTS: readonly string[] = ["lifecycle", "provider"];

/** Settings of Cloudflare's provider; `api_token` is a variable without a default, or comes from the environment. */
export const PROVIDER_SETTINGS: ReadonlySet<string> = new Set(["alias", "api_token", "user_agent_operator_suffix", "version"]);
