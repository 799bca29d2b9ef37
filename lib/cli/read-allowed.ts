import { existsSync } from "node:fs";
import type { Allowed } from "../terraform";
import { loadReview, loadTerraform } from "./lazy";

/** Where a project lists what it allows besides tokens. */
export const ALLOWED = ".principals/allowed.json";

/**
 * What a project allows; nothing where there is no such file.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readAllowed(file: string): Allowed {
  const { NOTHING_ALLOWED, parseAllowed } = loadTerraform();
  return existsSync(file) ? parseAllowed(loadReview().readJson(file), file) : NOTHING_ALLOWED;
}
