import { fault, PrincipalError } from "../errors";
import { printable } from "../printable";

/** How an error names a place in a file. */
export function where(file: string, at: string): string {
  return at === "" ? printable(file) : `${printable(file)}: ${at}`;
}

/** A fault of a file's content; `at` is the path within the document. */
export function invalid(file: string, at: string, what: string): PrincipalError {
  return new PrincipalError([fault.invalidFile(where(file, at), what)]);
}
