import { providerOf } from "./read-token";
import type { Document } from "./show";
import { isObject } from "../terraform";

/* What a plan says besides its changes: what its data sources found, and what its resources refer to. */

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

/** What the configuration of each resource of the root module refers to. */
export function referencesOf(document: Document): ReadonlyMap<string, readonly string[]> {
  return new Map(configured(document).map(([address, resource]) => [address, referencesIn(resource["expressions"])]));
}

/** Which provider configuration manages each resource of the root module, where it is not the default one. */
export function providersOf(document: Document): ReadonlyMap<string, string> {
  return new Map(
    configured(document).flatMap(([address, resource]) => {
      const provider = providerOf(resource["provider_config_key"]);
      return provider === undefined ? [] : [[address, provider] as const];
    }),
  );
}

/** The configuration of each resource of the root module, by address. */
function configured(document: Document): readonly (readonly [string, Document])[] {
  const configuration = document["configuration"];
  const root = isObject(configuration) ? configuration["root_module"] : undefined;
  const resources = isObject(root) ? root["resources"] : undefined;
  return (Array.isArray(resources) ? (resources as readonly unknown[]) : []).flatMap((resource) => {
    const address = isObject(resource) ? resource["address"] : undefined;
    return isObject(resource) && typeof address === "string" ? [[address, resource] as const] : [];
  });
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return (value as readonly unknown[]).flatMap(referencesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    key === "references" && Array.isArray(part) ? part.filter((each): each is string => typeof each === "string") : referencesIn(part),
  );
}
