import { defineRule } from "../define-rule";
import type { Rule } from "../model";
import { checkParameters } from "../parameters";
import { providersOf } from "../terraform";

/**
 * Which providers may run.
 *
 * @param params.sources `<namespace>/<type>` of the public registries, or `<host>/<namespace>/<type>`. @default ["cloudflare/cloudflare"]
 */
export function foreignProvider(params: { readonly sources?: readonly string[] } = {}): Rule {
  checkParameters(params, { sources: "texts" });
  const { sources = ["cloudflare/cloudflare"] } = params;
  const allowed = new Set(sources.map((source) => source.toLowerCase()));
  return defineRule({
    id: "foreign-provider",
    title: "only listed providers run",
    why: "a provider is a program that runs beside the credential, at plan already",
    fix: "remove what needs it, or put its source on the pack's list",
    level: "error",
    waivable: false,
    terraform: (stack) =>
      providersOf(stack)
        .filter(({ source }) => !allowed.has(source))
        .map(({ name, source, file }) => ({
          detail: `provider.${name}`,
          message: `provider ${name} is ${source}, which is on no list`,
          file,
        })),
  });
}
