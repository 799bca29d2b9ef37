import { plainReference } from "../../terraform";
import { defineRule } from "../define-rule";
import { blocksOf, innerBlocks, isTrue } from "../terraform";

export const forgottenToken = defineRule({
  id: "forgotten-token",
  title: "a token that leaves the code is deleted",
  why: "removed with destroy = false makes Terraform forget a token, which keeps working where no review shows it any more",
  fix: "remove the block, so that the token is deleted; one that another stack takes over is imported there in the same change",
  waivable: false,
  terraform: (stack) =>
    blocksOf(stack, "removed").flatMap((block) => {
      const from = typeof block.body["from"] === "string" ? plainReference(block.body["from"]) : undefined;
      // Of a module nobody knows what is in it.
      if (from !== undefined && !/\bcloudflare_(?:account|api)_token\b|\bmodule\b/.test(from)) return [];
      const destroys = innerBlocks(block, "lifecycle", 0).every(({ body }) => isTrue(body["destroy"] ?? true));
      if (destroys) return [];
      const name = from ?? "something";
      return [
        {
          detail: `removed.${name}`,
          message: `Terraform only forgets ${name}: what is there stays, and keeps its access`,
          file: block.file,
        },
      ];
    }),
});
