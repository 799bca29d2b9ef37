import { type Fault, throwFaults } from "../../errors";
import {
  compareText,
  formatInstant,
  isUnknown,
  normalize,
  normalizePolicies,
  normalizeRequestIp,
  parseInstant,
  type RequestIpSpec,
  type TokenSpec,
} from "../../policy";

/** Status, addresses and lifetime of a token in normal form; what is not known yet is kept as it is. */
export interface Settings {
  readonly status: TokenSpec["status"];
  readonly requestIp: Filter | undefined;
  readonly notBefore: Edge | undefined;
  readonly expiresOn: Edge | undefined;
}

/** A filter of addresses; equal filters have equal keys. */
export interface Filter {
  readonly spec: RequestIpSpec;
  readonly key: string;
  /** Whether it holds something that is not known yet. */
  readonly symbolic: boolean;
}

/** One end of a lifetime; `seconds` is undefined for one that is not known yet. */
export interface Edge {
  readonly text: string;
  readonly seconds: number | undefined;
}

/**
 * A token with its normal form, in which equal access is equal text. That is costly, and only made when it is asked for: most tokens of a comparison
 * stay as they are to the letter, and most others differ in what they may do.
 */
export class NormalToken {
  #settings: Settings | undefined;
  #access: string | undefined;

  /** @param given as it was read; policies, names, addresses and paths are taken from there */
  constructor(readonly given: TokenSpec) {}

  /** @throws PrincipalError InvalidCidr, CidrHostBits, InvalidDate */
  get settings(): Settings {
    return (this.#settings ??= settingsOf(this.given));
  }

  /** @throws PrincipalError InvalidCidr, CidrHostBits, InvalidDate */
  check(): void {
    this.#settings ??= settingsOf(this.given);
  }

  /** Everything that is access in normal form, as text. */
  get access(): string {
    return (this.#access ??= accessText(this.given, this.settings));
  }
}

/** Whether all that is access is the same to the letter. */
export function sameAccess(a: TokenSpec, b: TokenSpec): boolean {
  return (
    a.kind === b.kind &&
    a.accountId === b.accountId &&
    a.status === b.status &&
    a.notBefore === b.notBefore &&
    a.expiresOn === b.expiresOn &&
    sameValue(a.requestIp, b.requestIp) &&
    sameValue(a.policies, b.policies)
  );
}

/** Node's own comparison takes several times as long, and most tokens are equal. */
function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  const [x, y] = [a, b] as readonly Readonly<Record<string, unknown>>[];
  return keys.every((key) => Object.hasOwn(b, key) && sameValue(x?.[key], y?.[key]));
}

function accessText({ kind, accountId, policies }: TokenSpec, { status, requestIp, notBefore, expiresOn }: Settings): string {
  return JSON.stringify([kind, accountId, status, normalizePolicies(policies), requestIp?.key, notBefore?.text, expiresOn?.text]);
}

function settingsOf(spec: TokenSpec): Settings {
  const { status, requestIp } = spec;
  const [notBefore, expiresOn] = [edgeOf(spec.notBefore), edgeOf(spec.expiresOn)];
  // Throws, and says all that is wrong with the token at once.
  if (isWrong(notBefore) || isWrong(expiresOn)) normalizeLiterals(spec);
  return { status, requestIp: requestIp === undefined ? undefined : filterOf(requestIp), notBefore, expiresOn };
}

/** Readers and constructs give dates in this form, and to write one anew is costly. */
const NORMAL_INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

function edgeOf(text: string | undefined): Edge | undefined {
  if (text === undefined) return undefined;
  const seconds = isUnknown(text) ? undefined : parseInstant(text);
  return { text: seconds === undefined || NORMAL_INSTANT.test(text) ? text : formatInstant(seconds), seconds };
}

function isWrong(edge: Edge | undefined): boolean {
  return edge !== undefined && edge.seconds === undefined && !isUnknown(edge.text);
}

/** Tokens of one office share the same few filters, and the states of one token mostly do. Foreign ones must not fill the memory. */
const filters = new Map<string, Filter | undefined>();
const MOST_FILTERS = 1000;

function filterOf(given: RequestIpSpec): Filter | undefined {
  const text = JSON.stringify(given);
  const found = filters.get(text);
  if (found !== undefined || filters.has(text)) return found;
  const filter = makeFilter(given);
  if (text.length >= 1000) return filter;
  if (filters.size >= MOST_FILTERS) filters.clear();
  filters.set(text, filter);
  return filter;
}

function makeFilter(given: RequestIpSpec): Filter | undefined {
  const symbolic = isSymbolic(given);
  const faults: Fault[] = [];
  const spec = symbolic ? sorted(given) : normalizeRequestIp(given, "requestIp", faults);
  throwFaults(faults);
  return spec === undefined ? undefined : { spec, key: JSON.stringify(spec), symbolic };
}

function isSymbolic({ in: allowed, notIn: excluded }: RequestIpSpec): boolean {
  return allowed?.some(isUnknown) === true || excluded?.some(isUnknown) === true;
}

function sorted(filter: RequestIpSpec): RequestIpSpec {
  const list = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort(compareText);
  return {
    ...(filter.in === undefined || filter.in.length === 0 ? {} : { in: list(filter.in) }),
    ...(filter.notIn === undefined || filter.notIn.length === 0 ? {} : { notIn: list(filter.notIn) }),
  };
}

function normalizeLiterals({ requestIp, notBefore, expiresOn }: Pick<TokenSpec, "requestIp" | "notBefore" | "expiresOn">): TokenSpec {
  return normalize({
    kind: "account",
    name: "",
    status: "active",
    policies: [],
    ...(requestIp === undefined || isSymbolic(requestIp) ? {} : { requestIp }),
    ...(notBefore === undefined || isUnknown(notBefore) ? {} : { notBefore }),
    ...(expiresOn === undefined || isUnknown(expiresOn) ? {} : { expiresOn }),
  });
}

/**
 * The later of two states of a token, with its expressions marked where they are the same text and have another meaning: `${data.cloudflare_zone.z.id}`
 * after somebody made that data source look for another zone.
 */
export function distinguish(before: NormalToken, after: NormalToken): NormalToken {
  const [was, is] = [before.given.references, after.given.references];
  if (was === is) return after;
  const texts = new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})]);
  if ([...texts].every((text) => was?.[text] === is?.[text])) return after;
  const refersToChanged = (text: string): boolean => was?.[text] !== is?.[text];
  const mark = (text: string): string => (isUnknown(text) && refersToChanged(text) ? text.replace(/([$%])\{/g, "$1{changed: ") : text);
  const { name, accountId, policies, requestIp, notBefore, expiresOn } = after.given;
  const marked = marking({ name, accountId, policies, requestIp, notBefore, expiresOn }, mark) as Partial<TokenSpec>;
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
