/*
 * What a token may do, by plain enumeration: every entry of `resources` stands for a set of things that exist in a tiny world, and every policy for
 * the triples (effect, permission group, thing). Each account holds one zone, bucket and Worker of each name, and one more that no policy can name
 * ("later"), so that "all zones" is more than the zones one can list. Nothing of lib/policy is used.
 */
import type { PolicySpec } from "../../lib/policy";

export const OWN = "0123456789abcdef0123456789abcdef";
export const OTHER = "fedcba9876543210fedcba9876543210";
/** An account that no policy names. */
const THIRD = "99999999999999999999999999999999";
export const ACCOUNTS = [OWN, OTHER, THIRD];
export const ZONES = ["11111111111111111111111111111111", "22222222222222222222222222222222"] as const;
const BUCKETS = ["default_data", "eu_data"];
export const TAG = "33333333333333333333333333333333";
export const USER = "44444444444444444444444444444444";
const LATER = "later";

/**
 * A permission group: what it acts on, which groups it grants (itself and, for Write, the Read of the same name), and which it grants on every bucket of the
 * accounts it is on.
 */
export interface Group {
  readonly id: string;
  readonly name: string;
  readonly scope: "account" | "zone" | "user" | "r2Bucket" | "worker";
  readonly grants: readonly string[];
  readonly onBuckets?: readonly string[];
}

function group(name: string, scope: Group["scope"], id: string, ...also: readonly string[]): Group {
  return { id, name, scope, grants: [id, ...also] };
}

export const DNS_READ = group("DNS Read", "zone", "82e64a83756745bbbb1c9c2701bf816b");
export const DNS_WRITE = group("DNS Write", "zone", "4755a26eedb94da69e1066d98aa820be", DNS_READ.id);
export const CACHE_PURGE = group("Cache Purge", "zone", "e17beae8b8cb423a99b1730f21238bed");
export const SCRIPTS_READ = group("Workers Scripts Read", "account", "1a71c399035b4950a1bd1466bbe4f420");
export const SCRIPTS_WRITE = group("Workers Scripts Write", "account", "e086da7e2179491d91ee5f35b3ca210a", SCRIPTS_READ.id);
export const ITEM_READ = group("Workers R2 Storage Bucket Item Read", "r2Bucket", "6a018a9f2fc74eb6b293b0c548f38b39");
export const ITEM_WRITE = group("Workers R2 Storage Bucket Item Write", "r2Bucket", "2efd5506f9c8494dacb1fa10a3e7d5b6", ITEM_READ.id);
export const R2_READ: Group = {
  ...group("Workers R2 Storage Read", "account", "b4992e1108244f5d8bfbd5744320c2e1"),
  onBuckets: [ITEM_READ.id],
};
export const R2_WRITE: Group = {
  ...group("Workers R2 Storage Write", "account", "bf7481a1826f439697cb59a20b22293e", R2_READ.id),
  onBuckets: [ITEM_READ.id, ITEM_WRITE.id],
};
export const DETAILS_READ = group("User Details Read", "user", "8acbe5bb0d54464ab867149d7f7cf8ac");
/** Cloudflare has such groups, but no id of one is public. */
export const WORKER_EDIT = group("Worker Edit", "worker", "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee");
export const GROUPS: readonly Group[] = [
  DNS_READ,
  DNS_WRITE,
  CACHE_PURGE,
  SCRIPTS_READ,
  SCRIPTS_WRITE,
  ITEM_READ,
  ITEM_WRITE,
  R2_READ,
  R2_WRITE,
  DETAILS_READ,
  WORKER_EDIT,
];

/** A key of `resources`, and the key below it in the two-level form. */
export interface ModelEntry {
  readonly key: string;
  readonly nested?: string;
}

const ACCOUNT_KEY = "com.cloudflare.api.account.";
const ZONE_KEY = "com.cloudflare.api.account.zone.";
const BUCKET_KEY = "com.cloudflare.edge.r2.bucket.";
const WORKER_KEY = "com.cloudflare.edge.worker.script.";
const USER_KEY = "com.cloudflare.api.user.";

/** Every form of resource that names something of the world. */
export const ENTRIES: readonly ModelEntry[] = [
  ...[OWN, OTHER].flatMap((account) => [
    { key: ACCOUNT_KEY + account },
    { key: ACCOUNT_KEY + account, nested: `${ZONE_KEY}*` },
    { key: ACCOUNT_KEY + account, nested: `${BUCKET_KEY}*` },
    { key: ACCOUNT_KEY + account, nested: WORKER_KEY + TAG },
    { key: ACCOUNT_KEY + account, nested: `${WORKER_KEY}*` },
    ...BUCKETS.map((bucket) => ({ key: `${BUCKET_KEY}${account}_${bucket}` })),
  ]),
  ...ZONES.map((zone) => ({ key: ZONE_KEY + zone })),
  { key: `${ZONE_KEY}*` },
  { key: `${BUCKET_KEY}*` },
];
/** What only user tokens can hold. */
export const USER_ENTRIES: readonly ModelEntry[] = [...ENTRIES, { key: `${ACCOUNT_KEY}*` }, { key: USER_KEY + USER }];

/** In which account each zone is that is named by its id alone. */
export type World = Readonly<Record<string, string>>;

/** A question; `account` is the zone's account where the one who asks knows it. */
export interface Question {
  readonly group: Group;
  readonly entry: ModelEntry;
  readonly account?: string | undefined;
}

