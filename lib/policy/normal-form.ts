import { type Fault, fault, throwFaults } from "../errors";
import { normalizeRequestIp } from "./cidr";
import { formatInstant, parseInstant } from "./instant";
import { writeResources } from "./symbol";
import type { Effect, PolicySpec, ResourceEntries, TokenSpec } from "./token-spec";

/** One (permission group, resource entry) of a token, with the places it was written at. */
export interface AccessPair {
  readonly effect: Effect;
  /** Permission group id or symbol. */
  readonly group: string;
  readonly key: string;
  /** The entry below `key`; absent for the whole of `key`. */
  readonly nested?: string;
  /** Where it comes from, `policies[0]` for instance. */
  readonly origins: readonly string[];
}

/** Takes policies apart into pairs; equal pairs are one, with the origins of all. */
export function expandPolicies(
  policies: readonly PolicySpec[],
  origin: (index: number) => string = (i) => `policies[${String(i)}]`,
): AccessPair[] {
  const pairs = new Map<string, { pair: AccessPair; origins: string[] }>();
  policies.forEach((policy, index) => {
    for (const group of policy.permissionGroups) {
      for (const [key, value] of Object.entries(policy.resources)) {
        for (const nested of value === "*" ? [undefined] : Object.keys(value)) {
          // Of a list, not of joined texts: foreign keys may hold any separator.
          const id = JSON.stringify([policy.effect, group, key, nested]);
          const known = pairs.get(id);
          if (known === undefined) {
            const origins = [origin(index)];
            pairs.set(id, { pair: { effect: policy.effect, group, key, ...(nested === undefined ? {} : { nested }), origins }, origins });
          } else if (!known.origins.includes(origin(index))) known.origins.push(origin(index));
        }
      }
    }
  });
  return [...pairs.values()].map((entry) => entry.pair);
}

/** Keys under which one group has both `*` and single entries. The API has no form for that in one policy. */
export function conflictingKeys(policies: readonly PolicySpec[]): { readonly group: string; readonly key: string }[] {
  const seen = new Map<string, { group: string; key: string; flat: boolean; nested: boolean }>();
  for (const pair of expandPolicies(policies)) {
    const id = JSON.stringify([pair.effect, pair.group, pair.key]);
    const entry = seen.get(id) ?? { group: pair.group, key: pair.key, flat: false, nested: false };
    if (pair.nested === undefined) entry.flat = true;
    else entry.nested = true;
    seen.set(id, entry);
  }
  return [...seen.values()].filter((e) => e.flat && e.nested).map(({ group, key }) => ({ group, key }));
}

/** A policy in normal form with its `resources` text, which is costly enough to make once only. */
export interface WrittenPolicy extends PolicySpec {
  readonly text: string;
}

/**
 * The one way to write an access: each group once per effect, its resources the union of all its entries, groups of equal unions in one
 * policy, everything sorted. Where a group has both `*` and single entries under one key (foreign files), two policies are kept.
 */
export function normalizePolicies(policies: readonly PolicySpec[]): PolicySpec[] {
  return writePolicies(policies).map(({ effect, permissionGroups, resources }) => ({ effect, permissionGroups, resources }));
}

/** `normalizePolicies`, with the text of each policy's resources. */
export function writePolicies(policies: readonly PolicySpec[]): WrittenPolicy[] {
  return (sortPolicies(policies) ?? mergePolicies(policies)).sort(comparePolicies);
}

/** Most tokens are written without repetition and need no merging; undefined for one that repeats a group or a set of resources, or holds empty ones. */
function sortPolicies(policies: readonly PolicySpec[]): WrittenPolicy[] | undefined {
  const seen = new Set<string>();
  const written: WrittenPolicy[] = [];
  for (const { effect, permissionGroups, resources } of policies) {
    const sorted = sortedEntries(resources);
    const text = writeResources(sorted);
    const groups = sortedIds(permissionGroups);
    // Foreign files may hold what grants nothing: the merge drops it.
    if (groups.length === 0 || text.includes("{}")) return undefined;
    for (const id of [text, ...groups]) {
      if (seen.has(effect + id)) return undefined;
      seen.add(effect + id);
    }
    written.push({ effect, permissionGroups: groups, resources: sorted, text });
  }
  return written;
}

function mergePolicies(policies: readonly PolicySpec[]): WrittenPolicy[] {
  const unions = new Map<string, Union>();
  for (const policy of policies) {
    for (const group of policy.permissionGroups) {
      const id = `${policy.effect}\n${group}`;
      let union = unions.get(id);
      if (union === undefined) unions.set(id, (union = { effect: policy.effect, group, flat: new Set(), nested: new Map() }));
      for (const [key, value] of Object.entries(policy.resources)) {
        if (value === "*") union.flat.add(key);
        else {
          let inner = union.nested.get(key);
          if (inner === undefined) union.nested.set(key, (inner = new Set()));
          for (const entry of Object.keys(value)) inner.add(entry);
        }
      }
    }
  }
  const merged = new Map<string, { effect: Effect; groups: string[]; resources: ResourceEntries; text: string }>();
  for (const union of unions.values()) {
    for (const resources of entriesOf(union)) {
      const text = writeResources(resources);
      const id = `${union.effect}\n${text}`;
      const policy = merged.get(id);
      if (policy === undefined) merged.set(id, { effect: union.effect, groups: [union.group], resources, text });
      else policy.groups.push(union.group);
    }
  }
  return [...merged.values()].map(({ effect, groups, resources, text }) => ({
    effect,
    permissionGroups: sortedIds(groups),
    resources,
    text,
  }));
}

