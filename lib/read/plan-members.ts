import { printable } from "../printable";
import { isObject, joinPath, type Json } from "../terraform";
import { list, part } from "./plan-configuration";
import type { Document } from "./show";

/** Something that a plan runs, asks or makes, and that is on no list of ours. */
export interface NotListed {
  /** In words: `random_id (x) comes from provider hashicorp/random, which is on no list`. */
  readonly what: string;
  /** A Terraform address, a setting or a type. */
  readonly where: string;
  /** What to do about it. */
  readonly fix: string;
  /** The line of `.principals/allowed.json` that allows it. @default - nobody may allow it */
  readonly allowable?: string;
}

/** Something in a plan that is no part of what is reviewed. */
export interface NotReviewed {
  /** In words: `an action is invoked`, `a member that is not known here`. */
  readonly what: string;
  /** A Terraform address, or the place in the plan. */
  readonly where: string;
}

/** The members of an object that are known: `true` for what is not looked into. */
interface Members {
  readonly [name: string]: true | Members | { readonly each: Members };
}

const members = (text: string): Members => Object.fromEntries(text.split(" ").map((name) => [name, true]));
const CHANGE = members(
  "actions before after after_unknown before_sensitive after_sensitive replace_paths importing generated_config before_identity after_identity",
);
const RESOURCE_CHANGE: Members = {
  ...members("address previous_address module_address mode type name index index_unknown provider_name deposed action_reason"),
  change: CHANGE,
};
const OUTPUTS = { each: members("value type sensitive ephemeral deprecated") };
const VALUES: Members = {
  address: true,
  resources: {
    each: members(
      "address mode type name index provider_name schema_version values sensitive_values depends_on tainted deposed_key identity identity_schema_version",
    ),
  },
};
const CONFIGURATION: Members = {
  outputs: { each: members("expression sensitive ephemeral description depends_on deprecated") },
  resources: {
    each: members(
      "address mode type name provider_config_key schema_version expressions count_expression for_each_expression depends_on provisioners",
    ),
  },
  variables: { each: members("default description sensitive ephemeral type nullable required deprecated") },
};
/** A module holds others of its kind. */
const modules = (own: Members, name: string, more: Members = {}): Members => {
  const module: Record<string, Members[string]> = { ...own };
  module[name] = { each: Object.keys(more).length === 0 ? module : { ...more, module } };
  return module;
};

/**
 * What the plans of Terraform 1.15 and OpenTofu 1.12 hold.
 *
 * Source: https://developer.hashicorp.com/terraform/internals/json-format, and internal/command/jsonplan, jsonstate and jsonconfig of both
 */
const ROOT: Members = {
  ...members("format_version terraform_version variables prior_state relevant_attributes checks timestamp applyable complete errored"),
  resource_changes: { each: RESOURCE_CHANGE },
  resource_drift: { each: RESOURCE_CHANGE },
  output_changes: { each: CHANGE },
  planned_values: { outputs: OUTPUTS, root_module: modules(VALUES, "child_modules") },
  configuration: {
    provider_config: { each: members("name full_name version_constraint alias module_address expressions") },
    root_module: modules(
      CONFIGURATION,
      "module_calls",
      members("source expressions count_expression for_each_expression version_constraint depends_on"),
    ),
  },
};

/** Members of the root that list what Terraform does besides, with the path of the address in an entry. */
const LISTS: Readonly<Record<string, { readonly what: string; readonly address: readonly string[] }>> = {
  action_invocations: { what: "an action is invoked", address: ["address"] },
  deferred_action_invocations: { what: "an action is put off", address: ["action_invocation", "address"] },
  deferred_changes: { what: "a change is put off", address: ["resource_change", "address"] },
};

/** What of a plan is named, and not looked at. */
export function notReviewedIn(document: Json): NotReviewed[] {
  const found: NotReviewed[] = [];
  const isListed = ([name, value]: [string, unknown]): boolean => Object.hasOwn(LISTS, name) && Array.isArray(value);
  const entries = Object.entries(document);
  for (const [name, value] of entries.filter(isListed))
    list(value).forEach((entry, index) => {
      const { what = "", address = [] } = LISTS[name] ?? {};
      const said = address.reduce<unknown>(part, entry);
      found.push({ what, where: typeof said === "string" ? printable(said) : joinPath([name, index]) });
    });
  addUnknown(found, [], Object.fromEntries(entries.filter((entry) => !isListed(entry))), ROOT);
  return found;
}

/** Members that are not known, at any depth that is looked into. Nothing stands in an empty one. */
function addUnknown(found: NotReviewed[], path: readonly PropertyKey[], value: unknown, known: Members): void {
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    const at = [...path, key];
    const below = Object.hasOwn(known, key) ? known[key] : undefined;
    if (below === undefined) {
      const isEmpty = inner === null || inner === undefined || (typeof inner === "object" && Object.keys(inner).length === 0);
      if (!isEmpty) found.push({ what: "a member that is not known here", where: joinPath(at) });
    } else if (below === true) continue;
    else if (!isEach(below)) addUnknown(found, at, inner, below);
    else if (Array.isArray(inner))
      inner.forEach((entry, index) => {
        addUnknown(found, [...at, index], entry, below.each);
      });
    else if (isObject(inner)) for (const [name, entry] of Object.entries(inner)) addUnknown(found, [...at, name], entry, below.each);
  }
}

function isEach(members: Members | { readonly each: Members }): members is { readonly each: Members } {
  return typeof members.each === "object";
}

/** The answers of data sources that Terraform read before the plan was made. */
export interface PlanFindings {
  /** Zones by the address of the data source, `data.cloudflare_zone.main`. */
  readonly zones: ReadonlyMap<string, { readonly id: string; readonly name: string }>;
  /** Permission groups that Cloudflare lists, names by id. */
  readonly permissions: ReadonlyMap<string, string>;
}

/** What the data sources of the root module found. */
export function findingsOf(document: Document): PlanFindings {
  const zones = new Map<string, { id: string; name: string }>();
  const permissions = new Map<string, string>();
  const resources = part(part(part(document["prior_state"], "values"), "root_module"), "resources");
  for (const resource of list(resources)) {
    if (!isObject(resource) || resource["mode"] !== "data" || !PROVIDER.test(String(resource["provider_name"]))) continue;
    const { type, address, values } = resource;
    const [id, name] = [part(values, "id"), part(values, "name")];
    if (type === "cloudflare_zone" && typeof address === "string" && typeof id === "string" && typeof name === "string")
      zones.set(address, { id, name });
    if (type !== "cloudflare_account_api_token_permission_groups_list") continue;
    for (const group of list(part(values, "result"))) {
      const [groupId, groupName] = [part(group, "id"), part(group, "name")];
      if (typeof groupId === "string" && typeof groupName === "string") permissions.set(groupId, groupName);
    }
  }
  return { zones, permissions };
}

const PROVIDER = /^registry\.(?:terraform\.io|opentofu\.org)\/cloudflare\/cloudflare$/;
