import { DOCUMENTED_NAMES, FORMER_NAMES } from "./generated/names";
import { type Permission, allPermissions } from "./permission";
import { permissionById } from "./permission-by-id";

/**
 * Where a name comes from: `current`, what the API calls the group; `former`, what it called it once, or is likely to call it since;
 * `documented`, what the dashboard or the permissions page says instead.
 */
export type NameKind = "current" | "former" | "documented";

/** One name of one permission group. */
export interface KnownName {
  readonly name: string;
  readonly kind: NameKind;
  readonly permission: Permission;
}

let known: readonly KnownName[] | undefined;

/** Every name of every permission group whose id is known: current ones first, then former ones, then documented ones. */
export function knownNames(): readonly KnownName[] {
  known ??= [
    ...allPermissions.map((permission): KnownName => ({ name: permission.name, kind: "current", permission })),
    ...FORMER_NAMES.flatMap(([name, id]) => named(name, "former", id)),
    ...DOCUMENTED_NAMES.flatMap(([name, id]) => named(name, "documented", id)),
  ];
  return known;
}

function named(name: string, kind: NameKind, id: string): readonly KnownName[] {
  const permission = permissionById(id);
  return permission === undefined ? [] : [{ name, kind, permission }];
}

/** The same name in the other dialect: the API says Write where the dashboard says Edit. */
export function otherDialect(name: string): string | undefined {
  const [, stem, level] = /^(.+[^\p{L}\p{N}])(write|edit)$/iu.exec(name) ?? [];
  if (stem === undefined || level === undefined) return undefined;
  return stem + (level.toLowerCase() === "write" ? "Edit" : "Write");
}
