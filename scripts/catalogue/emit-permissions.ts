import { describePermission, type Scope, SCOPE_WORDS, subjectOfName } from "../../lib/catalogue";
import { type DerivedImplication } from "./derive-implications";
import { type PlacedGroup, TREE_SCOPES } from "./place-groups";
import { type CatalogueSources } from "./sources";
import { header, hover, literal } from "./text";

const FILES: Readonly<Record<(typeof TREE_SCOPES)[number], { readonly file: string; readonly type: string }>> = {
  account: { file: "account-permissions.ts", type: "AccountPermissions" },
  zone: { file: "zone-permissions.ts", type: "ZonePermissions" },
  user: { file: "user-permissions.ts", type: "UserPermissions" },
  r2Bucket: { file: "r2-bucket-permissions.ts", type: "R2BucketPermissions" },
};

/** The interfaces that editors show, one file a scope. */
export function emitInterfaces(
  groups: readonly PlacedGroup[],
  implications: readonly DerivedImplication[],
  origins: CatalogueSources["origins"],
): ReadonlyMap<string, string> {
  const implied = new Map(implications.map(({ group, implies }) => [group.id, implies]));
  return new Map(
    TREE_SCOPES.map((scope) => {
      const { file, type } = FILES[scope];
      const text = [
        header(origins, ["permission-groups.json"]),
        'import type { ScopedPermission } from "../permission";',
        "",
        `/** Permission groups that act on ${SCOPE_WORDS[scope]} resources. */`,
        `export interface ${type} {`,
        ...byGroup(groups.filter((group) => group.scope === scope)).flatMap(([name, members]) => [
          `  /** ${hover(subjectOfName(members[0]?.name ?? name))} */`,
          `  readonly ${key(name)}: {`,
          ...members.flatMap((group) => member(scope, group, implied.get(group.id) ?? [])),
          "  };",
        ]),
        "}",
        "",
      ].join("\n");
      return [file, text];
    }),
  );
}

/** What the tree is built from at run time: one file, because every file costs at import. */
export function emitRows(groups: readonly PlacedGroup[], origins: CatalogueSources["origins"]): string {
  return [
    header(origins, ["permission-groups.json"]),
    'import type { PermissionRow } from "../rows";',
    "",
    "export const PERMISSION_ROWS: readonly PermissionRow[] = [",
    ...groups.map(({ scope, group, level, id, name }) => `  [${[scope, group, level, id, name].map(literal).join(", ")}],`),
    "];",
    "",
  ].join("\n");
}

function member(scope: Scope, group: PlacedGroup, implies: readonly PlacedGroup[]): readonly string[] {
  const { id, name, level, inferred } = group;
  const names = (others: readonly PlacedGroup[]): string => others.map((other) => hover(other.name)).join(" and ");
  const [own, within] = [implies.filter((other) => other.scope === scope), implies.filter((other) => other.scope !== scope)];
  const elsewhere = [...new Set(within.map((other) => other.scope))].map(
    (at) => ` On every ${SCOPE_WORDS[at]} of the ${SCOPE_WORDS[scope]}, includes ${names(within.filter((other) => other.scope === at))}.`,
  );
  const includes = `${own.length === 0 ? "" : ` Includes ${names(own)}.`}${elsewhere.join("")}`;
  const doubt = inferred ? " Its scope is inferred from use." : "";
  return [
    "    /**",
    `     * **${hover(name)}** (${scope}, ${level}), id \`${hover(id)}\``,
    "     *",
    `     * ${hover(describePermission(group))}${includes}${doubt}`,
    "     */",
    `    readonly ${key(level)}: ScopedPermission<${literal(scope)}>;`,
  ];
}

function byGroup(groups: readonly PlacedGroup[]): readonly (readonly [string, readonly PlacedGroup[]])[] {
  const found = new Map<string, PlacedGroup[]>();
  for (const group of groups) found.set(group.group, [...(found.get(group.group) ?? []), group]);
  return [...found];
}

function key(name: string): string {
  return /^[A-Za-z][A-Za-z0-9]*$/.test(name) ? name : literal(name);
}
