import { parseInstant, type TokenSpec } from "../../policy";
import { defineRule } from "../define-rule";
import type { Rule } from "../model";
import { checkParameters } from "../parameters";

const DAY = 24 * 60 * 60;

/**
 * Tokens whose end is near, or past: for a run every night, since what it finds changes with the clock alone. In no pack of this package.
 *
 * A slot of a rotation is meant to end: it is found only where no later slot takes over.
 *
 * @param params.withinDays whole days
 */
export function expiresSoon(params: { readonly withinDays: number }): Rule {
  checkParameters(params, { withinDays: "days" }, ["withinDays"]);
  const { withinDays } = params;
  return defineRule({
    id: "expires-soon",
    title: `a token works for ${days(withinDays)} more at least`,
    why: "what uses it fails from the instant it expires, and a new value takes time to reach it",
    fix: "set a later expiresOn, or make a new token and move what uses the old one; remove what nothing uses",
    token: (token, { now, tokens }) => {
      const { expiresOn } = token;
      // A token without expiry is the business of no-expiry.
      if (expiresOn === undefined) return [];
      const until = parseInstant(expiresOn);
      if (until === undefined) return [{ detail: "expiresOn", message: "when the token expires is known at plan time only" }];
      const at = now.getTime() / 1000;
      const left = until - at;
      if (left <= 0) return [{ detail: "expiresOn", message: `the token expired on ${expiresOn}` }];
      if (left > withinDays * DAY || tokens.some((other) => takesOver(other, token, at + withinDays * DAY))) return [];
      const when = left < DAY ? "less than a day" : days(Math.floor(left / DAY));
      return [{ detail: "expiresOn", message: `the token expires in ${when}, on ${expiresOn}` }];
    },
  });
}

/** Whether another slot of the same rotation works when this one ends, and goes on beyond `horizon`. */
function takesOver(other: TokenSpec, token: TokenSpec, horizon: number): boolean {
  if (token.rotation === undefined || other.rotation?.principal !== token.rotation.principal || other.status !== "active") return false;
  const from = other.notBefore === undefined ? undefined : parseInstant(other.notBefore);
  const until = other.expiresOn === undefined ? undefined : parseInstant(other.expiresOn);
  const starts = other.notBefore === undefined || (from !== undefined && from < (parseInstant(token.expiresOn ?? "") ?? 0));
  return starts && (other.expiresOn === undefined || (until !== undefined && until > horizon));
}

function days(count: number): string {
  return `${String(count)} day${count === 1 ? "" : "s"}`;
}
