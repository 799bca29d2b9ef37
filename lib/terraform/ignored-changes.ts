import { compareText } from "../policy";
import { plainReference } from "./expression-text";

/** What the provider computes: it is no access, and may be ignored. */
const COMPUTED: ReadonlySet<string> = new Set(["id", "value", "issued_on", "last_used_on", "modified_on"]);

/**
 * The attributes of a token that Terraform leaves as they are in the account, by `lifecycle.ignore_changes`: `policies` for `policies[0].resources`,
 * `all`, or `something` for what can't be told. What the provider computes is left out.
 */
export function ignoredAttributes(ignoreChanges: readonly unknown[]): string[] {
  const entries = ignoreChanges.flatMap((entry): readonly unknown[] => (Array.isArray(entry) ? entry : [entry]));
  const roots = entries
    .filter((entry) => entry !== undefined && entry !== null)
    .map((entry) => (typeof entry === "string" ? /^(?:\$\{)?([\w-]+)/.exec(plainReference(entry))?.[1] : undefined) ?? "something");
  return [...new Set(roots.filter((root) => !COMPUTED.has(root)))].sort(compareText);
}
