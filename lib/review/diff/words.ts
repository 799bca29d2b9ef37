import { splitKey } from "../../policy";
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
import type { AccessChange, AccessDiff, Disruption, ResourceRange, TokenDiff } from "./model";

/** The lists of a token's changes. */
export type Side = "gained" | "lost";

/** `2 tokens, broadening, disruptive`. */
export function headline({ tokens, verdict, disruptive }: AccessDiff): string {
  if (tokens.length === 0) return "none";
  return [`${String(tokens.length)} token${tokens.length === 1 ? "" : "s"}`, verdict, ...(disruptive ? ["disruptive"] : [])].join(", ");
}

export const DISRUPTION_WORDS: Readonly<Record<Disruption, string>> = {
  deleted: "the token is deleted",
  disabled: "the token is disabled",
  replaced: "the token is replaced: its value changes",
  "address-changed": "its Terraform address or stack changes without a moved block",
  "permission-lost": "permissions are lost",
  "source-address-lost": "addresses are lost",
  "expires-earlier": "it expires earlier",
  "starts-later": "it starts later",
  "delivery-lost": "its value no longer goes where somebody may read it",
  "provider-changed": "another provider configuration manages it: with another credential",
};

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
export function formerPhrases({ formerName, formerAccount, formerStack }: TokenDiff, style: Style): string[] {
  return [
    ...(formerName === undefined ? [] : [style.name(formerName)]),
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
  const groups = new Map<string, PermissionChange[]>();
  const others: string[] = [];
  for (const change of token[side]) {
    if (change.kind !== "permission") {
      others.push(settingPhrase(change, wording));
      continue;
    }
    const key = JSON.stringify([change.by, change.resources]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  const permissions = [...groups.values()].map((group) => permissionsPhrase(group, token, side, wording));
  // In the order of the list: a token that comes into use says so first.
  return token[side][0]?.kind === "permission" ? [...permissions, ...others] : [...others, ...permissions];
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
  return `${[...phrases, ...more(permissions, mostPermissions, wording)].join(", ")} on ${rangesPhrase(first?.resources ?? [], names, account, wording)}${why}`;
}

function dangerousFirst(changes: readonly PermissionChange[]): readonly PermissionChange[] {
  const harmless = ({ permission: { id } }: PermissionChange): number => (canHarm(id) ? 0 : 1);
  return [...changes].sort((a, b) => harmless(a) - harmless(b));
}

function settingPhrase(change: Exclude<AccessChange, PermissionChange>, wording: Wording): string {
  switch (change.kind) {
    case "address":
      return `use from ${addressesPhrase(change, wording)}`;
    case "lifetime":
      return lifetimePhrase(change, wording.style);
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
  const partial = ranges.flatMap(({ key, except }) => {
    if (except === undefined) return [];
    const spared = resourcePhrases(except.slice(0, most).map(label), style);
    return [`${resourcePhrases([label(key)], style).join(", ")} but ${[...spared, ...more(except, most, wording)].join(", ")}`];
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

function lifetimePhrase({ edge, before, after }: Extract<AccessChange, { kind: "lifetime" }>, style: Style): string {
  const time = (instant: string | undefined): string =>
    instant === undefined ? (edge === "expiresOn" ? "no expiry" : "no start") : timePhrase(instant, style);
  return edge === "expiresOn" ? `until ${time(after)}, was ${time(before)}` : `from ${time(after)}, was ${time(before)}`;
}

function deliveryPhrase({ to, as, sensitive }: Extract<AccessChange, { kind: "delivery" }>, style: Style): string {
  return `its value ${as === "output" ? "as" : "to"} ${style.id(to)}${sensitive ? "" : " in clear: Terraform shows it"}`;
}
