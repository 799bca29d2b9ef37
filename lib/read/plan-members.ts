import { printable } from "../printable";
import { isObject, type Json, joinPath } from "../terraform";

/** Something in a plan that is no part of what is reviewed. */
export interface NotReviewed {
  /** In words: `an action is invoked`, `a member that is not known here`. */
  readonly what: string;
  /** A Terraform address, or the place in the plan. */
  readonly where: string;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/**
 * What the plans of Terraform 1.15 and OpenTofu 1.12 hold.
 *
 * Source: https://developer.hashicorp.com/terraform/internals/json-format
 */
const ROOT = words(
  "format_version terraform_version variables planned_values resource_drift resource_changes output_changes prior_state configuration " +
    "relevant_attributes checks timestamp applyable complete errored",
);
const RESOURCE_CHANGE = words("address previous_address module_address mode type name index provider_name deposed change action_reason");
const CHANGE = words(
  "actions before after after_unknown before_sensitive after_sensitive replace_paths importing generated_config before_identity after_identity",
);

/** Members of the root that list what Terraform does besides, with the path of the address in an entry. */
const LISTS: Readonly<Record<string, { readonly what: string; readonly address: readonly string[] }>> = {
  action_invocations: { what: "an action is invoked", address: ["address"] },
  deferred_action_invocations: { what: "an action is put off", address: ["action_invocation", "address"] },
  deferred_changes: { what: "a change is put off", address: ["resource_change", "address"] },
};

/** What of a plan is named, and not looked at. */
export function notReviewedIn(document: Json): NotReviewed[] {
  const found: NotReviewed[] = [];
  for (const [name, value] of Object.entries(document)) {
    const list = Object.hasOwn(LISTS, name) ? LISTS[name] : undefined;
    if (list !== undefined && Array.isArray(value))
      value.forEach((entry, index) => {
        const address = list.address.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), entry);
        found.push({ what: list.what, where: typeof address === "string" ? printable(address) : joinPath([name, index]) });
      });
    else if (!ROOT.has(name)) addUnknown(found, [name], value);
  }
  for (const name of ["resource_changes", "resource_drift"]) {
    const entries = document[name];
    if (!Array.isArray(entries)) continue;
    (entries as readonly unknown[]).forEach((entry, index) => {
      if (!isObject(entry)) return;
      const at = [name, index];
      for (const [key, value] of Object.entries(entry)) if (!RESOURCE_CHANGE.has(key)) addUnknown(found, [...at, key], value);
      const { change } = entry;
      if (!isObject(change)) return;
      for (const [key, value] of Object.entries(change)) if (!CHANGE.has(key)) addUnknown(found, [...at, "change", key], value);
    });
  }
  return found;
}

/** Nothing stands in an empty member. */
function addUnknown(found: NotReviewed[], path: readonly PropertyKey[], value: unknown): void {
  const isEmpty = value === null || value === undefined || (typeof value === "object" && Object.keys(value).length === 0);
  if (!isEmpty) found.push({ what: "a member that is not known here", where: joinPath(path) });
}
