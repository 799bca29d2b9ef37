import { ACCESS_TYPES } from "../../guardrails";
import { now, parseInstant, type TokenSpec } from "../../policy";
import { type AccessDiff, accessDiff, type TokenDiff } from "../diff";
import type { PlannedChange, PlanReading } from "../read";
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
  /** Whether the stack may end up without any token, when no file of the snapshot is about it. @default false */
  readonly empty?: boolean;
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
  { replace = [], revertDrift = false, onlyRotation = false, empty = false }: PlanGateOptions = {},
): PlanGateAnswer {
  const { problems: unreviewed, resolved, slots } = compareWithSnapshot(stack, plan.after, files);
  const diff = accessDiff(plan.before, plan.after);
  const drift = accessDiff(plan.drift.before, plan.drift.after);
  const asked = new Set(replace);
  const ended = expiredOf(plan.drift.before, drift);
  const turns = turnsOf(diff, slots, ended);
  const problems: PlanGateProblem[] = [...unreviewed];
  // Without one file of the stack nothing says that it is the right one, and that all of its tokens may go.
  if (!empty && plan.after.length === 0 && plan.before.length > 0 && unreviewed.length === 0) problems.push({ problem: "no-snapshot" });
  for (const token of diff.tokens) {
    const allowed = turns.has(token) || asked.has(token.address ?? "") || asked.has(token.formerAddress ?? "");
    if (token.change === "replaced" && !allowed) problems.push({ token: token.name, problem: "replaced", ...addressOf(token) });
  }
  const slotAddresses = new Set([...slots.keys()].map(({ address }) => address));
  for (const token of drift.tokens) {
    const expired = slotAddresses.has(token.address) && ended.has(token.address ?? "");
    if (!revertDrift && !expired) problems.push({ token: token.name, problem: "drifted", ...addressOf(token) });
  }
  for (const { address, type, actions } of plan.others) {
    if (ACCESS_TYPES.includes(type ?? "") && actions.join() !== "delete") problems.push({ problem: "other-access", address });
  }
  const turned = new Set([...turns].map(({ address }) => address ?? ""));
  const strange = [...plan.others.filter((other) => !takesValue(other, turned)), ...plan.stateOnly];
  const changed = diff.tokens.filter((token) => !turns.has(token));
  const nothing = diff.tokens.length + plan.others.length + plan.stateOnly.length === 0;
  const changes = nothing ? "none" : turns.size > 0 && changed.length + strange.length === 0 ? "rotation" : "other";
  if (onlyRotation && changes === "other") {
    for (const token of changed) problems.push({ token: token.name, problem: "not-rotation", ...addressOf(token) });
    for (const { address } of turns.size > 0 ? strange : [...plan.others, ...plan.stateOnly])
      problems.push({ problem: "not-rotation", address });
  }
  return { passed: problems.length === 0, problems, resolved, changes, diff, drift };
}

/**
 * Turns of rotations: a slot that is made anew with the same access, or again after it expired, while no other slot of its principal changes. Two at
 * once would leave nobody a value that works.
 */
function turnsOf(diff: AccessDiff, slots: ReadonlyMap<TokenSpec, string>, ended: ReadonlySet<string>): ReadonlySet<TokenDiff> {
  const principals = new Map([...slots].map(([{ address }, principal]) => [address ?? "", principal]));
  const moving = new Map<string, TokenDiff[]>();
  for (const token of diff.tokens) {
    const principal = principals.get(token.address ?? "");
    if (principal !== undefined) moving.set(principal, [...(moving.get(principal) ?? []), token]);
  }
  const isTurn = ({ change, gained, lost, disruptive, formerAddress, address }: TokenDiff): boolean =>
    (change === "created" && ended.has(address ?? "")) ||
    (change === "replaced" &&
      formerAddress === undefined &&
      !disruptive.includes("disabled") &&
      [...gained, ...lost].every(({ kind }) => kind === "lifetime"));
  return new Set([...moving.values()].flatMap((tokens) => (tokens.length === 1 ? tokens.filter(isTurn) : [])));
}

/** An output, or what is updated because it refers to a slot that turns. */
function takesValue({ address, actions, references = [] }: PlannedChange, turned: ReadonlySet<string>): boolean {
  if (address.startsWith("output.")) return true;
  return (
    actions.join() === "update" &&
    references.some((reference) => [...turned].some((slot) => reference === slot || reference === `${slot}.value`))
  );
}

function addressOf({ address }: { readonly address?: string }): { readonly address?: string } {
  return address === undefined ? {} : { address };
}

/** The provider drops tokens that have expired from the state, as if somebody had deleted them. Their addresses. */
function expiredOf(specs: readonly TokenSpec[], drift: AccessDiff): ReadonlySet<string> {
  const present = now().getTime() / 1000;
  const gone = new Set(drift.tokens.filter(({ change }) => change === "deleted").map(({ address }) => address));
  return new Set(
    specs
      .filter(({ address }) => gone.has(address))
      .flatMap(({ address, expiresOn }) => {
        const end = expiresOn === undefined ? undefined : parseInstant(expiresOn);
        return address !== undefined && end !== undefined && end <= present ? [address] : [];
      }),
  );
}
