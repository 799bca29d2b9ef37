import { givesAccess } from "../../terraform";
import { permissionById } from "../../catalogue";
import { isSymbol, now, parseInstant, type TokenSpec } from "../../policy";
import { type AccessDiff, accessDiff, type TokenDiff } from "../diff";
import { type PlanFindings, type PlannedChange, type PlanReading, TOKEN_TYPES } from "../../read";
import { labelPermission } from "../summary/permission-label";
import { compareWithSnapshot, type GateProblem, type ResolvedValue } from "./gate";
import type { SnapshotFile } from "../record/snapshot-of";
import { type UnusedOption, unusedOf } from "./unused";

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
  /** Whether the stack may end up without any token, when no file of the snapshot is about it. @default false */
  readonly empty?: boolean;
}

/** Why a plan may not be applied. Beside what `gateSnapshot` finds: */
export interface PlanGateProblem extends Omit<GateProblem, "problem"> {
  /**
   * `replaced`: Terraform makes the token anew, so its value changes, and nobody asked for that; `drifted`: somebody changed or deleted it in the
   * account, which the plan undoes; `imported`, `moved`: a token that somebody may hold already takes the place of a reviewed one; `unknown`: what it may
   * do is not known before apply; `unproven`: an expression is an id that no data source of the plan shows to be what was reviewed; `other-access`: something that is no token gives access, which no snapshot shows; `not-rotation`: a change of a
   * token, or of something else, in a run that only rotates.
   */
  readonly problem:
    GateProblem["problem"] | "replaced" | "drifted" | "imported" | "moved" | "unknown" | "unproven" | "other-access" | "not-rotation";
  /** Of what is no token. */
  readonly address?: string;
  /** Of `unproven`. */
  readonly symbol?: string;
}

export interface PlanGateAnswer {
  /** Whether the plan may be applied. */
  readonly passed: boolean;
  readonly problems: readonly PlanGateProblem[];
  /** Ids that were expressions at review: a zone or a permission that a data source finds. */
  readonly resolved: readonly ResolvedValue[];
  /** What the plan does: nothing, a turn of rotation slots and nothing else, or something else. */
  readonly changes: "none" | "rotation" | "other";
  /** What was asked for and is not in the plan. It is no problem: the plan does less than it may. */
  readonly unused: readonly UnusedOption[];
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
  { replace = [], imports = [], moves = [], resolve = {}, revertDrift = false, onlyRotation = false, empty = false }: PlanGateOptions = {},
): PlanGateAnswer {
  const { problems: unreviewed, resolved, slots, lookups } = compareWithSnapshot(stack, plan.after, files);
  const diff = accessDiff(plan.before, plan.after);
  const drift = accessDiff(plan.drift.before, plan.drift.after);
  const asked = new Set(replace);
  const ended = expiredOf(plan.drift.before, drift);
  const turns = turnsOf(diff, plan.before, slots, ended);
  const problems: PlanGateProblem[] = [...unreviewed];
  for (const spec of plan.after) if (isOpen(spec)) problems.push({ token: spec.name, problem: "unknown", ...addressOf(spec) });
  for (const { symbol, value } of resolved) {
    const given = Object.hasOwn(resolve, symbol) && resolve[symbol] === value;
    if (!given && !isProven(symbol, value, lookups, plan.found)) problems.push({ problem: "unproven", symbol });
  }
  const stateOnly = plan.stateOnly.filter(({ type }) => TOKEN_TYPES.has(type ?? ""));
  for (const { address, actions } of stateOnly) {
    if (actions.includes("import") && (onlyRotation || !imports.includes(address))) problems.push({ problem: "imported", address });
    if (actions.includes("move") && !moves.includes(address)) problems.push({ problem: "moved", address });
  }
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
    if (givesAccess(type ?? "") && actions.join() !== "delete") problems.push({ problem: "other-access", address });
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
  const unused = unusedOf({ replace, imports, moves, resolve }, diff, stateOnly, resolved);
  return { passed: problems.length === 0, problems, resolved, changes, unused, diff, drift };
}

const DAY = 86_400;

/**
 * Turns of rotations: a slot that is made anew with the same access, or again after it expired, while no other slot of its principal changes. Two at
 * once would leave nobody a value that works.
 */
function turnsOf(
  diff: AccessDiff,
  before: readonly TokenSpec[],
  slots: ReadonlyMap<TokenSpec, string>,
  ended: ReadonlySet<string>,
): ReadonlySet<TokenDiff> {
  const principals = new Map([...slots].map(([{ address }, principal]) => [address ?? "", principal]));
  const moving = new Map<string, TokenDiff[]>();
  for (const token of diff.tokens) {
    const principal = principals.get(token.address ?? "");
    if (principal !== undefined) moving.set(principal, [...(moving.get(principal) ?? []), token]);
  }
  // The slot that ends first is the one whose turn it is, and its successor is valid from now on.
  const present = now().getTime() / 1000;
  const oldest = ({ address }: TokenDiff, principal: string): boolean => {
    const end = (spec: TokenSpec | undefined): number => parseInstant(spec?.expiresOn ?? "") ?? Infinity;
    const own = end(before.find((spec) => spec.address === address));
    return before.every((spec) => principals.get(spec.address ?? "") !== principal || own <= end(spec));
  };
  const isDated = ({ address }: TokenDiff): boolean => {
    const spec = [...slots.keys()].find((each) => each.address === address);
    const [from, until] = [parseInstant(spec?.notBefore ?? ""), parseInstant(spec?.expiresOn ?? "")];
    return from !== undefined && until !== undefined && from <= present + DAY;
  };
  const isTurn = ({ change, gained, lost, disruptive, formerAddress, address }: TokenDiff): boolean =>
    (change === "created" && ended.has(address ?? "")) ||
    (change === "replaced" &&
      formerAddress === undefined &&
      !disruptive.includes("disabled") &&
      [...gained, ...lost].every(({ kind }) => kind === "lifetime"));
  return new Set(
    [...moving].flatMap(([principal, tokens]) =>
      tokens.length === 1
        ? tokens.filter((token) => isTurn(token) && isDated(token) && (token.change === "created" || oldest(token, principal)))
        : [],
    ),
  );
}

/** An output, or what is updated because it refers to a slot that turns. */
function takesValue({ address, actions, references = [] }: PlannedChange, turned: ReadonlySet<string>): boolean {
  if (address.startsWith("output.")) return true;
  return (
    actions.join() === "update" &&
    references.some((reference) => [...turned].some((slot) => reference === slot || reference === `${slot}.value`))
  );
}

/** Whether what a token may do, or who owns it, is not known before apply, or not shown. */
function isOpen({ accountId, name, policies, requestIp, notBefore, expiresOn }: TokenSpec): boolean {
  return isSymbol(JSON.stringify([accountId, name, policies, requestIp, notBefore, expiresOn]));
}

/** Whether a data source of the plan shows that an id is what was reviewed by its name. */
function isProven(symbol: string, value: string, lookups: ReadonlyMap<string, string>, found: PlanFindings): boolean {
  const zone = lookups.get(symbol);
  if (zone !== undefined) {
    const there = found.zones.get(symbol.replace(/\.id$/, ""));
    return there?.id === value && there.name === zone;
  }
  const { name } = labelPermission(`\${${symbol}}`);
  return name !== undefined && (permissionById(value)?.name ?? found.permissions.get(value)) === name;
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
