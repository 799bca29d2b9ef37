import { isUnknown, type TokenSpec } from "../../policy";
import { IMPORTED, OPEN_USE, type PlannedChange, type PlanReading, TOKEN_TYPES } from "../../read";
import { accessDiff } from "../compare";
import type { AccessDiff } from "../diff/model";
import { givesAccess, isAllowed, isListedType, NOTHING_ALLOWED } from "../../terraform";
import type { SnapshotFile } from "../record/snapshot-of";
import { compareWithSnapshot } from "./judge";
import type { PlanGateAnswer, PlanGateOptions, PlanGateProblem, ResolvedValue, UnusedOption } from "./model";
import { expiredOf, redatedOf, takesValue, turnsOf } from "./rotation";

/**
 * The gate before apply: whether a plan leads to the reviewed access, and gets there without a change that nobody reviewed. The snapshot shows where
 * a plan leads; it can't show that a token is made anew, or that the plan undoes what somebody did in the account: enabling a token that was disabled
 * because it leaked, for instance. Both are refused unless they are asked for, and so is whatever the plan holds that is not known here.
 *
 * Slots of a rotation are made anew as the clock says, and expire: neither is a problem. In place their dates may not change.
 *
 * @param stack the stack that the plan is of
 * @param plan as `readPlan` gives it
 * @param files the snapshot's files, as `readSnapshot` gives them; their records count, not their words
 * @throws PrincipalError InvalidCidr, CidrHostBits, InvalidDate for a token that changes and can't be normalized
 * @example
 * const { passed, problems } = gatePlan("prod", readPlan(readFileSync("plan.json", "utf8")), readSnapshot("access"));
 */
export function gatePlan(stack: string, plan: PlanReading, files: readonly SnapshotFile[], options: PlanGateOptions = {}): PlanGateAnswer {
  const { replace = [], imports = [], moves = [], resolve = {}, revertDrift = false, onlyRotation = false, empty = false } = options;
  const { allowed = NOTHING_ALLOWED } = options;
  const stateOnly = plan.stateOnly.filter(({ type }) => TOKEN_TYPES.has(type ?? ""));
  const imported = new Set(stateOnly.flatMap(({ address, actions }) => (actions.includes("import") ? [address] : [])));
  // That a token is imported is a problem of its own, of which somebody may say that it is meant.
  const after = plan.after.map((spec) => (imported.has(spec.address ?? "") ? withoutImport(spec) : spec));
  const {
    problems: unreviewed,
    resolved,
    slots,
    delivered,
    notes,
  } = compareWithSnapshot(stack, after, files, { found: plan.found, resolve });
  const diff = accessDiff(plan.before, plan.after);
  const drift = accessDiff(plan.drift.before, plan.drift.after);
  const asked = new Set(replace);
  const ended = expiredOf(plan.drift.before, drift);
  const turns = turnsOf(diff, plan.before, slots, ended);
  const problems: PlanGateProblem[] = [...unreviewed];
  const about = (problem: PlanGateProblem["problem"], { name, address }: Pick<TokenSpec, "name" | "address">): void => {
    problems.push({ token: name, problem, ...(address === undefined ? {} : { address }) });
  };
  for (const { what, where } of plan.notReviewed) problems.push({ problem: "not-reviewed", what, where });
  for (const row of plan.outside)
    if (!isAllowed(row, allowed)) problems.push({ problem: "outside-the-list", what: `${row.what}; ${row.fix}`, where: row.where });
  const named = new Set(plan.outside.map(({ where }) => where));
  for (const { address, type = "", actions } of plan.others) {
    const isMade = actions.some((action) => action === "create" || action === "update");
    if (isMade && !address.startsWith("output.") && !named.has(type) && !isListedType(type, allowed))
      problems.push({
        problem: "outside-the-list",
        what: `${type} is a type that nobody has sorted yet: it may give access`,
        where: address,
      });
  }
  for (const { to, sensitive } of plan.openUses) {
    // What was reviewed as having a value has it by the files, which show locals.
    const known = delivered.get(to);
    if (known === undefined || (known && !sensitive)) problems.push({ problem: "not-reviewed", what: OPEN_USE, where: to });
  }
  for (const spec of plan.after) if (isOpen(spec)) about("unknown", spec);
  for (const spec of redatedOf(slots, [...plan.before, ...(revertDrift ? plan.drift.before : [])])) about("redated", spec);
  for (const { address, actions } of stateOnly) {
    if (actions.includes("import") && (onlyRotation || !imports.includes(address))) problems.push({ problem: "imported", address });
    if (actions.includes("move") && !moves.includes(address)) problems.push({ problem: "moved", address });
  }
  // Without one file of the stack nothing says that it is the right one, and that all of its tokens may go.
  if (!empty && plan.after.length === 0 && plan.before.length > 0 && unreviewed.length === 0) problems.push({ problem: "no-snapshot" });
  for (const token of diff.tokens) {
    const allowed = turns.has(token) || asked.has(token.address ?? "") || asked.has(token.formerAddress ?? "");
    if (token.change === "replaced" && !allowed) about("replaced", token);
  }
  const slotAddresses = new Set([...slots.keys()].map(({ address }) => address));
  for (const token of drift.tokens) {
    const expired = slotAddresses.has(token.address) && ended.has(token.address ?? "");
    if (!revertDrift && !expired) about("drifted", token);
  }
  for (const { address, type, actions } of plan.others) {
    if (givesAccess(type ?? "") && actions.join() !== "delete") problems.push({ problem: "other-access", address });
  }
  const turned = new Set([...turns].map(({ address }) => address ?? ""));
  const strange = [...plan.others.filter((other) => !takesValue(other, turned)), ...plan.stateOnly];
  const changed = diff.tokens.filter((token) => !turns.has(token));
  const nothing = diff.tokens.length + plan.others.length + plan.stateOnly.length === 0;
  const changes = nothing ? "none" : turns.size > 0 && changed.length + strange.length === 0 ? "rotation" : "other";
  if (onlyRotation && changes === "other") {
    for (const token of changed) about("not-rotation", token);
    for (const { address } of turns.size > 0 ? strange : [...plan.others, ...plan.stateOnly])
      problems.push({ problem: "not-rotation", address });
  }
  const unused = unusedOf({ replace, imports, moves, resolve }, diff, stateOnly, resolved);
  return { passed: problems.length === 0, problems, resolved, notes, changes, unused, diff, drift };
}

