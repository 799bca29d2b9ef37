import { isDeepStrictEqual } from "node:util";
import { implies, permissionById, type Scope, SCOPES } from "../../catalogue";
import {
  type Atom,
  atomsOf,
  compareText,
  type Granting,
  grantingOf,
  grantingsOf,
  holds,
  isUnknown,
  normalizePolicies,
  type Reach,
  type ResourceSet,
  type TokenSpec,
} from "../../policy";
import { type Settings, settingsOf } from "./settings";

/** How a deny of Read under an allowed Write is read: Cloudflare does not say whether it limits Write, so both have to be looked at. */
export type DenyReading = "exact" | "implied";

/** One thing to be permitted: the permission groups whose allow grants it, and those whose deny takes it away. */
export interface Point {
  readonly id: string;
  readonly scope?: Scope | undefined;
  readonly allow: readonly Granting[];
  readonly deny: Readonly<Record<DenyReading, readonly string[]>>;
}

/** A permission group as the catalogue knows it. */
export function pointOf(id: string): Point {
  const scope = permissionById(id)?.scope;
  // A deny within the account takes nothing from what an account-wide permission does elsewhere.
  const weaker = implies(id).filter((implied) => permissionById(implied)?.scope === scope);
  return { id, scope, allow: grantingOf(id), deny: { exact: [id], implied: [id, ...weaker] } };
}

/** Whether a group can act on a resource: only on one of its own scope; where one of the two is not known, it may. */
export function fits(point: Point, atom: Atom): boolean {
  if (point.scope === undefined || atom.scope === undefined || point.scope === atom.scope) return true;
  // What stands after the account's prefix may turn out to be `zone.*`.
  return atom.scope === "account" && isUnknown(atom.leaf) && SCOPES[point.scope].startsWith(`${SCOPES.account}.`);
}

/** More combinations than that are not looked at: anything may happen then. */
const MOST_COMBINATIONS = 200_000;

/** What may happen beyond what is listed. */
export interface UnknownOutcome {
  readonly gains: boolean;
  readonly loses: boolean;
}

/** The same questions for whatever unknown groups and resources may turn out to be; undefined where everything is known. */
export function compareUnknown(was: Reach, is: Reach, groups: readonly string[]): UnknownOutcome | undefined {
  const universe = atomsOf([...was.sets, ...is.sets]);
  if (!groups.some(isSoftGroup) && softAtoms(universe).length === 0) return undefined;
  const both = [was, is];
  const isDenied = (ids: readonly string[]): boolean => both.some((reach) => reach.deniedBy(ids).length > 0);
  const denied = both.map((reach) => reach.deniedBy(groups));
  const questions: { readonly point: Point; readonly sides: readonly Side[] }[] = [];
  for (const point of possiblePoints(groups, isDenied)) {
    const sides = both.map((reach) => sideOf(reach, point));
    if (sides.some(({ allow }) => allow.length > 0)) questions.push({ point, sides });
    if (questions.length > MOST_COMBINATIONS) return ANYTHING;
  }
  const outcome = { gains: false, loses: false };
  let combinations = 0;
  for (const atoms of possibleAtoms(universe, (atom) => denied.some((sets) => holds(sets, [atom])))) {
    if ((combinations += questions.length) > MOST_COMBINATIONS) return ANYTHING;
    for (const { point, sides } of questions) {
      if (!atoms.some((atom) => fits(point, atom))) continue;
      for (const reading of ["exact", "implied"] as const) {
        const [b = false, a = false] = sides.map(({ allow, deny }) => holds(allow, atoms) && !holds(deny[reading], atoms));
        outcome.gains ||= a && !b;
        outcome.loses ||= b && !a;
      }
      if (outcome.gains && outcome.loses) return outcome;
    }
  }
  return outcome;
}

const ANYTHING = { gains: true, loses: true };

interface Side {
  readonly allow: readonly ResourceSet[];
  readonly deny: Readonly<Record<DenyReading, readonly ResourceSet[]>>;
}

