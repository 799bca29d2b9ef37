/*
 * What changes between two tokens, by plain enumeration of (permission, thing, address, instant) in a tiny world. Nothing of lib/review is used, and of
 * lib/policy only types.
 */
import { BlockList } from "node:net";
import type { TokenSpec } from "../../lib/policy";
import { ACCOUNTS, bucketsIn, GROUPS, heldBy, things, thingsFor, type World, WORKER_EDIT, worlds, ZONES } from "./access";

export type Reading = "exact" | "implied";
export const READINGS: readonly Reading[] = ["exact", "implied"];

export const CIDRS = [
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
export const INSTANTS = ["2030-01-01T00:00:00Z", "2031-01-01T00:00:00Z", "2032-01-01T00:00:00Z"];
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

/** The world of a token before, and that of the one after. */
export interface Worlds {
  readonly before: World;
  readonly after: World;
}

/**
 * The ways in which the zones may lie in the accounts. Those of an account-owned token are in its own account, or it could not name them: where another
 * account owns the token afterwards, they are others.
 */
export function worldsOf(before: TokenSpec, after: TokenSpec, zones: readonly string[] = ZONES): readonly Worlds[] {
  const own = ({ accountId = "" }: TokenSpec): World => Object.fromEntries(zones.map((zone) => [zone, accountId]));
  if (before.kind === "account") return [{ before: own(before), after: own(after) }];
  return worlds(zones).map((world) => ({ before: world, after: world }));
}

/** The accounts that "all" can mean. */
function reachOf({ kind, accountId = "" }: TokenSpec): readonly string[] {
  return kind === "account" ? [accountId] : ACCOUNTS;
}

/** Each `permission thing` that the policies allow. A group that no list knows acts on anything. */
export function pairs(spec: TokenSpec, world: World, reading: Reading): Set<string> {
  const { policies } = spec;
  const held = heldBy(policies, reachOf(spec), world);
  const found = new Set<string>();
  for (const group of GROUPS) {
    // What it grants on the buckets of an account is no part of what it does on the account.
    const taken = reading === "exact" ? [group.id] : group.grants;
    const holding = (effect: string, ids: readonly string[]): string[] =>
      policies.flatMap((p, i) => (p.effect === effect && ids.some((id) => p.permissionGroups.includes(id)) ? [...(held[i] ?? [])] : []));
    const denied = new Set(holding("deny", taken));
    const allowed = GROUPS.flatMap((g) => thingsFor(group.id, g, holding("allow", [g.id])));
    for (const thing of allowed)
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
  for (const world of worldsOf(before, after, zones)) {
    for (const reading of READINGS) {
      const [was, is] = [pairs(before, world.before, reading), pairs(after, world.after, reading)];
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
export function thingsOf(key: string, spec: TokenSpec, world: World): string[] {
  const [outer = "", nested] = key.split("/");
  return things({ key: outer, ...(nested === undefined ? {} : { nested }) }, reachOf(spec), world);
}

/** Each `permission thing` that comes with a permission on a thing, itself among them. */
export function grantedWith(id: string, thing: string): string[] {
  const { grants = [], onBuckets = [] } = GROUPS.find((group) => group.id === id) ?? {};
  return [
    ...grants.map((other) => `${other} ${thing}`),
    ...onBuckets.flatMap((other) => bucketsIn(thing).map((bucket) => `${other} ${bucket}`)),
  ];
}
