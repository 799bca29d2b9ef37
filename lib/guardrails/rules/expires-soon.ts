import { parseInstant, type TokenSpec } from "../../policy";
import { checkParameters, defineRule } from "../define-rule";
import type { Rule, TokenContext } from "../model";

const DAY = 24 * 60 * 60;

/**
 * Tokens whose end is near, or past: for a run every night, since what it finds changes with the clock alone. In no pack of this package.
 *
 * A slot of a rotation is meant to end: it is found only where no later slot takes over. Of a token that says when it starts the last tenth of its
 * lifetime counts where that is shorter: one of two weeks is no finding on its first day.
 *
 * @param params.withinDays whole days
 */
export const expiresSoon = (params: { readonly withinDays: number }): Rule => {
  checkParameters(params, { withinDays: "days" }, ["withinDays"]);
  const { withinDays } = params;
  // Of all tokens at once: a rotation may have thousands of slots.
  const starts = ({ tokens, now }: TokenContext): ReadonlyMap<string, number> =>
    earliestStarts(tokens, now.getTime() / 1000 + withinDays * DAY);
  return defineRule({
    id: "expires-soon",
    title: `a token works for ${days(withinDays)} more at least`,
    why: "what uses it fails from the instant it expires, and a new value takes time to reach it",
    fix: "set a later expiresOn, or make a new token and move what uses the old one; remove what nothing uses",
    token: (token, context) => {
      const { expiresOn } = token;
      // A token without expiry is the business of no-expiry.
      if (expiresOn === undefined) return [];
      const until = parseInstant(expiresOn);
      if (until === undefined) return [{ detail: "expiresOn", message: "when the token expires is known at plan time only" }];
      const at = context.now.getTime() / 1000;
      const left = until - at;
      if (left <= 0) return [{ detail: "expiresOn", message: `the token expired on ${expiresOn}` }];
      const from = token.notBefore === undefined ? undefined : parseInstant(token.notBefore);
      if (left > Math.min(withinDays * DAY, from === undefined ? Infinity : (until - from) / 10)) return [];
      const start = token.rotation === undefined ? undefined : context.once(starts, context).get(token.rotation.principal);
      if (start !== undefined && start < until) return [];
      const when = left < DAY ? "less than a day" : days(Math.floor(left / DAY));
      return [{ detail: "expiresOn", message: `the token expires in ${when}, on ${expiresOn}` }];
    },
  });
};

/** By principal: when the first of its slots starts to work that goes on beyond `horizon`. */
function earliestStarts(tokens: readonly TokenSpec[], horizon: number): ReadonlyMap<string, number> {
  const starts = new Map<string, number>();
  for (const { rotation, status, notBefore, expiresOn } of tokens) {
    if (rotation === undefined || status !== "active") continue;
    const until = expiresOn === undefined ? Infinity : parseInstant(expiresOn);
    // What is known at plan time only may be anything.
    const from = notBefore === undefined ? -Infinity : parseInstant(notBefore);
    if (until === undefined || until <= horizon || from === undefined) continue;
    starts.set(rotation.principal, Math.min(from, starts.get(rotation.principal) ?? Infinity));
  }
  return starts;
}

function days(count: number): string {
  return `${String(count)} day${count === 1 ? "" : "s"}`;
}
