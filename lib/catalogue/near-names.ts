import { distance } from "fastest-levenshtein";
import { permissionsKnownByName } from "./known-by-name";
import { knownNames } from "./names";
import type { Scope } from "./permission";
import { searchPermissions, wordsOf } from "./search";

const LONGEST_NAME = 200;
const MOST = 3;

interface Candidate {
  /** The current name, which is what to suggest. */
  readonly name: string;
  /** The name it was found by, as plain text. */
  readonly text: string;
  readonly scope?: Scope;
}

let candidates: readonly Candidate[] | undefined;

/**
 * Up to three current names that someone may have meant, best first: for "did you mean". Former names, the dashboard's names and both dialects
 * lead to the current name. Names of the given scope go before equally near ones.
 *
 * @example
 * nearPermissionNames("DNS Wriet"); // ["DNS Write"]
 */
export function nearPermissionNames(name: string, scope?: Scope): readonly string[] {
  const text = plain(name.slice(0, LONGEST_NAME));
  if (text === "") return [];
  candidates ??= readCandidates();
  const limit = text.length < 5 ? 1 : Math.max(2, Math.floor(text.length / 5));
  const near = candidates
    .map((candidate) => ({
      ...candidate,
      typos: distance(text, candidate.text),
      far: scope === undefined || candidate.scope === scope ? 0 : 1,
    }))
    .filter(({ typos }) => typos <= limit)
    .sort((a, b) => a.typos - b.typos || a.far - b.far || compare(a.name, b.name));
  // A name that fits exactly leaves nothing to guess, and one letter little.
  for (const typos of [0, 1]) {
    const close = names(near.filter((candidate) => candidate.typos === typos));
    if (close.length > 0) return close;
  }
  // A forgotten word ("Workers KV Write") is likelier than several wrong letters.
  const found = names(searchPermissions(text));
  return found.length > 0 ? found : names(near);
}

function names(of: readonly { readonly name: string }[]): readonly string[] {
  return [...new Set(of.map(({ name }) => name))].slice(0, MOST);
}

function readCandidates(): readonly Candidate[] {
  return [
    ...knownNames().map(({ name, permission }) => ({ name: permission.name, text: plain(name), scope: permission.scope })),
    ...permissionsKnownByName.map(({ name, scope }) => ({ name, text: plain(name), ...(scope === undefined ? {} : { scope }) })),
  ];
}

function plain(name: string): string {
  return wordsOf(name).join(" ");
}

// By code unit: the order must not depend on the locale.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
