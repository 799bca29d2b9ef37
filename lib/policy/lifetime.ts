import { type Fault, fault } from "../errors";
import { formatInstant, parseInstant } from "./instant";
import { holdsSymbol } from "./symbol";

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
