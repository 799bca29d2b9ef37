import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { type Fault, fault, PrincipalError } from "../errors";
import { type AcknowledgementSpec, compareText, isSymbol, type TokenSpec } from "../policy";
import { checkOutdir } from "./outdir";
import { writeTogether } from "./whole-app";

/** What the checks over a whole app need to know of one token. */
export interface CheckedToken {
  readonly construct: IConstruct;
  /** Undefined for user tokens. */
  readonly checkedAccount: string | undefined;
  readonly checkedName: string;
  readonly retired: boolean;
  /** The move of its Terraform address, where it has one. */
  readonly move: Move | undefined;
  /** Faults that only the finished token shows. */
  finishedFaults(): readonly Fault[];
  /** 500 unless Cloudflare raised it for the account. */
  readonly tokenQuota: number;
  readonly spec: TokenSpec;
  /** Whether something but the construct has a say in what is written, which can't be read: then `spec` is not the whole truth. */
  readonly unreadable: boolean;
  /** What somebody answers for. */
  readonly acknowledgements: readonly AcknowledgementSpec[];
}

/** A fault, and the construct it is about. */
export interface ScopedFault {
  readonly scope: string;
  readonly fault: Fault;
}

/** A check over the tokens that are written, besides those that always run. */
export type AppCheck = (tokens: readonly CheckedToken[]) => readonly ScopedFault[];

/** A `moved` block. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** A user holds at most 50 tokens, an account 500. Source: https://developers.cloudflare.com/fundamentals/api/reference/limits/ */
export const ACCOUNT_TOKEN_LIMIT = 500;

interface Registry {
  readonly tokens: Set<CheckedToken>;
  readonly checks: Set<AppCheck>;
  changed: boolean;
  /** The `moved` blocks of each stack, since the last check. */
  moves: WeakMap<TerraformStack, readonly Move[]>;
}

const registries = new WeakMap<IConstruct, Registry>();

function registryOf(scope: IConstruct): Registry {
  const root = scope.node.root;
  let registry = registries.get(root);
  if (registry === undefined)
    registries.set(root, (registry = { tokens: new Set(), checks: new Set(), changed: true, moves: new WeakMap() }));
  return registry;
}

/** Makes a token take part in the checks over its app. */
export function register(token: CheckedToken): void {
  registryOf(token.construct).tokens.add(token);
  touch(token.construct);
}

/** Adds a check over the app that a construct belongs to; the same one counts once. */
export function registerCheck(scope: IConstruct, check: AppCheck): void {
  registryOf(scope).checks.add(check);
  touch(scope);
}

/** Says that something changed, so that the next synthesis checks again. */
export function touch(construct: IConstruct): void {
  registryOf(construct).changed = true;
}

/**
 * The `moved` blocks that a token writes. They are a list, in which the order of constructs would show: the first address of a stack writes
 * all of them, in order.
 */
export function movesOf(token: CheckedToken): readonly Move[] {
  if (token.move === undefined) return [];
  const stack = TerraformStack.of(token.construct);
  const registry = registryOf(token.construct);
  let moves = registry.moves.get(stack);
  if (moves === undefined) {
    moves = [...registry.tokens]
      .filter((each) => each.move !== undefined && !each.retired && inTree(each) && TerraformStack.of(each.construct) === stack)
      .flatMap((each) => each.move ?? [])
      .sort((a, b) => compareText(a.to, b.to));
    registry.moves.set(stack, moves);
  }
  return moves[0]?.to === token.move.to ? moves : [];
}

/** A construct may be taken out of the tree again. */
function inTree(token: CheckedToken): boolean {
  for (let at = token.construct; at.node.scope !== undefined; at = at.node.scope) {
    if (at.node.scope.node.tryFindChild(at.node.id) !== at) return false;
  }
  return true;
}

/**
 * Runs every check that needs the finished tree, over all stacks of the app, while the first stack is prepared; and again when an aspect has changed
 * something since. Nothing is in its place before all stacks are written (see whole-app.ts), so that a failed run leaves no changed file.
 *
 * @throws PrincipalError
 */
export function checkApp(construct: IConstruct): void {
  const registry = registryOf(construct);
  if (!registry.changed) return;
  writeTogether(construct.node.root);
  registry.moves = new WeakMap();
  const found: ScopedFault[] = [];
  const names = new Map<string, CheckedToken>();
  const moves = new Map<string, CheckedToken>();
  const counts = new Map<string, { count: number; limit: number }>();
  for (const each of registry.tokens) {
    if (each.retired || !inTree(each)) continue;
    for (const f of each.finishedFaults()) found.push({ scope: each.construct.node.path, fault: f });
    if (each.move !== undefined) {
      const from = `${TerraformStack.of(each.construct).node.path} ${each.move.from}`;
      const rival = moves.get(from);
      if (rival === undefined) moves.set(from, each);
      else
        found.push({ scope: each.construct.node.path, fault: fault.duplicateAdopt("adopt", each.move.from, [rival.construct.node.path]) });
    }
    if (each.checkedAccount === undefined) continue;
    // One text may stand for two values in two stacks: `${var.account}`.
    const account = isSymbol(each.checkedAccount)
      ? `${each.checkedAccount} in ${TerraformStack.of(each.construct).node.path}`
      : each.checkedAccount;
    const key = `${account}\n${each.checkedName}`;
    const other = names.get(key);
    if (other === undefined) names.set(key, each);
    else found.push({ scope: each.construct.node.path, fault: fault.duplicateName("name", each.checkedName, [other.construct.node.path]) });
    const entry = counts.get(account) ?? { count: 0, limit: each.tokenQuota };
    counts.set(account, { count: entry.count + 1, limit: Math.max(entry.limit, each.tokenQuota) });
  }
  for (const [account, { count, limit }] of counts) {
    if (count > limit) found.push({ scope: "", fault: fault.quotaExceeded(`account ${account}`, count, limit) });
  }
  for (const f of checkOutdir(construct.node.root)) found.push({ scope: "", fault: f });
  const written = registry.checks.size === 0 ? [] : [...registry.tokens].filter((each) => !each.retired && inTree(each));
  for (const check of registry.checks) found.push(...check(written));
  const [first] = found;
  if (first === undefined) {
    registry.changed = false;
    return;
  }
  if (found.every((f) => f.scope === first.scope))
    throw new PrincipalError(
      found.map((f) => f.fault),
      first.scope === "" ? undefined : first.scope,
    );
  throw new PrincipalError(found.map(({ scope, fault: f }) => (scope === "" ? f : { ...f, scope, message: `${scope}: ${f.message}` })));
}
