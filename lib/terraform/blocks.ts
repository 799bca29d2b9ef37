import { type z } from "zod";
import { printable } from "../printable";
import { ExactNumber } from "./exact-number";
import { invalid } from "./fault";
import type { Block, Json, TerraformStack } from "./model";
import { joinPath } from "./strict-json";

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

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
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

/** The first line that says what is wrong with a value, and where; the value itself, which may be a secret, is not in it. */
export function schemaFaults(error: z.ZodError): { readonly path: Path; readonly what: string }[] {
  return error.issues.map((issue) => {
    if (issue.code === "unrecognized_keys")
      return { path: [...issue.path, issue.keys[0] ?? ""], what: "unknown attribute, so the access can't be told" };
    return { path: issue.path, what: printable(issue.message.replace(/^Invalid input: e/, "e").replace(/^Invalid option: e/, "e")) };
  });
}