function sideOf(reach: Reach, { allow, deny }: Point): Side {
  return { allow: reach.allowedBy(allow), deny: { exact: reach.deniedBy(deny.exact), implied: reach.deniedBy(deny.implied) } };
}

/** A group of which it is not known what it is or implies: it may be, imply or be implied by any other. */
function isSoftGroup(id: string): boolean {
  return permissionById(id) === undefined;
}

/** The resources of which it is not known what they are: each may be, or be among, any other. */
function softAtoms(atoms: readonly Atom[]): readonly Atom[] {
  // Where all is in one account, it does not matter which.
  const elsewhere = new Set(atoms.map(({ account }) => account)).size > 1;
  return atoms.filter(
    ({ scope, leaf, account }) => scope === undefined || isUnknown(leaf) || (elsewhere && account !== undefined && isUnknown(account)),
  );
}

/**
 * What groups may turn out to be beside what they are by name. An allow and a deny that meet decide, so one unknown group at a time on each side is
 * enough, and none where neither is denied: more of them only deny more, or allow what is allowed already.
 */
function* possiblePoints(ids: readonly string[], isDenied: (groups: readonly string[]) => boolean): Generator<Point> {
  const soft = ids.filter(isSoftGroup);
  for (const id of ids) {
    const point = pointOf(id);
    yield point;
    const denied = isDenied(point.deny.implied);
    for (const other of soft) {
      if (other === id || !(denied || isDenied([other]))) continue;
      const allow = [...point.allow, ...grantingsOf(other)];
      const deny = { exact: [...point.deny.exact, other], implied: [...point.deny.implied, other] };
      yield { ...point, scope: undefined, allow, deny };
      yield { ...point, scope: undefined, allow };
      yield { ...point, scope: undefined, deny };
    }
  }
  // Something that an unknown group implies, and that has no name here or is another unknown group.
  for (const id of soft) {
    const none = { id, allow: grantingsOf(id), deny: { exact: [], implied: [] } };
    yield none;
    for (const other of soft) if (isDenied([other])) yield { ...none, deny: { exact: [other], implied: [other] } };
  }
}

/** Each resource by itself, and each two that may turn out to be one: where neither is denied, that makes no difference. */
function* possibleAtoms(atoms: readonly Atom[], isDenied: (atom: Atom) => boolean): Generator<readonly Atom[]> {
  const soft = softAtoms(atoms);
  const softAndDenied = soft.filter(isDenied);
  for (const atom of atoms) {
    yield [atom];
    for (const other of isDenied(atom) ? soft : softAndDenied) if (other !== atom && mayBeOne(atom, other)) yield [atom, other];
  }
}

function mayBeOne(a: Atom, b: Atom): boolean {
  if (a.scope === undefined || b.scope === undefined) return true;
  if (a.scope !== b.scope) return false;
  if (isUnknown(a.leaf) || isUnknown(b.leaf)) return sameAccountPossible(a.account, b.account);
  // Of one account, two literal resources are two, and "any other" is none that is named.
  return a.account !== b.account && (a.leaf === b.leaf || a.other || b.other) && sameAccountPossible(a.account, b.account);
}

function sameAccountPossible(a: string | undefined, b: string | undefined): boolean {
  return a === b || a === undefined || b === undefined || isUnknown(a) || isUnknown(b);
}

/** A token with its normal form, in which equal access is equal text. That is made when it is asked for: most tokens stay as they are to the letter. */
export class NormalToken {
  #settings: Settings | undefined;
  #access: string | undefined;

  constructor(readonly spec: TokenSpec) {}

