import { permissionById, SCOPES } from "../../catalogue";
import { type LookupSpec, type PolicySpec, splitSymbols, type TokenSpec } from "../../policy";
import type { PlanFindings } from "../../read";
import { expressionsOf, lookupOf, type RecordedToken, usageOf } from "../record/model";

/** What shows what the expressions of a record are. */
export interface Evidence {
  /** What data sources of the plan found. @default - nothing */
  readonly found?: PlanFindings;
  /** What somebody says, by expression without its `${}`. @default - nothing */
  readonly resolve?: Readonly<Record<string, string>>;
}

/** A record with ids in the place of its expressions, as far as there is evidence. */
export interface Substituted extends Pick<RecordedToken, "accountId" | "policies"> {
  /** By expression, without its `${}`. */
  readonly values: ReadonlyMap<string, string>;
  /** Expressions, without their `${}`, that nothing shows to be an id, although something could. */
  readonly unproven: readonly string[];
}

/** An id of Cloudflare's, or a name in the place of one. No expression may become a wildcard, or a part of a key beyond its own. */
const ID = /^[0-9a-z-]+$/;

/**
 * The record of a token with what a plan shows for each of its expressions. Only the record of the token itself says what an expression has to find, and a
 * permission that is no look-up there is never substituted: its expression says nothing of what was approved.
 */
export function substitute(token: RecordedToken, planned: TokenSpec, evidence: Evidence): Substituted {
  const { groups, expressions } = usageOf(token);
  const ofGroups = new Set([...groups].flatMap(expressionsOf));
  const permissions = permissionsOf(planned, evidence.found);
  const values = new Map<string, string>();
  const unproven: string[] = [];
  for (const expression of expressions) {
    const symbol = expression.slice("${".length, -1);
    const lookup = lookupOf(token, expression);
    if (ofGroups.has(expression) && !(groups.has(expression) && lookup?.kind === "permission")) continue;
    const value = foundBy(lookup, symbol, groups, permissions, evidence) ?? said(lookup, symbol, evidence);
    if (value !== undefined && ID.test(value)) values.set(symbol, value);
    else unproven.push(symbol);
  }
  if (values.size === 0) return { ...token, values, unproven };
  const fill = (text: string): string => filled(text, values);
  return {
    ...(token.accountId === undefined ? {} : { accountId: fill(token.accountId) }),
    // Entry by entry: two keys may become one, and then none may be lost.
    policies: token.policies.flatMap(({ effect, permissionGroups, resources }) => {
      const filledGroups = permissionGroups.map(fill);
      return Object.entries(resources).map(([key, value]): PolicySpec => {
        const below = value === "*" ? value : Object.fromEntries(Object.keys(value).map((nested) => [fill(nested), "*" as const]));
        return { effect, permissionGroups: filledGroups, resources: { [fill(key)]: below } };
      });
    }),
    values,
    unproven,
  };
}

/** The text with each expression that has a value replaced by it. */
function filled(text: string, values: ReadonlyMap<string, string>): string {
  if (!text.includes("${")) return text;
  const { literals, symbols } = splitSymbols(text);
  return literals
    .map((literal, index) => {
      const symbol = symbols[index];
      return symbol === undefined ? literal : literal + (values.get(symbol) ?? `\${${symbol}}`);
    })
    .join("");
}

/** The permissions of a token by what they are called: by the catalogue, and by Cloudflare's own list where the catalogue does not know one. */
function permissionsOf({ policies }: TokenSpec, found: PlanFindings | undefined): ReadonlyMap<string, string[]> {
  const byName = new Map<string, string[]>();
  for (const id of new Set(policies.flatMap(({ permissionGroups }) => permissionGroups))) {
    const name = permissionById(id)?.name ?? found?.permissions.get(id) ?? "";
    const ids = byName.get(name);
    if (ids === undefined) byName.set(name, [id]);
    else ids.push(id);
  }
  return byName;
}

/** What a data source of Cloudflare's shows an expression to be. */
function foundBy(
  lookup: LookupSpec | undefined,
  symbol: string,
  recorded: ReadonlySet<string>,
  permissions: ReadonlyMap<string, readonly string[]>,
  { found }: Evidence,
): string | undefined {
  if (lookup?.kind === "zone") {
    const zone = symbol.endsWith(".id") ? found?.zones.get(symbol.slice(0, -".id".length)) : undefined;
    return zone?.name === lookup.name ? zone.id : undefined;
  }
  if (lookup === undefined) return undefined;
  // Of several permissions of that name the one that does not stand in the record as it is.
  const named = (permissions.get(lookup.name) ?? []).filter((id) => actsOn(id, lookup.scope));
  const [value, ...others] = named.length === 1 ? named : named.filter((id) => !recorded.has(id));
  return others.length === 0 ? value : undefined;
}

function actsOn(id: string, scope: string | undefined): boolean {
  const known = permissionById(id);
  return scope === undefined || known === undefined || SCOPES[known.scope] === scope;
}

/** What somebody says that an expression is. A permission that goes by another name in the catalogue has to have the name in Cloudflare's own list. */
function said(lookup: LookupSpec | undefined, symbol: string, { resolve = {}, found }: Evidence): string | undefined {
  const value = Object.hasOwn(resolve, symbol) ? resolve[symbol] : undefined;
  if (lookup?.kind !== "permission" || value === undefined) return value;
  const known = permissionById(value);
  return known === undefined || [known.name, found?.permissions.get(value)].includes(lookup.name) ? value : undefined;
}
