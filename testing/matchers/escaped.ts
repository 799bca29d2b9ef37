import { PrincipalError } from "../../lib/errors";
import { guardOutput, terminalText } from "../../lib/review";
import type { MatcherContext, MatcherResult } from "./result";

type Matcher<A extends unknown[]> = (this: MatcherContext, received: unknown, ...args: A) => MatcherResult;

/**
 * A matcher whose errors can be shown as they are: a test runner prints them to a terminal, and they hold names of files and values of tokens that
 * strangers wrote.
 */
export function escaped<A extends unknown[]>(matcher: Matcher<A>): Matcher<A> {
  return function (...args) {
    try {
      return matcher.apply(this, args);
    } catch (error) {
      if (!PrincipalError.isPrincipalError(error)) throw error;
      throw new PrincipalError(
        error.faults.map((each) => ({ ...each, message: guardOutput(terminalText(each.message)) })),
        error.scope,
      );
    }
  };
}
