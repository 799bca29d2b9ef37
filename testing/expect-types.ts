/*
 * The types of `expect(…)`. Neither jest nor its types are imported, so that whoever has only one of `@types/jest` and `@jest/globals`, or none, needs
 * no more.
 */
import type { PrincipalMatchers } from "./matchers";

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
