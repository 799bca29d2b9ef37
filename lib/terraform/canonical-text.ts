import { createHash } from "node:crypto";
import { compareText } from "../policy";
import { isObject } from "./blocks";
import { ExactNumber } from "./exact-number";

/** A JSON value as text in which equal values are equal: the order of keys says nothing, and a number that JavaScript can't keep is itself. */
export function canonicalText(value: unknown): string {
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => compareText(a, b));
  return `{${fields.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalText(inner)}`).join(",")}}`;
}

/** A digest of texts: what it is made of can't be told from it, if it is long enough. */
export function digestOf(...texts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 32);
}
