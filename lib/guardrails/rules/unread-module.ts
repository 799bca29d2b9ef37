import { defineRule } from "../define-rule";
import type { Rule } from "../model";
import { checkParameters } from "../parameters";
import { addressOf, blocksOf } from "../terraform";

/**
 * Which modules Terraform may load.
 *
 * @param params.sources exactly as they are written. @default [] - none
 */
export function unreadModule(params: { readonly sources?: readonly string[] } = {}): Rule {
  checkParameters(params, { sources: "texts" });
  const { sources = [] } = params;
  return defineRule({
    id: "unread-module",
    title: "no modules",
    why: "a module is Terraform that nobody reads here: it may make tokens and run programs, and a remote one may change without a commit",
    fix: "write what it does with constructs, or put its source on the pack's list",
    level: "error",
    waivable: false,
    terraform: (stack) =>
      blocksOf(stack, "module").flatMap((block) => {
        const { source } = block.body;
        if (typeof source === "string" && sources.includes(source)) return [];
        const local = typeof source === "string" && /^\.\.?\//.test(source);
        const detail = addressOf("module", block);
        return [
          { detail, message: `${detail} is loaded from ${local ? "a folder" : "elsewhere"}, and nothing here reads it`, file: block.file },
        ];
      }),
  });
}
