/*
 * Gives jest's `expect` the matchers for tokens, and the compiler their types: for `setupFilesAfterEnv`, and for tests without the global `expect`.
 * Unlike the import of `cloudflare-principals/testing` it insists: where there is no `expect`, that is an error.
 */
import { fault, PrincipalError } from "../lib/errors";
import { type Expect, globalExpect } from "./expect";
import "./expect-types";
import { principalMatchers } from "./matchers";

function findExpect(): Expect {
  const found = globalExpect();
  if (found !== undefined) return found;
  try {
    // With `injectGlobals: false` there is no global one.
    // eslint-disable-next-line @typescript-eslint/no-require-imports, import-x/no-extraneous-dependencies -- jest gives it to whoever asks
    return (require("@jest/globals") as { readonly expect: Expect }).expect;
  } catch {
    throw new PrincipalError([fault.noExpect("cloudflare-principals/testing/jest")]);
  }
}

findExpect().extend(principalMatchers);
