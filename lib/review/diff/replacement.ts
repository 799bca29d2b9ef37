import { stackOf, type TokenSpec } from "../../policy";
import type { NormalToken } from "./normal";

/**
 * Why Terraform makes a new token: its address or stack is another one, its account is, a plan says so, or a slot of a rotation is turned, beside
 * another one whose value keeps working (`slot`) or without any (`last-slot`).
 */
export type Replacement = "address" | "account" | "plan" | "slot" | "last-slot";

/** A token before and after, either of which may be missing. */
export interface TokenPair {
  readonly before?: NormalToken;
  readonly after?: NormalToken;
  readonly replaced?: Replacement;
}

/** What became of a token, and how that was found. */
export interface Found {
  readonly by: "address" | "slot" | "name";
  readonly old: NormalToken;
  readonly now: NormalToken;
}

/** Tells of what was found why it is a new token, where it is one. */
export function withReplacements(found: readonly Found[]): TokenPair[] {
  const told = found.map((each) => ({ ...each, replaced: replacement(each) }));
  const kept = new Set(told.flatMap(({ replaced, ...each }) => (replaced === undefined ? keptRotation(each) : [])));
  return told.map(({ replaced: first, ...each }): TokenPair => {
    const { old: before, now: after } = each;
    const replaced = first === "slot" ? turnOf(each, kept) : first;
    return replaced === undefined ? { before, after } : { before, after, replaced };
  });
}

/** Of a slot it is not told yet what becomes of the others. */
function replacement({ by, old: { given: old }, now: { given: now } }: Found): Exclude<Replacement, "last-slot"> | undefined {
  if (old.accountId !== now.accountId) return "account";
  if (now.newSecret === true) return "plan";
  if (by === "slot" && turned(old, now)) return "slot";
  if (by === "address")
    return inOtherStack(old, now)
      ? "address"
      : old.rotation !== undefined && now.rotation !== undefined && turned(old, now)
        ? "slot"
        : undefined;
  return isElsewhere(old, now) ? "address" : undefined;
}

/** Whether what became of it stands in another place, as far as both are known. */
function isElsewhere(old: TokenSpec, now: TokenSpec): boolean {
  return old.address !== undefined && now.address !== undefined && (old.address !== now.address || inOtherStack(old, now));
}

function inOtherStack(old: TokenSpec, now: TokenSpec): boolean {
  const [was, is] = [stackOf(old), stackOf(now)];
  return was !== "" && is !== "" && was !== is;
}

/** The rotation of which this value works before and after. */
function keptRotation({ old, now }: Found): string[] {
  const works = old.given.status === "active" && now.given.status === "active";
  return works ? [rotationOf(old) ?? []].flat() : [];
}

/** What it is to turn a slot: another slot at another address is none that was made anew there, as long as one keeps working. */
function turnOf({ by, old, now }: Found, kept: ReadonlySet<string>): Replacement {
  const keeps = kept.has(rotationOf(old) ?? "");
  const other = old.given.rotation?.slot !== now.given.rotation?.slot;
  if (by !== "address" && isElsewhere(old.given, now.given) && !(other && keeps)) return "address";
  return keeps ? "slot" : "last-slot";
}

/** The principal whose slots a token is one of. */
export function rotationOf({ given: { kind, accountId, rotation } }: NormalToken): string | undefined {
  return rotation === undefined ? undefined : JSON.stringify([kind, accountId, rotation.principal]);
}

function turned(old: TokenSpec, now: TokenSpec): boolean {
  return old.rotation?.slot !== now.rotation?.slot || old.rotation?.generation !== now.rotation?.generation;
}
