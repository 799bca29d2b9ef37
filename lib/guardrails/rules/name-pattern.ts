import { checkParameters, defineRule } from "../define-rule";
import type { Rule } from "../model";

/**
 * What tokens are called.
 *
 * @param params.pattern a regular expression that the whole name has to fit
 */
export const namePattern = (params: { readonly pattern: RegExp | string }): Rule => {
  checkParameters(params, { pattern: "pattern" }, ["pattern"]);
  const { pattern } = params;
  const source = typeof pattern === "string" ? pattern : pattern.source;
  const whole = new RegExp(`^(?:${source})$`, typeof pattern === "string" ? "u" : pattern.flags.replace(/[gy]/g, ""));
  return defineRule({
    id: "name-pattern",
    title: `a token's name fits ${source}`,
    why: "names that follow one pattern say what a token is for, and can be found",
    fix: "rename the token; the construct's id is the default",
    token: ({ name }) => (whole.test(name) ? [] : [{ detail: "name", message: `the name ${JSON.stringify(name)} does not fit ${source}` }]),
  });
};
