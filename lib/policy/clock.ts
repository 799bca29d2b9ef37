import { fault, PrincipalError } from "../errors";
import { parseInstant } from "./instant";

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
