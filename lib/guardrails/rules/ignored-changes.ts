import { ignoredAttributes } from "../../terraform";
import { defineRule } from "../define-rule";
import { addressOf, type Block, innerBlocks, tokensOf } from "../terraform";

export const ignoredChanges = defineRule({
  id: "ignored-changes",
  title: "what is written for a token is what it gets",
  why: "with ignore_changes Terraform leaves what is live as it is: it may be more than what was reviewed, and stays that",
  fix: "remove ignore_changes",
  level: "error",
  waivable: false,
  terraform: (stack) =>
    tokensOf(stack).flatMap((block) => {
      const ignored = ignoredOf(block);
      if (ignored.length === 0) return [];
      const detail = addressOf("resource", block);
      return [{ detail, message: `Terraform ignores changes of ${ignored.join(", ")} of ${detail}`, file: block.file }];
    }),
});

function ignoredOf(block: Block): string[] {
  return ignoredAttributes(innerBlocks(block, "lifecycle", 0).map(({ body }) => body["ignore_changes"]));
}
