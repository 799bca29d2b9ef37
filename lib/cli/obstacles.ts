import { lstatSync } from "node:fs";
import { join } from "node:path";
import { type Fault, fault, systemCode } from "../errors";

/**
 * What is in the way of a file: the file itself unless it may exist, or a link or a file where a folder is needed. Writing through a link would write
 * outside the folder.
 */
export function obstacles(folder: string, to: string, { mayExist = false }: { readonly mayExist?: boolean } = {}): Fault[] {
  const parts = to.split("/");
  for (let length = 1; length <= parts.length; length++) {
    const path = join(folder, ...parts.slice(0, length));
    let stat;
    try {
      stat = lstatSync(path, { throwIfNoEntry: false });
    } catch (error) {
      return [fault.unwritableFile(path, systemCode(error))];
    }
    if (stat === undefined) return [];
    if (length < parts.length) {
      if (!stat.isDirectory()) return [fault.unwritableFile(path, "it is no folder")];
    } else if (!mayExist) return [fault.unwritableFile(path, "it exists already, and nothing is overwritten")];
    else if (!stat.isFile()) return [fault.unwritableFile(path, "it is no file")];
  }
  return [];
}
