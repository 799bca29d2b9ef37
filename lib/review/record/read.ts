import { z } from "zod";
import { SCOPES } from "../../catalogue";
import { lookedUpPermission, type LookedUpPermission, type LookupSpec } from "../../policy";
import { parseStrictJson } from "../../terraform";
import { pairsOf, type RecordedToken, type SnapshotRecord, sortedEntries, usageOf } from "./model";
import { RECORD_HEADING, renderRecord } from "./write";

const text = z.string();
const entries = z.record(text, z.union([z.literal("*"), z.record(text, z.literal("*"))]));
const policy = z.strictObject({ effect: z.enum(["allow", "deny"]), permissionGroups: z.array(text), resources: entries });
const access = {
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
};
const about = { stack: text, principal: text, owner: text.optional(), purpose: text.optional() };

const lookup = z.strictObject({
  kind: z.enum(["zone", "permission"]),
  name: text,
  scope: text.optional(),
  accountId: text.optional(),
  first: z.literal(true).optional(),
});
const scope = z.enum(["account", "zone", "user", "r2Bucket", "worker", "flagshipApp"]);
const current = z.strictObject({
  version: z.literal(2),
  ...about,
  tokens: z
    .array(
      z.strictObject({
        ...access,
        stays: z.literal(true).optional(),
        lifetime: z.int().positive().optional(),
        deliveries: z.array(
          z.strictObject({ kind: z.enum(["sink", "output"]), to: text, sensitive: z.boolean(), place: z.record(text, text).optional() }),
        ),
        notUnderstood: z.array(z.strictObject({ what: text, where: text, digest: text.optional() })).optional(),
        lookups: z.record(text, lookup).optional(),
        permissions: z.record(text, z.strictObject({ name: text, scope })).optional(),
        names: z.record(text, text).optional(),
      }),
    )
    .min(1),
});

/** What the files of version 1 hold: one list of names for all tokens, and how long a slot lasts in words. */
const former = z.strictObject({
  version: z.literal(1),
  ...about,
  tokens: z.array(z.strictObject({ ...access, lifetime: text.optional() })).min(1),
  names: z.record(text, text),
  lookups: z.array(text).optional(),
  unnamed: z.array(text).optional(),
});

/** The record of one file. */
export interface ReadRecord {
  readonly record: SnapshotRecord;
  /** Of the file. A record of version 1 did not say where a token's value goes. */
  readonly version: 1 | 2;
  /** How many pairs of a permission and a resource its tokens have. */
  readonly pairs: number;
}

/**
 * Reads the record of a file, and nothing of its words. Version 1 is read as well, and brought into the present form. Undefined where the file has not
 * exactly one record at its end, where that has anything but the members of its version, holds names or look-ups that its tokens do not use, or several
 * tokens that are not slots of one rotation.
 */
export function readRecord(file: string): ReadRecord | undefined {
  const before = `\n${RECORD_HEADING}\n\n\`\`\`json\n`;
  const [start, end] = [file.indexOf(before), file.length - "\n```\n".length];
  if (start === -1 || file.slice(end) !== "\n```\n") return undefined;
  try {
    const json = parseStrictJson(file.slice(start + before.length, end));
    const now = current.safeParse(json);
    // Shapes are checked, and what is optional is absent: JSON holds no undefined.
    const record = now.success ? (now.data as SnapshotRecord) : fromFormer(former.parse(json));
    const pairs = record.tokens.reduce((sum, { policies }) => sum + pairsOf(policies), 0);
    return isWhole(record) ? { record, version: now.success ? 2 : 1, pairs } : undefined;
  } catch {
    return undefined;
  }
}

function isWhole({ tokens }: SnapshotRecord): boolean {
  if (tokens.length > 1 && tokens.some(({ slot }) => slot === undefined)) return false;
  return tokens.every((token) => {
    const { groups, expressions, named } = usageOf(token);
    const dated = token.notBefore !== undefined || token.expiresOn !== undefined;
    if (token.lifetime !== undefined && (dated || token.slot === undefined)) return false;
    return areUsed(token.permissions, groups) && areUsed(token.lookups, expressions) && areUsed(token.names, named);
  });
}

function areUsed(record: Readonly<Record<string, unknown>> = {}, used: ReadonlySet<string>): boolean {
  return Object.keys(record).every((key) => used.has(key));
}

/** Version 1 in the form of version 2, without what it did not say: what permissions were called, and where values go. */
function fromFormer({ version: _, names, lookups = [], unnamed = [], tokens, ...rest }: z.infer<typeof former>): SnapshotRecord {
  const [zones, strange] = [new Set(lookups), new Set(unnamed)];
  const unused = new Set([...Object.keys(names), ...lookups, ...unnamed]);
  const converted = tokens.map(({ lifetime, ...token }) => {
    const { groups, expressions, named } = usageOf(token as RecordedToken);
    for (const key of [...expressions, ...named]) unused.delete(key);
    const found = [...expressions].flatMap((key): [string, LookupSpec][] => {
      if (zones.has(key)) return [[key, { kind: "zone", name: names[key] ?? "" }]];
      const permission = groups.has(key) && !strange.has(key) ? lookedUpPermission(key) : undefined;
      return permission === undefined ? [] : [[key, lookupOf(permission)]];
    });
    const [known, own] = [sortedEntries(found), sortedEntries(Object.entries(names).filter(([key]) => named.has(key)))];
    return {
      ...token,
      ...(lifetime === undefined || lifetime === "no expiry" ? {} : { lifetime: secondsOf(lifetime) }),
      ...(known === undefined ? {} : { lookups: known }),
      ...(own === undefined ? {} : { names: own }),
    };
  });
  if (unused.size > 0) throw new Error("names or look-ups that no token uses");
  return { version: 2, ...rest, tokens: converted } as SnapshotRecord;
}

function lookupOf({ name, scope: acts }: LookedUpPermission): LookupSpec {
  return { kind: "permission", name, ...(acts === undefined ? {} : { scope: SCOPES[acts] }) };
}

/** Version 1 said nothing of when a slot without a start ends, so such a file has to be written anew. */
function secondsOf(lifetime: string): number {
  const [, count = "", unit] = /^(\d{1,12}) (days|seconds)$/.exec(lifetime) ?? [];
  if (unit === undefined) throw new Error("no length");
  return Number(count) * (unit === "days" ? DAY : 1);
}

const DAY = 86_400;

/** Whether the words of a file are those that this version renders of its record. */
export function hasOwnWords(file: string, record: SnapshotRecord): boolean {
  // Each pair of a token is a line of its own: a record that multiplies to more than the file could hold needs no rendering.
  const lines = record.tokens.reduce((most, { policies }) => Math.max(most, pairsOf(policies)), 0);
  return lines < file.length && renderRecord(record) === file;
}
