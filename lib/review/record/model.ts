import { SCOPES, type Scope } from "../../catalogue";
import { compareText, type LookupSpec, parseInstant, type PolicySpec, splitSymbols, type TokenSpec } from "../../policy";

/**
 * What one file of the snapshot says, as data: all that is access in a comparison, and what things were called when it was written. The words of the
 * file are a rendering of it and of nothing else, so that neither a new word of ours nor a new name of Cloudflare's makes it another record.
 */
export interface SnapshotRecord {
  readonly version: 2;
  readonly stack: string;
  readonly principal: string;
  readonly owner?: string;
  readonly purpose?: string;
  /** One token, or the slots of one rotation. */
  readonly tokens: readonly RecordedToken[];
}

/** What of a token is recorded as it stands in its spec. */
type Recorded = "kind" | "accountId" | "address" | "status" | "policies" | "requestIp" | "notBefore" | "expiresOn" | "ignored" | "stays";

/**
 * One token in normal form. What its expressions hang on (`references`) and what its provider says (`fingerprint`) are digests of what may hold a
 * credential, and are not recorded: an expression passes the gate by what a plan shows it to be, and by nothing else.
 */
export interface RecordedToken extends Pick<TokenSpec, Recorded | "lookups" | "names" | "notUnderstood" | "deliveries"> {
  /** Of a slot without the number of its generation, which comes from the clock. */
  readonly name: string;
  /** The slot of a rotation. */
  readonly slot?: string;
  /** Seconds from its start to its end: of a slot that has both dates, in their place. */
  readonly lifetime?: number;
  /** The provider configuration that manages it, where that is not `cloudflare`. */
  readonly provider?: string;
  /** What its permission groups are called, by id; those that nobody knew a name of are left out. */
  readonly permissions?: Readonly<Record<string, RecordedPermission>>;
}

/** What a permission group was called when the record was written, and what it acts on. */
export interface RecordedPermission {
  readonly name: string;
  readonly scope: Scope;
}

/** Whether a token may do nothing any more by its own date: it may have left the code, and nothing is to be reviewed of that. */
export function hasEnded({ expiresOn }: RecordedToken, at: Date): boolean {
  const end = expiresOn === undefined ? undefined : parseInstant(expiresOn);
  return end !== undefined && end * 1000 <= at.getTime();
}

/** What a token's access names: only this may be looked up or have a name in its record. */
export interface Usage {
  /** Permission group ids and expressions. */
  readonly groups: ReadonlySet<string>;
  /** Expressions, each as `${…}`, of groups, resource keys and the account. */
  readonly expressions: ReadonlySet<string>;
  /** What may have a name: resource keys (`outer/inner` for the nested form), and the accounts that are part of them. */
  readonly named: ReadonlySet<string>;
}

/** What the access of a token names. */
export function usageOf({ accountId, policies }: Pick<TokenSpec, "accountId" | "policies">): Usage {
  const groups = new Set(policies.flatMap(({ permissionGroups }) => permissionGroups));
  const named = new Set<string>();
  const texts = new Set(groups);
  const accountKey = (id: string): string => `${SCOPES.account}.${id}`;
  if (accountId !== undefined) {
    texts.add(accountId);
    named.add(accountKey(accountId));
  }
  for (const { resources } of policies) {
    for (const [key, value] of Object.entries(resources)) {
      texts.add(key);
      named.add(key);
      const account = /^com\.cloudflare\.edge\.r2\.bucket\.([0-9a-f]{32})_/.exec(key)?.[1];
      if (account !== undefined) named.add(accountKey(account));
      for (const nested of value === "*" ? [] : Object.keys(value)) {
        texts.add(nested);
        named.add(`${key}/${nested}`);
      }
    }
  }
  return { groups, named, expressions: new Set([...texts].flatMap(expressionsOf)) };
}

/** The expressions within a text, each as `${…}`. */
export function expressionsOf(text: string): string[] {
  return text.includes("${") ? splitSymbols(text).symbols.map((symbol) => `\${${symbol}}`) : [];
}

/** What an expression of a token finds. A list of permissions that another account is asked for says nothing of what is found in the token's own. */
export function lookupOf({ accountId, lookups = {} }: RecordedToken, expression: string): LookupSpec | undefined {
  const lookup = Object.hasOwn(lookups, expression) ? lookups[expression] : undefined;
  return lookup?.kind === "permission" && (lookup.accountId ?? accountId) !== accountId ? undefined : lookup;
}

/** The name of a slot may end in the number of its generation (`ci-a-12`), as the clock says; the rest of it is the principal's. */
export function slotName(name: string): string {
  return name.replace(/-\d{1,9}$/, "");
}

/** How many seconds lie between two dates; undefined where one of them is not known. */
export function secondsBetween({ notBefore, expiresOn }: Pick<TokenSpec, "notBefore" | "expiresOn">): number | undefined {
  const [from, until] = [parseInstant(notBefore ?? ""), parseInstant(expiresOn ?? "")];
  return from === undefined || until === undefined ? undefined : until - from;
}

/** How many pairs of a permission and a resource policies make. */
export function pairsOf(policies: readonly PolicySpec[]): number {
  return policies.reduce((sum, { permissionGroups, resources }) => {
    const entries = Object.values(resources).reduce((count, value) => count + (value === "*" ? 1 : Object.keys(value).length), 0);
    return sum + permissionGroups.length * entries;
  }, 0);
}

/** Own properties in order of their keys, a key such as `__proto__` included; nothing for none. */
export function sortedEntries<T>(entries: Iterable<readonly [string, T]>): Readonly<Record<string, T>> | undefined {
  const sorted = [...entries].sort(([a], [b]) => compareText(a, b));
  return sorted.length === 0 ? undefined : Object.fromEntries(sorted);
}
