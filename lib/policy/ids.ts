import { hasWholeSymbols } from "./symbol";
import { maskSymbols } from "./terraform-text";

const ID = /^[0-9a-f]{32}$/;
const BUCKET = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** Where R2 guarantees to keep a bucket's objects. */
export type Jurisdiction = "default" | "eu" | "fedramp";
export const JURISDICTIONS: readonly string[] = ["default", "eu", "fedramp"] satisfies Jurisdiction[];

/** 32 lower-case hexadecimal characters, or a symbol with nothing around it that no id holds. */
export function isId(id: unknown): id is string {
  return typeof id === "string" && (ID.test(id) || (id.includes("${") && hasWholeSymbols(id) && /^[0-9a-fx]+$/.test(maskSymbols(id))));
}

/**
 * The ids in a resource key, or an id, in lower case as Cloudflare writes them. Hexadecimal digits mean the same in either case, and an answer must not
 * be "no" for their sake alone. Symbols are left as they are.
 */
export function lowerCaseIds(text: string): string {
  if (!/[A-F]/.test(text)) return text;
  const literal = maskSymbols(text);
  return text.replace(/(?<![0-9A-Za-z])[0-9A-Fa-f]{32}(?![0-9A-Za-z])/g, (id, at: number) =>
    literal.startsWith(id, at) ? id.toLowerCase() : id,
  );
}

/** 3 to 63 characters of a-z, 0-9 and -, or a symbol with nothing around it that no name holds. */
export function isBucketName(name: unknown): name is string {
  return (
    typeof name === "string" &&
    (BUCKET.test(name) || (name.includes("${") && hasWholeSymbols(name) && /^[a-z0-9-]+$/.test(maskSymbols(name))))
  );
}
