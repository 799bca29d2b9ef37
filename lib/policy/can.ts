import { type AnyPermission, implies, permissionById, type Scope, SCOPES } from "../catalogue";
import { type Fault, fault, PrincipalError, throwFaults } from "../errors";
import { covered, EVERYTHING, parseAddress, parseCidr } from "./cidr";
import { entryWithin, type Granting, grantingOf, grantingsOf } from "./granting";
import { parseInstant } from "./instant";
import { type AnyResource, covers, type Entry, isResourceKey, isWildcard, lowerCaseIds, makeEntry, overlap, splitKey } from "./resource";
import { isSymbol } from "./symbol";
import type { Effect, PolicySpec, RequestIpSpec, TokenSpec } from "./token-spec";

/*
 * What tokens can reach, by permission and resource, so that two of them can be compared exactly. Policies only tell resources apart by the keys
 * they name and by the wildcards these fall under, so each named resource and one "any other" for each wildcard stand for all there are.
 */

/** A resource that stands for itself, or for every one of its scope and account that is not named. */
export interface Atom extends Entry {
  readonly other: boolean;
}

/** The policies of one token, ready to be asked about many atoms. What a permission group implies is for the one who asks to say. */
export class Reach {
  /** The resources of every policy, denies among them, and those on which its permissions grant others. */
  readonly sets: readonly ResourceSet[];
  private readonly within = new Map<ResourceSet, Map<Scope, ResourceSet>>();
  private readonly byGroup: Readonly<Record<Effect, ReadonlyMap<string, ResourceSet>>>;

  constructor({ kind, accountId, policies }: Pick<TokenSpec, "kind" | "accountId" | "policies">) {
    const own = kind === "account" ? accountId : undefined;
    const sets = policies.map(({ resources, effect }) => new ResourceSet(entriesOf({ resources, effect }, own)));
    const policiesOf: Readonly<Record<Effect, Map<string, number[]>>> = { allow: new Map(), deny: new Map() };
    policies.forEach(({ effect, permissionGroups }, index) => {
      const known = policiesOf[effect];
      for (const each of new Set(permissionGroups)) {
        // An id in upper case may mean nothing to Cloudflare: it allows, and does not deny.
        const group = effect === "deny" ? each : lowerCaseIds(each);
        const indices = known.get(group);
        if (indices === undefined) known.set(group, [index]);
        else if (indices.at(-1) !== index) indices.push(index);
      }
    });
    const united = new Map<string, ResourceSet>();
    const unite = (indices: readonly number[]): ResourceSet => {
      const key = indices.join();
      const set = united.get(key) ?? uniteSets(indices.flatMap((index) => sets[index] ?? []));
      united.set(key, set);
      return set;
    };
    const byGroup = (effect: Effect): ReadonlyMap<string, ResourceSet> =>
      new Map([...policiesOf[effect]].map(([group, indices]) => [group, unite(indices)]));
    this.byGroup = { allow: byGroup("allow"), deny: byGroup("deny") };
    const granted = [...this.byGroup.allow.keys()].flatMap((group) => this.allowedBy(grantingsOf(group).slice(1)));
    this.sets = [...new Set([...sets, ...granted])];
  }

  /** Whether anything is denied. */
  get hasDeny(): boolean {
    return this.byGroup.deny.size > 0;
  }

  /** The resources on which some groups, each in its way, are allowed to grant something. */
  allowedBy(grantings: readonly Granting[]): readonly ResourceSet[] {
    const known = this.byGroup.allow;
    if (known.size === 0) return [];
    return [
      ...new Set(
        grantings.flatMap(({ group, within }) => {
          const set = known.get(group);
          return set === undefined ? [] : within === undefined ? [set] : [this.setWithin(set, within)];
        }),
      ),
    ];
  }

