import { InvalidArgumentError } from "commander";

/** An option that may be repeated. */
export function collect(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, text];
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
