import { allowsOf, listNames, permissionName } from "../access";
import { checkParameters, defineRule } from "../define-rule";
import type { Rule } from "../model";

const AUDITORS = /\b(?:audit(?:s|or|ors|ing)?|read(?:er|ers|-only)|report(?:er|ing|s)?|monitor(?:ing)?|siem|viewer)\b/i;

/**
 * Tokens that only look.
 *
 * @param params.names a regular expression for their names. @default - auditor, reader, read-only, reporter, monitor, siem, viewer as words
 */
export const auditorWrites = (params: { readonly names?: RegExp | string } = {}): Rule => {
  checkParameters(params, { names: "pattern" });
  const { names = AUDITORS } = params;
  const pattern = typeof names === "string" ? new RegExp(names, "u") : new RegExp(names.source, names.flags.replace(/[gy]/g, ""));
  return defineRule({
    id: "auditor-writes",
    title: "a token that audits only reads",
    why: "whoever reads everything and can change something can hide what was found",
    fix: "move what writes to a token of its own",
    token: (token, { once }) => {
      if (!pattern.test(token.name)) return [];
      const allows = allowsOf(token, once);
      const writes = allows.filter((pair) => !pair.reads);
      if (writes.length === 0) return [];
      return [
        {
          detail: "policies",
          message: `the token is called an auditor's, and ${listNames(writes.map(permissionName))} can change something`,
        },
      ];
    },
  });
};
