import { distance } from "fastest-levenshtein";
import { treeNameOf, type Permission, allPermissions } from "./permission";
import { knownNames, type NameKind } from "./names";
import { permissionById } from "./permission-by-id";

/** One name of a permission, as words. */
interface Entry {
  readonly permission: Permission;
  readonly kind: NameKind;
  readonly words: readonly string[];
  readonly text: string;
}

const LONGEST_QUERY = 200;
/** How much worse a hit is by where it was found. */
const KIND_COST: Readonly<Record<NameKind, number>> = { current: 0, documented: 1, former: 1 };

let entries: readonly Entry[] | undefined;

/**
 * The permissions that fit a text, best first: by Cloudflare's names, former names, the dashboard's names, the names in the tree, or an id.
 * Edit and Write are the same word here, a scope (`zone`) narrows, and small typing errors are forgiven. The order depends on nothing but
 * the catalogue.
 *
 * @example
 * searchPermissions("dns edit")[0]?.name; // "DNS Write"
 */
export function searchPermissions(text: string): readonly Permission[] {
  const byId = permissionById(text.trim());
  if (byId !== undefined) return [byId];
  const query = wordsOf(text.slice(0, LONGEST_QUERY));
  if (query.length === 0) return [];
  entries ??= readEntries();
  const best = new Map<Permission, number>();
  for (const entry of entries) {
    const cost = costOf(query, entry);
    if (cost !== undefined && cost < (best.get(entry.permission) ?? Infinity)) best.set(entry.permission, cost);
  }
  // The list is in order of scope and name, and sorting is stable: equal costs stay in that order.
  return allPermissions.filter((p) => best.has(p)).sort((a, b) => (best.get(a) ?? 0) - (best.get(b) ?? 0));
}

/** The words of a name, lower-cased and in one dialect. */
export function wordsOf(text: string): readonly string[] {
  const words = text
    .normalize("NFKC")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  return words.map((word) => (word === "edit" ? "write" : word));
}

function readEntries(): readonly Entry[] {
  return knownNames().map(({ name, kind, permission }) => {
    const words = wordsOf(name);
    return { permission, kind, words, text: words.join(" ") };
  });
}

/** Lower is better; undefined for no hit. */
function costOf(query: readonly string[], { permission, kind, words, text }: Entry): number | undefined {
  if (query.join(" ") === text) return KIND_COST[kind];
  const group = treeNameOf(permission.name).group.toLowerCase();
  const scope = permission.scope.toLowerCase();
  let worst = 0;
  let named = 0;
  for (const word of query) {
    // `zone.dns.write` names the scope first; `zone` is a word of some names as well.
    const cost = wordCost(word, words) ?? (word === group ? 0 : undefined);
    if (cost !== undefined) named += 1;
    else if (word !== scope && word !== "permissions") return undefined;
    worst = Math.max(worst, cost ?? 0);
  }
  if (named === 0) return undefined;
  return 10 + worst * 1000 + KIND_COST[kind] * 100 + Math.max(0, words.length - named);
}

/** 0 for a word of the name, 1 for the beginning of one, 2 for a part of one, 3 and more for a near one; undefined for none of these. */
function wordCost(word: string, words: readonly string[]): number | undefined {
  if (words.includes(word)) return 0;
  if (words.some((w) => w.startsWith(word))) return 1;
  if (word.length > 2 && words.some((w) => w.includes(word))) return 2;
  const allowed = word.length >= 8 ? 2 : word.length >= 4 ? 1 : 0;
  const near = Math.min(...words.map((w) => distance(word, w)));
  return near <= allowed ? 2 + near : undefined;
}
