/*
 * What changes between two tokens, by plain enumeration of (permission, thing, address, instant) in a tiny world. Nothing of lib/review is used, and of
 * lib/policy only types.
 */
import { BlockList } from "node:net";
import fc from "fast-check";
import type { PolicySpec, TokenSpec } from "../../lib/policy";
import {
  ACCOUNTS,
  CACHE_PURGE,
  DNS_READ,
  DNS_WRITE,
  ENTRIES,
  type Group,
  GROUPS,
  heldBy,
  ITEM_READ,
  ITEM_WRITE,
  type ModelEntry,
  OTHER,
  OWN,
  SCRIPTS_READ,
  SCRIPTS_WRITE,
  things,
  USER_ENTRIES,
  type World,
  WORKER_EDIT,
  worlds,
  ZONES,
} from "./access";
import { resourcesOf } from "./writings";

export type Reading = "exact" | "implied";
export const READINGS: readonly Reading[] = ["exact", "implied"];

const CIDRS = [
  "10.0.0.0/29",
  "10.0.0.0/30",
  "10.0.0.4/30",
  "10.0.0.2/31",
  "10.0.0.5/32",
  "0.0.0.0/0",
  "0.0.0.0/1",
  "128.0.0.0/1",
  "::/0",
  "2001:db8::/32",
];
/** One address for each part that these ranges can cut the space into. */
export const ADDRESSES = [..."01234567".split("").map((digit) => `10.0.0.${digit}`), "11.0.0.1", "200.0.0.1", "2001:db8::1", "3000::1"];
const INSTANTS = ["2030-01-01T00:00:00Z", "2031-01-01T00:00:00Z", "2032-01-01T00:00:00Z"];
/** One instant for each part that these can cut time into. */
const MOMENTS = ["2029-01-01T00:00:00Z", ...INSTANTS];

export function inRange(address: string, cidrs: readonly string[]): boolean {
  const list = new BlockList();
  const family = (text: string): "ipv4" | "ipv6" => (text.includes(":") ? "ipv6" : "ipv4");
  // To a BlockList, ::/0 holds the IPv4 addresses as well.
  for (const cidr of cidrs.filter((each) => family(each) === family(address))) {
    const [net = "", prefix] = cidr.split("/");
    list.addSubnet(net, Number(prefix), family(net));
  }
  return list.check(address, family(address));
}

const passing = new Map<string, readonly boolean[]>();
/** For each of ADDRESSES whether the filter lets it through. */
export function passes({ requestIp }: TokenSpec): readonly boolean[] {
  const key = JSON.stringify(requestIp ?? null);
  let known = passing.get(key);
  if (known === undefined) {
    const allowed = requestIp?.in ?? [];
    known = ADDRESSES.map((a) => (allowed.length === 0 || inRange(a, allowed)) && !inRange(a, requestIp?.notIn ?? []));
    passing.set(key, known);
  }
  return known;
}

function times({ notBefore, expiresOn }: TokenSpec): boolean[] {
  return MOMENTS.map((at) => (notBefore === undefined || at >= notBefore) && (expiresOn === undefined || at < expiresOn));
}

export function isUsable(spec: TokenSpec): boolean {
  return spec.status === "active" && passes(spec).includes(true) && times(spec).includes(true);
}

/** The ways in which the zones may lie in the accounts. */
export function worldsOf({ kind }: TokenSpec, zones: readonly string[] = ZONES): readonly World[] {
  return kind === "account" ? [Object.fromEntries(zones.map((zone) => [zone, OWN]))] : worlds(zones);
}

const reachOf = (kind: TokenSpec["kind"]): readonly string[] => (kind === "account" ? [OWN] : ACCOUNTS);

/** Each `permission thing` that the policies allow. A group that no list knows acts on anything. */
export function pairs({ kind, policies }: TokenSpec, world: World, reading: Reading): Set<string> {
  const held = heldBy(policies, reachOf(kind), world);
  const found = new Set<string>();
  for (const group of GROUPS) {
    const taken = reading === "exact" ? [group.id] : group.grants;
    const holding = (effect: string, ids: readonly string[]): string[] =>
      policies.flatMap((p, i) => (p.effect === effect && ids.some((id) => p.permissionGroups.includes(id)) ? [...(held[i] ?? [])] : []));
    const denied = new Set(holding("deny", taken));
    const granting = GROUPS.filter((g) => g.grants.includes(group.id)).map((g) => g.id);
    for (const thing of holding("allow", granting))
      if ((group === WORKER_EDIT || thing.startsWith(`${group.scope}:`)) && !denied.has(thing)) found.add(`${group.id} ${thing}`);
  }
  return found;
}

export interface Truth {
  gains: boolean;
  loses: boolean;
}