// A group that is split in two (`*` and entries under one key) can meet itself under one text only in one policy, so this order is total.
function comparePolicies(a: WrittenPolicy, b: WrittenPolicy): number {
  return compareText(a.effect, b.effect) || compareText(a.text, b.text);
}

interface Union {
  readonly effect: Effect;
  readonly group: string;
  readonly flat: Set<string>;
  readonly nested: Map<string, Set<string>>;
}

function entriesOf(union: Union): ResourceEntries[] {
  const entries: [string, "*" | Record<string, "*">][] = [...union.flat].map((key) => [key, "*"]);
  const apart: [string, Record<string, "*">][] = [];
  for (const [key, inner] of union.nested) {
    if (inner.size === 0) continue;
    const value = Object.fromEntries([...inner].sort(compareText).map((k) => [k, "*" as const]));
    if (union.flat.has(key)) apart.push([key, value]);
    else entries.push([key, value]);
  }
  const result: ResourceEntries[] = entries.length === 0 ? [] : [fromSorted(entries)];
  if (apart.length > 0) result.push(fromSorted(apart));
  return result;
}

function sortedEntries(resources: ResourceEntries): ResourceEntries {
  const keys = Object.keys(resources);
  if (isSorted(keys) && keys.every((key) => isSortedBelow(resources[key]))) return resources;
  return fromSorted(
    Object.entries(resources).map(([key, value]) => [
      key,
      value === "*" ? value : Object.fromEntries(Object.entries(value).sort((a, b) => compareText(a[0], b[0]))),
    ]),
  );
}

function isSortedBelow(value: ResourceEntries[string] | undefined): boolean {
  return value === undefined || value === "*" || isSorted(Object.keys(value));
}

function isSorted(texts: readonly string[]): boolean {
  return texts.every((text, index) => index === 0 || (texts[index - 1] ?? "") < text);
}

function fromSorted(entries: readonly (readonly [string, "*" | Readonly<Record<string, "*">>])[]): ResourceEntries {
  return resourceEntries([...entries].sort((a, b) => compareText(a[0], b[0])));
}

/**
 * The entries as an object like any other. V8 keeps a table of the first keys that empty objects get, for the whole program; ten thousand zone ids fill it,
 * and from then on every `{}` that somebody fills is a slow one, in cdktf as well. What begins without a prototype does not take part in that.
 */
export function resourceEntries(entries: Iterable<readonly [string, ResourceEntries[string]]>): ResourceEntries {
  const object = Object.create(null) as Record<string, ResourceEntries[string]>;
  for (const [key, value] of entries) object[key] = value;
  Object.setPrototypeOf(object, Object.prototype);
  return object;
}

function sortedIds(ids: readonly string[]): readonly string[] {
  return isSorted(ids) ? ids : [...new Set(ids)].sort(compareText);
}

/** Order by code unit: the same on every machine and in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The normal form of a token: equal access gives an equal value, whatever order or words it was written in.
 * Idempotent; `can` answers the same before and after. Optional things that are absent are left out.
 *
 * @throws PrincipalError InvalidCidr, CidrHostBits, InvalidDate
 */
export function normalize(spec: TokenSpec): TokenSpec {
  const faults: Fault[] = [];
  const requestIp = normalizeRequestIp(spec.requestIp, "requestIp", faults);
  const notBefore = instant(spec.notBefore, "notBefore", faults);
  const expiresOn = instant(spec.expiresOn, "expiresOn", faults);
  throwFaults(faults);
  return {
    kind: spec.kind,
    ...(spec.accountId === undefined ? {} : { accountId: spec.accountId }),
    name: spec.name,
    status: spec.status,
    policies: normalizePolicies(spec.policies).map(copyPolicy),
    ...(requestIp === undefined ? {} : { requestIp }),
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(expiresOn === undefined ? {} : { expiresOn }),
    ...restOf(spec),
  };
}

type About = Omit<TokenSpec, "kind" | "accountId" | "name" | "status" | "policies" | "requestIp" | "notBefore" | "expiresOn">;

/** Everything else in a fixed order: what is absent is left out, and nothing is shared with what it was made from. */
const ABOUT = [
  ...(["owner", "purpose", "address", "path", "stack", "tokenId", "names", "acknowledgements", "rotation", "movedFrom"] as const),
  ...(["deposed", "stays", "provider", "ignored", "newSecret", "lookups", "references", "deliveries", "notUnderstood"] as const),
] satisfies readonly (keyof About)[];

function restOf({ rotation: slot, ...others }: TokenSpec): About {
  // Its own fields in their order, and no others: it goes into comparisons as text.
  const rotation = slot === undefined ? {} : { rotation: { principal: slot.principal, slot: slot.slot, generation: slot.generation } };
  const spec: Partial<TokenSpec> = { ...others, ...rotation };
  return Object.fromEntries(ABOUT.flatMap((name) => (spec[name] === undefined ? [] : [[name, copyOf(spec[name])]])));
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner)]));
}

function instant(text: string | undefined, path: string, faults: Fault[]): string | undefined {
  if (text === undefined) return undefined;
  const seconds = parseInstant(text);
  if (seconds !== undefined) return formatInstant(seconds);
  faults.push(fault.invalidDate(path, text));
  return undefined;
}

/** The normal form shares nothing with what it was made from. */
function copyPolicy({ effect, permissionGroups, resources }: PolicySpec): PolicySpec {
  const copy = Object.entries(resources).map(([key, value]): [string, typeof value] => [key, value === "*" ? value : { ...value }]);
  return { effect, permissionGroups: [...permissionGroups], resources: resourceEntries(copy) };
}
