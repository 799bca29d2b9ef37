import { splitKey } from "../../policy";
import type { TokenDiff } from "../diff/model";
import { addressesPhrase, changePhrases } from "../diff/words";
import { shorten, terminalName, terminalText } from "../render/escape";
import { labelPermission, labelResource } from "../summary/labels";
import { ipPhrase, permissionPhrase, resourcePhrases, type Style, timePhrase } from "../summary/words";
import type { TokenAnswer } from "./ask";
import type { PlacedToken } from "./find-token";

const style: Style = { name: (text) => terminalName(shorten(text)), text: terminalText, id: (text) => terminalText(shorten(text)) };

/** What is shown of a policy: all of it, or of long lists the first so many, and among them what the question is about. */
export interface Shown {
  readonly most?: number;
  /** Permission group ids. */
  readonly groups?: readonly string[];
  /** A resource key. */
  readonly key?: string | undefined;
}

function list(phrases: readonly string[], most = Infinity): string {
  if (phrases.length <= most) return phrases.join(", ");
  return `${phrases.slice(0, most).join(", ")} and ${String(phrases.length - most)} more`;
}

/** `zone example.com (11111111…)`, as the token's stack calls it. */
export function resourceWords({ spec, names }: PlacedToken, key: string): string {
  const [outer = key, nested] = splitKey(key);
  return list(resourcePhrases([labelResource(outer, nested, names, spec.accountId)], style));
}

/** Why the answer is what it is: the policy that decides, or all that stands in the way, one line each. */
export function reasonLines(answer: TokenAnswer, shown: Shown = {}): string[] {
  return answer.reasons.map((by) => reasonWords(by, answer, shown));
}

function reasonWords(by: TokenAnswer["by"], { token, key }: TokenAnswer, shown: Shown): string {
  if ("index" in by) return policyWords(token, by.index, shown);
  switch (by.reason) {
    case "status":
      return "the token is disabled";
    case "time":
      return `it is outside its lifetime: ${lifetimeWords(token)}`;
    case "ip":
      return `it can only be used from ${addressWords(token, shown.most)}`;
    case "default":
      return key === undefined ? "this resource is not in its account" : "no policy allows it";
  }
}

/** `from 192.0.2.0/24 until 2037-06-01 00:00 UTC`. */
export function circumstanceWords(token: PlacedToken, most?: number): string {
  return `from ${addressWords(token, most)}, ${lifetimeWords(token)}`;
}

/** `policy 2 of 3: may DNS Write on zone example.com (11111111…)`. */
export function policyWords({ spec, names }: PlacedToken, index: number, { most, groups = [], key: asked }: Shown = {}): string {
  const policy = spec.policies[index];
  if (policy === undefined) return "";
  const labels = policy.permissionGroups
    .map((id) => labelPermission(id, names, spec.accountId))
    .sort((a, b) => ((a.name ?? a.id) < (b.name ?? b.id) ? -1 : 1));
  const resources = Object.entries(policy.resources).flatMap(([key, value]) =>
    value === "*"
      ? [labelResource(key, undefined, names, spec.accountId)]
      : Object.keys(value).map((nested) => labelResource(key, nested, names, spec.accountId)),
  );
  const permissions = ahead(labels, most, ({ id }) => groups.includes(id)).map((label) => permissionPhrase(label, style));
  const on = ahead(resources, most, ({ key, nested }) => asked === (nested === undefined ? key : `${key}/${nested}`));
  return `policy ${String(index + 1)} of ${String(spec.policies.length)}: ${policy.effect === "allow" ? "may" : "may not"} ${list(permissions, most)} on ${list(resourcePhrases(on, style), most)}`;
}

/** What the question is about comes first where not all is shown. */
function ahead<T>(entries: readonly T[], most: number | undefined, isAsked: (entry: T) => boolean): readonly T[] {
  if (entries.length <= (most ?? Infinity)) return entries;
  return [...entries.filter(isAsked), ...entries.filter((entry) => !isAsked(entry))];
}

/** `192.0.2.0/24 except 192.0.2.128/25`, or `any address`. */
export function addressWords({ spec }: PlacedToken, most?: number): string {
  return ipPhrase(spec.requestIp, style, (ranges) => list(ranges, most));
}

/** `until 2037-06-01 00:00 UTC`, or `no expiry`. */
export function lifetimeWords({ spec }: PlacedToken): string {
  const starts = spec.notBefore === undefined ? "" : `from ${timePhrase(spec.notBefore, style)} `;
  return starts + (spec.expiresOn === undefined ? "no expiry" : `until ${timePhrase(spec.expiresOn, style)}`);
}

/** The permissions that a token gains or loses by a comparison, one phrase for those on the same resources. */
export function permissionChangeWords(diff: TokenDiff, side: "gained" | "lost", { names }: PlacedToken): string[] {
  const permissions: TokenDiff = { ...diff, [side]: diff[side].filter(({ kind }) => kind === "permission") };
  return changePhrases(permissions, side, { names, style, most: 12 });
}

/** The addresses that a token gains by a comparison; undefined where it gains none. */
export function gainedAddressWords({ gained }: TokenDiff): string | undefined {
  const [phrase] = gained.flatMap((change) => (change.kind === "address" ? [addressesPhrase(change, { style, most: 12 })] : []));
  return phrase;
}

/** `2037-06-01 00:00 UTC`. */
export function instantWords(instant: string): string {
  return timePhrase(instant, style);
}
