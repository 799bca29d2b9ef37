import { existsSync } from "node:fs";
import type { Allowed } from "../terraform";
import { loadReview } from "../lazy";

/** Where a project says what its stacks may hold besides the list. */
export const ALLOWED_FILE = ".principals/allowed.json";

/**
 * What is allowed: by the file that the command was given, else by the project's own where there is one.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readAllowed(file: string | undefined): Allowed {
  if (file === undefined && !existsSync(ALLOWED_FILE)) return { types: [], hosts: [] };
  return loadReview().readAllowed(file ?? ALLOWED_FILE);
}

/** One side of a comparison: nothing is allowed where the file is not there yet, or no longer. */
export function readAllowedSide(file: string): Allowed {
  return existsSync(file) ? loadReview().readAllowed(file) : { types: [], hosts: [] };
}
