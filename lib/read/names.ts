import type { LookupSpec, TokenSpec } from "../policy";

/** What tokens call their resources, and what their expressions find. */
export interface TokenNames {
  /** What people call a resource, by its key (`outer/inner` for the nested form); the first of several. Not trusted for access. */
  readonly names: ReadonlyMap<string, string>;
  /** The zone name that a data source looks for, by the expression of the id it finds. */
  readonly lookups: ReadonlyMap<string, string>;
  /** The permissions that data sources look for, by the expression of the id they find. @default - not known: what an expression says is believed */
  readonly permissions?: ReadonlyMap<string, LookupSpec>;
}

/** The names that stand in tokens. */
export function namesIn(specs: readonly TokenSpec[]): Required<TokenNames> {
  const names = new Map<string, string>();
  const lookups = new Map<string, string>();
  const permissions = new Map<string, LookupSpec>();
  for (const spec of specs) {
    for (const [key, name] of Object.entries(spec.names ?? {})) if (!names.has(key)) names.set(key, name);
    for (const [expression, lookup] of Object.entries(spec.lookups ?? {}))
      if (lookup.kind === "zone") lookups.set(expression, lookup.name);
      else permissions.set(expression, lookup);
  }
  return { names, lookups, permissions };
}