  /** The resources on which some groups are denied. */
  deniedBy(groups: readonly string[]): readonly ResourceSet[] {
    const known = this.byGroup.deny;
    if (known.size === 0) return [];
    return [...new Set(groups.flatMap((group) => known.get(group) ?? []))];
  }

  /** One set is one object, by which those who ask remember what they worked out. */
  private setWithin(set: ResourceSet, within: Scope): ResourceSet {
    const known = this.within.get(set) ?? new Map<Scope, ResourceSet>();
    this.within.set(set, known);
    const found =
      known.get(within) ?? new ResourceSet([...set.entries()].flatMap((entry) => entryWithin(entry, { group: "", within }) ?? []));
    known.set(within, found);
    return found;
  }

  /** The permission groups that the policies name, and those that these imply. */
  *groups(): Generator<string> {
    for (const known of [this.byGroup.allow, this.byGroup.deny])
      for (const id of known.keys()) {
        yield id;
        yield* implies(id);
      }
  }
}

function* entriesOf({ resources, effect }: Pick<PolicySpec, "resources" | "effect">, own: string | undefined): Generator<Entry> {
  for (const [key, value] of Object.entries(resources))
    for (const nested of value === "*" ? [undefined] : Object.keys(value)) yield makeEntry(key, nested, own, effect);
}

/** Resources, as policies name them. */
export class ResourceSet {
  /** By account (undefined where it is not known), each key with its scope. */
  private readonly accounts = new Map<string | undefined, Map<string, Scope | undefined>>();

  constructor(entries: Iterable<Entry>) {
    for (const { leaf, scope, account } of entries) {
      const known = this.accounts.get(account);
      if (known === undefined) this.accounts.set(account, new Map([[leaf, scope]]));
      else known.set(leaf, scope);
    }
  }

  *entries(): Generator<Entry> {
    for (const [account, leaves] of this.accounts)
      for (const [leaf, scope] of leaves) yield account === undefined ? { leaf, scope } : { leaf, scope, account };
  }

  has({ leaf, scope, account }: Atom): boolean {
    return this.hasIn(undefined, leaf, scope) || (account !== undefined && this.hasIn(account, leaf, scope));
  }

  private hasIn(account: string | undefined, leaf: string, scope: Scope | undefined): boolean {
    const leaves = this.accounts.get(account);
    return leaves !== undefined && (leaves.has(leaf) || (scope !== undefined && leaves.has(`${SCOPES[scope]}.*`)));
  }
}

function uniteSets(sets: readonly ResourceSet[]): ResourceSet {
  const [first] = sets;
  return first !== undefined && sets.length === 1 ? first : new ResourceSet(sets.flatMap((set) => [...set.entries()]));
}

/** Whether one of the atoms is among the resources. */
export function holds(sets: readonly ResourceSet[], atoms: readonly Atom[]): boolean {
  return sets.some((set) => atoms.some((atom) => set.has(atom)));
}

/** The resources that tell the given sets apart. A resource whose account is not known stands once for each account it may be in. */
export function atomsOf(sets: Iterable<ResourceSet>): readonly Atom[] {
  const atoms = new Map<string | undefined, Map<string, Atom>>();
  const add = (entry: Entry): void => {
    const known = atoms.get(entry.account) ?? new Map<string, Atom>();
    atoms.set(entry.account, known);
    if (!known.has(entry.leaf)) known.set(entry.leaf, { ...entry, other: isWildcard(entry) });
  };
  for (const set of sets) for (const entry of set.entries()) add(entry);
  // In one of the accounts of which a wildcard holds it, or in none of them.
  const named = [...atoms.values()].flatMap((known) => [...known.values()].filter(({ other, account }) => other && account !== undefined));
  for (const { leaf, scope } of [...(atoms.get(undefined)?.values() ?? [])].filter(isOpen))
    for (const { account } of named.filter((wildcard) => wildcard.scope === scope))
      if (account !== undefined) add({ leaf, scope, account });
  return [...atoms.values()].flatMap((known) => [...known.values()]);
}

