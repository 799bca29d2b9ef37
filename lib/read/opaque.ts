import { createHash } from "node:crypto";
import { isObject, joinPath } from "../terraform";

/*
 * Values of plans and states that can't be shown: not known before apply, or sensitive. Each becomes a symbol, which is only equal to itself.
 */

const sensitive = new Map<string, number>();
let readings = 0;

/** Names for what one reading does not know: never equal to those of another reading. */
export function unknownNames(): (path: readonly PropertyKey[]) => string {
  const reading = String(++readings);
  return (path) => `\${unknown.${reading}.${joinPath(path)}}`;
}

/** A name for a sensitive value: equal values of one process have equal names, and nothing leads back. */
function sensitiveName(value: unknown): string {
  const digest = createHash("sha256").update(JSON.stringify(value)).digest("base64");
  const number = sensitive.get(digest) ?? sensitive.size + 1;
  sensitive.set(digest, number);
  return `\${sensitive.${String(number)}}`;
}

/** A value, what of it is not known, and what of it is sensitive: Terraform's `after`, `after_unknown` and `after_sensitive`. */
export interface Marked {
  readonly value: unknown;
  readonly unknown: unknown;
  readonly sensitive: unknown;
  readonly path: readonly PropertyKey[];
}

/** The symbol of a value that is not known or sensitive as a whole. */
export function opaque(
  { value, unknown, sensitive: secret, path }: Marked,
  name: (path: readonly PropertyKey[]) => string,
): string | undefined {
  if (unknown === true) return name(path);
  return secret === true && value !== null && value !== undefined ? sensitiveName(value) : undefined;
}

/** Whether anything within is not known or sensitive. */
export function holdsOpaque(mark: unknown): boolean {
  if (mark === true) return true;
  if (Array.isArray(mark)) return mark.some(holdsOpaque);
  return isObject(mark) && Object.values(mark).some(holdsOpaque);
}

/** Everything below a value, each with its marks: of an unknown entry there is no value. */
export function below({ value, unknown, sensitive: secret, path }: Marked): readonly (readonly [PropertyKey, Marked])[] {
  const part = (from: unknown, key: PropertyKey): unknown =>
    typeof from === "object" && from !== null && Object.hasOwn(from, key)
      ? (from as Readonly<Record<PropertyKey, unknown>>)[key]
      : undefined;
  const lists = [value, unknown, secret].filter((each): each is readonly unknown[] => Array.isArray(each));
  const keys: PropertyKey[] =
    lists.length > 0
      ? Array.from({ length: Math.max(...lists.map((list) => list.length)) }, (_, index) => index)
      : [...new Set([value, unknown].filter(isObject).flatMap((each) => Object.keys(each)))];
  return keys.map((key) => [
    key,
    { value: part(value, key), unknown: part(unknown, key), sensitive: secret === true ? true : part(secret, key), path: [...path, key] },
  ]);
}
