import { distance } from "fastest-levenshtein";
import { RULES } from "./rules";

/** Longer texts are no misspelt ids. */
const LONGEST = 100;

/**
 * The ids of this package's rules that somebody may have meant by one that it has not: misspelt ones, a part of one, and what the code calls a rule
 * (`noExpiry` for `no-expiry`). None for an id that it has.
 */
export function nearRuleIds(id: string): string[] {
  const known = Object.values(RULES).map((rule) => rule.id);
  if (id === "" || id.length > LONGEST || known.includes(id)) return [];
  const text = id.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
  const far = (each: string): number => (text.length > 2 && (each.includes(text) || text.includes(each)) ? 1 : distance(text, each));
  return known
    .map((each) => ({ each, far: far(each) }))
    .filter((near) => near.far <= Math.max(2, Math.floor(text.length / 5)))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ each }) => each);
}
