/** A permission group as `GET .../tokens/permission_groups` answers it. */
export interface SimulatedPermissionGroup {
  readonly id: string;
  readonly name: string;
  /** Cloudflare's names, `com.cloudflare.api.account.zone` for instance. */
  readonly scopes: readonly string[];
}

/** A zone that `GET /zones` finds. */
export interface SimulatedZone {
  /** 32 lower-case hexadecimal characters. */
  readonly id: string;
  readonly name: string;
  readonly accountId: string;
  /** @default "Simulated account" */
  readonly accountName?: string;
  /** @default "active" */
  readonly status?: "initializing" | "pending" | "active" | "moved";
  /** @default "full" */
  readonly type?: "full" | "partial" | "secondary" | "internal";
}

/** A credential that the simulator accepts besides the tokens it made itself. */
export interface SimulatedCredential {
  /** What follows `Bearer `. Use an obviously fake one. */
  readonly value: string;
  /** An account's credential is refused on `/user/...`. */
  readonly kind: "account" | "user";
  /** The only account it works on; for `kind: "account"`. @default - every account */
  readonly accountId?: string;
  /** What it may do with tokens. @default "write" */
  readonly access?: "none" | "read" | "write";
}

/** Which tokens: those of an account, or those of the simulated user. */
export type SimulatedOwner = { readonly accountId: string } | "user";

/** How the simulator behaves. Everything has a default; equal options and equal requests give equal answers (times aside). */
export interface SimulatorOptions {
  /** Decides ids, fake secrets and the order of policies in answers. @default 1 */
  readonly seed?: number;
  /**
   * The order of resource keys in answers. What the real API does is not documented; `sorted` is the stricter assumption: it breaks
   * configurations whose keys are not sorted.
   *
   * @default "sorted"
   */
  readonly keyOrder?: "sorted" | "asSent";
  /** The order of policies in answers; the real API gives no order. @default "shuffled" */
  readonly policyOrder?: "shuffled" | "asSent";
  /** The time on the server. @default - the machine's clock */
  readonly clock?: () => Date;
  /** The groups that exist. Tokens with any other are refused. @default - all of the catalogue */
  readonly permissionGroups?: readonly SimulatedPermissionGroup[];
  /** How `?name=` selects permission groups; of the real API, equality was observed. @default "equal" */
  readonly nameFilter?: "equal" | "contains";
  /** The zones that exist. @default - none */
  readonly zones?: readonly SimulatedZone[];
  /** The id of the user whom `/user/tokens` belongs to. @default "00000000000000000000000000005afe" */
  readonly userId?: string;
  /** The callers that exist. @default - every credential is accepted but one that is known to be dead; a `cfat_…` is an account's, a `cfut_…` a user's */
  readonly credentials?: readonly SimulatedCredential[];
  /** How many tokens fit. @default - 500 an account, 50 a user */
  readonly quota?: { readonly account?: number; readonly user?: number };
  /** What becomes of `status` in a create request; not documented. @default "kept" */
  readonly statusOnCreate?: "kept" | "ignored";
  /** Milliseconds before each answer. @default 0 */
  readonly latency?: number;
  /** Bytes of a request body. @default 1048576 */
  readonly bodyLimit?: number;
}

/** What a `SimulatedFault` is asked about. */
export interface RequestLine {
  readonly method: string;
  /** Below `/client/v4`, without the query: `/accounts/<id>/tokens`. */
  readonly path: string;
}

/** An answer that goes wrong on purpose. */
export interface SimulatedFault {
  /** @default 500 */
  readonly status?: number;
  /** The code in the envelope. @default 10013 */
  readonly code?: number;
  /** The message in the envelope. @default "Internal server error" */
  readonly message?: string;
  /** Further headers, `retry-after` for instance. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is, as `text/html`, instead of an envelope: what a proxy in between would say. */
  readonly body?: string;
  /** Closes the connection instead of answering. @default false */
  readonly disconnect?: boolean;
  /** `after`: the request takes effect, but its answer is lost. @default "before" */
  readonly when?: "before" | "after";
  /** How many requests it hits. @default 1 */
  readonly times?: number;
  /** Which requests it hits. @default - every request */
  readonly only?: (request: RequestLine) => boolean;
}
