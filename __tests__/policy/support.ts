import { type Fault, PrincipalError } from "../../lib/errors";

/** Code, path and message of each fault. */
export function shown(faults: readonly Fault[]): [code: string, path: string, message: string][] {
  return faults.map(({ code, path, message }) => [code, path, message]);
}

/** The faults that a function throws; fails when it throws none. */
export function faultsOf(fn: () => unknown): [code: string, path: string, message: string][] {
  try {
    fn();
  } catch (error) {
    if (PrincipalError.isPrincipalError(error)) return shown(error.faults);
    throw error;
  }
  throw new Error("nothing was thrown");
}
