import { createHmac, randomBytes } from "node:crypto";
import { canonicalText, isObject, joinPath } from "../terraform";

/** A value, what of it is not known, and what of it is sensitive: Terraform's `after`, `after_unknown` and `after_sensitive`. */
export interface Marked {
  readonly value: unknown;
  readonly unknown: unknown;
  readonly sensitive: unknown;
  readonly path: readonly PropertyKey[];
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

/**
 * Stands in for values of one token that can't be shown: not known before apply, or sensitive. Each becomes a symbol that says where it stands, and what
 * it is goes by a digest beside it.
 */
export class OpaqueValues {
  readonly #references: Record<string, string> = {};

  /**
   * @param address of the token
   * @param unknown digest of what decides values that are not known yet
   */
  constructor(
    private readonly address: string,
    private readonly unknown: string,
  ) {}

  /** By symbol, a digest of what it stands for. */
  get references(): Readonly<Record<string, string>> {
    return this.#references;
  }

  /** The symbol of a value that is not known or sensitive as a whole. */
  symbolOf({ value, unknown, sensitive, path }: Marked): string | undefined {
    const digest =
      unknown === true ? this.unknown : sensitive === true && value !== null && value !== undefined ? sensitiveDigest(value) : undefined;
    if (digest === undefined) return undefined;
    const at = joinPath(path);
    const symbol = `\${${this.address}${at.startsWith("[") ? "" : "."}${at}}`;
    this.#references[symbol] = digest;
    return symbol;
  }
}

const KEY = Symbol.for("cloudflare-principals/sensitive-key");

/** Equal for equal values of one process; nothing leads back to the value, which may be short enough to be guessed. */
function sensitiveDigest(value: unknown): string {
  const known: unknown = Reflect.get(globalThis, KEY);
  const key = Buffer.isBuffer(known) ? known : randomBytes(32);
  Reflect.set(globalThis, KEY, key);
  return createHmac("sha256", key).update(canonicalText(value)).digest("hex").slice(0, 32);
}
