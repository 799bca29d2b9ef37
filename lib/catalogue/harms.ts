import { knownNames } from "./names";
import type { Scope } from "./permission";

/** What a permission group can do in the wrong hands, by kind. */
export type HarmCode =
  | "mints-tokens"
  | "changes-members"
  | "billing"
  | "dns"
  | "workers-code"
  | "secrets"
  | "data"
  | "tls"
  | "protection"
  | "traffic"
  | "logs"
  | "unknown-permission"
  | "personal-data"
  | "availability";

/** One thing that a permission group can do in the wrong hands. */
export interface Harm {
  readonly code: HarmCode;
  /** What follows the permission's name: "can redirect the traffic and mail of a domain". */
  readonly words: string;
}

/** Permission groups in the generated data: ids, and groups that are known by name only; a name without a scope stands for each. */
export type Sorted = readonly [ids: readonly string[], named?: readonly (readonly [name: string, scope?: Scope])[]];
/** A harm in the generated data, and the groups it is said of. */
export type HarmRow = readonly [code: HarmCode, words: string, groups: Sorted];

interface Index {
  readonly byId: ReadonlyMap<string, readonly Harm[]>;
  readonly named: readonly Named[];
}

interface Named {
  readonly name: string;
  readonly scope: Scope | undefined;
  readonly harms: readonly Harm[];
}

let index: Index | undefined;

/**
 * What a permission group can do in the wrong hands. Empty for one that can do no harm, which somebody has looked at; undefined for
 * one that nobody has, and for an id that the catalogue does not have: of these nothing is known, and they must not pass for harmless.
 *
 * @example
 * harmsOf(permissions.zone.dns.write.id); // [{ code: "dns", words: "can redirect the traffic and mail of a domain" }]
 */
export function harmsOf(id: string): readonly Harm[] | undefined {
  return read().byId.get(id);
}

/**
 * The same of a permission that is only known by the name it is looked up by. Where several groups have that name, all their harms count; where nothing
 * is known of one of them, nothing is known.
 */
export function harmsOfName(name: string, scope?: Scope): readonly Harm[] | undefined {
  const fits = (other: Scope | undefined): boolean => scope === undefined || other === undefined || scope === other;
  const known = knownNames().filter((entry) => entry.name === name && fits(entry.permission.scope));
  const found =
    known.length > 0
      ? known.map(({ permission }) => harmsOf(permission.id))
      : read()
          .named.filter((entry) => entry.name === name && fits(entry.scope))
          .map(({ harms }) => harms);
  if (found.length === 0) return undefined;
  const harms: Harm[] = [];
  for (const list of found) {
    if (list === undefined) return undefined;
    harms.push(...list.filter((harm) => !harms.some(({ code, words }) => code === harm.code && words === harm.words)));
  }
  return harms;
}

function read(): Index {
  index ??= load();
  return index;
}

/** Only reviews ask what a permission can do: whoever describes tokens does not load the table. `require`, as in lib/lazy.ts. */
function load(): Index {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  const { HARMS, HARMLESS } = require("./generated/harms") as typeof import("./generated/harms");
  const byId = new Map<string, Harm[]>();
  const named = new Map<string, { readonly name: string; readonly scope: Scope | undefined; readonly harms: Harm[] }>();
  const add = ([ids, names = []]: Sorted, harms: readonly Harm[]): void => {
    for (const id of ids) byId.set(id, [...(byId.get(id) ?? []), ...harms]);
    for (const [name, scope] of names) {
      const key = `${scope ?? ""} ${name}`;
      named.set(key, { name, scope, harms: [...(named.get(key)?.harms ?? []), ...harms] });
    }
  };
  add(HARMLESS, []);
  for (const [code, words, groups] of HARMS) add(groups, [{ code, words }]);
  return { byId, named: [...named.values()] };
}
