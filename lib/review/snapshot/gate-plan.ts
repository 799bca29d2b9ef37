import { ACCESS_TYPES } from "../../guardrails";
import { now, parseInstant, type TokenSpec } from "../../policy";
import { type AccessDiff, accessDiff } from "../diff";
import type { PlanReading } from "../read";
import { compareWithSnapshot, type GateProblem, type ResolvedValue } from "./gate";
import type { SnapshotFile } from "./snapshot-of";

/** What a plan may do although no file of the snapshot shows it. */
export interface PlanGateOptions {
  /** Terraform addresses of tokens that may be made anew, with a new value: what `terraform plan -replace` was told. @default - none */
  readonly replace?: readonly string[];
  /** Whether changes that somebody made in the account may be undone. @default false */
  readonly revertDrift?: boolean;
  /** Whether nothing may change but slots of rotations, and what takes their values: for runs that nobody watches. @default false */
  readonly onlyRotation?: boolean;
}

/** Why a plan may not be applied. Beside what `gateSnapshot` finds: */
export interface PlanGateProblem extends Omit<GateProblem, "problem"> {
  /**
   * `replaced`: Terraform makes the token anew, so its value changes, and nobody asked for that; `drifted`: somebody changed or deleted it in the
   * account, which the plan undoes; `other-access`: something that is no token gives access, which no snapshot shows; `not-rotation`: a change of a
   * token, or of something else, in a run that only rotates.
   */
  readonly problem: GateProblem["problem"] | "replaced" | "drifted" | "other-access" | "not-rotation";
  /** Of what is no token. */
  readonly address?: string;
}

export interface PlanGateAnswer {
  /** Whether the plan may be applied. */
  readonly passed: boolean;
  readonly problems: readonly PlanGateProblem[];
  /** Ids that were expressions at review: a zone or a permission that a data source finds. */
  readonly resolved: readonly ResolvedValue[];
  /** What the plan does: nothing, a turn of rotation slots and nothing else, or something else. */
  readonly changes: "none" | "rotation" | "other";
  /** What the plan does to tokens. */
  readonly diff: AccessDiff;
  /** What somebody did to tokens in the account. */
  readonly drift: AccessDiff;
}

/**
 * The gate before apply: whether a plan leads to the reviewed access, and gets there without a change that nobody reviewed. The snapshot shows where
 * a plan leads; it can't show that a token is made anew, or that the plan undoes what somebody did in the account: enabling a token that was disabled
 * because it leaked, for instance. Both are refused unless they are asked for.
 *
 * Slots of a rotation are made anew as the clock says, and expire: neither is a problem.
 *
 * @param stack the stack that the plan is of
 * @param plan as `readPlan` gives it
 * @param files the snapshot's files, as `readSnapshot` gives them
 * @throws PrincipalError InvalidCidr, CidrHostBits, InvalidDate for a token that changes and can't be normalized
 * @example
 * const { passed, problems } = gatePlan("prod", readPlan(readFileSync("plan.json", "utf8")), readSnapshot("access"));
 */
export function gatePlan(
  stack: string,
  plan: PlanReading,
  files: readonly SnapshotFile[],
  { replace = [], revertDrift = false, onlyRotation = false }: PlanGateOptions = {},
): PlanGateAnswer {
  const { problems: unreviewed, resolved, slots } = compareWithSnapshot(stack, plan.after, files);
  const slotAddresses = new Set([...slots].flatMap(({ address }) => address ?? []));
  const isSlot = ({ address }: { readonly address?: string }): boolean => slotAddresses.has(address ?? "");
  const diff = accessDiff(plan.before, plan.after);
  const drift = accessDiff(plan.drift.before, plan.drift.after);
  const asked = new Set(replace);
  const problems: PlanGateProblem[] = [...unreviewed];
  for (const spec of plan.after) {
    if (spec.newSecret === true && !slots.has(spec) && !asked.has(spec.address ?? ""))
      problems.push({ token: spec.name, problem: "replaced", ...addressOf(spec) });
  }
  const expired = expiredOf(plan.drift.before);
  for (const token of drift.tokens) {
    const ended = token.change === "deleted" && isSlot(token) && expired.has(token.address ?? "");
    if (!revertDrift && !ended) problems.push({ token: token.name, problem: "drifted", ...addressOf(token) });
  }
  for (const { address, type, actions } of plan.others) {
    if (ACCESS_TYPES.includes(type ?? "") && actions.join() !== "delete") problems.push({ problem: "other-access", address });
  }
  const changed = diff.tokens.filter((token) => !isSlot(token));
  // What takes a token's value is updated with it.
  const turns = diff.tokens.length > 0 && changed.length === 0 && plan.others.every(takesValue);
  const changes = diff.tokens.length === 0 && plan.others.length === 0 ? "none" : turns ? "rotation" : "other";
  if (onlyRotation && changes === "other") {
    for (const token of changed) problems.push({ token: token.name, problem: "not-rotation", ...addressOf(token) });
    for (const { address } of plan.others) problems.push({ problem: "not-rotation", address });
  }
  return { passed: problems.length === 0, problems, resolved, changes, diff, drift };
}

function takesValue({ address, actions }: PlanReading["others"][number]): boolean {
  return actions.join() === "update" || address.startsWith("output.");
}

function addressOf({ address }: { readonly address?: string }): { readonly address?: string } {
  return address === undefined ? {} : { address };
}

/** The provider drops tokens that have expired from the state, as if somebody had deleted them. */
function expiredOf(specs: readonly TokenSpec[]): ReadonlySet<string> {
  const present = now().getTime() / 1000;
  return new Set(
    specs.flatMap(({ address, expiresOn }) => {
      const end = expiresOn === undefined ? undefined : parseInstant(expiresOn);
      return address !== undefined && end !== undefined && end <= present ? [address] : [];
    }),
  );
}
