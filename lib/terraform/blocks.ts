import { type z } from "zod";
import { printable } from "../printable";
import { invalid } from "./fault";
import { joinPath } from "./strict-json";

/** One block of a Terraform JSON document, taken out of the object and array forms that Terraform allows. */
export interface Block {
  /** `["cloudflare_account_token", "ci"]`. */
  readonly labels: readonly string[];
  readonly body: Readonly<Record<string, unknown>>;
  /** Where it stands in the document. */
  readonly at: string;
}

/** What may stand at the top of a Terraform JSON file; anything else is another kind of file. */
const TOP_LEVEL = new Set(
  "// terraform provider variable locals output resource data module moved import removed check ephemeral action list".split(" "),
);

type Json = Readonly<Record<string, unknown>>;
type Path = readonly PropertyKey[];

/** The top-level objects of a document: Terraform reads one object, or a list of objects as if they stood in one. */
export function readDocument(value: unknown, file: string): Json[] {
  const parts = objectsOf(value, [], file);
  for (const { object } of parts) {
    for (const key of Object.keys(object)) {
      if (!TOP_LEVEL.has(key)) throw invalid(file, joinPath([key]), foreign(object));
    }
  }
  return parts.map((part) => part.object);
}

/** All blocks of one type, with so many labels. */
export function blocksOf(
  document: readonly Json[],
  type: string,
  labels: number,
  file: string,
  wanted: (label: string) => boolean,
): Block[] {
  return document.flatMap((part) => (Object.hasOwn(part, type) ? unpack(part[type], [type], labels, file, [], wanted) : []));
}

// Terraform allows a list of objects at each level of labels, and a list of bodies below the last one.
function unpack(
  value: unknown,
  path: Path,
  labelsLeft: number,
  file: string,
  labels: readonly string[],
  wanted: (label: string) => boolean,
): Block[] {
  if (value === null) return [];
  const objects = objectsOf(value, path, file);
  if (labelsLeft === 0) return objects.map(({ object, at }) => ({ labels, body: object, at: joinPath(at) }));
  return objects.flatMap(({ object, at }) =>
    Object.entries(object).flatMap(([label, inner]) => {
      if (labels.length === 0 && !wanted(label)) return [];
      return unpack(inner, [...at, label], labelsLeft - 1, file, [...labels, label], wanted);
    }),
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

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
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
