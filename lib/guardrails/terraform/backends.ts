import { isUnknown } from "../../policy";
import { addressOf, blocksOf, innerBlocks, textsOf } from "./blocks";
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

/** A place where a stack keeps or reads a state. */
export interface StateUse {
  readonly address: string;
  readonly body: Json;
  readonly file: string;
  /** The setting that Terraform computes, `config` for instance, where there is one: it may say anything. */
  readonly computed?: string;
}

/** Every place where a stack keeps or reads a state: its backends and the states of others. */
export function statesOf(stack: TerraformStack): StateUse[] {
  return [
    ...backendsOf(stack).map(({ type, body, file }) => ({ address: `backend.${type}`, body, file })),
    ...remoteStatesOf(stack).map((block) => {
      const computed = ["backend", "config"].find((setting) => textsOf({ [setting]: block.body[setting] }).some(isUnknown));
      return { address: addressOf("data", block), body: block.body, file: block.file, ...(computed === undefined ? {} : { computed }) };
    }),
  ];
}

/** The states of others that a stack reads. */
export function remoteStatesOf(stack: TerraformStack): Block[] {
  return blocksOf(stack, "data").filter(({ labels }) => labels[0] === "terraform_remote_state");
}

/** OpenTofu's own encryption of state and plans. */
export function encryptionsOf(stack: TerraformStack): Block[] {
  return blocksOf(stack, "terraform").flatMap((block) => innerBlocks(block, "encryption", 0));
}
