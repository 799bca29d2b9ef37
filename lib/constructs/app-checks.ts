import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { type Fault, fault, PrincipalError } from "../errors";
import { compareText } from "../policy";
import { checkOutdir } from "./outdir";

/** What the checks over a whole app need to know of one token. */
export interface CheckedToken extends IConstruct {
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
}

/** A `moved` block. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** A user holds at most 50 tokens, an account 500. Source: https://developers.cloudflare.com/fundamentals/api/reference/limits/ */
export const ACCOUNT_TOKEN_LIMIT = 500;

interface Registry {
  readonly tokens: Set<CheckedToken>;
  changed: boolean;
}

const registries = new WeakMap<IConstruct, Registry>();

function registryOf(token: IConstruct): Registry {
  const root = token.node.root;
  let registry = registries.get(root);
  if (registry === undefined) registries.set(root, (registry = { tokens: new Set(), changed: true }));
  return registry;
}

/** Makes a token take part in the checks over its app. */
export function register(token: CheckedToken): void {
  registryOf(token).tokens.add(token);
  touch(token);
}

/** Says that something changed, so that the next synthesis checks again. */
export function touch(token: IConstruct): void {
  registryOf(token).changed = true;
}

/**
 * The `moved` blocks that a token writes. They are a list, in which the order of constructs would show: the first address of a stack writes
 * all of them, in order.
 */
export function movesOf(token: CheckedToken): readonly Move[] {
  if (token.move === undefined) return [];
  const stack = TerraformStack.of(token);
  const moves = [...registryOf(token).tokens]
    .filter((each) => inTree(each) && !each.retired && TerraformStack.of(each) === stack)
    .flatMap((each) => each.move ?? []);
  const [first, ...rest] = moves.sort((a, b) => compareText(a.to, b.to));
  return first?.to === token.move.to ? [first, ...rest] : [];
}

/** A construct may be taken out of the tree again. */
function inTree(token: CheckedToken): boolean {
  return token.node.scope?.node.tryFindChild(token.node.id) === token;
}

/**
 * Runs every check that needs the finished tree, over all stacks of the app. cdktf writes stacks one by one and runs app-level validation last;
 * this runs while the first stack is prepared, so that a failed run leaves no changed file.
 *
 * @throws PrincipalError
 */
export function checkApp(token: IConstruct): void {
  const registry = registryOf(token);
  if (!registry.changed) return;
  const found: { readonly scope: string; readonly fault: Fault }[] = [];
  const names = new Map<string, CheckedToken>();
  const counts = new Map<string, { count: number; limit: number }>();
  for (const each of registry.tokens) {
    if (each.retired || !inTree(each)) continue;
    for (const f of each.finishedFaults()) found.push({ scope: each.node.path, fault: f });
    if (each.checkedAccount === undefined) continue;
    const key = `${each.checkedAccount}\n${each.checkedName}`;
    const other = names.get(key);
    if (other === undefined) names.set(key, each);
    else found.push({ scope: each.node.path, fault: fault.duplicateName("name", each.checkedName, [other.node.path]) });
    const entry = counts.get(each.checkedAccount) ?? { count: 0, limit: ACCOUNT_TOKEN_LIMIT };
    counts.set(each.checkedAccount, { count: entry.count + 1, limit: Math.max(entry.limit, each.tokenQuota) });
  }
  for (const [account, { count, limit }] of counts) {
    if (count > limit) found.push({ scope: "", fault: fault.quotaExceeded(`account ${account}`, count, limit) });
  }
  for (const f of checkOutdir(token.node.root)) found.push({ scope: "", fault: f });
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
  throw new PrincipalError(
    found.map(({ scope, fault: f }) => (scope === "" ? f : { ...f, path: `${scope}: ${f.path}`, message: `${scope}: ${f.message}` })),
  );
}
