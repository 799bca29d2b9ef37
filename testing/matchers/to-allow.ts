import type { MatcherContext, MatcherResult } from "./result";
import { allowedBy, inquire, notAllowed } from "./verdicts";

/** See `PrincipalMatchers.toAllow`. */
export function toAllow(this: MatcherContext, received: unknown, access: unknown): MatcherResult {
  const inquiry = inquire(received, access);
  const allowed = inquiry.verdicts.filter(({ answer }) => answer.allowed);
  const pass = allowed.length > 0;
  return {
    pass,
    message: () => (pass ? allowedBy(this, "toAllow(access)", inquiry, allowed) : notAllowed(this, "toAllow(access)", inquiry)),
  };
}
