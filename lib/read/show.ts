import { z } from "zod";
import type { TokenSpec } from "../policy";
import { invalid, isObject, joinPath, JsonFault, parseStrictJson, schemaFaults } from "../terraform";
import { TOKEN_TYPES } from "./token-arguments";
import { readShownToken, type ShownReading } from "./show-token";

/* What plans and states of `terraform show -json` have in common. */

export type Document = Readonly<Record<string, unknown>>;

/** The document of a text or of a value that was parsed before, of a format that we know. */
export function openDocument(json: unknown, file: string, kind: "plan" | "state"): Document {
  const document = typeof json === "string" ? parse(json, file) : json;
  if (!isObject(document)) throw invalid(file, "", `not the JSON of a Terraform ${kind} (terraform show -json)`);
  if (Object.hasOwn(document, "lineage"))
    throw invalid(file, "", "this is a state file as Terraform stores it; read the output of terraform show -json");
  const version = document["format_version"];
  if (typeof version !== "string") throw invalid(file, "format_version", `not the JSON of a Terraform ${kind} (terraform show -json)`);
  // Terraform promises that 1.x only adds what may be left out.
  if (!/^1\.\d{1,4}$/.test(version)) throw invalid(file, "format_version", "a format version that is not known here; 1.x is");
  return document;
}

function parse(text: string, file: string): unknown {
  try {
    return parseStrictJson(text);
  } catch (error) {
    if (error instanceof JsonFault) throw invalid(file, error.at, error.message);
    throw error;
  }
}

/** A part of the document in the shape that is needed here. */
export function shaped<T>(schema: z.ZodType<T>, value: unknown, file: string, path: readonly PropertyKey[]): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first] = schemaFaults(parsed.error);
  throw invalid(file, joinPath([...path, ...(first?.path ?? [])]), first?.what ?? "not what Terraform writes");
}

const resource = z.object({
  address: z.string(),
  mode: z.enum(["managed", "data"]),
  type: z.string(),
  name: z.string(),
  values: z.unknown().optional(),
  sensitive_values: z.unknown().optional(),
  deposed_key: z.string().optional(),
});
const moduleSchema = z.object({ resources: z.array(z.unknown()).optional(), child_modules: z.array(z.unknown()).optional() });

/** A token of `values` or `planned_values`. */
export interface ShownResource {
  readonly address: string;
  readonly deposed?: string;
  /** Reads its access; Terraform knows all of a state. */
  readonly read: () => TokenSpec;
}

/** The tokens of a module and of those below it. */
export function tokensOfModule(value: unknown, file: string, path: readonly PropertyKey[], reading: ShownReading): ShownResource[] {
  const module = shaped(moduleSchema, value, file, path);
  const own = (module.resources ?? []).flatMap((entry, index): ShownResource[] => {
    const at = [...path, "resources", index];
    const { address, mode, type, values, sensitive_values: sensitive, deposed_key: deposed } = shaped(resource, entry, file, at);
    if (mode !== "managed" || !TOKEN_TYPES.has(type)) return [];
    const place = { type, address, deposed, at: joinPath([...at, "values"]), file };
    return [
      {
        address,
        ...(deposed === undefined ? {} : { deposed }),
        read: () => {
          checkMarks(sensitive, [...at, "sensitive_values"], file);
          return readShownToken(place, { value: values, unknown: undefined, sensitive }, reading);
        },
      },
    ];
  });
  const below = (module.child_modules ?? []).flatMap((child, index) =>
    tokensOfModule(child, file, [...path, "child_modules", index], reading),
  );
  return [...own, ...below];
}

/** Without Terraform's marks a sensitive value would be taken for any other. It writes them in any case. */
export function checkMarks(marks: unknown, path: readonly PropertyKey[], file: string): void {
  if (!isObject(marks) && typeof marks !== "boolean") throw invalid(file, joinPath(path), "what is sensitive is missing");
}
