import { ExpressionText } from "../../policy";
import { defineRule } from "../define-rule";
import { addressOf, BLOCK_TYPES, blocksOf, isObject, textsOf } from "../terraform";

const FUNCTIONS = new Set(
  "file filebase64 filemd5 filesha1 filesha256 filesha512 filebase64sha256 filebase64sha512 fileexists fileset templatefile".split(" "),
);

export const readsLocalFiles = defineRule({
  id: "reads-local-files",
  title: "Terraform reads no files",
  why: "file(…) can read the pipeline's environment and credentials into an output, a name, a Worker or the plan",
  fix: "read the file in the program that synthesizes",
  level: "error",
  waivable: false,
  terraform: (stack) =>
    BLOCK_TYPES.flatMap((type) =>
      blocksOf(stack, type).flatMap((block) => {
        const detail = addressOf(type, block);
        const call = textsOf(block.body)
          .filter((text) => /[$%]\{/.test(text))
          .map(callIn)
          .find((name) => name !== undefined);
        if (call !== undefined) return [{ detail, message: `${detail} calls ${call}`, file: block.file }];
        const upload = type === "resource" && (block.labels[0] ?? "").startsWith("cloudflare_") ? uploadIn(block.body) : undefined;
        return upload === undefined ? [] : [{ detail, message: `${detail} uploads what ${upload} names`, file: block.file }];
      }),
    ),
});

/** The first function that a text calls to read a file. */
function callIn(text: string): string | undefined {
  if (!text.includes("file")) return undefined;
  const expression = new ExpressionText(text);
  for (const { name, end } of expression.words()) if (FUNCTIONS.has(name) && expression.has(expression.skip(end), "(")) return name;
  return undefined;
}

/** `content_file` and `assets.directory` of Workers: the provider reads the file itself. */
function uploadIn(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(uploadIn).find((name) => name !== undefined);
  if (!isObject(value)) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "//") continue;
    if ((key === "content_file" || key === "directory") && inner !== null) return key;
    const below = uploadIn(inner);
    if (below !== undefined) return below;
  }
  return undefined;
}
