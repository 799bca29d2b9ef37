import type { Block, Json, TerraformStack } from "./model";

/** How many labels each kind of block has. */
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

/** All blocks of one kind of a stack. */
export function blocksOf(stack: TerraformStack, type: BlockType): Block[] {
  const found = stack.files.flatMap(({ file, document }) =>
    document.flatMap((part) => (Object.hasOwn(part, type) ? unpack(part[type], LABELS[type], [], file) : [])),
  );
  // A check may hold a data source of its own.
  return type === "data" ? [...found, ...blocksOf(stack, "check").flatMap((block) => innerBlocks(block, "data", LABELS.data))] : found;
}

/** Blocks within a block's body (`provisioner`, `backend`), with so many labels. */
export function innerBlocks(block: Block, name: string, labels: number): Block[] {
  return Object.hasOwn(block.body, name) ? unpack(block.body[name], labels, [], block.file) : [];
}

// Terraform allows a list of objects at each level of labels, and a list of bodies below the last one.
function unpack(value: unknown, labelsLeft: number, labels: readonly string[], file: string): Block[] {
  if (Array.isArray(value)) return (value as readonly unknown[]).flatMap((entry) => unpack(entry, labelsLeft, labels, file));
  if (!isObject(value)) return [];
  if (labelsLeft === 0) return [{ labels, body: value, file }];
  return Object.entries(value).flatMap(([label, inner]) => unpack(inner, labelsLeft - 1, [...labels, label], file));
}

/** How people name a block: `output.token`, `data.http.x`, `null_resource.x` for a resource. */
export function addressOf(type: BlockType, block: Block): string {
  return (type === "resource" ? block.labels : [type, ...block.labels]).join(".");
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a setting is on: Terraform reads "true" as true. */
export function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}

/** Every text of a block's body that Terraform evaluates: values and keys. Comments are none. */
export function textsOf(body: Json): string[] {
  const texts: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === "string") texts.push(value);
    else if (Array.isArray(value)) value.forEach(walk);
    else if (isObject(value)) {
      for (const [key, inner] of Object.entries(value)) {
        texts.push(key);
        walk(inner);
      }
    }
  };
  for (const [key, value] of Object.entries(body)) {
    if (key !== "//") walk(value);
  }
  return texts;
}
