import type { AcknowledgementSpec, TokenSpec } from "../policy";
import type { Allowed, TerraformStack } from "../terraform";
import type { Once } from "./define-rule";

/** How bad a finding is. An error stops the synth, and `principals check` ends with exit code 3. */
export type FindingLevel = "error" | "warning" | "note";

/** One place where a rule is broken. */
export interface Violation {
  /**
   * What of the token or of the Terraform it is about, in words that stay when something else is added or reordered:
   * `expiresOn`, `zone.dns.write`, `output.token`. An acknowledgement names it.
   */
  readonly detail: string;
  /** What is wrong, in lower case, without a full stop. */
  readonly message: string;
  /** The file it stands in, for rules on Terraform. */
  readonly file?: string;
  /** What to do about this one. @default - what the rule says */
  readonly fix?: string;
  /** The level of this one where the pack has another for the rule: `{ warning: "error" }` is never less than an error. @default - the pack's */
  readonly levels?: Readonly<Partial<Record<FindingLevel, FindingLevel>>>;
}

/** What a rule on tokens may know besides the token. */
export interface TokenContext {
  /** The clock: `PRINCIPALS_NOW` or the machine's. */
  readonly now: Date;
  /** Name of the token's stack. */
  readonly stack: string;
  /** Every token of that stack, this one included. */
  readonly tokens: readonly TokenSpec[];
  /** Computes something about a token, or about all of `tokens`, once for the whole run. */
  readonly once: Once;
}

/** What a rule on Terraform may know besides the stack. */
export interface TerraformContext {
  /** Every stack of the input. */
  readonly stacks: readonly TerraformStack[];
  /** What the team allows: the content of `.principals/allowed.json`. */
  readonly allowed: Allowed;
  /** Computes something about all stacks, or about this context, once for the whole run. */
  readonly once: Once;
}

/** One rule. Made by `defineRule`. */
export interface Rule {
  /** Public and for ever: acknowledgements and packs name it. Kebab-case. */
  readonly id: string;
  /** What is wanted, in a few words. */
  readonly title: string;
  /** Why that is wanted. */
  readonly why: string;
  /** What to do about a finding. */
  readonly fix: string;
  /** The level where a pack names none. */
  readonly level: FindingLevel;
  /** Whether an acknowledgement counts. */
  readonly waivable: boolean;
  /** Looks at one token; runs at synth and in `principals check`. */
  readonly token?: (token: TokenSpec, context: TokenContext) => Iterable<Violation>;
  /** Looks at the Terraform of one stack, and may look at all; runs in `principals check` only. */
  readonly terraform?: (stack: TerraformStack, all: readonly TerraformStack[], context: TerraformContext) => Iterable<Violation>;
}

/** Rules with their levels; of two entries for one rule the later counts, and `off` leaves it out. */
export type Pack = readonly PackEntry[];
/** A rule, and how bad its findings are in the pack. */
export type PackEntry = readonly [rule: Rule, level: FindingLevel | "off"];

/** A token with what was acknowledged for it. */
export interface TokenInput {
  readonly spec: TokenSpec;
  readonly acknowledgements?: readonly AcknowledgementSpec[];
  /** Acknowledgements that can't be read, in words. */
  readonly unreadable?: readonly string[];
}

/** The tokens of one stack, and its Terraform where that is there. */
export interface StackInput {
  readonly name: string;
  readonly tokens: readonly TokenInput[];
  readonly terraform?: TerraformStack;
  /** Whether it was read from a plan or a state: rules on what configuration alone says are left out then. @default false */
  readonly ofState?: true;
}

/** The token that a finding or an acknowledgement is about. */
export interface TokenReference {
  readonly name: string;
  readonly account?: string;
  readonly address?: string;
  readonly path?: string;
}

export interface Finding {
  readonly rule: string;
  readonly level: FindingLevel;
  readonly title: string;
  readonly detail: string;
  readonly message: string;
  readonly fix: string;
  readonly stack: string;
  /** Absent for findings on Terraform. */
  readonly token?: TokenReference;
  readonly file?: string;
  /** Set where somebody answers for it: it is shown, and counts for nothing. */
  readonly acknowledged?: { readonly reason: string; readonly owner?: string; readonly until?: string };
}

/**
 * What became of an acknowledgement: `used`; `expired`; `unused`: nothing is found that it is about; `refused`: the rule can't be waived;
 * `not-checked`: no pack in use has the rule.
 */
export type AcknowledgementStatus = "used" | "expired" | "unused" | "refused" | "not-checked";

export interface AcknowledgementReport extends AcknowledgementSpec {
  readonly status: AcknowledgementStatus;
  readonly stack: string;
  readonly token: TokenReference;
}

/** What the rules found. Ordered by stack, token, level, rule and detail, whatever the order of the input. */
export interface GuardrailReport {
  readonly findings: readonly Finding[];
  readonly acknowledgements: readonly AcknowledgementReport[];
}
