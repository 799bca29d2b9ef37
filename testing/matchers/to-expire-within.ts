import { fault, PrincipalError, throwFaults, unknownProperties } from "../../lib/errors";
import { formatInstant, isSymbol, now, parseInstant } from "../../lib/policy";
import { instantWords, lifetimeWords } from "../../lib/review";
import { durationWords, secondsOf } from "./duration";
import { failure, nameOf, plural } from "./message";
import type { MatcherContext, MatcherResult } from "./result";
import { type JudgedToken, readSubject } from "./subject";

/** See `PrincipalMatchers.toExpireWithin`. */
export function toExpireWithin(this: MatcherContext, received: unknown, limit: unknown, options: unknown = {}): MatcherResult {
  const { tokens, single, notes } = readSubject(received);
  const seconds = secondsOf(limit, "limit");
  const from = readFrom(options);
  const late = tokens.filter((token) => !expiresBy(token, from + seconds));
  const pass = late.length === 0;
  const by = `${instantWords(formatInstant(Math.floor(from + seconds)))}, ${durationWords(seconds)} after ${instantWords(formatInstant(from))}`;
  const who = single ? tokens.slice(0, 1).map(nameOf).join("") : pass ? "some token" : "every token";
  return {
    pass,
    message: () =>
      failure(this, "toExpireWithin(limit)", {
        expected: pass ? `${who} still works after ${by}` : `${who} expires by ${by}`,
        received: single
          ? pass
            ? "it expires by then"
            : "it does not expire by then"
          : `${String(late.length)} of ${plural(tokens.length, "token")} ${pass ? "still work then" : "do not expire by then"}`,
        notes,
        blocks: (pass ? tokens : late).map((token) => ({ token, lines: [lifetimeLine(token, from)] })),
      }),
  };
}

/** @throws PrincipalError InvalidDate, UnknownProperty */
function readFrom(options: unknown): number {
  // A date in the place of the options must not be taken for none.
  if (Object.prototype.toString.call(options) !== "[object Object]") throw new PrincipalError([fault.invalidDate("options.from", options)]);
  const { from } = options as { readonly from?: unknown };
  const seconds = from === undefined ? parseInstant(now()) : parseInstant(from as string | Date);
  throwFaults([
    ...unknownProperties(options as object, ["from"], "options", "these options"),
    ...(seconds === undefined ? [fault.invalidDate("options.from", from)] : []),
  ]);
  return seconds ?? 0;
}

/** What is only known at plan time may be any date. */
function expiresBy({ spec }: JudgedToken, limit: number): boolean {
  const expiry = spec.expiresOn === undefined ? undefined : parseInstant(spec.expiresOn);
  return expiry !== undefined && expiry <= limit;
}

function lifetimeLine(token: JudgedToken, from: number): string {
  const { expiresOn } = token.spec;
  const words = lifetimeWords(token);
  if (expiresOn === undefined) return words;
  const expiry = parseInstant(expiresOn);
  if (expiry === undefined) return isSymbol(expiresOn) ? `${words}, which is known at plan time only` : words;
  return expiry <= from ? `${words}, in the past` : `${words}, after ${durationWords(expiry - from)}`;
}
