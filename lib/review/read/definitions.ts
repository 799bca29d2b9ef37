import { createHash } from "node:crypto";
import { referencesIn, type TokenSpec } from "../../policy";
import { blocksOf } from "./terraform-json";

type Documents = Parameters<typeof blocksOf>[0];

/** What expressions of a stack can refer to (`var.zone`, `local.zone`, `data.cloudflare_zone.main`, `module.zones`), with its text. */
export type Definitions = ReadonlyMap<string, string>;

export function readDefinitions(document: Documents, file: string): Map<string, string> {
  const found = new Map<string, string>();
  const add = (name: string, value: unknown): void => void found.set(name, (found.get(name) ?? "") + textOf(value));
  const all = (): boolean => true;
  for (const { labels, body } of blocksOf(document, "data", 2, file, all)) add(`data.${labels.join(".")}`, body);
  for (const { labels, body } of blocksOf(document, "variable", 1, file, all)) add(`var.${labels.join(".")}`, body);
  for (const { labels, body } of blocksOf(document, "module", 1, file, all)) add(`module.${labels.join(".")}`, body);
  for (const { body } of blocksOf(document, "locals", 0, file, all))
    for (const [name, value] of Object.entries(body)) add(`local.${name}`, value);
  return found;
}

/** Fingerprints of what the expressions of a token refer to; undefined where there are none. One that is defined nowhere is left out. */
export function referencesOf(spec: TokenSpec, definitions: Definitions): Readonly<Record<string, string>> | undefined {
  const { policies, requestIp, notBefore, expiresOn, accountId } = spec;
  const text = JSON.stringify([policies, requestIp, notBefore, expiresOn, accountId]);
  if (!text.includes("${") && !text.includes("%{")) return undefined;
  const names = [...new Set(referencesIn(text))].filter((name) => definitions.has(name)).sort();
  if (names.length === 0) return undefined;
  return Object.fromEntries(names.map((name) => [name, createHash("sha256").update(whole(name, definitions)).digest("hex").slice(0, 32)]));
}

/** A definition with all that it refers to in turn. */
function whole(start: string, definitions: Definitions): string {
  const seen = new Set([start]);
  for (const name of seen) for (const next of referencesIn(definitions.get(name) ?? "")) seen.add(next);
  return JSON.stringify([...seen].sort().map((name) => [name, definitions.get(name) ?? null]));
}

/** Comments say nothing, and neither does the order of keys. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (key === "//") return undefined;
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
