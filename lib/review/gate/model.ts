import type { Allowed } from "../../terraform";
import type { AccessDiff } from "../diff/model";

/** Why a plan may not be applied. */
export interface GateProblem {
  /**
   * `no-snapshot`: nothing of this stack was reviewed; `damaged`: the file has no record that can be read, or its record contradicts another one;
   * `unreviewed`: a token that no file is about; `missing`: a reviewed token that the plan does not have; `different`: a token whose access is not the
   * reviewed one; `unproven`: nothing shows that an expression is what was reviewed; `not-understood`: the token holds or hangs on something of which
   * nobody knows here what it does, and which its record does not hold.
   */
  readonly problem: "no-snapshot" | "damaged" | "unreviewed" | "missing" | "different" | "unproven" | "not-understood";
  /** The file of the snapshot, where there is one. */
  readonly file?: string;
  /** The token's name. */
  readonly token?: string;
  /** Which properties differ, for `different`. */
  readonly properties?: readonly string[];
  /** The expression, for `unproven`. */
  readonly symbol?: string;
  /** What is not understood, or not reviewed, in words. */
  readonly what?: string;
  /** The Terraform address or place of it. */
  readonly where?: string;
}

/** What the plan makes of a value that was not known at review. */
export interface ResolvedValue {
  /** The expression, as it was reviewed. */
  readonly symbol: string;
  /** What the plan shows in its place. */
  readonly value: string;
}

/** What is to be known of a file of the snapshot, and refuses nothing. */
export interface GateNote {
  /** The file of the snapshot. */
  readonly file: string;
  /**
   * `other-words`: its words are not those of its record, which is what counts; `older-version`: an older version of this package wrote it, and did not
   * record where tokens' values go.
   */
  readonly note: "other-words" | "older-version";
}

/** Whether tokens have the access that was reviewed. */
export interface GateAnswer {
  /** Whether the plan's access is exactly the reviewed one. */
  readonly equal: boolean;
  /** Why not, where it is not. */
  readonly problems: readonly GateProblem[];
  /** Ids that were expressions at review: a zone or a permission that a data source finds. */
  readonly resolved: readonly ResolvedValue[];
  /** What is to be known besides. */
  readonly notes: readonly GateNote[];
}

/** What a plan may do although no file of the snapshot shows it. */
export interface PlanGateOptions {
  /** Terraform addresses of tokens that may be made anew, with a new value: what `terraform plan -replace` was told. @default - none */
  readonly replace?: readonly string[];
  /** Terraform addresses of tokens that may be imported: whoever holds such a token's value gets what the reviewed one may do. @default - none */
  readonly imports?: readonly string[];
  /** New Terraform addresses of tokens that may be moved there, value and all. @default - none */
  readonly moves?: readonly string[];
  /** What expressions may turn out to be, by expression, where the plan holds no evidence. @default - none */
  readonly resolve?: Readonly<Record<string, string>>;
  /** Whether changes that somebody made in the account may be undone. @default false */
  readonly revertDrift?: boolean;
  /** Whether nothing may change but slots of rotations, and what takes their values: for runs that nobody watches. @default false */
  readonly onlyRotation?: boolean;
  /** What the team allows besides tokens, as `.principals/allowed.json` says. @default - nothing */
  readonly allowed?: Allowed;
  /** Whether the stack may end up without any token, when no file of the snapshot is about it. @default false */
  readonly empty?: boolean;
}

/** Why a plan may not be applied. Beside what `gateSnapshot` finds: */
export interface PlanGateProblem extends Omit<GateProblem, "problem"> {
  /**
   * `replaced`: Terraform makes the token anew, so its value changes, and nobody asked for that; `redated`: the dates or the name of a rotation's slot would
   * change while its value stays; `drifted`: somebody changed or deleted it in the account, which the plan undoes; `imported`, `moved`: a token that
   * somebody may hold already takes the place of a reviewed one; `unknown`: what it may do is not known before apply; `other-access`: something that is no
   * token gives access, which no snapshot shows; `not-reviewed`: the plan does something of a kind that is not known here; `outside-the-list`: it runs or asks
   * what is on no list, and what the team does not allow; `not-rotation`: a change of a
   * token, or of something else, in a run that only rotates.
   */
  readonly problem:
    | GateProblem["problem"]
    | "replaced"
    | "redated"
    | "drifted"
    | "imported"
    | "moved"
    | "unknown"
    | "other-access"
    | "not-reviewed"
    | "outside-the-list"
    | "not-rotation";
  /** The Terraform address. */
  readonly address?: string;
}

/** Something that the plan may do, and does not: a misspelt address, or a plan that somebody else applied already. */
export interface UnusedOption {
  /** Which of the options. */
  readonly option: "replace" | "imports" | "moves" | "resolve";
  /** The address, or the expression. */
  readonly value: string;
}

/** Whether a plan may be applied, and what it does. */
export interface PlanGateAnswer extends Omit<GateAnswer, "equal" | "problems"> {
  /** Whether the plan may be applied. */
  readonly passed: boolean;
  /** Why not, where it may not. */
  readonly problems: readonly PlanGateProblem[];
  /** What the plan does: nothing, a turn of rotation slots and nothing else, or something else. */
  readonly changes: "none" | "rotation" | "other";
  /** What was asked for and is not in the plan. It is no problem: the plan does less than it may. */
  readonly unused: readonly UnusedOption[];
  /** What the plan does to tokens. */
  readonly diff: AccessDiff;
  /** What somebody did to tokens in the account. */
  readonly drift: AccessDiff;
}
