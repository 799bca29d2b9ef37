import {
  allPermissions,
  namedPermission,
  type Permission,
  permissionById,
  type Scope,
  SCOPE_WORDS,
  scopeOfApiName,
  SCOPES,
} from "../../catalogue";
import { PrincipalError } from "../../errors";
import {
  isKnownNesting,
  isSymbol,
  isUnknown,
  type LookupSpec,
  type RequestIpSpec,
  scopeOfKey,
  splitSymbols,
  type TokenSpec,
} from "../../policy";
import { prose, shorten } from "../render/escape";
import type { AccountLabel, PermissionLabel, PrincipalSummary, ResourceLabel, StackSummary, WarningSummary } from "./summarize";

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

/** How one format writes foreign texts. */
export interface Style {
  /** A foreign name, told apart from the words around it. */
  readonly name: (text: string) => string;
  /** A sentence, or a name that is not foreign. */
  readonly text: (text: string) => string;
  /** An id, a key or an expression. */
  readonly id: (text: string) => string;
}

/** As they are: for texts that a format will escape as a whole. */
export const plain: Style = { name: (text) => text, text: (text) => text, id: (text) => text };

const ID = /^[0-9a-f]{32}$/;
/** How a sentence names several resources of each scope. */
export const PLURALS: Readonly<Record<Scope, string>> = {
  account: "accounts",
  zone: "zones",
  user: "users",
  r2Bucket: "R2 buckets",
  worker: "Workers",
  flagshipApp: "Flagship apps",
};

/** `DNS Write`, `unknown permission <id>`, `DNS Write (looked up)` or the expression. */
export function permissionPhrase({ id, name, source, calledNow }: PermissionLabel, style: Style): string {
  if (name === undefined) return source === "unknown" ? `unknown permission ${style.id(id)}` : style.id(id);
  if (source !== "lookup") return style.text(name);
  const now = calledNow === undefined ? "" : `; Cloudflare now calls it ${style.text(calledNow)}: the lookup finds nothing`;
  return `${style.name(name)} (looked up${now})`;
}

/** From this part of a scope's groups on, a policy is said by what it leaves out. */
const NEARLY_ALL = 0.9;
/** So many are named that it leaves out; a scope with fewer groups than twice that is listed. */
const MOST_LEFT_OUT = 12;

/** The permissions of a policy: one phrase each, or one for nearly all that there are: nobody reads hundreds of names. */
export function permissionPhrases(permissions: readonly PermissionLabel[], style: Style): string[] {
  const held = new Set(permissions.map(({ id }) => id));
  const whole = (Object.keys(SCOPES) as Scope[]).find((scope) => {
    const all = permissionsOf(scope);
    return all.length >= 2 * MOST_LEFT_OUT && all.filter(({ id }) => held.has(id)).length >= NEARLY_ALL * all.length;
  });
  if (whole === undefined) return permissions.map((permission) => permissionPhrase(permission, style));
  const all = permissionsOf(whole);
  const ids = new Set(all.map(({ id }) => id));
  const left = all.filter(({ id }) => !held.has(id)).map(({ name }) => style.text(name));
  const more = left.length > MOST_LEFT_OUT ? [`${String(left.length - MOST_LEFT_OUT)} more`] : [];
  const [first, ...others] = [...left.slice(0, MOST_LEFT_OUT), ...more];
  const count = `${String(all.length - left.length)} of ${String(all.length)} ${SCOPE_WORDS[whole]} groups: nearly everything`;
  return [
    ...(first === undefined ? [count] : [count, `all but ${first}`, ...others]),
    ...permissions.filter(({ id }) => !ids.has(id)).map((permission) => permissionPhrase(permission, style)),
  ];
}

function permissionsOf(scope: Scope): readonly Permission[] {
  return allPermissions.filter((permission) => permission.scope === scope);
}

/** `zone example.com (11111111…)`, or for several of a kind `zones a (…)`, `b (…)`: one phrase each, to be joined by commas. */
export function resourcePhrases(labels: readonly ResourceLabel[], style: Style): string[] {
  const single = (label: ResourceLabel): boolean => !label.all && label.kind !== undefined;
  const named = [...groupByKind(labels.filter(single))].flatMap(([kind, group]) =>
    group.map((label, index) => {
      const word = kind === undefined || index > 0 ? "" : `${group.length > 1 ? PLURALS[kind] : SCOPE_WORDS[kind]} `;
      return `${word}${one(label, style)}${within(label.within, style)}`;
    }),
  );
  return [...named, ...labels.filter((label) => !single(label)).map((label) => other(label, style))];
}

