import { InvalidArgumentError, Option } from "commander";

/**
 * An option that may be repeated; without it the list is empty.
 *
 * @param read takes one value, or throws InvalidArgumentError
 */
export function repeated(flags: string, description: string, read: (text: string) => unknown = (text) => text): Option {
  const collect = (text: string, earlier: readonly unknown[]): readonly unknown[] => [...earlier, read(text)];
  return new Option(flags, `${description}; may be repeated`).argParser(collect).default([], "none");
}

/** `principals check --pack strict` and the like, below a command's help. */
export function examples(...lines: readonly string[]): string {
  return `\n${lines.length === 1 ? "Example" : "Examples"}:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}

/** An option that may be repeated, with values of a closed list. */
export function collectOneOf<T extends string>(kinds: readonly T[]): (text: string, earlier?: readonly T[]) => readonly T[] {
  return (text, earlier = []) => {
    const kind = kinds.find((each) => each === text);
    if (kind === undefined) throw new InvalidArgumentError(`allowed are ${kinds.join(", ")}.`);
    return [...earlier, kind];
  };
}

/** The width of a text in columns. */
export function readWidth(text: string): number {
  const width = Number(text);
  if (!/^\d+$/.test(text) || width < 40 || width > 1000) throw new InvalidArgumentError("a width is a number from 40 to 1000.");
  return width;
}
