import type { PolicySpec, TokenSpec } from "../../../lib";
import { accessDiff, type TokenDiff } from "../../../lib/review";
import { ACCOUNT } from "../../read/files";

export const DNS_READ = "82e64a83756745bbbb1c9c2701bf816b";
export const DNS_WRITE = "4755a26eedb94da69e1066d98aa820be";
export const ZONES = "com.cloudflare.api.account.zone";
export const [Z1, Z2] = [`${ZONES}.${"1".repeat(32)}`, `${ZONES}.${"2".repeat(32)}`] as const;
export const ACCOUNT_KEY = `com.cloudflare.api.account.${ACCOUNT}`;

export function policy(effect: PolicySpec["effect"], groups: readonly string[], resources: PolicySpec["resources"]): PolicySpec {
  return { effect, permissionGroups: groups, resources };
}

/** A token that reads the DNS of one zone. */
export function token(more: Partial<TokenSpec> = {}): TokenSpec {
  const name = more.name ?? "ci";
  return {
    kind: "account",
    accountId: ACCOUNT,
    name,
    status: "active",
    policies: [policy("allow", [DNS_READ], { [Z1]: "*" })],
    address: `cloudflare_account_token.${name}`,
    path: `prod/${name}`,
    ...more,
  };
}

/** `changed narrowing permission-lost`. */
export function summary(diff: TokenDiff | undefined): string {
  return diff === undefined ? "unchanged" : [diff.change, diff.verdict, ...diff.disruptive].join(" ");
}

/** What becomes of one token. */
export function change(before: Partial<TokenSpec>, after: Partial<TokenSpec>): TokenDiff | undefined {
  return accessDiff([token(before)], [token(after)]).tokens[0];
}
