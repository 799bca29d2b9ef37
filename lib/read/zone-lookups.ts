import { z } from "zod";
import { blocksOf } from "../terraform";

const LITERAL = z.string().refine((text) => !/[$%]\{/.test(text));

// Strict: any further filter could find another zone than the name says.
const zone = z
  .object({
    "//": z.unknown().optional(),
    filter: z.strictObject({ name: LITERAL, match: z.literal("all").optional(), account: z.unknown().optional() }),
  })
  .strict();

/** Zones that data sources find by name: `${data.cloudflare_zone.<name>.id}` to the zone's name. Other data sources are left out. */
export function readZoneLookups(document: Parameters<typeof blocksOf>[0], file: string): Map<string, string> {
  const lookups = new Map<string, string>();
  for (const { labels, body } of blocksOf(document, "data", 2, file, (type) => type === "cloudflare_zone")) {
    const parsed = zone.safeParse(body);
    if (parsed.success) lookups.set(`\${data.${labels.join(".")}.id}`, parsed.data.filter.name);
  }
  return lookups;
}
