/*
 * Gives jest's `expect` the matchers for tokens, and the compiler their types: name this module in `setupFilesAfterEnv`, or import it in a test.
 * Neither jest nor its types are imported, so that whoever has only one of `@types/jest` and `@jest/globals` needs no more.
 */
import { fault, PrincipalError } from "../lib/errors";
import { type PrincipalMatchers, principalMatchers } from "./matchers";

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- what @types/jest calls it
  namespace jest {
    /** Of @types/jest: the global `expect`. */
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-unused-vars -- type parameters have to be the same
    interface Matchers<R, T> extends PrincipalMatchers<R> {}
  }
}

// The comment stays in the declarations, and holds there for projects in which there is no `expect` to be found.
// eslint-disable-next-line @typescript-eslint/ban-ts-comment
/** @ts-ignore Of `@jest/globals`, which takes its types from this package. */
declare module "expect" {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-unused-vars
  interface Matchers<R extends void | Promise<void>, T> extends PrincipalMatchers<R> {}
}

interface Expect {
  extend(matchers: typeof principalMatchers): void;
}

function findExpect(): Expect {
  const { expect } = globalThis as { readonly expect?: Partial<Expect> };
  if (typeof expect?.extend === "function") return expect as Expect;
  try {
    // With `injectGlobals: false` there is no global one.
    // eslint-disable-next-line @typescript-eslint/no-require-imports, import-x/no-extraneous-dependencies -- jest gives it to whoever asks
    return (require("@jest/globals") as { readonly expect: Expect }).expect;
  } catch {
    throw new PrincipalError([fault.noExpect("cloudflare-principals/testing/jest")]);
  }
}

findExpect().extend(principalMatchers);
