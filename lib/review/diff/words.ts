import { permissionById, SCOPE_WORDS } from "../../catalogue";
import { isUnknown, type RequestIpSpec, splitKey } from "../../policy";
import { digest } from "../render/escape";
import {
  labelPermission,
  labelResource,
  type Names,
  namesOf,
  permissionPhrase,
  resourcePhrases,
  type Style,
  timePhrase,
} from "../summary/words";
import type { ResourceLabel } from "../summary/summarize";
import { canHarm } from "./harms";
import { includedIn, includerOf } from "./included";
import type { AccessChange, AccessDiff, Disruption, ResourceRange, TokenDiff } from "./model";

/** The lists of a token's changes. */
export type Side = "gained" | "lost";

/** `2 tokens, broadening, disruptive`. */
export function headline({ tokens, verdict, disruptive, notUnderstood = [] }: AccessDiff): string {
  if (tokens.length === 0) return notUnderstood.length === 0 ? "none" : `${verdict}: not all is understood`;
  return [`${String(tokens.length)} token${tokens.length === 1 ? "" : "s"}`, verdict, ...(disruptive ? ["disruptive"] : [])].join(", ");
}

const DISRUPTION_WORDS: Readonly<Record<Exclude<Disruption, "permission-lost" | "source-address-lost" | "delivery-lost">, string>> = {
  deleted: "the token is deleted",
  disabled: "the token is disabled",
  replaced: "the token is replaced: its value changes",
  "address-changed": "its Terraform address or stack changes without a moved block",
  "expires-earlier": "it expires earlier",
  "starts-later": "it starts later",
  "provider-changed": "another provider configuration manages it: with another credential",
};
/** So many of what is lost are named beside the list that has all of them. */
const MOST_NAMED = 3;

/** What can break, each reason with what it is about: which permissions, which addresses. */
export function disruptionPhrases(token: TokenDiff, style: Style): string[] {
  const names = namesOf(token.lookups?.lost, new Map(Object.entries(token.names ?? {})));
  const account = token.formerAccount ?? token.account;
  const few = (texts: readonly string[]): string =>
    [...texts.slice(0, MOST_NAMED), ...(texts.length > MOST_NAMED ? [`${String(texts.length - MOST_NAMED)} more`] : [])].join(", ");
  return token.disruptive.map((reason) => {
    switch (reason) {
      case "permission-lost": {
        const ids = token.lost.flatMap((change) => (change.kind === "permission" ? [change.permission.id] : []));
        return `calls that need ${few([...new Set(ids)].map((id) => permissionPhrase(labelPermission(id, names, account), style)))}`;
      }
      case "source-address-lost": {
        const changes = token.lost.flatMap((change) => (change.kind === "address" ? [change] : []));
        return `calls from ${changes.map((change) => addressesPhrase(change, { style, most: MOST_NAMED, folded: true })).join(", ")}`;
      }
      case "delivery-lost":
        return `whoever takes its value from ${few(token.lost.flatMap((change) => (change.kind === "delivery" ? [style.id(change.to)] : [])))}`;
      default:
        return DISRUPTION_WORDS[reason];
    }
  });
}

/** `1 broadening, 2 narrowing; 1 of them disruptive`. */
export function countsOf(tokens: readonly TokenDiff[]): string {
  const verdicts = (["broadening", "mixed", "narrowing", "neutral"] as const).flatMap((verdict) => {
    const count = tokens.filter((token) => token.verdict === verdict).length;
    return count === 0 ? [] : [`${String(count)} ${verdict}`];
  });
  const disruptive = tokens.filter((token) => token.disruptive.length > 0).length;
  return `${verdicts.join(", ")}${disruptive === 0 ? "" : `; ${String(disruptive)} of them disruptive`}`;
}

/** Where the token stands: the path is what somebody wrote beside it, the stack is not. */
export function placePhrase({ path, stack }: TokenDiff): string | undefined {
  return stack === undefined || stack === "" ? path : path === undefined ? `stack ${stack}` : `${path} in stack ${stack}`;
}

/** What the token was called, and where it was, before. */
export function formerPhrases({ formerName, formerKind, formerAccount, formerStack }: TokenDiff, style: Style): string[] {
  return [
    ...(formerName === undefined ? [] : [style.name(formerName)]),
    ...(formerKind === undefined ? [] : [formerKind === "user" ? "a user token" : "an account-owned token"]),
    ...(formerAccount === undefined ? [] : [`in account ${style.id(formerAccount)}`]),
    ...(formerStack === undefined ? [] : [`in stack ${style.name(formerStack)}`]),
  ];
}

/** How changes are put into words. */
export interface Wording {
  /** @default - those that the diff holds */
  readonly names?: Names;
  readonly style: Style;
  /** Longer lists of resources and addresses are counted after so many. @default - all */
  readonly most?: number;
  /** The same for permissions; those that can do harm are kept. @default - all: they are what decides */
  readonly mostPermissions?: number;
  /** Whether what is cut stands whole beside it. @default false: a part of its hash stands for it */
  readonly folded?: boolean;
}

