import { namedPermission, permissionById, type Scope, scopeOfApiName, SCOPES } from "../../catalogue";
import { PrincipalError } from "../../errors";
import { isKnownNesting, isUnknown, type LookupSpec, scopeOfKey, splitSymbols, type TokenSpec } from "../../policy";
import type { AccountLabel, PermissionLabel, ResourceLabel } from "./model";

/** What things are called, and what data sources find for expressions. */
export interface Names {
  /** By resource key, `outer/inner` for the two-level form. */
  readonly nameOf: (key: string) => string | undefined;
  readonly lookupOf: (expression: string) => LookupSpec | undefined;
}

/** Names of several sources, the first of which that has one counts. */
export function namesOf(lookups: TokenSpec["lookups"], ...sources: readonly ReadonlyMap<string, string>[]): Names {
  return {
    nameOf: (key) => sources.find((names) => names.has(key))?.get(key),
    lookupOf: (expression) => (lookups !== undefined && Object.hasOwn(lookups, expression) ? lookups[expression] : undefined),
  };
}

/** What the tokens of one stack call things; of two names for one thing the first counts. */
export function namesOfStack(specs: readonly TokenSpec[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { names = {} } of specs) for (const [key, name] of Object.entries(names)) if (!found.has(key)) found.set(key, name);
  return found;
}

/** The names of one token, its own before those of its stack. */
export function namesOfToken({ names = {}, lookups }: Pick<TokenSpec, "names" | "lookups">, stack: ReadonlyMap<string, string>): Names {
  return namesOf(lookups, new Map(Object.entries(names)), stack);
}

/** What people call a permission group; one that a data source finds goes by the name it looks for, where that is asked in the token's own account. */
export function labelPermission(id: string, names: Names, accountId: string | undefined): PermissionLabel {
  const known = permissionById(id);
  if (known !== undefined) return { id, name: known.name, scope: known.scope, source: "catalogue" };
  const found = names.lookupOf(id);
  if (found?.kind === "permission" && (found.accountId === undefined || found.accountId === accountId)) {
    const scope: Scope | undefined = found.scope === undefined ? undefined : scopeOfApiName(found.scope);
    const calledNow = currentName(found.name, scope);
    return {
      id,
      name: found.name,
      source: "lookup",
      ...(scope === undefined ? {} : { scope }),
      ...(calledNow === found.name ? {} : { calledNow }),
      ...(found.first === true ? { first: true } : {}),
    };
  }
  return { id, source: isUnknown(id) ? "expression" : "unknown" };
}

/** What Cloudflare calls a permission today; a name that is not known stays what it is. */
function currentName(name: string, scope: Scope | undefined): string {
  try {
    return (scope === undefined ? namedPermission(name) : namedPermission(name, scope)).name;
  } catch (error) {
    if (PrincipalError.isPrincipalError(error)) return name;
    throw error;
  }
}

/** Jurisdictions are names of Cloudflare's, and there may be more of them than are known here. */
const BUCKET = /^([^]+?)_([a-z][a-z-]*)_([^]+)$/;

/** What people call a resource: by the names that the stack gives, else by its key. */
export function labelResource(key: string, nested: string | undefined, names: Names, ownAccount: string | undefined): ResourceLabel {
  // Nothing may be called by its inner key alone where nobody knows what the outer one makes of it.
  if (nested !== undefined && !isKnownNesting(key, nested)) return { key, nested, all: false, id: `${key}/${nested}` };
  const leaf = nested ?? key;
  const kind = scopeOfKey(leaf);
  const below = nested === undefined ? {} : { nested };
  if (kind === undefined) return { key, ...below, all: false, id: leaf, ...withinOf(key, nested, names) };
  const id = leaf.slice(SCOPES[kind].length + 1);
  // The data source decides which zone it is; what somebody wrote beside it does not.
  const lookup = names.lookupOf(id);
  const found = lookup?.kind === "zone" && kind === "zone" ? lookup.name : undefined;
  const name = found ?? names.nameOf(nested === undefined ? key : `${key}/${nested}`);
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
export function labelAccount(id: string, { nameOf }: Pick<Names, "nameOf">): AccountLabel {
  const name = nameOf(`${SCOPES.account}.${id}`);
  return name === undefined ? { id } : { id, name };
}

function withinOf(key: string, nested: string | undefined, names: Names): { readonly within?: AccountLabel } {
  const prefix = `${SCOPES.account}.`;
  return nested !== undefined && key.startsWith(prefix) ? { within: labelAccount(key.slice(prefix.length), names) } : {};
}
