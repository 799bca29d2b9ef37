import type { Scope } from "../../catalogue";
import type { Effect, RequestIpSpec, RotationSpec, TokenSpec, TokenStatus } from "../../policy";
import type { WarningLevel } from "../../read";

/** What the tokens of some stacks may do, in words and names: every format of the summary is a rendering of it. Strings are as foreign as they came. */
export interface SummaryModel {
  readonly stacks: readonly StackSummary[];
}

/** What is to be known of the tokens of one stack. */
export interface StackSummary {
  readonly name: string;
  /** The account that all service principals of the stack belong to; absent when there are none, or several accounts. */
  readonly account?: AccountLabel;
  /** Ordered by name. */
  readonly principals: readonly PrincipalSummary[];
  /** Warnings that are about no single principal. */
  readonly warnings: readonly WarningSummary[];
  readonly counts: SummaryCounts;
}

/** How much there is to see. */
export interface SummaryCounts {
  readonly principals: number;
  readonly userTokens: number;
  readonly disabled: number;
  readonly errors: number;
  readonly warnings: number;
}

/** An account as people call it. */
export interface AccountLabel {
  readonly id: string;
  readonly name?: string;
}

/** What one token may do, from where and until when, and who answers for it. */
export interface PrincipalSummary {
  readonly name: string;
  readonly kind: TokenSpec["kind"];
  /** Set when it is not the stack's. */
  readonly account?: AccountLabel;
  readonly status: TokenStatus;
  readonly owner?: string;
  readonly purpose?: string;
  readonly address?: string;
  readonly path?: string;
  readonly rotation?: RotationSpec;
  /** Allows before denies. */
  readonly policies: readonly PolicySummary[];
  readonly requestIp?: RequestIpSpec;
  readonly notBefore?: string;
  readonly expiresOn?: string;
  /** Where now lies within the lifetime; absent when both ends are open or not known. */
  readonly lifetime?: "pending" | "running" | "expired";
  readonly warnings: readonly WarningSummary[];
}

/** What one policy allows or denies. */
export interface PolicySummary {
  readonly effect: Effect;
  /** Ordered by name. */
  readonly permissions: readonly PermissionLabel[];
  readonly resources: readonly ResourceLabel[];
}

/** A permission as people call it. */
export interface PermissionLabel {
  /** The group's id, or a Terraform expression. */
  readonly id: string;
  readonly name?: string;
  readonly scope?: Scope;
  /** `catalogue`: named by its id; `lookup`: found by that name at plan time; `unknown`: an id we do not know; `expression`: any other symbol. */
  readonly source: "catalogue" | "lookup" | "unknown" | "expression";
  /** What Cloudflare calls it now, where the name that is looked for is a former one. */
  readonly calledNow?: string;
  /** Set when a lookup takes the first of what it finds. */
  readonly first?: true;
}

/** A resource as people call it. */
export interface ResourceLabel {
  readonly key: string;
  readonly nested?: string;
  /** What it is; absent for a key we do not know. */
  readonly kind?: Scope;
  /** Every resource of that kind, within `within` when set. */
  readonly all: boolean;
  /** The last part of the key: an id, a bucket's name or a Terraform expression. */
  readonly id: string;
  readonly name?: string;
  /** Set when the stack's own data source finds it by that name at plan time. */
  readonly lookup?: true;
  /** R2 only, when it is not the default. */
  readonly jurisdiction?: string;
  /** The account, where it has to be said. */
  readonly within?: AccountLabel;
}

/** Something to look at, of a token or of its stack. */
export interface WarningSummary {
  readonly level: WarningLevel;
  readonly message: string;
  /** The construct's path or the address, where the warning is not shown with its principal. */
  readonly at?: string;
}
