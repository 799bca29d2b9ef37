import { isUnknown } from "../../policy";
import { addressOf, BLOCK_TYPES, type BlockType, blocksOf, textsOf } from "../blocks";
import { callsIn, expressionTokens } from "../expression-tokens";
import { type FunctionGrade, gradeOf, LOOKUPS, TOKEN_TYPES } from "../list";
import type { Block, TerraformStack } from "../model";
import { bodyOf, type OutsideApp } from "./app";
import { cloudflareFileIn, fileAttributeIn, holdsContentFile } from "./files";
import { type OutsideRow, row } from "./row";

/** Functions and references that are on no list, and attributes that name files: one row a block and kind. */
export function expressionsOutside(stack: TerraformStack, app: OutsideApp): OutsideRow[] {
  return BLOCK_TYPES.flatMap((type) => blocksOf(stack, type).flatMap((block) => ofBlock(type, block, stack, app)));
}

/** Where a pipeline takes no variable: everywhere but in what providers are given. */
const VARIABLE_FREE: readonly BlockType[] = ["resource", "data", "locals", "output", "moved", "import", "removed"];

function ofBlock(type: BlockType, block: Block, stack: TerraformStack, app: OutsideApp): OutsideRow[] {
  const body = bodyOf(block);
  const address = addressOf(type, block);
  const { file } = block;
  const texts = textsOf(body).filter(isUnknown);
  const calls = new Map<FunctionGrade, string>();
  // Addresses hold no expressions, and are read as if they stood in one.
  const addresses = type === "moved" || type === "import" || type === "removed" ? textsOf(body).map((text) => `\${${text}}`) : [];
  for (const text of [...texts, ...addresses])
    for (const name of callsIn(text)) if (!calls.has(gradeOf(name))) calls.set(gradeOf(name), name);
  const reads = calls.get("file");
  const unknown = calls.get("unknown");
  const pure = calls.get("pure");
  const files = reads === undefined ? whyReading(type, block.labels[0] ?? "", body) : `calls ${reads}`;
  return [
    ...(files === undefined ? [] : [row("reads-local-files", address, `${address} ${files}`, file)]),
    ...(unknown === undefined
      ? []
      : [
          row("unknown-expression", address, `${address} calls ${unknown}, which is on no list`, file, {
            weight: matters(type, block, stack, app) ? "pack" : "other",
          }),
        ]),
    ...(pure === undefined ? [] : [row("pipelines-only", address, `${address} calls ${pure}`, file)]),
    ...(VARIABLE_FREE.includes(type) && texts.some(usesVariable)
      ? [row("pipelines-only", address, `${address} takes a variable`, file)]
      : []),
  ];
}

function usesVariable(text: string): boolean {
  if (!text.includes("var")) return false;
  for (const token of expressionTokens(text)) if (token.kind === "word" && token.text === "var") return true;
  return false;
}

/** Whether what a block says reaches a token: its own block, what is looked up, and what may be named anywhere. */
function matters(type: BlockType, block: Block, stack: TerraformStack, app: OutsideApp): boolean {
  const [kind = ""] = block.labels;
  if (type === "resource") return TOKEN_TYPES.has(kind) || app.refersToToken(stack, bodyOf(block));
  return type !== "data" || Object.hasOwn(LOOKUPS, kind);
}

function whyReading(type: BlockType, kind: string, body: Block["body"]): string | undefined {
  if (type === "resource" && kind.startsWith("cloudflare_")) {
    const file = cloudflareFileIn(body);
    if (file !== undefined) return file;
  }
  // What a resource is given by a local, a variable's default or an output may stand there.
  if (holdsContentFile(Object.values(body))) return "holds a content_file: what is uploaded may be any file";
  const ofProvider = ["resource", "data", "ephemeral", "action", "list"].includes(type) && !/^(?:cloudflare|terraform)_/.test(kind);
  const attribute = ofProvider ? fileAttributeIn(body) : undefined;
  return attribute === undefined ? undefined : `uses the file that ${attribute} names`;
}
