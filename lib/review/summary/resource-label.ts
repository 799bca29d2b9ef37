import { SCOPES } from "../../catalogue";
import { isKnownNesting, scopeOfKey, splitSymbols } from "../../policy";
import type { TokenNames } from "../../read";
import type { AccountLabel, ResourceLabel } from "./model";

const BUCKET = /^([^]+?)_(default|eu|fedramp)_([^]+)$/;

/** What a stack knows to call things. */
export type Names = TokenNames;

/** What people call a resource: by the names that the stack gives, else by its key. */
export function labelResource(
  key: string,
  nested: string | undefined,
  { names, lookups }: Names,
  ownAccount: string | undefined,
): ResourceLabel {
  // Nothing may be called by its inner key alone where nobody knows what the outer one makes of it.
  if (nested !== undefined && !isKnownNesting(key, nested)) return { key, nested, all: false, id: `${key}/${nested}` };
  const leaf = nested ?? key;
  const kind = scopeOfKey(leaf);
  const below = nested === undefined ? {} : { nested };
  if (kind === undefined) return { key, ...below, all: false, id: leaf, ...withinOf(key, nested, names) };
  const id = leaf.slice(SCOPES[kind].length + 1);
  // The data source decides which zone it is; what somebody wrote beside it does not.
  const found = lookups.get(id);
  const name = found ?? names.get(nested === undefined ? key : `${key}/${nested}`);
  const named = { ...(name === undefined ? {} : { name }), ...(found === undefined ? {} : { lookup: true as const }) };
  const all = id === "*";
  const bucket = kind === "r2Bucket" && !all ? readBucket(id) : undefined;
  if (bucket !== undefined) {
    const [account, jurisdiction, bucketName] = bucket;
    return {
      key,
      ...below,
      kind,
      all: false,
      id: bucketName,
      ...(jurisdiction === "default" ? {} : { jurisdiction }),
      ...(account === ownAccount ? {} : { within: labelAccount(account, names) }),
    };
  }
  // A zone's or a Worker's id says which one it is; "every zone" has to say of which account.
  const within = all || key !== `${SCOPES.account}.${ownAccount ?? ""}` ? withinOf(key, nested, names) : {};
  return { key, ...below, kind, all, id, ...named, ...within };
}

/** `<account>_<jurisdiction>_<bucket>`; underscores within a symbol separate nothing. */
function readBucket(id: string): readonly [string, string, string] | undefined {
  const { literals, symbols } = splitSymbols(id);
  if (literals.some((literal) => literal.includes("\0"))) return undefined;
  const [, account, jurisdiction, bucket] = BUCKET.exec(literals.join("\0")) ?? [];
  if (account === undefined || jurisdiction === undefined || bucket === undefined) return undefined;
  let next = 0;
  const restored = (text: string): string => text.replaceAll("\0", () => `\${${symbols[next++] ?? ""}}`);
  return [restored(account), jurisdiction, restored(bucket)];
}

/** An account by its id or symbol. */
export function labelAccount(id: string, names: ReadonlyMap<string, string>): AccountLabel {
  const name = names.get(`${SCOPES.account}.${id}`);
  return name === undefined ? { id } : { id, name };
}

function withinOf(key: string, nested: string | undefined, names: ReadonlyMap<string, string>): { readonly within?: AccountLabel } {
  const prefix = `${SCOPES.account}.`;
  return nested !== undefined && key.startsWith(prefix) ? { within: labelAccount(key.slice(prefix.length), names) } : {};
}
