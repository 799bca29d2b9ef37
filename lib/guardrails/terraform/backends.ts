import { addressOf, blocksOf, innerBlocks } from "./blocks";
import type { Block, Json, TerraformStack } from "./model";

/** Where a stack keeps its state. */
export interface BackendUse {
  /** `s3`, `local`, `cloud`. */
  readonly type: string;
  readonly body: Json;
  readonly file: string;
}

/** The backends of a stack; the local one where none is written. */
export function backendsOf(stack: TerraformStack): BackendUse[] {
  const found = blocksOf(stack, "terraform").flatMap((block) => [
    ...innerBlocks(block, "backend", 1).map(({ labels, body, file }) => ({ type: labels[0] ?? "", body, file })),
    ...innerBlocks(block, "cloud", 0).map(({ body, file }) => ({ type: "cloud", body, file })),
    ...innerBlocks(block, "state_store", 1).map(({ labels, body, file }) => ({ type: labels[0] ?? "", body, file })),
  ]);
  if (found.length > 0) return found;
  return [{ type: "local", body: {}, file: stack.files[0]?.file ?? "" }];
}

/** Every place where a stack keeps or reads a state: its backends and the states of others. */
export function statesOf(stack: TerraformStack): { readonly address: string; readonly body: Json; readonly file: string }[] {
  return [
    ...backendsOf(stack).map(({ type, body, file }) => ({ address: `backend.${type}`, body, file })),
    ...blocksOf(stack, "data")
      .filter(({ labels }) => labels[0] === "terraform_remote_state")
      .map((block) => ({ address: addressOf("data", block), body: block.body, file: block.file })),
  ];
}

/** OpenTofu's own encryption of state and plans. */
export function encryptionsOf(stack: TerraformStack): Block[] {
  return blocksOf(stack, "terraform").flatMap((block) => innerBlocks(block, "encryption", 0));
}
