import { type Fault, fault, PrincipalError } from "../errors";
import { holdsSymbol } from "./symbol";

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/**
 * An RFC 3339 text or a Date as whole seconds since 1970 (fractions are cut); undefined for what is not a real date with time and offset.
 * The same reading serves the normal form and `can`, so that cutting fractions never changes an answer.
 */
export function parseInstant(value: string | Date): number | undefined {
  if (typeof value !== "string") {
    const ms = value instanceof Date || Object.prototype.toString.call(value) === "[object Date]" ? value.getTime() : Number.NaN;
    return inRange(Math.floor(ms / 1000));
  }
  const match = RFC3339.exec(value);
  if (match === null) return undefined;
  const part = (index: number): number => Number(match[index] ?? "0");
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  if (hour > 23 || minute > 59 || second > 59 || part(8) > 23 || part(9) > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // JavaScript turns 30 February into 2 March; a date that does not exist must not become another one.
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  date.setUTCHours(hour, minute, second);
  const offset = (part(8) * 60 + part(9)) * (match[7] === "-" ? -60 : 60);
  return inRange(date.getTime() / 1000 - offset);
}

/** Whole seconds as RFC 3339 in UTC: `2037-06-01T00:00:00Z`. */
export function formatInstant(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** RFC 3339 has four-digit years. */
function inRange(seconds: number): number | undefined {
  return seconds >= -62167219200 && seconds <= 253402300799 ? seconds : undefined;
}

/**
 * The present instant: `PRINCIPALS_NOW` (RFC 3339) when set, else the machine's clock. `SOURCE_DATE_EPOCH` is left alone on purpose: build
 * systems set it to the time of a commit, which would silently stop expiry checks and rotation.
 *
 * @throws PrincipalError InvalidClock
 */
export function now(): Date {
  const text = process.env["PRINCIPALS_NOW"];
  if (text === undefined || text === "") return new Date();
  const seconds = parseInstant(text);
  if (seconds === undefined) throw new PrincipalError([fault.invalidClock(text)]);
  return new Date(seconds * 1000);
}

/** From when until when a token may be used. */
export interface Lifetime {
  /** RFC 3339 text with time and offset, or a Date. @default - valid at once */
  readonly notBefore?: string | Date | undefined;
  /** RFC 3339 text with time and offset, or a Date; the token may do nothing from this instant on. @default - never expires */
  readonly expiresOn?: string | Date | undefined;
}

/** Both dates in normal form: UTC, whole seconds, `Z`. */
export interface LifetimeSpec {
  readonly notBefore?: string;
  readonly expiresOn?: string;
}

/** Checks both dates and gives their normal form. A past expiry is not a fault here: what to do about it is the principal's choice. */
export function readLifetime(lifetime: Lifetime, faults: Fault[]): LifetimeSpec {
  const notBefore = readDate(lifetime.notBefore, "notBefore", faults);
  const expiresOn = readDate(lifetime.expiresOn, "expiresOn", faults);
  if (notBefore !== undefined && expiresOn !== undefined && notBefore >= expiresOn) {
    faults.push(fault.notBeforeAfterExpiry("notBefore", formatInstant(notBefore), formatInstant(expiresOn)));
  }
  return {
    ...(notBefore === undefined ? {} : { notBefore: formatInstant(notBefore) }),
    ...(expiresOn === undefined ? {} : { expiresOn: formatInstant(expiresOn) }),
  };
}

function readDate(value: string | Date | undefined, path: string, faults: Fault[]): number | undefined {
  if (value === undefined) return undefined;
  if (holdsSymbol(value)) {
    faults.push(fault.literalRequired(path, "a date"));
    return undefined;
  }
  const seconds = typeof value === "string" || (typeof value === "object" && value !== null) ? parseInstant(value) : undefined;
  if (seconds === undefined) faults.push(fault.invalidDate(path, value));
  return seconds;
}

/** Seconds from `now` to the expiry of a spec in normal form: negative when it has passed, undefined when there is none. */
export function secondsLeft(expiresOn: string | undefined, now: Date): number | undefined {
  const seconds = expiresOn === undefined ? undefined : parseInstant(expiresOn);
  return seconds === undefined ? undefined : seconds - now.getTime() / 1000;
}
