import { splitKey } from "../../policy";
import { prose, shorten, terminalName, terminalText } from "../escape";
import { labelPermissionOf } from "../summary/permission-label";
import { labelResource } from "../summary/resource-label";
import { ipPhrase } from "../summary/rows";
import { permissionPhrase, resourcePhrases, type Style, timePhrase } from "../summary/words";
import type { TokenAnswer } from "./ask";
import type { PlacedToken } from "./find-token";

const style: Style = { name: (text) => terminalName(shorten(text)), text: terminalText, id: (text) => terminalText(shorten(text)) };

const list = (phrases: readonly string[]): string => phrases.join(", ");

/** `zone example.com (11111111…)`, as the token's stack calls it. */
export function resourceWords({ stack, spec }: PlacedToken, key: string): string {
  const [outer = key, nested] = splitKey(key);
  return list(resourcePhrases([labelResource(outer, nested, stack, spec.accountId)], style));
}

/** Why the answer is what it is: the policy that decides, or the reason that none counts. */
export function reasonWords({ by, token, key }: TokenAnswer): string {
  const { spec } = token;
  if ("index" in by) {
    const phrase = by.effect === "allow" ? "may" : "may not";
    return `policy ${String(by.index + 1)} of ${String(spec.policies.length)}: ${phrase} ${policyWords(token, by.index)}`;
  }
  switch (by.reason) {
    case "status":
      return "the token is disabled";
    case "time":
      return `it is outside its lifetime: ${lifetimeWords(token)}`;
    case "ip":
      return `it is not among its addresses: from ${addressWords(token)}`;
    case "default":
      return key === undefined ? "this resource is not in its account" : "no policy allows it";
  }
}

/** `from 192.0.2.0/24 until 2037-06-01 00:00 UTC`. */
export function circumstanceWords(token: PlacedToken): string {
  return `from ${addressWords(token)}, ${lifetimeWords(token)}`;
}

function policyWords({ stack, spec }: PlacedToken, index: number): string {
  const policy = spec.policies[index];
  if (policy === undefined) return "";
  const labels = policy.permissionGroups
    .map((id) => labelPermissionOf(id, stack.permissionSources, spec.accountId))
    .sort((a, b) => ((a.name ?? a.id) < (b.name ?? b.id) ? -1 : 1));
  const resources = Object.entries(policy.resources).flatMap(([key, value]) =>
    value === "*"
      ? [labelResource(key, undefined, stack, spec.accountId)]
      : Object.keys(value).map((nested) => labelResource(key, nested, stack, spec.accountId)),
  );
  return `${list(labels.map((label) => permissionPhrase(label, style)))} on ${list(resourcePhrases(resources, style))}`;
}

function addressWords({ spec }: PlacedToken): string {
  return ipPhrase(spec.requestIp, style, list);
}

function lifetimeWords({ spec }: PlacedToken): string {
  const starts = spec.notBefore === undefined ? "" : `from ${timePhrase(spec.notBefore, style)} `;
  return starts + (spec.expiresOn === undefined ? "no expiry" : `until ${timePhrase(spec.expiresOn, style)}`);
}

/** A foreign text within a line of the answer. */
export function lineText(text: string): string {
  return terminalText(prose(shorten(text, 1000)));
}