/** Whether a resource is in an account that is not known: accounts and users are in none. */
function isOpen({ scope, account }: Entry): boolean {
  return account === undefined && scope !== "account" && scope !== "user";
}

/** A question about a token. */
export interface Access {
  /** A permission, or a permission group's id. */
  readonly permission: AnyPermission | string;
  /** A resource, or a resource key (`outer/inner` for the two-level form). */
  readonly resource: AnyResource | string;
  /** The caller's address. @default - allowed if some address is */
  readonly ip?: string | undefined;
  /** The instant of the call. @default - allowed if some instant is */
  readonly at?: string | Date | undefined;
}

/** What decides a question: a policy of the spec by its index, or the reason that no policy counts. */
export type DecidedBy = { readonly effect: Effect; readonly index: number } | { readonly reason: "status" | "time" | "ip" | "default" };

/** What a token may do, and why. */
export interface Answer {
  /** Whether it may. */
  readonly allowed: boolean;
  /** What decides that. */
  readonly by: DecidedBy;
}

/**
 * May this token do that? Deny wins, then allow, else denied; a disabled token, one out of its lifetime or called from outside its addresses
 * may do nothing. An allowed Write also allows the Read of the same group, and R2's account-wide permissions allow those on objects in the
 * account's buckets (see `implies` in docs/catalogue.md); a deny acts on exactly the group it names.
 *
 * A question about all zones is a question about each of them: a deny on one zone answers it.
 * A user token reaches several accounts, and a bare zone key does not say which one the zone is in: allowed if it would be in some account.
 *
 * Source: https://developers.cloudflare.com/fundamentals/api/how-to/create-via-api/
 * @throws PrincipalError InvalidCidr (`ip`), InvalidDate (`at`), InvalidPermissionId, InvalidResourceKey, UnresolvedResource
 */
export function can(spec: TokenSpec, access: Access): Answer {
  checkQuestion(access);
  if (spec.status !== "active") return no("status");
  if (!inLifetime(spec, access.at)) return no("time");
  if (!fromAddress(spec.requestIp, access.ip)) return no("ip");
  // Everything an account-owned token can reach belongs to its account.
  const own = spec.kind === "account" ? spec.accountId : undefined;
  const target = readTarget(own, access.resource);
  const id = typeof access.permission === "string" ? access.permission : access.permission.id;
  const scope = typeof access.permission === "string" ? permissionById(id)?.scope : access.permission.scope;
  if (scope !== undefined && target.scope !== undefined && scope !== target.scope) return no("default");

  const answers = readings(spec, target).map((reading) => decide(spec.policies, own, id, reading));
  return answers.find((a) => a.allowed) ?? answers.find((a) => "effect" in a.by) ?? no("default");
}

/** A question that names nothing must not be answered "no": a test would pass for nothing. */
function checkQuestion({ permission, resource, ip, at }: Access): void {
  const faults: Fault[] = [];
  const id = typeof permission === "string" ? permission : permission.id;
  if (!/^[0-9a-f]{32}$/.test(id) && !isSymbol(id)) faults.push(fault.invalidPermissionId("permission", id));
  const keys =
    typeof resource === "string" ? splitKey(resource) : [resource.key, ...(resource.nested === undefined ? [] : [resource.nested])];
  if (keys.length > 2 || !keys.every(isResourceKey)) faults.push(fault.invalidResourceKey("resource", resource));
  // A zone by name and a cdktf token stand for a reference that only their stack knows, and never equal the one that the spec shows.
  else if (typeof resource !== "string" && resource.zoneName !== undefined) faults.push(fault.unresolvedResource("resource", resource.key));
  else for (const key of keys) if (key.includes("TfToken[")) faults.push(fault.unresolvedResource("resource", key));
  if (ip !== undefined && parseAddress(ip) === undefined) faults.push(fault.invalidCidr("ip", ip));
  if (at !== undefined && parseInstant(at) === undefined) faults.push(fault.invalidDate("at", at));
  throwFaults(faults);
}

