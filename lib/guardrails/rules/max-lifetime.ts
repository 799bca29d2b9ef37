import { parseInstant } from "../../policy";
import { checkParameters, defineRule } from "../define-rule";
import type { Rule } from "../model";

const DAY = 24 * 60 * 60;

/**
 * The longest lifetime of a token: from `notBefore`, else from now, until `expiresOn`.
 *
 * @param params.days whole days
 */
export const maxLifetime = (params: { readonly days: number }): Rule => {
  checkParameters(params, { days: "days" }, ["days"]);
  const { days } = params;
  return defineRule({
    id: "max-lifetime",
    title: `a token lives ${String(days)} days at most`,
    why: "the longer a token lives, the longer a leaked one can be used",
    fix: "set an earlier expiresOn, and make a new token before that",
    token: ({ notBefore, expiresOn }, { now }) => {
      // A token without expiry is the business of no-expiry.
      if (expiresOn === undefined) return [];
      const until = parseInstant(expiresOn);
      const from = notBefore === undefined ? undefined : parseInstant(notBefore);
      if (until === undefined || (notBefore !== undefined && from === undefined))
        return [{ detail: "expiresOn", message: "how long the token lives is known at plan time only" }];
      const lifetime = (until - (from ?? now.getTime() / 1000)) / DAY;
      if (lifetime <= days) return [];
      return [{ detail: "expiresOn", message: `the token lives ${String(Math.ceil(lifetime))} days, until ${expiresOn}` }];
    },
  });
};
