/** `*` for the whole resource, or the entries below it (`com.cloudflare.api.account.zone.*` below an account). */
export type ResourceEntries = Readonly<Record<string, "*" | Readonly<Record<string, "*">>>>;

export type Effect = "allow" | "deny";
export type TokenStatus = "active" | "disabled";

/** One policy as Cloudflare stores it. */
export interface PolicySpec {
  readonly effect: Effect;
  /** Permission group ids; an entry that contains `${` is a symbol, known at plan or apply time. */
  readonly permissionGroups: readonly string[];
  /** Resource keys; a key that contains `${` is a symbol. */
  readonly resources: ResourceEntries;
}

/** Address filter in Cloudflare's own words. Absent and empty lists filter nothing. */
export interface RequestIpSpec {
  /** CIDRs the token may be used from. */
  readonly in?: readonly string[];
  /** CIDRs the token may not be used from. */
  readonly notIn?: readonly string[];
}

/** Which rotation slot of which principal a token is. */
export interface RotationSpec {
  readonly principal: string;
  readonly slot: string;
  readonly generation: number;
}

/**
 * A token as plain data: what everything in this package reads, compares, evaluates and writes. No cdktf type is in it.
 * `normalize` brings it into the form in which equal access is equal text.
 */
export interface TokenSpec {
  /** `account` for account-owned tokens (`cloudflare_account_token`), `user` for user tokens (`cloudflare_api_token`). */
  readonly kind: "account" | "user";
  /** The owning account; absent for user tokens. */
  readonly accountId?: string;
  readonly name: string;
  readonly status: TokenStatus;
  readonly policies: readonly PolicySpec[];
  readonly requestIp?: RequestIpSpec;
  /** RFC 3339, UTC, whole seconds. */
  readonly notBefore?: string;
  /** RFC 3339, UTC, whole seconds. The token may do nothing from this instant on. */
  readonly expiresOn?: string;
  /** Not access: who answers for the token. */
  readonly owner?: string;
  /** Not access: what the token is for. */
  readonly purpose?: string;
  /** Not access: the Terraform address. */
  readonly address?: string;
  /** Not access: the construct's path. */
  readonly path?: string;
  /** Not access: the stack that it stands in, where that is another one than the path begins with; empty where it is not known. */
  readonly stack?: string;
  /** Not access: the rotation slot. */
  readonly rotation?: RotationSpec;
  /** Not access: former Terraform addresses, from `moved` blocks or a plan. */
  readonly movedFrom?: readonly string[];
  /** Not access: the provider configuration that manages it (`cloudflare.other`), where that is not `cloudflare`: another credential. */
  readonly provider?: string;
  /** Not access: attributes that Terraform leaves as they are in the account (`ignore_changes`), so that what is written for them may not be what is live. */
  readonly ignored?: readonly string[];
  /** Not access: a plan makes a new token, with a new value, in the place of the one that was at this address. */
  readonly newSecret?: true;
  /** Not access: fingerprints of what its expressions refer to (`var.zone`), so that one text with another meaning is seen to be another. */
  readonly references?: Readonly<Record<string, string>>;
}

/** The stack that a token stands in; empty where it is not known. One Terraform address may stand in several stacks. */
export function stackOf({ stack, path }: Pick<TokenSpec, "stack" | "path">): string {
  if (stack !== undefined || path === undefined) return stack ?? "";
  const end = path.indexOf("/");
  return end === -1 ? path : path.slice(0, end);
}
