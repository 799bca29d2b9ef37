import { type Allowed, OutsideApp, outsideOf, type OutsideRow, type Weight } from "../../terraform";
import { checkParameters, defineRule } from "../define-rule";
import type { FindingLevel, Rule, TerraformContext, Violation } from "../model";

/** What a row is in packs that say something else of the rule. */
const LEVELS: Readonly<Record<Weight, Readonly<Partial<Record<FindingLevel, FindingLevel>>>>> = {
  hostile: { warning: "error", note: "error" },
  pack: {},
  // A project may hold more than tokens; what a pipeline applies may not.
  other: { error: "note", warning: "note" },
  pipelines: {},
};

/**
 * What a stack of principals holds besides what is known: see "Hostile Terraform" in docs/guardrails.md.
 *
 * @param params.allowed types and hosts that are meant, as in `.principals/allowed.json`; those of the command's file count as well. @default - none
 * @param params.pipelines whether what pipelines do not apply is found too, at the level of the pack. @default false
 */
export const outsideTheList = (params: { readonly allowed?: Partial<Allowed>; readonly pipelines?: boolean } = {}): Rule => {
  checkParameters(params, { allowed: "allowed", pipelines: "flag" });
  const { allowed = {}, pipelines = false } = params;
  const appOf = ({ stacks, allowed: given }: TerraformContext): OutsideApp =>
    new OutsideApp(stacks, {
      types: [...given.types, ...(allowed.types ?? [])],
      hosts: [...given.hosts, ...(allowed.hosts ?? [])],
    });
  return defineRule({
    id: "outside-the-list",
    title: "a stack of tokens holds what is known",
    why: "what is on no list may run programs, give access, or show a token's value, and nobody would see it in a review of access",
    fix: "remove it",
    waivable: false,
    terraform: (stack, _, context) =>
      outsideOf(stack, context.once(appOf, context))
        .filter(({ weight }) => pipelines || weight !== "pipelines")
        .map((row) => violationOf(row, pipelines ? "pack" : "other")),
  });
};

/** @param others how much it weighs what neither refers to a token nor runs programs */
function violationOf({ entry, where, what, file, fix, weight }: OutsideRow, others: Weight): Violation {
  // Refused where it is applied, and not where it is tested: there an import is asked for by its address, and a new project has no backend yet.
  const later = others === "pack" && (entry === "imported-token" || where === "backend.local");
  const levels = later ? ({ error: "warning" } as const) : LEVELS[weight === "other" ? others : weight];
  return { detail: where, message: `${entry}: ${what}`, fix, ...(file === "" ? {} : { file }), levels };
}
