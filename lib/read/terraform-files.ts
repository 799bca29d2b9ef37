import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";
import { compareText } from "../policy";
import { unreadable } from "./read-file";
import { invalid } from "../terraform";

// A line end within a name hides it from patterns and from readers, and Terraform reads the file all the same.
const ODD = /[\p{Cc}\u2028\u2029]/u;

/** Whether Terraform takes a file of this name for configuration: as it does, without hidden ones. */
export function isTerraformName(name: string): boolean {
  return !name.startsWith(".") && [".tf", ".tofu", ".tf.json", ".tofu.json"].some((end) => name.endsWith(end));
}

/** The Terraform JSON files of a folder. Files that Terraform would read and we can't are an error. */
export function terraformFiles(folder: string): string[] {
  const names = terraformNames(folder);
  for (const name of names) {
    if (!name.endsWith(".json")) throw invalid(join(folder, name), "", "HCL can't be read; read the plan (terraform show -json) instead");
    if (/(?:^|_)override\.(?:tf|tofu)\.json$/.test(name))
      throw invalid(
        join(folder, name),
        "",
        "an override file changes other files and can't be read; read the plan (terraform show -json) instead",
      );
  }
  return names.map((name) => join(folder, name));
}

/** Names of everything that Terraform would read of a folder, whether we can or not. */
export function terraformNames(folder: string): string[] {
  const files = entriesOf(folder).filter((entry) => !entry.isDirectory());
  const odd = files.find(({ name }) => ODD.test(name));
  if (odd !== undefined) throw invalid(join(folder, odd.name), "", "the name of the file holds a control character or a line end");
  return files
    .map(({ name }) => name)
    .filter(isTerraformName)
    .sort(compareText);
}

/** What stands in a folder. */
export function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw unreadable(folder, error);
  }
}
