import { accessSync, constants, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { App, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { fault, PrincipalError } from "../errors";
import { compareText, isSymbol } from "../policy";
import { type CheckedToken, type ScopedFault, stateOf, tokensOf } from "./app-state";
import type { Move } from "./framework";

/**
 * Runs every check that needs the finished tree, over all stacks of the app, before the first of them is written; and again when an aspect has
 * changed something since.
 *
 * @throws PrincipalError
 */
export function checkApp(construct: IConstruct): void {
  const state = stateOf(construct);
  if (state.checked) return;
  const { root } = construct.node;
  const tokens = tokensOf(root).filter((each) => !each.retired);
  const found = [...checkTokens(tokens), ...checkOutdir(root), ...(state.guardrails?.(tokens) ?? [])];
  if (found.length > 0) throw together(found);
  orderMoves(tokens);
  state.checked = true;
}

function checkTokens(tokens: readonly CheckedToken[]): ScopedFault[] {
  const found: ScopedFault[] = [];
  const names = new Map<string, string>();
  const moves = new Map<string, string>();
  const counts = new Map<string, { count: number; limit: number }>();
  for (const token of tokens) {
    const scope = token.construct.node.path;
    const stack = TerraformStack.of(token.construct).node.path;
    for (const each of token.finish()) found.push({ scope, fault: each });
    if (token.move !== undefined) {
      const { from } = token.move;
      const other = moves.get(`${stack} ${from}`);
      if (other === undefined) moves.set(`${stack} ${from}`, scope);
      else found.push({ scope, fault: fault.duplicateAdopt("adopt", from, [other]) });
    }
    if (token.account === undefined) continue;
    // One text may stand for two values in two stacks: `${var.account}`.
    const account = isSymbol(token.account) ? `${token.account} in ${stack}` : token.account;
    const key = `${account}\n${token.name}`;
    const other = names.get(key);
    if (other === undefined) names.set(key, scope);
    else found.push({ scope, fault: fault.duplicateName("name", token.name, [other]) });
    const entry = counts.get(account) ?? { count: 0, limit: 0 };
    counts.set(account, { count: entry.count + 1, limit: Math.max(entry.limit, token.tokenQuota) });
  }
  for (const [account, { count, limit }] of counts)
    if (count > limit) found.push({ scope: "", fault: fault.quotaExceeded(`account ${account}`, count, limit) });
  return found;
}

function together(found: readonly ScopedFault[]): PrincipalError {
  const scope = found[0]?.scope ?? "";
  if (found.every((each) => each.scope === scope))
    return new PrincipalError(
      found.map((each) => each.fault),
      scope === "" ? undefined : scope,
    );
  return new PrincipalError(
    found.map((each) =>
      each.scope === "" ? each.fault : { ...each.fault, scope: each.scope, message: `${each.scope}: ${each.fault.message}` },
    ),
  );
}

function orderMoves(tokens: readonly CheckedToken[]): void {
  const byStack = new Map<TerraformStack, (readonly [CheckedToken, Move])[]>();
  for (const token of tokens) {
    const { move } = token;
    if (move === undefined) continue;
    const stack = TerraformStack.of(token.construct);
    byStack.set(stack, [...(byStack.get(stack) ?? []), [token, move]]);
  }
  for (const moves of byStack.values()) {
    moves.sort(([, a], [, b]) => compareText(a.to, b.to));
    moves.forEach(([token], index) => {
      token.writesMoves(index === 0 ? moves.map(([, move]) => move) : []);
    });
  }
}

/**
 * Faults for the files that cdktf would fail to write. It writes one stack after the other, so that without this check a failure in between
 * would leave some stacks new and some old.
 */
function checkOutdir(root: IConstruct): ScopedFault[] {
  if (!App.isApp(root)) return [];
  const folders = root.node.findAll().flatMap((each) => (TerraformStack.isStack(each) ? [join("stacks", each.node.id)] : []));
  return ["", ...folders].flatMap((folder) => {
    const file = join(root.outdir, folder, folder === "" ? "manifest.json" : "cdk.tf.json");
    const reason = whyNotWritable(file);
    return reason === undefined ? [] : [{ scope: "", fault: fault.unwritableFile(file, reason) }];
  });
}

function whyNotWritable(file: string): string | undefined {
  const own = kindOf(file);
  if (own === "folder") return "there is a folder of this name";
  if (own === "file") return refusal(file);
  for (let at = dirname(file); ; at = dirname(at)) {
    const kind = kindOf(at);
    if (kind === "file") return `${at} is not a folder`;
    if (kind === "folder") return refusal(at);
    if (at === dirname(at)) return "the folder can't be read";
  }
}

function kindOf(path: string): "file" | "folder" | undefined {
  try {
    return statSync(path).isDirectory() ? "folder" : "file";
  } catch {
    return undefined;
  }
}

function refusal(path: string): string | undefined {
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch {
    return "permission denied";
  }
}
