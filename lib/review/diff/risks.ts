import { compareText, isNearlyEverything, stackOf, type TokenSpec } from "../../policy";
import { harmsOfGains } from "./harms";
import { type AccessChange, type Risk, RISK_CODES, type TokenDiff, type Verdict } from "./model";
import type { Settings } from "./settings";
import { widerAddresses } from "./wider-addresses";

/**
 * What to look at in what a token gains, with the reason in words.
 *
 * @param spec the token after the change: what its expressions look up
 */
export function risksOf(
  gained: readonly AccessChange[],
  before: Settings | undefined,
  after: Settings,
  spec: Pick<TokenSpec, "accountId" | "lookups">,
): Risk[] {
  const risks = new Map<string, Risk>();
  const add = (risk: Risk): void => void risks.set(`${risk.code} ${risk.reason}`, risk);
  harmsOfGains(gained, spec).forEach(add);
  for (const change of gained)
    if (change.kind === "permission" && change.resources.some((range) => range.key.endsWith("zone.*")))
      add({ code: "all-zones", reason: "it reaches every zone, those added later included" });
  if (gained.length > 0) {
    if (after.expiresOn === undefined && (before === undefined || before.expiresOn !== undefined))
      add({ code: "no-expiry", reason: before === undefined ? "it never expires" : "it no longer expires" });
    const [was, is] = [before === undefined ? undefined : reachOf(before), reachOf(after)];
    if (REACH.indexOf(is) > (was === undefined ? 0 : REACH.indexOf(was)))
      add({ code: "no-ip-filter", reason: before === undefined ? `it can be used from ${is}` : `it can now be used from ${is}` });
    else widerAddresses(before, after).forEach(add);
  }
  return [...risks.values()].sort((a, b) => compareText(a.code, b.code) || compareText(a.reason, b.reason));
}

const REACH = ["some addresses", "nearly every address", "every address"] as const;

/** A filter that is nearly everything limits nothing that anybody could notice. */
function reachOf({ requestIp }: Settings): (typeof REACH)[number] {
  if (requestIp === undefined) return "every address";
  return isNearlyEverything(requestIp.spec) ? "nearly every address" : "some addresses";
}

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
