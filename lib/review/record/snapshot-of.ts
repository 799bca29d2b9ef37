import { compareText, type TokenSpec } from "../../policy";
import { fileName } from "../render/escape";
import type { StackReading } from "../../read";
import { principalsOf } from "./principals";
import { recordOf } from "./record";
import { renderRecord } from "./render";

/** One file of the snapshot. */
export interface SnapshotFile {
  /** Relative to the snapshot's folder, with `/`: `prod/dns-publisher.md`. Safe for every file system, whatever the names. */
  readonly path: string;
  readonly text: string;
}

/**
 * The reviewed state as files: what each principal may do, in words and names, with the exact ids below. Nothing in it depends on the clock,
 * on the machine or on the order of the input; each principal has a file of its own, wherever two names would meet in one.
 *
 * @param stacks as `readSynthesized` gives them
 */
export function snapshotOf(stacks: readonly StackReading[]): SnapshotFile[] {
  return filesOf(stacks).map(({ path, text }) => ({ path, text }));
}

/** The files with the tokens that each is about. */
export function filesOf(stacks: readonly StackReading[]): (SnapshotFile & { readonly specs: readonly TokenSpec[] })[] {
  const byPath = new Map<string, ReturnType<typeof filesOf>>();
  for (const stack of stacks) {
    for (const tokens of principalsOf(stack)) {
      const { principal, specs, ambiguous } = tokens;
      const path = pathOf(stack.name, ambiguous ? `${principal}\n${specs[0]?.address ?? ""}` : principal);
      const file = { path, text: renderRecord(recordOf(tokens, stack)), specs };
      byPath.set(path, [...(byPath.get(path) ?? []).filter(({ text }) => text !== file.text), file]);
    }
  }
  // Two stacks of one name, or two tokens without an address: only the content tells them apart.
  return [...byPath.values()]
    .flatMap((files) =>
      files.length === 1
        ? files
        : files.map(({ path, text, specs }) => ({
            specs,
            path: `${path.slice(0, path.indexOf("/"))}/${fileName(`${path}\n${text}`)}.md`,
            text,
          })),
    )
    .sort((a, b) => compareText(a.path, b.path));
}

function pathOf(stack: string, principal: string): string {
  return `${fileName(stack)}/${fileName(principal)}.md`;
}
