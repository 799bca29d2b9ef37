import { ACCESS_TYPES } from "../access-types";
import { defineRule } from "../define-rule";
import { addressOf, blocksOf } from "../terraform";

export const accessOutsideTokens = defineRule({
  id: "access-outside-tokens",
  title: "access is given by tokens only",
  why: "members, OAuth clients, shares, rules of Access and other credentials stand in no summary, no access diff and no snapshot: nobody reviews what they may do",
  fix: "manage them elsewhere, where the credential that deploys tokens does not reach",
  waivable: false,
  terraform: (stack) =>
    blocksOf(stack, "resource")
      .filter(({ labels }) => ACCESS_TYPES.includes(labels[0] ?? ""))
      .map((block) => {
        const detail = addressOf("resource", block);
        return { detail, message: `${detail} gives access that nothing here shows`, file: block.file };
      }),
});
