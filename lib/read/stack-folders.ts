import { existsSync } from "node:fs";
import { join } from "node:path";
import { compareText } from "../policy";
import { realPathWithin } from "./read-file";
import { invalid } from "../terraform";
import { entriesOf, terraformNames } from "./terraform-files";

/** What cdktf calls the file of a stack. */
export const STACK_FILE = "cdk.tf.json";

/** A stack as a pipeline hands it on: the synthesized file alone, in a folder with the stack's name. */
export interface StackFolder {
  readonly name: string;
  readonly file: string;
}

/**
 * The stacks of a folder that holds `<stack>/cdk.tf.json` and no manifest: what `cdktf.out/stacks` is, or an artifact with its files. Empty where
 * it is no such folder.
 *
 * @throws PrincipalError InvalidFile, UnreadableFile
 */
export function stackFolders(folder: string): StackFolder[] {
  if (terraformNames(folder).length > 0) return [];
  const found = entriesOf(folder)
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, STACK_FILE)))
    .map(({ name }): StackFolder => ({ name, file: join(folder, name, STACK_FILE) }))
    .sort((a, b) => compareText(a.name, b.name));
  for (const { name, file } of found) {
    realPathWithin(folder, file);
    // Terraform reads every file of its folder.
    const other = terraformNames(join(folder, name)).find((each) => each !== STACK_FILE);
    if (other !== undefined)
      throw invalid(join(folder, name, other), "", "not written by cdktf, but Terraform would read it; remove it or read it on its own");
  }
  return found;
}
