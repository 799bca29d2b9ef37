import type { Finding } from "./model";

/**
 * A finding in one line of plain text: `no-expiry (expiresOn): the token never expires; set expiresOn`, or who answers for it in place of the fix.
 * Strings are as foreign as they came.
 */
export function findingWords({ rule, detail, message, fix, acknowledged }: Omit<Finding, "stack" | "title" | "level">): string {
  const text = `${rule} (${detail}): ${message}`;
  if (acknowledged === undefined) return `${text}; ${fix}`;
  const { owner, until, reason } = acknowledged;
  return `${text}; acknowledged${owner === undefined ? "" : ` by ${owner}`}${until === undefined ? "" : ` until ${until}`}: ${reason}`;
}
