import { blocksOf, innerBlocks } from "../blocks";
import type { Block, Json, TerraformStack } from "../model";

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
  ]);
  if (found.length > 0) return found;
  return [{ type: "local", body: {}, file: stack.files[0]?.file ?? "" }];
}

/** The states of others that a stack reads. */
export function remoteStatesOf(stack: TerraformStack): Block[] {
  return blocksOf(stack, "data").filter(({ labels }) => labels[0] === "terraform_remote_state");
}

/** OpenTofu's own encryption of state and plans. */
export function encryptionsOf(stack: TerraformStack): Block[] {
  return blocksOf(stack, "terraform").flatMap((block) => innerBlocks(block, "encryption", 0));
}
