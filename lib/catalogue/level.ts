import type { Level } from "./permission";

const LEVELS: ReadonlyMap<string, Level> = new Map(
  (["read", "write", "edit", "purge", "revoke", "run", "report", "admin", "bind", "send"] as const).map((level) => [level, level]),
);

/** A permission group's place in the tree: `permissions.<scope>.<group>.<level>`. */
export interface TreeName {
  /** In camel case: `accessAppsAndPolicies`. */
  readonly group: string;
  readonly level: Level;
}

/**
 * The level that a permission group's name ends in, `full` where it ends in none.
 *
 * @example
 * levelOfName("DNS Write"); // "write"
 * levelOfName("Workers Content Read-Only"); // "readOnly"
 * levelOfName("Page Shield"); // "full"
 */
export function levelOfName(name: string): Level {
  return split(name).level;
}

/**
 * The place of a permission group in the tree, by its name alone: words are split at anything that is no letter and no digit, lower-cased,
 * and capitalised except the first.
 *
 * @example
 * treeNameOf("Access: Apps and Policies Read"); // { group: "accessAppsAndPolicies", level: "read" }
 */
export function treeNameOf(name: string): TreeName {
  const { words, level } = split(name);
  const group = words.map((word, i) => (i === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join("");
  return { group, level };
}

/**
 * What a permission group is about: its name without the level.
 *
 * @example
 * subjectOfName("IP Prefixes: Read"); // "IP Prefixes"
 */
export function subjectOfName(name: string): string {
  const { level } = split(name);
  if (level === "full") return name;
  const end = level === "readOnly" ? /[^\p{L}\p{N}]+read[^\p{L}\p{N}]+only[^\p{L}\p{N}]*$/iu : /[^\p{L}\p{N}]+[\p{L}]+[^\p{L}\p{N}]*$/u;
  return name.replace(end, "");
}

function split(name: string): { readonly words: readonly string[]; readonly level: Level } {
  const words = name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  // The level is the last word, never the only one: a group needs a name of its own.
  const last = words.at(-1);
  if (words.length > 2 && last === "only" && words.at(-2) === "read") return { words: words.slice(0, -2), level: "readOnly" };
  const level = last === undefined || words.length < 2 ? undefined : LEVELS.get(last);
  return level === undefined ? { words, level: "full" } : { words: words.slice(0, -1), level };
}