function decide(policies: readonly PolicySpec[], own: string | undefined, id: string, target: Entry): Answer {
  const denied = policies.findIndex(
    // An id in upper case may mean nothing to Cloudflare: it allows, and does not deny.
    (policy) =>
      policy.effect === "deny" &&
      policy.permissionGroups.includes(id) &&
      [...entriesOf(policy, own)].some((entry) => overlap(entry, target)),
  );
  if (denied !== -1) return { allowed: false, by: { effect: "deny", index: denied } };
  const enough = grantingOf(id);
  const allowed = policies.findIndex((policy) => policy.effect === "allow" && grants(policy, own, enough, target));
  return allowed === -1 ? no("default") : { allowed: true, by: { effect: "allow", index: allowed } };
}

function grants(policy: PolicySpec, own: string | undefined, enough: readonly Granting[], target: Entry): boolean {
  const groups = policy.permissionGroups.map(lowerCaseIds);
  const grantings = enough.filter(({ group }) => groups.includes(group));
  if (grantings.length === 0) return false;
  return [...entriesOf(policy, own)].some((entry) =>
    grantings.some((granting) => {
      const held = entryWithin(entry, granting);
      return held !== undefined && covers(held, target);
    }),
  );
}

function no(reason: "status" | "time" | "ip" | "default"): Answer {
  return { allowed: false, by: { reason } };
}

function inLifetime(spec: TokenSpec, at: string | Date | undefined): boolean {
  const from = instant(spec.notBefore, "notBefore") ?? -Infinity;
  const until = instant(spec.expiresOn, "expiresOn") ?? Infinity;
  if (at === undefined) return from < until;
  const seconds = instant(at, "at") ?? 0;
  return seconds >= from && seconds < until;
}

function instant(value: string | Date | undefined, path: string): number | undefined {
  if (value === undefined) return undefined;
  const seconds = parseInstant(value);
  if (seconds === undefined) throw new PrincipalError([fault.invalidDate(path, value)]);
  return seconds;
}

function fromAddress(filter: RequestIpSpec | undefined, ip: string | undefined): boolean {
  if (filter === undefined && ip === undefined) return true;
  const allowed = filter?.in === undefined || filter.in.length === 0 ? undefined : filter.in.map(range);
  const excluded = (filter?.notIn ?? []).map(range);
  if (ip === undefined) return (allowed ?? EVERYTHING).some((all) => !covered(all, excluded));
  const address = parseAddress(ip);
  if (address === undefined) throw new PrincipalError([fault.invalidCidr("ip", ip)]);
  const within = (r: { readonly family: number; readonly start: bigint; readonly end: bigint }): boolean =>
    r.family === address.family && r.start <= address.value && address.value <= r.end;
  return (allowed?.some(within) ?? true) && !excluded.some(within);
}

function range(text: string): NonNullable<ReturnType<typeof parseCidr>> {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new PrincipalError([fault.invalidCidr("requestIp", text)]);
  return cidr;
}

function readTarget(own: string | undefined, resource: AnyResource | string): Entry {
  if (typeof resource !== "string") return makeEntry(resource.key, resource.nested, resource.accountId ?? own);
  const [key = "", nested] = splitKey(resource);
  return makeEntry(key, nested, own);
}

/** The target as it is, and as it would be in each account that a policy names: where its account is not known, it may be any of them. */
function readings(spec: TokenSpec, target: Entry): Entry[] {
  if (target.account !== undefined || isWildcard(target)) return [target];
  const accounts = new Set(spec.policies.flatMap((policy) => [...entriesOf(policy, undefined)]).flatMap((entry) => entry.account ?? []));
  return [target, ...[...accounts].map((account) => ({ ...target, account }))];
}
