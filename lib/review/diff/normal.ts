import { compareText, normalize, normalizePolicies, referencesIn, type RequestIpSpec, type TokenSpec } from "../../policy";
import { isUnknown } from "./unknown";

/**
 * A token with its normal form, in which equal access is equal text. That is costly, and only made when it is asked for: most tokens of a comparison
 * stay as they are to the letter, and most others differ in what they may do.
 */
export class NormalToken {
  #spec: TokenSpec | undefined;
  #written: string | undefined;
  #access: string | undefined;

  constructor(
    /** As it was given; names, addresses and paths are the same in the normal form. */
    readonly given: TokenSpec,
  ) {}

  /** With addresses and dates in normal form; what is not known yet is kept as it is. The policies are as they were given. */
  get spec(): TokenSpec {
    return (this.#spec ??= withNormalSettings(this.given));
  }

  /** Everything that is access in normal form, as text. */
  get access(): string {
    return (this.#access ??= accessText({ ...this.spec, policies: normalizePolicies(this.given.policies) }));
  }

  /** Everything that is access, as it was given. */
  get written(): string {
    return (this.#written ??= accessText(this.given));
  }
}

function accessText({ kind, accountId, status, policies, requestIp, notBefore, expiresOn }: TokenSpec): string {
  return JSON.stringify([kind, accountId, status, policies, requestIp, notBefore, expiresOn]);
}

function withNormalSettings(original: TokenSpec): TokenSpec {
  const { requestIp, notBefore, expiresOn } = original;
  if (requestIp === undefined && notBefore === undefined && expiresOn === undefined) return original;
  const { requestIp: _, notBefore: __, expiresOn: ___, ...rest } = original;
  return { ...rest, ...normalSettings({ requestIp, notBefore, expiresOn }) };
}

type Settings = Pick<TokenSpec, "requestIp" | "notBefore" | "expiresOn">;
interface GivenSettings {
  readonly requestIp: RequestIpSpec | undefined;
  readonly notBefore: string | undefined;
  readonly expiresOn: string | undefined;
}

/** Tokens of one office share the same few filters and dates. Foreign ones must not fill the memory. */
const known = new Map<string, Settings>();
const MOST_KNOWN = 1000;

function normalSettings(given: GivenSettings): Settings {
  const key = JSON.stringify(given);
  const found = known.get(key);
  if (found !== undefined) return found;
  const { requestIp, notBefore, expiresOn } = given;
  const unknown = {
    ...(requestIp !== undefined && [...(requestIp.in ?? []), ...(requestIp.notIn ?? [])].some(isUnknown)
      ? { requestIp: sorted(requestIp) }
      : {}),
    ...(notBefore !== undefined && isUnknown(notBefore) ? { notBefore } : {}),
    ...(expiresOn !== undefined && isUnknown(expiresOn) ? { expiresOn } : {}),
  };
  const {
    requestIp: ip,
    notBefore: from,
    expiresOn: until,
  } = normalize({
    kind: "account",
    name: "",
    status: "active",
    policies: [],
    ...(requestIp === undefined || "requestIp" in unknown ? {} : { requestIp }),
    ...(notBefore === undefined || "notBefore" in unknown ? {} : { notBefore }),
    ...(expiresOn === undefined || "expiresOn" in unknown ? {} : { expiresOn }),
  });
  const settings = {
    ...(ip === undefined ? {} : { requestIp: ip }),
    ...(from === undefined ? {} : { notBefore: from }),
    ...(until === undefined ? {} : { expiresOn: until }),
    ...unknown,
  };
  if (known.size < MOST_KNOWN && key.length < 1000) known.set(key, settings);
  return settings;
}

function sorted(filter: RequestIpSpec): RequestIpSpec {
  const list = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort(compareText);
  return {
    ...(filter.in === undefined || filter.in.length === 0 ? {} : { in: list(filter.in) }),
    ...(filter.notIn === undefined || filter.notIn.length === 0 ? {} : { notIn: list(filter.notIn) }),
  };
}

/**
 * The later of two states of a token, with its expressions marked where they are the same text and have another meaning: `${data.cloudflare_zone.z.id}`
 * after somebody made that data source look for another zone.
 */
export function distinguish(before: NormalToken, after: NormalToken): NormalToken {
  const [was, is] = [before.given.references, after.given.references];
  if (was === is) return after;
  const names = [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])];
  const changed = new Set(names.filter((name) => was?.[name] !== is?.[name]));
  if (changed.size === 0) return after;
  const mark = (text: string): string =>
    isUnknown(text) && referencesIn(text).some((name) => changed.has(name)) ? text.replace(/([$%])\{/g, "$1{changed: ") : text;
  const { accountId, policies, requestIp, notBefore, expiresOn } = after.given;
  const marked = marking({ accountId, policies, requestIp, notBefore, expiresOn }, mark) as Partial<TokenSpec>;
  const present = Object.fromEntries(Object.entries(marked).filter(([, value]) => value !== undefined));
  return new NormalToken({ ...after.given, ...present });
}

/** Every text within a value, keys included. */
function marking(value: unknown, mark: (text: string) => string): unknown {
  if (typeof value === "string") return mark(value);
  if (Array.isArray(value)) return value.map((each: unknown) => marking(each, mark));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [mark(key), marking(inner, mark)]));
}
