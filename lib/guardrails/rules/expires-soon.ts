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
    token: (token, { now, tokens, once }) => {
      const { expiresOn } = token;
      // A token without expiry is the business of no-expiry.
      if (expiresOn === undefined) return [];
      const until = parseInstant(expiresOn);
      if (until === undefined) return [{ detail: "expiresOn", message: "when the token expires is known at plan time only" }];
      const at = now.getTime() / 1000;
      const left = until - at;
      if (left <= 0) return [{ detail: "expiresOn", message: `the token expired on ${expiresOn}` }];
      if (left > withinDays * DAY) return [];
      const slots = token.rotation === undefined ? [] : (once(slotsOf, tokens).get(token.rotation.principal) ?? []);
      if (slots.some((slot) => slot.from < until && slot.until > at + withinDays * DAY)) return [];
      const when = left < DAY ? "less than a day" : days(Math.floor(left / DAY));
      return [{ detail: "expiresOn", message: `the token expires in ${when}, on ${expiresOn}` }];
    },
  });
}

/** When the slots of each principal work, in seconds; those that are disabled, and of which that is not known, left out. */
function slotsOf(tokens: readonly TokenSpec[]): ReadonlyMap<string, readonly { readonly from: number; readonly until: number }[]> {
  const slots = new Map<string, { from: number; until: number }[]>();
  for (const { rotation, status, notBefore, expiresOn } of tokens) {
    if (rotation === undefined || status !== "active") continue;
    const from = notBefore === undefined ? -Infinity : parseInstant(notBefore);
    const until = expiresOn === undefined ? Infinity : parseInstant(expiresOn);
    // What is known at plan time only may be anything.
    if (from === undefined || until === undefined) continue;
    const known = slots.get(rotation.principal);
    if (known === undefined) slots.set(rotation.principal, [{ from, until }]);
    else known.push({ from, until });
  }
  return slots;
}

function days(count: number): string {
  return `${String(count)} day${count === 1 ? "" : "s"}`;
}
