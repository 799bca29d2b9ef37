import { defineRule } from "../define-rule";
import { addressOf, type Block, innerBlocks, tokensOf } from "../terraform";

/** What the provider computes: it is no access, and may be ignored. */
const COMPUTED: readonly unknown[] = ["id", "value", "issued_on", "last_used_on", "modified_on"];

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
  const entries = innerBlocks(block, "lifecycle", 0)
    .flatMap(({ body }) => body["ignore_changes"])
    .filter((entry) => entry !== undefined && entry !== null);
  const roots = entries.map((entry) => (typeof entry === "string" ? /^(?:\$\{\s*)?([\w-]*)/.exec(entry)?.[1] : undefined));
  return [
    ...new Set(roots.filter((root) => !COMPUTED.includes(root)).map((root) => (root === undefined || root === "" ? "something" : root))),
  ];
}
