import { type NamedOnly, scopeOfApiName } from "../../lib/catalogue";
import { compare, type PlacedGroup } from "./place-groups";
import { type CatalogueSources, type NamedOnlySource } from "./sources";
import { header, literal } from "./text";

/** Aliases that name the group itself; the other kinds are other people's mistakes. */
const USED_ALIASES: ReadonlySet<string> = new Set(["former name", "later name (likely)"]);

/** Former names, names that the dashboard and the permissions page use, and groups known by name only. */
export function emitNames(groups: readonly PlacedGroup[], sources: CatalogueSources): string {
  const former = sources.aliases.filter((alias) => USED_ALIASES.has(alias.kind)).map(({ name, id }) => [name, id] as const);
  const documented = sources.documented.flatMap((row) => {
    const real = groups.filter((group) => group.scope === row.scope && (row.groups ?? [row.name]).includes(group.name));
    // A name that differs from the real one by Edit for Write is found anyway.
    return [row.name, row.dashboard].flatMap((name) =>
      real.filter((group) => inWrite(group.name) !== inWrite(name)).map((group) => [name, group.id] as const),
    );
  });
  return [
    header(sources.origins, ["former-names.json", "documented-permissions.json", "permission-groups-without-id.json"]),
    'import type { NamedOnly } from "../names";',
    'import type { NameRow } from "../rows";',
    "",
    "/** What the API called a group once, or is likely to call it since. */",
    "export const FORMER_NAMES: readonly NameRow[] = [",
    ...rows(former),
    "];",
    "",
    "/** What the dashboard or the permissions page calls a group. */",
    "export const DOCUMENTED_NAMES: readonly NameRow[] = [",
    ...rows(documented),
    "];",
    "",
    "export const KNOWN_BY_NAME: readonly NamedOnly[] = [",
    ...[...sources.namedOnly]
      .map(namedOnly)
      .sort((a, b) => compare(a.name, b.name))
      .map(
        (entry) =>
          `  { ${Object.entries(entry)
            .map(([name, value]) => `${name}: ${literal(String(value))}`)
            .join(", ")} },`,
      ),
    "];",
    "",
  ].join("\n");
}

function rows(names: readonly (readonly [string, string])[]): readonly string[] {
  const lines = [...names]
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([name, id]) => `  [${literal(name)}, ${literal(id)}],`);
  return [...new Set(lines)];
}

function namedOnly({ name, level, scopes }: NamedOnlySource): NamedOnly {
  const [apiName] = scopes ?? [];
  const scope =
    apiName === undefined ? (["account", "zone", "user"] as const).find((word) => level?.split(" ")[0] === word) : scopeOfApiName(apiName);
  if (scope === undefined) return { name };
  return { name, scope, scopeEvidence: apiName === undefined && level !== scope ? "product" : "stated" };
}

function inWrite(name: string): string {
  return name.replace(/\bEdit$/, "Write");
}
