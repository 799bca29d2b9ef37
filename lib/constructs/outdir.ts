import { accessSync, constants, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { App, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { type Fault, fault } from "../errors";

/**
 * Faults for the files that cdktf would fail to write. It writes one stack after the other, so that without this check a failure in between
 * would leave some stacks new and some old.
 */
export function checkOutdir(root: IConstruct): Fault[] {
  if (!App.isApp(root)) return [];
  const faults: Fault[] = [];
  const stacks = root.node.findAll().filter((each) => TerraformStack.isStack(each));
  for (const folder of ["", ...stacks.map((stack) => join("stacks", stack.node.id))]) {
    const file = join(root.outdir, folder, folder === "" ? "manifest.json" : "cdk.tf.json");
    const reason = whyNotWritable(file);
    if (reason !== undefined) faults.push(fault.unwritableFile(file, reason));
  }
  return faults;
}

function whyNotWritable(file: string): string | undefined {
  const own = kindOf(file);
  if (own === "folder") return "there is a folder of this name";
  if (own === "file") return refusal(file);
  for (let at = dirname(file); ; at = dirname(at)) {
    const kind = kindOf(at);
    if (kind === "file") return `${at} is not a folder`;
    if (kind === "folder") return refusal(at);
    if (at === dirname(at)) return "the folder can't be read";
  }
}

function kindOf(path: string): "file" | "folder" | undefined {
  try {
    return statSync(path).isDirectory() ? "folder" : "file";
  } catch {
    return undefined;
  }
}

function refusal(path: string): string | undefined {
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch {
    return "permission denied";
  }
}
