import type { Document } from "./show";
import { isObject } from "../terraform";

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
  const part = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined);
  const resources = part(part(part(document["prior_state"], "values"), "root_module"), "resources");
  for (const resource of Array.isArray(resources) ? (resources as readonly unknown[]) : []) {
    if (!isObject(resource) || resource["mode"] !== "data" || resource["provider_name"] !== PROVIDER) continue;
    const { type, address, values } = resource;
    const [id, name] = [part(values, "id"), part(values, "name")];
    if (type === "cloudflare_zone" && typeof address === "string" && typeof id === "string" && typeof name === "string")
      zones.set(address, { id, name });
    if (type !== "cloudflare_account_api_token_permission_groups_list") continue;
    const list = part(values, "result");
    for (const group of Array.isArray(list) ? (list as readonly unknown[]) : []) {
      const [groupId, groupName] = [part(group, "id"), part(group, "name")];
      if (typeof groupId === "string" && typeof groupName === "string") permissions.set(groupId, groupName);
    }
  }
  return { zones, permissions };
}

const PROVIDER = "registry.terraform.io/cloudflare/cloudflare";