function withoutImport({ notUnderstood = [], ...spec }: TokenSpec): TokenSpec {
  const rest = notUnderstood.filter(({ what }) => what !== IMPORTED);
  return rest.length === 0 ? spec : { ...spec, notUnderstood: rest };
}

/** Whether what a token may do, or who owns it, is not known before apply, or not shown. */
function isOpen({ accountId, name, policies, requestIp, notBefore, expiresOn }: TokenSpec): boolean {
  return isUnknown(JSON.stringify([accountId, name, policies, requestIp, notBefore, expiresOn]));
}

/** What was asked for and is not in the plan. @param stateOnly what changes in the state alone, of tokens */
function unusedOf(
  { replace, imports, moves, resolve }: Required<Pick<PlanGateOptions, UnusedOption["option"]>>,
  diff: AccessDiff,
  stateOnly: readonly PlannedChange[],
  resolved: readonly ResolvedValue[],
): UnusedOption[] {
  const replaced = diff.tokens
    .filter(({ change }) => change === "replaced")
    .flatMap(({ address, formerAddress }) => [address, formerAddress]);
  const doing = (action: string): string[] => stateOnly.filter(({ actions }) => actions.includes(action)).map(({ address }) => address);
  const missing = (option: UnusedOption["option"], asked: readonly string[], there: readonly (string | undefined)[]): UnusedOption[] => {
    const known = new Set(there);
    return [...new Set(asked)].filter((value) => !known.has(value)).map((value) => ({ option, value }));
  };
  return [
    ...missing("replace", replace, replaced),
    ...missing("imports", imports, doing("import")),
    ...missing("moves", moves, doing("move")),
    ...missing(
      "resolve",
      Object.keys(resolve),
      resolved.map(({ symbol }) => symbol),
    ),
  ];
}
