import { z } from "zod";
import { blocksOf, type TerraformStack } from "../terraform";

const TYPES: ReadonlySet<string> = new Set([
  "cloudflare_account_api_token_permission_groups_list",
  "cloudflare_api_token_permission_groups_list",
]);

// Strict: with another provider the names are those that somebody else's server gives.
const source = z.strictObject({
  "//": z.unknown().optional(),
  account_id: z.string().optional(),
  scope: z.string().optional(),
  name: z.string().optional(),
  max_items: z.number().optional(),
  lifecycle: z.unknown().optional(),
});

/** The data sources that list permission groups as ours do, by address, with the account they ask; others are left out. */
export function readPermissionSources(stack: Pick<TerraformStack, "files">): Map<string, string | undefined> {
  const sources = new Map<string, string | undefined>();
  for (const { labels, body } of blocksOf(stack, "data")) {
    if (!TYPES.has(labels[0] ?? "")) continue;
    const parsed = source.safeParse(body);
    if (parsed.success) sources.set(`data.${labels.join(".")}`, parsed.data.account_id);
  }
  return sources;
}
