import { defineRule } from "../define-rule";
import { addressOf, type Block, type BlockType, blocksOf } from "../terraform";

const BLOCKS = ["resource", "removed"] as const satisfies readonly BlockType[];

export const provisioner = defineRule({
  id: "provisioner",
  title: "no provisioners and connections",
  why: "a provisioner runs commands, here or elsewhere, beside the credential and the token's value",
  fix: "remove it",
  level: "error",
  waivable: false,
  terraform: (stack) =>
    BLOCKS.flatMap((type) =>
      blocksOf(stack, type).flatMap((block) =>
        ["provisioner", "connection"]
          .filter((name) => Object.hasOwn(block.body, name) && block.body[name] !== null)
          .map((name) => {
            const address = type === "resource" ? addressOf(type, block) : removedFrom(block);
            return { detail: `${address}.${name}`, message: `${address} has a ${name}`, file: block.file };
          }),
      ),
    ),
});

function removedFrom({ body }: Block): string {
  return typeof body["from"] === "string" ? `removed.${body["from"]}` : "removed";
}
