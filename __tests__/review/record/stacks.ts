import { permissions, type TokenSpec } from "../../../lib";
import type { StackReading } from "../../../lib/review";
import { ACCOUNT, ZONE_KEY } from "../../read/files";

export const ACCOUNT_KEY = `com.cloudflare.api.account.${ACCOUNT}`;
export const OTHER_ZONE = "com.cloudflare.api.account.zone.22222222222222222222222222222222";
export const DNS_WRITE = permissions.zone.dns.write.id;
export const ZONE_READ = permissions.zone.zone.read.id;

/** What a token's metadata calls its account and its zone. */
const NAMES = { [ACCOUNT_KEY]: "Example Inc", [ZONE_KEY]: "example.com" };

/** A token that may write DNS on one zone. */
export function token(more: Partial<TokenSpec> = {}): TokenSpec {
  const name = more.name ?? "ci";
  return {
    kind: "account",
    accountId: ACCOUNT,
    name,
    status: "active",
    policies: [{ effect: "allow", permissionGroups: [DNS_WRITE], resources: { [ZONE_KEY]: "*" } }],
    address: `cloudflare_account_token.${name}`,
    path: `prod/${name}`,
    names: NAMES,
    ...more,
  };
}

export function stack(specs: readonly TokenSpec[], more: Partial<StackReading> = {}): StackReading {
  return {
    name: "prod",
    specs,
    warnings: [],
    ...more,
  };
}
