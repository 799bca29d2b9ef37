import { DataCloudflareZone } from "@cdktf/provider-cloudflare/lib/data-cloudflare-zone";
import { TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { type AnyResource, makeResource } from "../policy";
import { resolveText } from "./resolve";

/** The construct that holds a stack's data sources, so that their ids can't collide with the user's. */
export function lookups(scope: IConstruct): Construct {
  const stack = TerraformStack.of(scope);
  return (stack.node.tryFindChild("Lookups") as Construct | undefined) ?? new Construct(stack, "Lookups");
}

/** A zone given by name becomes one whose id a data source of the stack finds at plan time; other resources stay as they are. */
export function withZoneLookup(scope: IConstruct, resource: AnyResource): AnyResource {
  const { zoneName, accountId } = resource;
  if (zoneName === undefined || accountId === undefined) return resource;
  const parent = lookups(scope);
  // A cdktf token can't stand in a construct id; the reference behind it can, and tells two such accounts apart.
  const id = `zone ${zoneName} ${resolveText(scope, accountId).replace(/\$\{|\}/g, "")}`;
  const source =
    (parent.node.tryFindChild(id) as DataCloudflareZone | undefined) ??
    new DataCloudflareZone(parent, id, { filter: { name: zoneName, match: "all", account: { id: accountId } } });
  return makeResource({ scope: "zone", key: `com.cloudflare.api.account.zone.${source.id}`, accountId, name: zoneName });
}
