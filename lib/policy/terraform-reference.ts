/*
 * References within Terraform's expressions. Spaces and comments may stand between their parts, and whoever wants to hide one writes some.
 */

/** What may stand between two words of an expression; part of a regular expression. */
export const GAP = String.raw`(?:\s|\/\*[^]*?\*\/|(?:#|\/\/)[^\n]*\n)*`;
/** A name as Terraform allows it; part of a regular expression with the flag `u`. */
export const NAME = String.raw`[\p{L}_][\p{L}\p{M}\p{N}_-]*`;

const IGNORED = new RegExp(String.raw`("(?:[^"\\]|\\.)*")|${GAP.slice(0, -1)}+`, "gu");

/** A static reference (`moved.from`, `provider`) without what Terraform ignores in it. */
export function plainReference(text: string): string {
  return text.replace(IGNORED, (_, quoted: string | undefined) => quoted ?? "");
}
