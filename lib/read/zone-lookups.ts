import { z } from "zod";
import { blocksOf, type TerraformStack } from "../terraform";

const LITERAL = z.string().refine((text) => !/[$%]\{/.test(text));

// Strict: any further filter could find another zone than the name says.
const zone = z
  .object({
    "//": z.unknown().optional(),
    filter: z.strictObject({ name: LITERAL, match: z.literal("all").optional(), account: z.unknown().optional() }),
  })
  .strict();

/** Zones that data sources find by name: `${data.cloudflare_zone.<name>.id}` to the zone's name. Other data sources are left out. */
export function readZoneLookups(stack: Pick<TerraformStack, "files">): Map<string, string> {
  const lookups = new Map<string, string>();
  for (const { labels, body } of blocksOf(stack, "data")) {
    if (labels[0] !== "cloudflare_zone") continue;
    const parsed = zone.safeParse(body);
    if (parsed.success) lookups.set(`\${data.${labels.join(".")}.id}`, parsed.data.filter.name);
  }
  return lookups;
}
