import { accessSync, constants, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { App, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { type Fault, fault, PrincipalError } from "../errors";
import { type Account, compareText, isSymbol, type ProviderSpec, type TokenSpec } from "../policy";
import type { Move } from "./framework";

/*
 * Constructs of several copies of this package may stand in one tree, and whichever is written first checks them all: what they share hangs on
 * the tree, under registered symbols.
 */

/** What the checks over a whole app need to know of one token. */
export interface CheckedToken {
  readonly construct: IConstruct;
  /** The owning account, as a Terraform reference where it is none that is known; undefined for user tokens. */
  readonly account: string | undefined;
  /** As it is written. */
  readonly name: string;
  readonly retired: boolean;
  /** The move of its Terraform address, where it has one. */
  readonly move: Move | undefined;
  /** The moves that it writes. They are a list, in which the order of constructs would show: the first address of a stack writes all of them. */
  writesMoves(moves: readonly Move[]): void;
  /** 500 unless Cloudflare raised it for the account. */
  readonly tokenQuota: number;
  /** Brings the policies into the form in which they are written, and gives the faults that only the finished token shows. */
  finish(): readonly Fault[];
  readonly spec: TokenSpec;
  /** Whether something but the construct has a say in what is written, which can't be read: then `spec` is not the whole truth. */
  readonly unreadable: boolean;
}

/** A fault, and the path of the construct it is about; empty for the whole app. */
export interface ScopedFault {
  readonly scope: string;
  readonly fault: Fault;
}

/** A check over the tokens that are written, besides those that always run. */
export type AppCheck = (tokens: readonly CheckedToken[]) => readonly ScopedFault[];

/** What an app keeps at its root. */
interface AppState {
  /** Whether all checks have passed since the last change. */
  checked: boolean;
  /** The check of the guardrails, once there are some: that of the copy of this package which met them first. */
  guardrails?: AppCheck;
  /** The stacks by the folder that they are written to. */
  readonly folders: Map<string, TerraformStack>;
  /** The stacks by the place where they keep their state. */
  readonly places: Map<string, TerraformStack>;
}

const STATE = Symbol.for("cloudflare-principals/AppState");
const TOKENS = Symbol.for("cloudflare-principals/Tokens");

/** The state of the app that a construct belongs to. */
export function stateOf(construct: IConstruct): AppState {
  const root: IConstruct & { [STATE]?: AppState } = construct.node.root;
  const known = root[STATE];
  if (known !== undefined) return known;
  const state: AppState = { checked: false, folders: new Map(), places: new Map() };
  Object.defineProperty(root, STATE, { value: state });
  return state;
}

/** Makes the tokens of a principal take part in the checks over its app. */
export function register(principal: IConstruct, tokens: readonly CheckedToken[]): void {
  Object.defineProperty(principal, TOKENS, { value: tokens });
  touch(principal);
}

/** The tokens of all principals in the tree. */
export function tokensOf(root: IConstruct): CheckedToken[] {
  return root.node.findAll().flatMap((each) => (TOKENS in each ? (each[TOKENS] as readonly CheckedToken[]) : []));
}

/** Says that something changed, so that the next synthesis checks again. */
export function touch(construct: IConstruct): void {
  stateOf(construct).checked = false;
}

/** What a stack of ours says to the principals in it. */
export interface StackSettings {
  /** Which tokens the stack may hold; undefined for a stack that is not ours. */
  readonly kind: "account" | "user" | undefined;
  readonly account: Account | undefined;
  readonly strict: boolean;
  readonly tokenQuota: number;
  /** The provider's configuration, where it does not take all it needs from the environment. What it says, only the file can tell. */
  readonly provider?: ProviderSpec;
}

/** A user holds at most 50 tokens, an account 500. Source: https://developers.cloudflare.com/fundamentals/api/reference/limits/ */
const ACCOUNT_TOKEN_LIMIT = 500;

const SETTINGS = Symbol.for("cloudflare-principals/StackSettings");
const NONE: StackSettings = { kind: undefined, account: undefined, strict: false, tokenQuota: ACCOUNT_TOKEN_LIMIT };

/** Attaches settings to a stack. */
export function setSettings(stack: IConstruct, settings: Pick<StackSettings, "kind"> & Partial<StackSettings>): void {
  Object.defineProperty(stack, SETTINGS, { value: { ...NONE, ...settings } });
}

/** The settings of the nearest stack of ours above a construct. */
export function settingsOf(scope: IConstruct): StackSettings {
  for (let at: IConstruct | undefined = scope; at !== undefined; at = at.node.scope) {
    if (SETTINGS in at) return at[SETTINGS] as StackSettings;
  }
  return NONE;
}

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
