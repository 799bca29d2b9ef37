/** `*` for the whole resource, or the entries below it (`com.cloudflare.api.account.zone.*` below an account). */
export type ResourceEntries = Readonly<Record<string, "*" | Readonly<Record<string, "*">>>>;

/** Whether a policy allows or denies. */
export type Effect = "allow" | "deny";
/** Whether a token may be used. */
export type TokenStatus = "active" | "disabled";

/** One policy as Cloudflare stores it. */
export interface PolicySpec {
  /** Whether it allows or denies. */
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
  /** The principal's name. */
  readonly principal: string;
  /** The slot's name. */
  readonly slot: string;
  /** How often it was made anew. */
  readonly generation: number;
}

/** The provider configuration that manages a token: with which credential, and so for an API token whose it is. */
export interface ProviderSpec {
  /** `cloudflare`, or `cloudflare.<alias>`. */
  readonly name: string;
  /**
   * Digest of what the configuration says with all that it refers to. What it is made of may hold a credential: it goes into no output and no record.
   * @default - not known: a plan and a state do not say
   */
  readonly fingerprint?: string;
}

/** What a data source finds by a name at plan time, in place of an id. */
export interface LookupSpec {
  /** What it finds. */
  readonly kind: "zone" | "permission";
  /** The name that it looks for. */
  readonly name: string;
  /** Cloudflare's name of the permission's scope, `com.cloudflare.api.account.zone`. @default - any */
  readonly scope?: string;
  /** The account that is asked. @default - not said */
  readonly accountId?: string;
  /** Whether it takes the first of what it finds (`.result[0].id`), which may be several. @default false */
  readonly first?: true;
}

/** Where a token's value goes within Terraform. */
export interface DeliverySpec {
  /** A resource that takes it, or an output of the stack. */
  readonly kind: "sink" | "output";
  /** Terraform address of the sink, or `output.<name>`. */
  readonly to: string;
  /** Whether Terraform keeps it out of its log. */
  readonly sensitive: boolean;
  /**
   * Of a sink: which place of its kind it is, by the arguments besides the value, with their names from the outermost: `{ secret_id: "arn:…" }`. A text
   * that contains `${` is a symbol.
   */
  readonly place?: Readonly<Record<string, string>>;
  /** Digest of what stands there with all that it refers to, its provider included. @default - not known: a plan and a record do not say */
  readonly digest?: string;
}

/** Something that a token holds or hangs on and that is not on the list of what is understood (lib/terraform). */
export interface NotUnderstood {
  /** In words, lower case, no full stop: `lifecycle.replace_triggered_by`, `imported: somebody may hold its value`. */
  readonly what: string;
  /** Terraform address or place in the file, `import[0]` for instance. */
  readonly where: string;
  /** Digest of what stands there with all that it refers to: equal on both sides of a comparison, it decides nothing. @default - never equal */
  readonly digest?: string;
}

/** Somebody answers for a guardrail's finding; kept in the resource's metadata. */
export interface AcknowledgementSpec {
  /** The rule's id. */
  readonly rule: string;
  /** The finding's detail. */
  readonly detail: string;
  /** Why it is meant. */
  readonly reason: string;
  /** Who answers for it. */
  readonly owner?: string;
  /** RFC 3339, UTC, whole seconds. */
  readonly until?: string;
}

/**
 * A token as plain data: what everything in this package reads, compares, evaluates and writes. No cdktf type is in it, a copy and a round trip
 * through JSON leave it what it is. `normalize` brings it into the form in which equal access is equal text.
 *
 * A text that contains `${` or `%{` is a symbol: the Terraform expression as it stands. What is known of it stands in `lookups` and `references`.
 */
export interface TokenSpec {
  /** `account` for account-owned tokens (`cloudflare_account_token`), `user` for user tokens (`cloudflare_api_token`). */
  readonly kind: "account" | "user";
  /** The owning account; absent for user tokens. */
  readonly accountId?: string;
  /** The token's name in the dashboard. */
  readonly name: string;
  /** A disabled token may do nothing. */
  readonly status: TokenStatus;
  /** What it may and may not do. */
  readonly policies: readonly PolicySpec[];
  /** From where it may be used. @default - from everywhere */
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
  /** Not access: Cloudflare's id of the token, where a state or an answer of the API says it. */
  readonly tokenId?: string;
  /** Not access: what people call its resources, by key (`outer/inner` for the nested form). Nothing goes by it. */
  readonly names?: Readonly<Record<string, string>>;
  /** Not access: what is acknowledged for it. */
  readonly acknowledgements?: readonly AcknowledgementSpec[];
  /** The rotation slot. */
  readonly rotation?: RotationSpec;
  /** Former Terraform addresses, from `moved` blocks or a plan; the nearest first. */
  readonly movedFrom?: readonly string[];
  /** The key of an object that Terraform still has to destroy, beside its successor at the same address. */
  readonly deposed?: string;
  /** Terraform forgets it, or would when it leaves the code (`destroy = false`): the token stays, and works. */
  readonly stays?: true;
  /** What manages it. @default - the default configuration of the provider, which takes all it needs from the environment */
  readonly provider?: ProviderSpec;
  /** Attributes that Terraform leaves as they are in the account (`ignore_changes`), so that what is written for them may not be what is live. */
  readonly ignored?: readonly string[];
  /** A plan makes a new token, with a new value, in the place of the one that was at this address. */
  readonly newSecret?: true;
  /** What its symbols find, by the expression `${…}`. */
  readonly lookups?: Readonly<Record<string, LookupSpec>>;
  /** What its symbols hang on: by each text of it that is one, a digest of all that the text refers to, in turn. One text with another digest is another value. */
  readonly references?: Readonly<Record<string, string>>;
  /** Where its value goes. */
  readonly deliveries?: readonly DeliverySpec[];
  /** What of it, or of what it hangs on, is not understood: in a comparison it is at least `mixed`, unless the same stands on both sides. */
  readonly notUnderstood?: readonly NotUnderstood[];
}

/** The stack that a token stands in; empty where it is not known. One Terraform address may stand in several stacks. */
export function stackOf({ stack, path }: Pick<TokenSpec, "stack" | "path">): string {
  if (stack !== undefined || path === undefined) return stack ?? "";
  const end = path.indexOf("/");
  return end === -1 ? path : path.slice(0, end);
}
