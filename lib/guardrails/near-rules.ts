import { distance } from "fastest-levenshtein";

/** Longer texts are no misspelt ids. */
const LONGEST = 100;

/** The ids that somebody may have meant: misspelt ones, a part of one, and what the code calls a rule (`noExpiry` for `no-expiry`). */
export function nearRules(id: string, known: readonly string[]): string[] {
  if (id === "" || id.length > LONGEST) return [];
  const text = id.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
  const far = (each: string): number => (text.length > 2 && (each.includes(text) || text.includes(each)) ? 1 : distance(text, each));
  return known
    .map((each) => ({ each, far: far(each) }))
    .filter((near) => near.far <= Math.max(2, Math.floor(text.length / 5)))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ each }) => each);
}
