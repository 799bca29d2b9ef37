import { type Allowed, parseAllowed } from "../terraform";
import { readJsonFile } from "./read-file";

/** A list of what a team allows is read by people; a megabyte of it is none. */
const MAX_BYTES = 1024 * 1024;

/**
 * What a team allows besides the closed list: its file `.principals/allowed.json`.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readAllowed(file: string): Allowed {
  return parseAllowed(readJsonFile(file, MAX_BYTES), file);
}
