import type { MatcherContext, MatcherResult } from "./result";
import { allowedBy, inquire, notAllowed } from "./verdicts";

/** See `PrincipalMatchers.toDeny`. */
export function toDeny(this: MatcherContext, received: unknown, access: unknown): MatcherResult {
  const inquiry = inquire(received, access);
  const open = inquiry.verdicts.filter(({ answer, part }) => answer.allowed || part !== undefined);
  const pass = open.length === 0;
  return {
    pass,
    message: () => (pass ? notAllowed(this, "toDeny(access)", inquiry) : allowedBy(this, "toDeny(access)", inquiry, open)),
  };
}
