import type { principalMatchers } from "./matchers";

/** As much of jest's `expect` as is needed to give it matchers. */
export interface Expect {
  extend(matchers: typeof principalMatchers): void;
}

/** The global `expect` of jest, or of a runner with the same protocol; undefined where there is none, and where another library has the name. */
export function globalExpect(): Expect | undefined {
  const { expect } = globalThis as { readonly expect?: Partial<Expect> };
  return typeof expect?.extend === "function" ? (expect as Expect) : undefined;
}
