import { createHash } from "node:crypto";
import {
  compareText,
  isKnownNesting,
  isResourceKey,
  isUnknown,
  isWellFormed,
  lowerCaseIds,
  type NotUnderstood,
  type TokenSpec,
} from "../../policy";
import { IMPORTED, MOVED } from "../../read";
import type { Risk } from "./model";

/** What of a token is not understood, on either side of a comparison. */
export interface UnderstandingChanges {
  /** Of what stands on one side only, or is another thing on each: it may give or take anything. */
  readonly risks: readonly Risk[];
  /** What stands on both sides, and is the same. */
  readonly same: readonly NotUnderstood[];
  /** Whether what stands at the address after may be what somebody has had before. */
  readonly taken: boolean;
}

/** Compares what is not understood of two states of a token, either of which may be missing. */
export function compareUnderstanding(before: TokenSpec | undefined, after: TokenSpec | undefined): UnderstandingChanges {
  const [was, is] = [notUnderstoodOf(before), [...notUnderstoodOf(after), ...placesTaken(before, after)]];
  const inBoth = (others: readonly NotUnderstood[]): ((each: NotUnderstood) => boolean) => {
    const known = new Set(others.flatMap(keyOf));
    return (each) => keyOf(each).some((key) => known.has(key));
  };
  const [before_, after_] = [inBoth(was), inBoth(is)];
  const now = is.filter((each) => !before_(each));
  // What is another thing on each side is said once.
  const places = new Set(now.map(placeOf));
  const gone = was.filter((each) => !after_(each) && !places.has(placeOf(each)));
  const words = ({ what, where }: NotUnderstood): string => `${what} (${where})`;
  return {
    risks: [
      ...now.map((each): Risk => ({ code: "not-understood", reason: `not understood: ${words(each)}` })),
      ...gone.map((each): Risk => ({ code: "not-understood", reason: `not understood, and no longer there: ${words(each)}` })),
    ],
    same: is.filter(before_),
    taken: now.some(({ what }) => what === IMPORTED || what === UNSEEN),
  };
}

function placeOf({ what, where }: NotUnderstood): string {
  return JSON.stringify([what, where]);
}

/** Without a digest, nothing is equal to it. */
function keyOf({ what, where, digest }: NotUnderstood): string[] {
  return digest === undefined ? [] : [JSON.stringify([what, where, digest])];
}

/** Whether what it was moved from is seen, both sides have to say. */
function notUnderstoodOf(spec: TokenSpec | undefined): NotUnderstood[] {
  return spec === undefined ? [] : [...(spec.notUnderstood ?? []).filter(({ what }) => what !== MOVED), ...oddForms(spec)];
}

const UNSEEN = "it takes the place of something that is not seen";

/** A `moved` from something that is not there before: whoever holds the value of that may do from now on what the token may. */
function placesTaken(before: TokenSpec | undefined, after: TokenSpec | undefined): NotUnderstood[] {
  const [from] = after?.movedFrom ?? [];
  if (after === undefined || from === undefined) return [];
  const seen = before?.address !== undefined && [after.address, ...(after.movedFrom ?? [])].includes(before.address);
  return seen ? [] : [{ what: UNSEEN, where: from }];
}

/**
 * Forms and spellings that Cloudflare may not take for what they seem to be. Nobody knows whether a policy on such a resource, or of such a permission,
 * does what it says; what it says is part of the digest.
 */
function oddForms({ policies }: TokenSpec): NotUnderstood[] {
  const found = new Map<string, { readonly what: string; readonly said: string[] }>();
  const add = (where: string, what: string | undefined, said: readonly unknown[]): void => {
    if (what === undefined) return;
    const known = found.get(where) ?? { what, said: [] };
    found.set(where, known);
    known.said.push(JSON.stringify(said));
  };
  for (const { effect, permissionGroups, resources } of policies) {
    for (const id of permissionGroups) add(id, lowerCaseIds(id) === id ? undefined : "an id in upper case", [effect, resources]);
    for (const [key, value] of Object.entries(resources))
      for (const nested of value === "*" ? [undefined] : Object.keys(value))
        add(nested === undefined ? key : `${key}/${nested}`, oddResource(key, nested), [effect, [...permissionGroups].sort(compareText)]);
  }
  return [...found].map(([where, { what, said }]) => ({
    what: `${what}, which Cloudflare may take for another thing or for none`,
    where,
    digest: createHash("sha256").update(said.sort(compareText).join()).digest("hex"),
  }));
}

function oddResource(key: string, nested: string | undefined): string | undefined {
  const parts = nested === undefined ? [key] : [key, nested];
  if (parts.some((part) => lowerCaseIds(part) !== part)) return "an id in upper case";
  if (nested !== undefined && !isUnknown(key) && !isKnownNesting(key, nested)) return "a nesting that is not known";
  return parts.every((part) => isUnknown(part) || (isResourceKey(part) && isWellFormed(part))) ? undefined : "a key of no known form";
}