/** Whether some (permission, thing, address, instant) is allowed after and not before, and the other way round: each of them is tried. */
export function compareAll(before: TokenSpec, after: TokenSpec, zones: readonly string[] = ZONES): Truth {
  const truth: Truth = { gains: false, loses: false };
  const [from, to] = [passes(before), passes(after)];
  const [old, now] = [times(before), times(after)];
  for (const world of worldsOf(before, zones)) {
    for (const reading of READINGS) {
      const [was, is] = [pairs(before, world, reading), pairs(after, world, reading)];
      for (const pair of new Set([...was, ...is])) {
        const [wasAllowed, isAllowed] = [before.status === "active" && was.has(pair), after.status === "active" && is.has(pair)];
        for (let ip = 0; ip < ADDRESSES.length; ip++) {
          for (let at = 0; at < MOMENTS.length; at++) {
            const could = wasAllowed && from[ip] === true && old[at] === true;
            const can = isAllowed && to[ip] === true && now[at] === true;
            if (can && !could) truth.gains = true;
            if (could && !can) truth.loses = true;
          }
        }
        if (truth.gains && truth.loses) return truth;
      }
    }
  }
  return truth;
}

export function verdictOf({ gains, loses }: Truth): string {
  return gains ? (loses ? "mixed" : "broadening") : loses ? "narrowing" : "neutral";
}

/** The things of a key as the diff writes it, `outer/inner` for the nested form. */
export function thingsOf(key: string, kind: TokenSpec["kind"], world: World): string[] {
  const [outer = "", nested] = key.split("/");
  return things({ key: outer, ...(nested === undefined ? {} : { nested }) }, reachOf(kind), world);
}

/** Permission groups that each group grants. */
export const GRANTS: ReadonlyMap<string, readonly string[]> = new Map(GROUPS.map((group) => [group.id, group.grants]));

const COMMON = [DNS_READ, DNS_WRITE, CACHE_PURGE, SCRIPTS_READ, SCRIPTS_WRITE, ITEM_READ, ITEM_WRITE];

function policy(groups: readonly string[], entries: readonly ModelEntry[]): fc.Arbitrary<PolicySpec> {
  return fc
    .record({
      effect: fc.constantFrom("allow" as const, "allow" as const, "deny" as const),
      groups: fc.subarray([...groups], { minLength: 1, maxLength: Math.min(3, groups.length) }),
      entries: fc.subarray([...entries], { minLength: 1, maxLength: Math.min(3, entries.length) }),
    })
    .map(({ effect, groups: ids, entries: list }) => ({ effect, permissionGroups: ids, resources: resourcesOf(list) }));
}

const same = Symbol("same");

/** A value before and one after, often the same. */
function twice<T>(value: fc.Arbitrary<T>): fc.Arbitrary<readonly [T, T]> {
  return fc
    .tuple(value, fc.oneof({ weight: 2, arbitrary: fc.constant(same) }, { weight: 1, arbitrary: value }))
    .map(([a, b]) => [a, b === same ? a : b] as const);
}

interface Universe {
  readonly kind: TokenSpec["kind"];
  readonly groups: readonly string[];
  readonly entries: readonly ModelEntry[];
  readonly cidrs: readonly string[];
  readonly instants: readonly string[];
}

/** Two states of one token that differ in some of what they are made of. */
function pairOf({ kind, groups, entries, cidrs, instants }: Universe): fc.Arbitrary<readonly [TokenSpec, TokenSpec]> {
  const filter = fc.option(
    fc.record({ in: fc.subarray([...cidrs], { maxLength: 3 }), notIn: fc.subarray([...cidrs], { maxLength: 2 }) }, { requiredKeys: [] }),
    { nil: undefined },
  );
  const instant = fc.option(fc.constantFrom(...instants), { nil: undefined, freq: 1 });
  const few = fc.tuple(fc.subarray([...groups], { minLength: 1, maxLength: 4 }), fc.subarray([...entries], { minLength: 1, maxLength: 5 }));
  const policies = few.chain(([ids, some]) =>
    fc.array(fc.tuple(policy(ids, some), fc.constantFrom("both", "both", "before", "after")), { maxLength: 5 }),
  );
  return fc
    .record({
      policies,
      status: twice(fc.constantFrom("active" as const, "active" as const, "active" as const, "active" as const, "disabled" as const)),
      filter: twice(filter),
      from: twice(instant),
      until: twice(instant),
    })
    .map((made) => {
      const at = (side: 0 | 1): TokenSpec => {
        const [requestIp, notBefore, expiresOn] = [made.filter[side], made.from[side], made.until[side]];
        const here = made.policies.filter(([, where]) => where === "both" || where === (side === 0 ? "before" : "after"));
        return {
          kind,
          ...(kind === "account" ? { accountId: OWN } : {}),
          name: "t",
          status: made.status[side],
          policies: here.map(([each]) => each),
          ...(requestIp === undefined ? {} : { requestIp }),
          ...(notBefore === undefined ? {} : { notBefore }),
          ...(expiresOn === undefined ? {} : { expiresOn }),
        };
      };
      return [at(0), at(1)] as const;
    });
}

