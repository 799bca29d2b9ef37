import { distance } from "fastest-levenshtein";
import { knownNames, type NameKind, permissionById, permissionsKnownByName } from "./names";
import { allPermissions, type Level, type Permission, type PermissionData, type Scope, subjectOfName, treeNameOf } from "./permission";

const WHERE: Readonly<Record<Scope, string>> = {
  account: "In the account",
  zone: "On the zone",
  user: "Of the user",
  r2Bucket: "In the R2 bucket",
  worker: "On the Worker",
  flagshipApp: "In the Flagship app",
};

const WHAT: Readonly<Record<Level, (subject: string) => string>> = {
  read: (subject) => `view and list ${subject}, change nothing`,
  readOnly: (subject) => `view ${subject}, change nothing`,
  write: (subject) => `create, change and delete ${subject}`,
  edit: (subject) => `create, change and delete ${subject}`,
  purge: (subject) => `purge ${subject}`,
  revoke: (subject) => `revoke what ${subject} has granted`,
  run: (subject) => `run ${subject}`,
  report: (subject) => `reports on ${subject}`,
  admin: (subject) => `administer ${subject}`,
  bind: (subject) => `bind to ${subject}`,
  send: (subject) => `send to ${subject}`,
  full: (subject) => `use ${subject}; how far, the name does not say`,
};

/**
 * One line on what a permission covers. Derived from its name, level and scope by rule, so it knows no more than these.
 *
 * @example
 * describePermission(permissions.zone.dns.write); // "On the zone: create, change and delete DNS."
 */
export function describePermission(permission: PermissionData): string {
  return `${WHERE[permission.scope]}: ${WHAT[permission.level](subjectOfName(permission.name))}.`;
}

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
    ...knownNames().flatMap(({ name, permission: { name: current, scope } }) => {
      const text = plain(name);
      // A misspelt Edit is no word of the other dialect yet.
      return [text, ...(text.endsWith(" write") ? [text.replace(/write$/, "edit")] : [])].map((each) => ({
        name: current,
        text: each,
        scope,
      }));
    }),
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
