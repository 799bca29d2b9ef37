import type { LookupSpec, NotUnderstood, RequestIpSpec } from "../../policy";

/** What a change does to the access of a token, or of all together. */
export type Verdict = "broadening" | "narrowing" | "neutral" | "mixed";

/** What becomes of a token. */
export type TokenChange = "created" | "deleted" | "renamed" | "replaced" | "changed";

/** Why a change can break a running integration. */
export type Disruption =
  | "deleted"
  | "disabled"
  | "replaced"
  | "address-changed"
  | "permission-lost"
  | "source-address-lost"
  | "expires-earlier"
  | "starts-later"
  | "delivery-lost"
  | "provider-changed";

/** A resource, or all of a kind but some. */
export interface ResourceRange {
  /** Resource key, `outer/inner` for the two-level form, as `can` takes it. */
  readonly key: string;
  /** For a wildcard: what it does not hold here. */
  readonly except?: readonly string[];
  /** What of `except` the token has before and after: the rest comes to it. @default - nothing */
  readonly held?: readonly string[];
}

/** One thing that a token may do after and not before, or the other way round. */
export type AccessChange =
  | {
      readonly kind: "permission";
      readonly permission: { readonly id: string; readonly name?: string };
      readonly resources: readonly ResourceRange[];
      /** What changed: an allow, or a deny that stood over an allow. */
      readonly by: "allow" | "deny";
    }
  | {
      readonly kind: "address";
      /** Ranges, and expressions that are not known yet. */
      readonly cidrs: readonly string[];
      /** Addresses within them that are not meant. */
      readonly except?: readonly string[];
      /** Where all that the token had comes within what it gains a part of: its filters before and after. @default - they say no more than the lists */
      readonly grows?: { readonly before: RequestIpSpec; readonly after: RequestIpSpec };
    }
  | { readonly kind: "lifetime"; readonly edge: "notBefore" | "expiresOn"; readonly before?: string; readonly after?: string }
  | { readonly kind: "status"; readonly before: string; readonly after: string }
  | {
      readonly kind: "delivery";
      /** Terraform address of the sink that gets the token's value, or `output.<name>`. */
      readonly to: string;
      readonly as: "sink" | "output";
      /** Whether Terraform keeps the value out of its log there. */
      readonly sensitive: boolean;
      /** Of a sink: which place of its kind it is, by its arguments. */
      readonly place?: Readonly<Record<string, string>>;
      /** Where the value went to what has the same address: which place that was. @default - it did not */
      readonly formerPlace?: Readonly<Record<string, string>>;
    };

/** What a risk is about, by how much harm it can do, the worst first. */
export const RISK_CODES: readonly RiskCode[] = [
  "mints-tokens",
  // What the lists say may not be all that happens.
  "not-understood",
  // What the diff calls a resource may not be what its reader takes it for.
  "renamed-resource",
  "changes-members",
  "billing",
  "dns",
  "workers-code",
  "secrets",
  "data",
  "tls",
  "protection",
  "traffic",
  "logs",
  "unknown-permission",
  "personal-data",
  "availability",
  "unknown-value",
  "changed-expression",
  "unclear-deny",
  "ignored-changes",
  "provider-changed",
  "forgotten-token",
  "all-zones",
  "no-ip-filter",
  "wider-addresses",
  "no-expiry",
  "new-secret",
  "dormant",
];

/** What a risk is about. */
export type RiskCode =
  | "mints-tokens"
  | "not-understood"
  | "renamed-resource"
  | "changes-members"
  | "billing"
  | "dns"
  | "workers-code"
  | "secrets"
  | "data"
  | "tls"
  | "protection"
  | "traffic"
  | "logs"
  | "unknown-permission"
  | "personal-data"
  | "availability"
  | "unknown-value"
  | "changed-expression"
  | "unclear-deny"
  | "ignored-changes"
  | "provider-changed"
  | "forgotten-token"
  | "all-zones"
  | "no-ip-filter"
  | "wider-addresses"
  | "no-expiry"
  | "new-secret"
  | "dormant";

/** Why a change is worth a look. */
export interface Risk {
  /** Stable, kebab-case. */
  readonly code: RiskCode;
  /** The reason in words. */
  readonly reason: string;
}

/** What changes of one token. */
export interface TokenDiff {
  /** The owning account; empty for user tokens. */
  readonly account: string;
  /** The name after the change, before it for a deleted token. */
  readonly name: string;
  /** The Terraform address after the change, before it for a deleted token. */
  readonly address?: string;
  /** What becomes of it. */
  readonly change: TokenChange;
  /** What that does to its access. */
  readonly verdict: Verdict;
  /** What can break a running integration. */
  readonly disruptive: readonly Disruption[];
  /** What it may do after, and not before. */
  readonly gained: readonly AccessChange[];
  /** What it may do before, and not after. */
  readonly lost: readonly AccessChange[];
  /** From where and when a new token can be used; what is absent limits nothing. @default - it is no new one */
  readonly use?: { readonly requestIp?: RequestIpSpec; readonly notBefore?: string; readonly expiresOn?: string };
  /** What is worth a look, the worst first. */
  readonly risks: readonly Risk[];
  /** The name before the change, where it differs. */
  readonly formerName?: string;
  /** The address before the change, where Terraform makes a new token at another one. */
  readonly formerAddress?: string;
  /** The construct's path, where it is known. */
  readonly path?: string;
  /** The stack, where it is another one than the path begins with. */
  readonly stack?: string;
  /** The owning account before the change, where that is another one. */
  readonly formerAccount?: string;
  /** The kind before the change, where that is another one. */
  readonly formerKind?: "account" | "user";
  /** The stack before the change, where that is another one. */
  readonly formerStack?: string;
  /** Of a new token, one of the same access that goes, whose value `adopt` would keep; of a deleted one, one of the same access that comes. */
  readonly twin?: { readonly name: string; readonly address?: string };
  /** The key of an object that Terraform has to destroy, beside its successor at the address. */
  readonly deposed?: string;
  /** What the code calls the resources and accounts of the lists, by key; names from before the change come first. Nothing goes by it. */
  readonly names?: Readonly<Record<string, string>>;
  /** What expressions of the lists find: after the change in what is gained, before it in what is lost. */
  readonly lookups?: Readonly<Partial<Record<"gained" | "lost", Readonly<Record<string, LookupSpec>>>>>;
  /** Expressions that stand there as they did before, and find something else now. */
  readonly changedExpressions?: readonly string[];
}

/** What changes in access between two states of tokens. */
export interface AccessDiff {
  /** The union of all verdicts. */
  readonly verdict: Verdict;
  /** Whether any change can break a running integration. */
  readonly disruptive: boolean;
  /** By account, then by name; tokens without any change are left out. */
  readonly tokens: readonly TokenDiff[];
  /** What is not understood and is of no single token: a state that is kept elsewhere, an action of a plan. @default - nothing */
  readonly notUnderstood?: readonly NotUnderstood[];
  /** What was read and can't be told from these tokens, in words: tokens that stay although they left the code, for instance. */
  readonly warnings: readonly string[];
}
