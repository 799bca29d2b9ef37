import { readTextFile } from "../../read";

const MAX_BYTES = 16 * 1024 * 1024;

/**
 * A list of paths, one a line, or each ended by a NUL character, as `git diff -z --name-only` and the like write it.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readPaths(file: string): string[] {
  const text = readTextFile(file, MAX_BYTES);
  return text.split(text.includes("\0") ? "\0" : /\r?\n/).filter((path) => path !== "");
}