  /** @throws PrincipalError InvalidCidr, CidrHostBits, InvalidDate */
  get settings(): Settings {
    return (this.#settings ??= settingsOf(this.spec));
  }

  /** @throws PrincipalError InvalidCidr, CidrHostBits, InvalidDate */
  check(): void {
    this.#settings ??= settingsOf(this.spec);
  }

  /** What it may do, in normal form, as text. */
  get access(): string {
    const { kind, accountId, policies } = this.spec;
    return (this.#access ??= JSON.stringify([kind, accountId, normalizePolicies(policies), this.settings]));
  }
}

/** Whether what they may do is the same to the letter. */
export function sameAccess(a: TokenSpec, b: TokenSpec): boolean {
  const of = ({ kind, accountId, status, policies, requestIp, notBefore, expiresOn }: TokenSpec): unknown[] => [
    kind,
    accountId,
    status,
    policies,
    requestIp,
    notBefore,
    expiresOn,
  ];
  return isDeepStrictEqual(of(a), of(b));
}

/** The later state of a token, made ready to be compared with the earlier one. */
export interface ToldApart {
  /** With another text in the place of each expression that finds something else than it did, since equal texts are equal values. */
  readonly after: TokenSpec;
  /** Those expressions, as they stand. */
  readonly changed: readonly string[];
  /** What was made of the other texts, with the expressions as they stand again. */
  readonly restore: <T>(value: T) => T;
}

/** Tells apart what stands in both states of a token and means another thing in each: `${data.cloudflare_zone.z.id}`, after somebody made that data source look for another zone. */
export function tellApart(before: TokenSpec, after: TokenSpec): ToldApart {
  const earlier = new Set(symbolsOf(before));
  const changed = [...new Set(symbolsOf(after))]
    .filter((text) => earlier.has(text) && !meansTheSame(text, before, after))
    .sort(compareText);
  if (changed.length === 0) return { after, changed, restore: (value) => value };
  const others = new Set(changed);
  const mark = unusedMark(before, after);
  const { name, accountId, policies, requestIp, notBefore, expiresOn } = after;
  const told = eachText({ name, accountId, policies, requestIp, notBefore, expiresOn }, (text) =>
    others.has(text) ? text.replace(/[$%]\{/g, (start) => start + mark) : text,
  );
  return {
    after: { ...after, ...(Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) as Partial<TokenSpec>) },
    changed,
    restore: (value) => eachText(value, (text) => text.replaceAll(mark, "")),
  };
}

/** By what it hangs on, and by what data sources are known to find for it. */
function meansTheSame(text: string, before: TokenSpec, after: TokenSpec): boolean {
  if (before.references?.[text] !== after.references?.[text]) return false;
  const lookups = [...Object.keys(before.lookups ?? {}), ...Object.keys(after.lookups ?? {})].filter((expression) =>
    text.includes(expression),
  );
  return lookups.every((expression) => isDeepStrictEqual(before.lookups?.[expression], after.lookups?.[expression]));
}

/** Every text of a token that is a symbol and decides what it may do, and its name. */
function symbolsOf({ name, accountId, policies, requestIp, notBefore, expiresOn }: TokenSpec): string[] {
  const keys = policies.flatMap(({ permissionGroups, resources }) => [
    ...permissionGroups,
    ...Object.entries(resources).flatMap(([key, value]) => [key, ...(value === "*" ? [] : Object.keys(value))]),
  ]);
  const texts = [name, accountId, notBefore, expiresOn, ...(requestIp?.in ?? []), ...(requestIp?.notIn ?? []), ...keys];
  return texts.flatMap((text) => (text !== undefined && isUnknown(text) ? [text] : []));
}

/** Something that stands in neither of two tokens. */
function unusedMark(...specs: readonly TokenSpec[]): string {
  const text = JSON.stringify(specs);
  let mark = "later";
  while (text.includes(mark)) mark += "_";
  return mark;
}

/** A value with every text in it replaced, keys included. */
function eachText<T>(value: T, replace: (text: string) => string): T;
function eachText(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === "string") return replace(value);
  if (Array.isArray(value)) return value.map((each: unknown) => eachText(each, replace));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [replace(key), eachText(inner, replace)]));
}
