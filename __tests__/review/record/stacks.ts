import { permissions, type TokenSpec } from "../../../lib";
import type { StackReading } from "../../../lib/review";
import { type Names, namedStack } from "../../models/named-stack";
import { ACCOUNT, ZONE_KEY } from "../../read/files";

export const ACCOUNT_KEY = `com.cloudflare.api.account.${ACCOUNT}`;
export const OTHER_ZONE = "com.cloudflare.api.account.zone.22222222222222222222222222222222";
export const DNS_WRITE = permissions.zone.dns.write.id;
export const ZONE_READ = permissions.zone.zone.read.id;

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
    ...more,
  };
}

export function stack(specs: readonly TokenSpec[], more: Partial<StackReading & Names> = {}): StackReading {
  return namedStack({
    name: "prod",
    specs,
    names: new Map([
      [ACCOUNT_KEY, "Example Inc"],
      [ZONE_KEY, "example.com"],
    ]),
    warnings: [],
    ...more,
  });
}