function groupByKind(labels: readonly ResourceLabel[]): Map<Scope | undefined, ResourceLabel[]> {
  const groups = new Map<Scope | undefined, ResourceLabel[]>();
  for (const label of labels) {
    const group = groups.get(label.kind);
    if (group === undefined) groups.set(label.kind, [label]);
    else group.push(label);
  }
  return groups;
}

function one(label: ResourceLabel, style: Style): string {
  if (label.lookup === true && label.name !== undefined) return `${style.name(label.name)} (looked up)`;
  // A bucket's id is its name.
  if (label.kind === "r2Bucket") return `${style.name(label.id)}${label.jurisdiction === undefined ? "" : ` (${label.jurisdiction})`}`;
  return nameAndId(label, style);
}

function other(label: ResourceLabel, style: Style): string {
  if (!label.all) return `${style.id(label.id)}${within(label.within, style)}`;
  const everything = label.kind === undefined ? "" : `every ${SCOPE_WORDS[label.kind]}`;
  if (label.within !== undefined || label.kind === "account" || label.kind === "user") return `${everything}${within(label.within, style)}`;
  return `${everything} of every account`;
}

function within(account: AccountLabel | undefined, style: Style): string {
  return account === undefined ? "" : ` of account ${nameAndId(account, style)}`;
}

/** The name with the start of the id, since a name is only what somebody wrote beside it; without a name the whole id. */
export function nameAndId({ id, name }: AccountLabel, style: Style): string {
  if (name === undefined) return style.id(id);
  return `${style.name(name)} (${style.id(ID.test(id) ? `${id.slice(0, 8)}…` : id)})`;
}

/** `2037-06-01 00:00 UTC`; seconds only when there are some. */
export function timePhrase(instant: string, style: Style): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):(\d\d)Z$/.exec(instant);
  if (isSymbol(instant) || match === null) return style.id(instant);
  const [, day = "", minutes = "", seconds = "00"] = match;
  return `${day} ${minutes}${seconds === "00" ? "" : `:${seconds}`} UTC`;
}

/** `prod · Example Inc (01234567…) · 6 principals · 1 warning`, as its parts. */
export function headingParts(stack: StackSummary, style: Style): string[] {
  const { counts, account } = stack;
  const several = new Set(stack.principals.flatMap((p) => (p.account === undefined ? [] : [p.account.id]))).size;
  return [
    style.name(stack.name),
    ...(account === undefined ? [] : [account.name === undefined ? `account ${style.id(account.id)}` : nameAndId(account, style)]),
    ...(several > 1 ? [plural(several, "account")] : []),
    ...(counts.principals > 0 || counts.userTokens === 0 ? [plural(counts.principals, "principal")] : []),
    ...(counts.userTokens > 0 ? [plural(counts.userTokens, "user token")] : []),
    ...(counts.disabled > 0 ? [`${String(counts.disabled)} disabled`] : []),
    ...(counts.errors > 0 ? [plural(counts.errors, "error")] : []),
    ...(counts.warnings > 0 ? [plural(counts.warnings, "warning")] : []),
  ];
}

function plural(count: number, word: string): string {
  return `${String(count)} ${word}${count === 1 ? "" : "s"}`;
}

/** `192.0.2.0/24 except 192.0.2.128/25`. */
export function ipPhrase(filter: RequestIpSpec | undefined, style: Style, listOf: (phrases: readonly string[]) => string): string {
  const list = (ranges: readonly string[]): string => listOf(ranges.map(style.id));
  const allowed = filter?.in === undefined ? "any address" : list(filter.in);
  return filter?.notIn === undefined ? allowed : `${allowed} except ${list(filter.notIn)}`;
}

/** From when until when, always said: a token that never expires is worth a line. */
export function lifetimeRows(
  principal: PrincipalSummary,
  style: Style,
): { readonly label: string; readonly text: string; readonly alarming: boolean }[] {
  const { notBefore, expiresOn, lifetime } = principal;
  const starts =
    notBefore === undefined
      ? []
      : [
          {
            label: "starts",
            text: timePhrase(notBefore, style) + (lifetime === "pending" ? " (not yet valid)" : ""),
            alarming: lifetime === "pending",
          },
        ];
  if (expiresOn === undefined) return [...starts, { label: "until", text: "no expiry", alarming: false }];
  return [
    ...starts,
    { label: "until", text: timePhrase(expiresOn, style) + (lifetime === "expired" ? " (expired)" : ""), alarming: lifetime === "expired" },
  ];
}

/** The words of a warning, with the place it is about where the reader can't see it. */
export function warningText(warning: WarningSummary, escape: (text: string) => string): string {
  const message = escape(prose(shorten(warning.message, 1000)));
  return warning.at === undefined ? message : `${escape(shorten(warning.at, 200))}: ${message}`;
}
