import { permissionById } from "../../catalogue";
import {
  type Atom,
  atomsOf,
  covers,
  type Entry,
  grantingOf,
  grantingsOf,
  holds,
  isUnknown,
  isWildcard,
  Reach,
  splitKey,
  type TokenSpec,
} from "../../policy";
import type { TokenDiff } from "../diff/model";
import { addressesPhrase, changePhrases } from "../diff/words";
import { shorten, terminalName, terminalText } from "../render/escape";
import { ipPhrase, labelPermission, labelResource, permissionPhrase, resourcePhrases, type Style, timePhrase } from "../summary/words";
import { knownPart, type TokenAnswer } from "./ask";
import { type AskedPermission, type AskedResource, isNameOnly, type PlacedToken } from "./find";

/** A policy that lets a token do what was asked on some of the resources that were asked about. */
export interface AllowedPart {
  /** The index of the policy in the token's spec. */
  readonly index: number;
  /** What the policy names is only known at plan time, and may turn out to be what was asked about. */
  readonly unknown: boolean;
  /** Of a question about all of a kind: how many the token may not, where it may all others. @default - it may on single ones */
  readonly butFor?: number;
}

/**
 * What a "no" leaves open. `can` answers a question about all zones for each of them, and takes what is only known at plan time for itself alone: who
 * wants to be sure that a token may do nothing of it has to look for the zone that it may, and for what may turn out to be one.
 *
 * @returns undefined where the token surely may do nothing of what was asked
 */
export function allowedPart(answer: TokenAnswer, permission: AskedPermission, resource: AskedResource): AllowedPart | undefined {
  const { allowed, by, key, token } = answer;
  if (allowed) return "index" in by ? { index: by.index, unknown: false } : undefined;
  if (key === undefined || ("reason" in by && by.reason !== "default")) return undefined;
  const { spec } = knownPart(token);
  const enough = grantingOf(permission.id);
  const reach = new Reach(spec);
  const asked = new Reach(question(spec, permission.id, key, resource));
  const scope = permission.scope ?? permissionById(permission.id)?.scope;
  const meant = atomsOf([...reach.sets, ...asked.sets]).filter(
    (atom) =>
      holds(asked.allowedBy([{ group: permission.id }]), [atom]) &&
      (scope === undefined || atom.scope === undefined || scope === atom.scope),
  );
  const open = meant.filter((atom) => !holds(reach.deniedBy([permission.id]), [atom]));
  const index = (does: (policy: TokenSpec["policies"][number]) => boolean): number =>
    spec.policies.findIndex((policy) => policy.effect === "allow" && does(policy));
  const sure = index((policy) => holds(new Reach({ ...spec, policies: [policy] }).allowedBy(enough), open));
  if (sure !== -1) {
    const may = open.filter((atom) => holds(reach.allowedBy(enough), [atom]));
    return { index: sure, unknown: false, ...(may.some(({ other }) => other) ? { butFor: meant.length - may.length } : {}) };
  }
  const possible = index((policy) => {
    const may = policy.permissionGroups.filter((group) => mayBe(group, permission.id)).flatMap(grantingsOf);
    const sets = new Reach({ ...spec, policies: [policy] }).allowedBy([...enough, ...may]);
    return sets.some((set) => [...set.entries()].some((entry) => open.some((atom) => mayHold(entry, atom))));
  });
  return possible === -1 ? undefined : { index: possible, unknown: true };
}

/** The question as a token that may do just that. */
function question(spec: TokenSpec, id: string, key: string, { accountId }: AskedResource): TokenSpec {
  const [outer = key, nested] = splitKey(key);
  return {
    ...spec,
    ...(accountId === undefined ? {} : { kind: "account", accountId }),
    policies: [{ effect: "allow", permissionGroups: [id], resources: { [outer]: nested === undefined ? "*" : { [nested]: "*" } } }],
  };
}

/** Whether one of two groups that differ is only known at plan time, or one by its name alone and the other by its id alone. */
function mayBe(group: string, asked: string): boolean {
  const open = (id: string): boolean => isUnknown(id) && !isNameOnly(id);
  const idOnly = (id: string): boolean => !isUnknown(id) && permissionById(id) === undefined;
  return open(group) || open(asked) || (isNameOnly(group) && idOnly(asked)) || (idOnly(group) && isNameOnly(asked));
}

/** Whether an entry holds a resource, or may turn out to. */
function mayHold(entry: Entry, atom: Atom): boolean {
  if (covers(entry, atom)) return true;
  if (entry.scope !== undefined && atom.scope !== undefined && entry.scope !== atom.scope) return false;
  const [a, b] = [entry.account, atom.account];
  // One of an account that is not known yet may be among all that were asked about.
  const among = isWildcard(atom) && a !== undefined && isUnknown(a);
  const same = entry.leaf === atom.leaf || isWildcard(entry) || isUnknown(entry.leaf) || isUnknown(atom.leaf) || among;
  // A resource that may be in the account of a wildcard stands once more with that account (atomsOf): without one it is elsewhere.
  if (isWildcard(entry) && a !== undefined && !isUnknown(a) && b === undefined) return false;
  return same && (a === b || a === undefined || b === undefined || isUnknown(a) || isUnknown(b));
}

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
