import { defineRule } from "../define-rule";
import type { Violation } from "../model";
import { addressOf, type BlockType, blocksOf, innerBlocks } from "../terraform";

const TYPES: readonly BlockType[] = ["data", "resource", "ephemeral", "action"];

export const externalProgram = defineRule({
  id: "external-program",
  title: "Terraform runs no other program",
  why: "the program runs at plan, beside the credential, and can do what the pipeline can",
  fix: "remove it; compute the value in the program that synthesizes",
  level: "error",
  waivable: false,
  terraform: (stack) => [
    ...TYPES.flatMap((type) =>
      blocksOf(stack, type)
        .filter(({ labels }) => /^(?:external|shell)(?:_|$)|^local_command$/.test(labels[0] ?? ""))
        .map((block): Violation => ({
          detail: addressOf(type, block),
          message: `${addressOf(type, block)} runs a program`,
          file: block.file,
        })),
    ),
    // OpenTofu asks such a program for the key, or to encrypt.
    ...blocksOf(stack, "terraform")
      .flatMap((block) => innerBlocks(block, "encryption", 0))
      .flatMap((block) => [...innerBlocks(block, "key_provider", 2), ...innerBlocks(block, "method", 2)])
      .filter(({ labels }) => labels[0] === "external")
      .map(({ labels, file }): Violation => {
        const detail = `encryption.${labels.join(".")}`;
        return { detail, message: `${detail} runs a program`, file };
      }),
  ],
});