/** What changes are about, in words: permissions on the same resources in one phrase, every other change in its own. */
export function changePhrases(token: TokenDiff, side: Side, wording: Wording): string[] {
  const kinds = new Set(token[side].map(({ kind }) => kind));
  if (side === "lost" && kinds.has("status") && kinds.has("permission")) return ["everything: it is disabled"];
  if (side === "lost" && token.change === "deleted" && token.twin !== undefined) {
    const others = token.lost.flatMap((change) => (change.kind === "permission" ? [] : [settingPhrase(change, side, wording)]));
    return [`everything: ${wording.style.name(token.twin.name)} has the same access, and a value of its own`, ...others];
  }
  const groups = new Map<string, PermissionChange[]>();
  const others: string[] = [];
  for (const change of token[side]) {
    if (change.kind !== "permission") {
      others.push(settingPhrase(change, side, wording));
      continue;
    }
    // Not the same words, where only one of them is included in another one.
    const key = JSON.stringify([change.by, change.resources, includerOf(change, token[side])]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  const permissions = [...groups.values()].map((group) => permissionsPhrase(group, token, side, wording));
  const use = side === "gained" && token.use !== undefined ? [usePhrase(token.use, wording)] : [];
  // In the order of the list: a token that comes into use says so first.
  return [...(token[side][0]?.kind === "permission" ? [...permissions, ...others] : [...others, ...permissions]), ...use];
}

/** `use from 192.0.2.0/24, until 2037-06-01 00:00 UTC`. */
function usePhrase({ requestIp, notBefore, expiresOn }: NonNullable<TokenDiff["use"]>, wording: Wording): string {
  const { style } = wording;
  const starts = notBefore === undefined ? "" : `, starting ${timePhrase(notBefore, style)}`;
  const ends = expiresOn === undefined ? ", without an end" : `, until ${timePhrase(expiresOn, style)}`;
  return `use from ${filterPhrase(requestIp ?? {}, wording)}${starts}${ends}`;
}

function filterPhrase({ in: allowed = [], notIn = [] }: RequestIpSpec, { style, most = Infinity, folded = false }: Wording): string {
  const list = (texts: readonly string[]): string =>
    [...texts.slice(0, most).map((text) => style.id(text)), ...more(texts, most, { style, folded }, " ranges")].join(", ");
  return `${allowed.length === 0 ? "every address" : list(allowed)}${notIn.length === 0 ? "" : ` except ${list(notIn)}`}`;
}

type PermissionChange = Extract<AccessChange, { kind: "permission" }>;

function permissionsPhrase(changes: readonly PermissionChange[], token: TokenDiff, side: Side, wording: Wording): string {
  const { style } = wording;
  const names = wording.names ?? namesOf(token.lookups?.[side], new Map(Object.entries(token.names ?? {})));
  const account = side === "lost" ? (token.formerAccount ?? token.account) : token.account;
  const { mostPermissions = Infinity } = wording;
  const permissions = (changes.length > mostPermissions ? dangerousFirst(changes) : changes).map(({ permission }) => permission.id);
  const phrases = permissions.slice(0, mostPermissions).map((id) => permissionPhrase(labelPermission(id, names, account), style));
  const [first] = changes;
  const why = first?.by !== "deny" ? "" : side === "gained" ? " (no longer denied)" : " (now denied)";
  const included = inclusionPhrase(changes, token[side], (id) => permissionPhrase(labelPermission(id, names, account), style));
  return `${[...phrases, ...more(permissions, mostPermissions, wording)].join(", ")} on ${rangesPhrase(first?.resources ?? [], names, account, wording)}${why}${included}`;
}

/** Why an account-wide permission is about what stands within the account, too. */
function inclusionPhrase(changes: readonly PermissionChange[], list: readonly AccessChange[], called: (id: string) => string): string {
  const [first] = changes;
  const includer = first === undefined ? undefined : includerOf(first, list);
  if (includer !== undefined) return ` (${called(includer)} on the account includes it)`;
  const found = changes.flatMap((change) => includedIn(change, list) ?? []);
  const phrases = found.map(({ by, ids }) => {
    const [scope] = ids.flatMap((id) => permissionById(id)?.scope ?? []);
    return `${called(by)} includes ${ids.map(called).join(" and ")} on every ${scope === undefined ? "resource" : SCOPE_WORDS[scope]} of the account`;
  });
  return phrases.length === 0 ? "" : ` (${phrases.join("; ")})`;
}

function dangerousFirst(changes: readonly PermissionChange[]): readonly PermissionChange[] {
  const harmless = ({ permission: { id } }: PermissionChange): number => (canHarm(id) ? 0 : 1);
  return [...changes].sort((a, b) => harmless(a) - harmless(b));
}

function settingPhrase(change: Exclude<AccessChange, PermissionChange>, side: Side, wording: Wording): string {
  switch (change.kind) {
    case "address":
      return change.grows === undefined
        ? `use from ${addressesPhrase(change, wording)}`
        : `use from ${filterPhrase(change.grows.after, wording)}, too (was: ${filterPhrase(change.grows.before, wording)})`;
    case "lifetime":
      return lifetimePhrase(change, side, wording.style);
    case "status":
      return change.after === "active" ? "use: it was disabled" : "use: it is disabled";
    case "delivery":
      return deliveryPhrase(change, wording.style);
  }
}

function rangesPhrase(ranges: readonly ResourceRange[], names: Names, account: string, wording: Wording): string {
  const { style, most = Infinity } = wording;
  const label = (key: string): ResourceLabel => {
    const [outer = "", nested] = splitKey(key);
    return labelResource(outer, nested, names, account);
  };
  const plain = ranges.filter((range) => range.except === undefined).map(({ key }) => key);
  const phrases = resourcePhrases(plain.slice(0, most).map(label), style);
  const list = (keys: readonly string[]): string =>
    [...resourcePhrases(keys.slice(0, most).map(label), style), ...more(keys, most, wording)].join(", ");
  const partial = ranges.flatMap(({ key, except, held = [] }) => {
    if (except === undefined) return [];
    const [whole, spared] = [resourcePhrases([label(key)], style).join(", "), except.filter((each) => !held.includes(each))];
    if (held.length === 0) return [`${whole} but ${list(except)}`];
    // What it has grows to the whole: that is no exclusion.
    return [`${spared.length === 0 ? whole.replace(/^every /, "every other ") : `${whole} but ${list(spared)}`}, too (was: ${list(held)})`];
  });
  return [...phrases, ...more(plain, most, wording), ...partial].join(", ");
}

/** How many are not shown, and a part of the hash of all of them: JSON has them. */
function more(texts: readonly string[], most: number, { style, folded = false }: Pick<Wording, "style" | "folded">, word = ""): string[] {
  const left = texts.slice(most);
  if (left.length === 0) return [];
  return [`${String(left.length)} more${word}${folded ? "" : ` (SHA-256 ${style.id(digest(left))})`}`];
}

/** `every address but 192.0.2.0/24`, or the ranges. */
export function addressesPhrase(
  { cidrs, except = [] }: Extract<AccessChange, { kind: "address" }>,
  wording: Pick<Wording, "style" | "most" | "folded">,
): string {
  const { style, most = Infinity } = wording;
  const list = (texts: readonly string[]): string =>
    [...texts.slice(0, most).map((text) => style.id(text)), ...more(texts, most, wording, " ranges")].join(", ");
  const every = { "0.0.0.0/0,::/0": "every address", "0.0.0.0/0": "every IPv4 address", "::/0": "every IPv6 address" }[cidrs.join(",")];
  return `${every ?? list(cidrs)}${except.length === 0 ? "" : ` but ${list(except)}`}`;
}

function lifetimePhrase({ edge, before, after }: Extract<AccessChange, { kind: "lifetime" }>, side: Side, style: Style): string {
  // What is known to be longer is the span that comes to it.
  const known = [before, after].every((instant) => instant === undefined || !isUnknown(instant));
  if (side === "gained" && known) {
    const [from, to] = (edge === "expiresOn" ? [before, after] : [after, before]).map((each) =>
      each === undefined ? undefined : timePhrase(each, style),
    );
    if (from !== undefined && to !== undefined) return `use from ${from} to ${to}, too`;
    if (from !== undefined) return `use after ${from}, too: it no longer expires`;
    if (to !== undefined) return `use before ${to}, too: it no longer has a start`;
  }
  const time = (instant: string | undefined): string =>
    instant === undefined ? (edge === "expiresOn" ? "no expiry" : "no start") : timePhrase(instant, style);
  return edge === "expiresOn" ? `until ${time(after)}, was ${time(before)}` : `from ${time(after)}, was ${time(before)}`;
}

function deliveryPhrase({ to, as, sensitive, place, formerPlace }: Extract<AccessChange, { kind: "delivery" }>, style: Style): string {
  const clear = sensitive ? "" : " in clear: Terraform shows it";
  return `its value ${as === "output" ? "as" : "to"} ${style.id(to)}${placePhrases(place, formerPlace, style)}${clear}`;
}

/** ` (secret_id arn:…)`, or what is another one than before. */
function placePhrases(
  place: Readonly<Record<string, string>> = {},
  former: Readonly<Record<string, string>> | undefined,
  style: Style,
): string {
  const said = (value: string | undefined): string => (value === undefined ? "nothing" : style.id(value));
  if (former === undefined) {
    const words = Object.entries(place).map(([name, value]) => `${style.id(name)} ${said(value)}`);
    return words.length === 0 ? "" : ` (${[...words.slice(0, MOST_NAMED), ...(words.length > MOST_NAMED ? ["…"] : [])].join(", ")})`;
  }
  const names = [...new Set([...Object.keys(place), ...Object.keys(former)])].filter((name) => place[name] !== former[name]);
  const words = names.map((name) => `${style.id(name)} ${said(place[name])}, was ${said(former[name])}`);
  return words.length === 0 ? ", where another thing stands now than before" : `, which is another place now: ${words.join("; ")}`;
}
