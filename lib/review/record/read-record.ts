import { z } from "zod";
import { parseStrictJson } from "../../terraform";
import type { SnapshotRecord } from "./record";
import { RECORD_HEADING, renderRecord } from "./render";

const text = z.string();
const entries = z.record(text, z.union([z.literal("*"), z.record(text, z.literal("*"))]));
const policy = z.strictObject({ effect: z.enum(["allow", "deny"]), permissionGroups: z.array(text), resources: entries });
const token = z.strictObject({
  kind: z.enum(["account", "user"]),
  accountId: text.optional(),
  name: text,
  slot: text.optional(),
  address: text.optional(),
  provider: text.optional(),
  ignored: z.array(text).optional(),
  status: z.enum(["active", "disabled"]),
  policies: z.array(policy),
  requestIp: z.strictObject({ in: z.array(text).optional(), notIn: z.array(text).optional() }).optional(),
  notBefore: text.optional(),
  expiresOn: text.optional(),
  lifetime: text.optional(),
});
const record = z.strictObject({
  version: z.literal(1),
  stack: text,
  principal: text,
  owner: text.optional(),
  purpose: text.optional(),
  tokens: z.array(token).min(1),
  names: z.record(text, text),
  lookups: z.array(text).optional(),
  unnamed: z.array(text).optional(),
});

/**
 * The record of one file; undefined for a file that says anything else than its record: it was edited by hand, damaged, or written by another
 * version. So the words that a reviewer read and the ids that are compared can't disagree.
 */
export function readRecord(file: string): SnapshotRecord | undefined {
  const start = file.lastIndexOf(`\n${RECORD_HEADING}\n\n\`\`\`json\n`);
  const json = file.slice(start + RECORD_HEADING.length + "\n\n\n```json\n".length).replace(/\n```\n$/, "");
  if (start === -1) return undefined;
  try {
    // Shapes are checked, and what is optional is absent: JSON holds no undefined.
    const read = record.parse(parseStrictJson(json)) as SnapshotRecord;
    return renderRecord(read) === file ? read : undefined;
  } catch {
    return undefined;
  }
}
