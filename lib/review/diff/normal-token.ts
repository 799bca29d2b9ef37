import { isDeepStrictEqual } from "node:util";
import { compareText, isUnknown, normalizePolicies, type TokenSpec } from "../../policy";
import { type Settings, settingsOf } from "./settings";

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
