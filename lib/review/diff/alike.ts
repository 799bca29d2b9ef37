import type { TokenDiff } from "./model";
import type { Style } from "../summary/words";

/** So many tokens with one change are one row. */
const LEAST = 3;
/** So many names stand in it. */
const MOST_NAMES = 8;

/** Tokens of which the same changes, together where there are several; in the order of the first of each. */
export function alike(tokens: readonly TokenDiff[]): (readonly TokenDiff[])[] {
  const groups = new Map<string, TokenDiff[]>();
  for (const token of tokens) {
    const key = keyOf(token);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [token]);
    else group.push(token);
  }
  return tokens.flatMap((token): (readonly TokenDiff[])[] => {
    const group = groups.get(keyOf(token)) ?? [];
    if (group.length < LEAST) return [[token]];
    return group[0] === token ? [group] : [];
  });
}

/** All that a row says, but for whose it is. */
function keyOf({ address, path, name, stack, names, ...rest }: TokenDiff): string {
  return rest.change === "changed" ? JSON.stringify(rest) : JSON.stringify([rest, address, path, name, stack, names]);
}

/** `ci (prod)`, or `16 tokens: ci, deploy and 14 more`. */
export function titleOf(tokens: readonly TokenDiff[], style: Style, stackOf: (token: TokenDiff) => string): string {
  const titles = tokens.map((token) => {
    const stack = stackOf(token);
    return `${style.name(token.name)}${stack === "" ? "" : ` (${style.name(stack)})`}`;
  });
  if (titles.length === 1) return titles[0] ?? "";
  const left = titles.length - MOST_NAMES;
  return `${String(titles.length)} tokens: ${titles.slice(0, MOST_NAMES).join(", ")}${left > 0 ? ` and ${String(left)} more` : ""}`;
}