export interface Verdict {
  readonly allowed: boolean;
  readonly by: "allow" | "deny" | "default";
  /** The first policy that decides. */
  readonly index: number;
}

/** The answers of a token that belongs to an account: all it can reach is the account's. */
export function accountModel(policies: readonly PolicySpec[]): (question: Question) => Verdict {
  const inAccount = (account: string): World => Object.fromEntries(ZONES.map((zone) => [zone, account]));
  const held = heldBy(policies, [OWN], inAccount(OWN));
  return (question) => verdict(policies, held, question.group, things(question.entry, [OWN], inAccount(question.account ?? OWN)));
}

/** The answers of a user token, one for each way in which the zones may lie in the accounts. */
export function userModel(policies: readonly PolicySpec[]): (question: Question) => Verdict[] {
  const each = worlds(ZONES).map((world) => ({ world, held: heldBy(policies, ACCOUNTS, world) }));
  return ({ group, entry, account }) =>
    each
      .filter(({ world }) => account === undefined || ZONES.every((zone) => !entry.key.endsWith(zone) || world[zone] === account))
      .map(({ world, held }) => verdict(policies, held, group, things(entry, ACCOUNTS, world)));
}

/** For each policy, all things of its entries. */
export function heldBy(policies: readonly PolicySpec[], reach: readonly string[], world: World): ReadonlySet<string>[] {
  return policies.map((policy) => new Set(entriesOf(policy).flatMap((entry) => things(entry, reach, world))));
}

export function worlds(zones: readonly string[]): World[] {
  const [zone, ...others] = zones;
  if (zone === undefined) return [{}];
  return worlds(others).flatMap((world) => ACCOUNTS.map((account) => ({ ...world, [zone]: account })));
}

function verdict(policies: readonly PolicySpec[], held: readonly ReadonlySet<string>[], asked: Group, things: readonly string[]): Verdict {
  const target = things.filter((thing) => thing.startsWith(`${asked.scope}:`));
  if (target.length === 0) return { allowed: false, by: "default", index: -1 };
  const denied = policies.findIndex(
    (policy, i) => policy.effect === "deny" && policy.permissionGroups.includes(asked.id) && target.some((t) => held[i]?.has(t)),
  );
  if (denied !== -1) return { allowed: false, by: "deny", index: denied };
  const allowed = policies.findIndex(({ effect, permissionGroups }, i) => {
    const groups = GROUPS.filter(({ id }) => effect === "allow" && permissionGroups.includes(id));
    const things = new Set(groups.flatMap((g) => thingsFor(asked.id, g, held[i] ?? [])));
    return target.every((t) => things.has(t));
  });
  return allowed === -1 ? { allowed: false, by: "default", index: -1 } : { allowed: true, by: "allow", index: allowed };
}

/** On which things an allow of a group on some things grants a permission. */
export function thingsFor(permission: string, { grants, onBuckets = [] }: Group, held: Iterable<string>): string[] {
  const things = [...held];
  return [...(grants.includes(permission) ? things : []), ...(onBuckets.includes(permission) ? things.flatMap(bucketsIn) : [])];
}

/** Every bucket of an account. */
export function bucketsIn(thing: string): string[] {
  const [kind, account = ""] = thing.split(":");
  return kind === "account" ? [...BUCKETS, LATER].map((bucket) => `r2Bucket:${account}/${bucket}`) : [];
}

export function entriesOf(policy: PolicySpec): ModelEntry[] {
  return Object.entries(policy.resources).flatMap(([key, value]) =>
    value === "*" ? [{ key }] : Object.keys(value).map((nested) => ({ key, nested })),
  );
}

/** The things an entry stands for. `reach`: the accounts that "all" can mean. */
export function things({ key, nested }: ModelEntry, reach: readonly string[], world: World): string[] {
  const accounts = nested === undefined ? reach : [key.slice(ACCOUNT_KEY.length)];
  const leaf = nested ?? key;
  const all = (kind: string, names: readonly string[]): string[] =>
    accounts.flatMap((account) => [...names, LATER].map((name) => `${kind}:${account}/${name}`));
  if (leaf === `${ZONE_KEY}*`) return all("zone", ZONES);
  if (leaf === `${BUCKET_KEY}*`) return all("r2Bucket", BUCKETS);
  if (leaf === `${WORKER_KEY}*`) return all("worker", [TAG]);
  if (leaf === `${ACCOUNT_KEY}*`) return ACCOUNTS.map((account) => `account:${account}`);
  if (leaf.startsWith(ZONE_KEY)) return [`zone:${world[leaf.slice(ZONE_KEY.length)] ?? "?"}/${leaf.slice(ZONE_KEY.length)}`];
  if (leaf.startsWith(BUCKET_KEY))
    return [`r2Bucket:${leaf.slice(BUCKET_KEY.length, BUCKET_KEY.length + 32)}/${leaf.slice(BUCKET_KEY.length + 33)}`];
  if (leaf.startsWith(WORKER_KEY)) return accounts.map((account) => `worker:${account}/${leaf.slice(WORKER_KEY.length)}`);
  if (leaf.startsWith(USER_KEY)) return [`user:${leaf.slice(USER_KEY.length)}`];
  return [`account:${leaf.slice(ACCOUNT_KEY.length)}`];
}
