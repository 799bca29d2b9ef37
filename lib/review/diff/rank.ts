import type { TokenDiff, Verdict } from "./model";

/** Risks by how much harm they can do, the worst first. */
const WORST_FIRST = [
  "mints-tokens",
  "changes-members",
  "billing",
  "dns",
  "workers-code",
  "tls",
  "protection",
  "traffic",
  "logs",
  "unknown-permission",
  "unknown-value",
  "unclear-deny",
  "ignored-changes",
  "provider-changed",
  "all-zones",
  "no-ip-filter",
  "no-expiry",
];

/** What a reviewer has to see first stands first: what widens access, by what it can do; then what may break something. */
export function mostRiskyFirst(tokens: readonly TokenDiff[]): TokenDiff[] {
  const ranked = tokens.map((token) => ({ token, rank: rankOf(token), worst: worstOf(token) }));
  return ranked
    .sort((a, b) => a.rank - b.rank || a.worst - b.worst || b.token.risks.length - a.token.risks.length)
    .map(({ token }) => token);
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
  const places = risks.map(({ code }) => WORST_FIRST.indexOf(code)).filter((place) => place !== -1);
  return Math.min(WORST_FIRST.length, ...places);
}
