import { compareText, stackOf } from "../../policy";
import { type Risk, RISK_CODES, type TokenDiff, type Verdict } from "./model";

/**
 * What a reviewer has to see first stands first: what widens access, by what it can do; then what may break something. Of equal rank they stand as
 * in the summary, by stack.
 */
export function mostRiskyFirst(tokens: readonly TokenDiff[]): TokenDiff[] {
  const ranked = tokens.map((token) => ({ token, rank: rankOf(token), worst: worstOf(token) }));
  return ranked
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        a.worst - b.worst ||
        b.token.risks.length - a.token.risks.length ||
        compareText(stackOf(a.token), stackOf(b.token)) ||
        compareText(a.token.name, b.token.name),
    )
    .map(({ token }) => token);
}

/** The risks of a token, the worst first. */
export function worstFirst(risks: readonly Risk[]): Risk[] {
  return [...risks].sort((a, b) => placeOf(a) - placeOf(b));
}

/** Tells tokens of several stacks apart, which may have the same names. Of one stack there is nothing to say. */
export function stackTeller(tokens: readonly TokenDiff[]): (token: TokenDiff) => string {
  const several = new Set(tokens.map(stackOf)).size > 1;
  return (token) => (several ? stackOf(token) : "");
}

function placeOf({ code }: Risk): number {
  return RISK_CODES.indexOf(code);
}

function rankOf({ verdict, disruptive }: TokenDiff): number {
  if (widens(verdict)) return 0;
  return disruptive.length > 0 ? 1 : 2;
}

/** Whether something may be done that could not be done before. */
export function widens(verdict: Verdict): boolean {
  return verdict === "broadening" || verdict === "mixed";
}

function worstOf({ risks }: TokenDiff): number {
  return Math.min(RISK_CODES.length, ...risks.map(placeOf));
}
