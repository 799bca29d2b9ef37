/** A line of a list that may be too long to be shown. */
export interface Line {
  readonly text: string;
  /** What it is counted as where it is left out. */
  readonly kind: string;
  /** What it is about: no one thing takes the place of all others of its kind. @default - the same for all of the kind */
  readonly about?: string;
}

/** Room for the line that counts what is left out. */
const COUNT = 600;

/**
 * Whole lines only, and how many of which kind are left out. Where not all fit, what is new comes before what repeats it: the first line about each
 * thing of a kind before the second one, and of each kind at least some before all of another.
 */
export function fit(lines: readonly Line[], most: number): string[] {
  if (lines.reduce((size, { text }) => size + text.length + 1, 0) <= most) return lines.map(({ text }) => text);
  const shown = new Set<Line>();
  let room = most - COUNT;
  for (const line of [...someOfEach(lines), ...lines]) {
    if (shown.has(line) || line.text.length >= room) continue;
    room -= line.text.length + 1;
    shown.add(line);
  }
  const left = new Map<string, number>();
  for (const line of lines) if (!shown.has(line)) left.set(line.kind, (left.get(line.kind) ?? 0) + 1);
  const counts = [...left].map(([kind, count]) => `${String(count)} ${kind}`);
  const total = [...left.values()].reduce((sum, count) => sum + count, 0);
  return [
    ...lines.filter((line) => shown.has(line)).map(({ text }) => text),
    `- … and ${String(total)} more${counts.length === 0 ? "" : `: ${counts.join(", ")}`}`,
  ];
}

/** How many of a kind are shown before it is the next one's turn. */
const OF_A_KIND = 10;

function someOfEach(lines: readonly Line[]): Line[] {
  const seen = new Map<string, number>();
  const count = (key: string): number => {
    const next = (seen.get(key) ?? 0) + 1;
    seen.set(key, next);
    return next;
  };
  const first = lines.filter(({ kind, about }) => count(JSON.stringify([kind, about])) === 1);
  return [...first, ...lines.filter(({ kind }) => count(kind) <= OF_A_KIND)];
}