const ids = (groups: readonly Group[]): string[] => groups.map((group) => group.id);

/** Pairs of account-owned and of user tokens, on everything the model knows; three in four of the permissions everybody uses. */
export const tokenPair: fc.Arbitrary<readonly [TokenSpec, TokenSpec]> = fc
  .tuple(fc.constantFrom("account" as const, "account" as const, "user" as const), fc.constantFrom(COMMON, COMMON, COMMON, GROUPS))
  .chain(([kind, groups]) =>
    pairOf({ kind, groups: ids(groups), entries: kind === "account" ? ENTRIES : USER_ENTRIES, cidrs: CIDRS, instants: INSTANTS }),
  );

const ZONE_KEY = "com.cloudflare.api.account.zone.";
const ACCOUNT_KEY = "com.cloudflare.api.account.";
/** Zones that symbols may stand for: one of those that "all" holds and no list names among them. */
export const SYMBOL_ZONES = [...ZONES, "later"];
/** Values that are not known yet, and what they may turn out to be. */
export const SYMBOLS: Readonly<Record<string, readonly string[]>> = {
  "${x}": SYMBOL_ZONES,
  "${y}": [ZONES[0], "later"],
  "${g}": [DNS_READ.id, DNS_WRITE.id, CACHE_PURGE.id],
  "${h}": [DNS_READ.id, DNS_WRITE.id],
  "${a}": [OWN, OTHER],
  "${ip}": ["10.0.0.0/29", "10.0.0.5/32"],
  "${at}": [INSTANTS[0] ?? "", INSTANTS[2] ?? ""],
};

/** Pairs with symbols wherever a foreign file may have them. */
export const symbolicPair: fc.Arbitrary<readonly [TokenSpec, TokenSpec]> = fc
  .constantFrom("account" as const, "user" as const)
  .chain((kind) =>
    pairOf({
      kind,
      groups: [...ids([DNS_READ, DNS_WRITE, CACHE_PURGE]), "${g}", "${h}"],
      entries: [
        ...ENTRIES.filter(({ key, nested }) => (nested ?? key).startsWith(ZONE_KEY)),
        { key: `${ZONE_KEY}\${x}` },
        { key: `${ZONE_KEY}\${y}` },
        { key: `${ACCOUNT_KEY}\${a}`, nested: `${ZONE_KEY}*` },
      ],
      cidrs: [...CIDRS.slice(0, 6), "${ip}"],
      instants: [...INSTANTS, "${at}"],
    }),
  );

/** The spec with every symbol replaced, once for each way to do so. */
export function* assignments(pair: readonly [TokenSpec, TokenSpec]): Generator<readonly [TokenSpec, TokenSpec]> {
  const text = JSON.stringify(pair);
  const names = Object.keys(SYMBOLS).filter((name) => text.includes(name));
  const total = names.reduce((product, name) => product * (SYMBOLS[name]?.length ?? 1), 1);
  for (let index = 0; index < total; index++) {
    let rest = index;
    const values = new Map<string, string>();
    for (const name of names) {
      const list = SYMBOLS[name] ?? [];
      values.set(name, list[rest % list.length] ?? "");
      rest = Math.floor(rest / list.length);
    }
    const replace = (part: string): string => part.replace(/\$\{\w+\}/g, (name) => values.get(name) ?? name);
    const [before, after] = pair.map((spec) => assign(spec, replace));
    if (before !== undefined && after !== undefined) yield [before, after];
  }
}

/** Objects are merged where two keys turn out to be one. */
function assign(spec: TokenSpec, replace: (text: string) => string): TokenSpec {
  const list = (texts: readonly string[] | undefined): readonly string[] | undefined => texts?.map(replace);
  const { requestIp, notBefore, expiresOn } = spec;
  const [allowed, excluded] = [list(requestIp?.in), list(requestIp?.notIn)];
  return {
    ...spec,
    policies: spec.policies.flatMap(({ effect, permissionGroups, resources }) =>
      Object.entries(resources).flatMap(([key, value]): PolicySpec[] => {
        const groups = permissionGroups.map(replace);
        if (value === "*") return [{ effect, permissionGroups: groups, resources: { [replace(key)]: "*" as const } }];
        return Object.keys(value).map((nested) => ({
          effect,
          permissionGroups: groups,
          resources: { [replace(key)]: { [replace(nested)]: "*" as const } },
        }));
      }),
    ),
    ...(requestIp === undefined
      ? {}
      : { requestIp: { ...(allowed === undefined ? {} : { in: allowed }), ...(excluded === undefined ? {} : { notIn: excluded }) } }),
    ...(notBefore === undefined ? {} : { notBefore: replace(notBefore) }),
    ...(expiresOn === undefined ? {} : { expiresOn: replace(expiresOn) }),
  };
}
