import type { IConstruct } from "constructs";
import type { Account } from "../policy";

/** What a stack of ours says to the principals in it. */
export interface StackSettings {
  /** Which tokens the stack may hold; undefined for a stack that is not ours. */
  readonly kind: "account" | "user" | undefined;
  readonly account: Account | undefined;
  readonly strict: boolean;
  readonly tokenQuota: number;
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
