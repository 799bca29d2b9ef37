import { type LookupSpec, permissionAskedBy, type TokenSpec } from "../../lib/policy";
import type { StackReading } from "../../lib/review";

/** What the tokens of a stack call things. */
export interface Names {
  readonly names?: ReadonlyMap<string, string>;
  /** Zones that data sources find, by expression. */
  readonly lookups?: ReadonlyMap<string, string>;
  /** Permissions that data sources find, by expression. @default - what each expression says */
  readonly permissions?: ReadonlyMap<string, LookupSpec>;
}

/** A stack of which each token says these names. */
export function namedStack({ names = new Map(), lookups = new Map(), permissions, ...stack }: StackReading & Names): StackReading {
  const zones = [...lookups].map(([expression, name]): [string, LookupSpec] => [expression, { kind: "zone", name }]);
  const named = (spec: TokenSpec): TokenSpec => {
    const found = Object.fromEntries([...zones, ...(permissions ?? asked(spec))]);
    return {
      ...spec,
      ...(names.size === 0 ? {} : { names: Object.fromEntries(names) }),
      ...(Object.keys(found).length === 0 ? {} : { lookups: found }),
    };
  };
  return { ...stack, specs: stack.specs.map(named) };
}

function asked({ policies }: TokenSpec): [string, LookupSpec][] {
  return policies
    .flatMap(({ permissionGroups }) => permissionGroups)
    .flatMap((id): [string, LookupSpec][] => {
      const found = permissionAskedBy(id);
      return found === undefined
        ? []
        : [[id, { kind: "permission", name: found.name, ...(found.scope === undefined ? {} : { scope: found.scope }) }]];
    });
}
