import { splitKey } from "../../policy";
import { shorten } from "../escape";
import { labelPermission, labelResource, type Names, permissionPhrase, resourcePhrases, type Style, timePhrase } from "../summary";
import type { AccessChange, AccessDiff, Disruption, ResourceRange, TokenDiff } from "./model";

/** More entries than that are counted, not listed: JSON has them all. */
const MOST_LISTED = 12;

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
};

/** What changes are about, in words: permissions on the same resources in one phrase, every other change in its own. */
export function changePhrases(
  changes: readonly AccessChange[],
  side: "gained" | "lost",
  token: TokenDiff,
  names: Names,
  style: Style,
): string[] {
  const groups = new Map<string, AccessChange[]>();
  changes.forEach((change, index) => {
    const key = change.kind === "permission" ? JSON.stringify([change.by, change.resources]) : String(index);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  });
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [changePhrase(first, others, side, token, names, style)],
  );
}

function changePhrase(
  change: AccessChange,
  others: readonly AccessChange[],
  side: "gained" | "lost",
  token: TokenDiff,
  names: Names,
  style: Style,
): string {
  switch (change.kind) {
    case "permission": {
      const permissions = [change, ...others].flatMap((each) =>
        each.kind === "permission" ? [permissionPhrase(labelPermission(each.permission.id), style)] : [],
      );
      const shown = permissions.slice(0, MOST_LISTED).join(", ");
      const more = permissions.length > MOST_LISTED ? ` and ${String(permissions.length - MOST_LISTED)} more` : "";
      const why = change.by === "allow" ? "" : side === "gained" ? " (no longer denied)" : " (now denied)";
      return `${shown}${more} on ${rangesPhrase(change.resources, token, names, style)}${why}`;
    }
    case "address":
      return `use from ${addressesPhrase(change, style)}`;
    case "lifetime":
      return lifetimePhrase(change, style);
    case "status":
      return change.after === "active" ? "use: it was disabled" : "use: it is disabled";
  }
}

function rangesPhrase(ranges: readonly ResourceRange[], token: TokenDiff, names: Names, style: Style): string {
  const label = (key: string) => {
    const [outer = "", nested] = splitKey(key);
    return labelResource(outer, nested, names, token.account);
  };
  const plain = ranges.filter((range) => range.except === undefined);
  const phrases = resourcePhrases(
    plain.slice(0, MOST_LISTED).map(({ key }) => label(key)),
    style,
  );
  const left = plain.length - MOST_LISTED;
  const partial = ranges.flatMap(({ key, except }) => {
    if (except === undefined) return [];
    const spared = resourcePhrases(except.slice(0, MOST_LISTED).map(label), style);
    const more = except.length > MOST_LISTED ? ` and ${String(except.length - MOST_LISTED)} more` : "";
    return [`${resourcePhrases([label(key)], style).join(", ")} but ${spared.join(", ")}${more}`];
  });
  return [...phrases, ...(left > 0 ? [`${String(left)} more`] : []), ...partial].join(", ");
}

/** `every address but 192.0.2.0/24`, or the ranges. */
export function addressesPhrase({ cidrs, except = [] }: Extract<AccessChange, { kind: "address" }>, style: Style): string {
  const list = (texts: readonly string[]): string => {
    const shown = texts.slice(0, MOST_LISTED).map((text) => style.id(text));
    return [...shown, ...(texts.length > MOST_LISTED ? [`${String(texts.length - MOST_LISTED)} more ranges`] : [])].join(", ");
  };
  const every = { "0.0.0.0/0,::/0": "every address", "0.0.0.0/0": "every IPv4 address", "::/0": "every IPv6 address" }[cidrs.join(",")];
  return `${every ?? list(cidrs)}${except.length === 0 ? "" : ` but ${list(except)}`}`;
}

function lifetimePhrase({ edge, before, after }: Extract<AccessChange, { kind: "lifetime" }>, style: Style): string {
  const time = (instant: string | undefined): string =>
    instant === undefined ? (edge === "expiresOn" ? "no expiry" : "no start") : timePhrase(shorten(instant), style);
  return edge === "expiresOn" ? `until ${time(after)}, was ${time(before)}` : `from ${time(after)}, was ${time(before)}`;
}
