import { DOCUMENTED_NAMES, FORMER_NAMES, KNOWN_BY_NAME } from "./generated/names";
import { allPermissions, type Permission, type Scope } from "./permission";

let spellings: ReadonlyMap<string, readonly string[]> | undefined;

/** How Cloudflare writes a name that somebody typed without regard to case; the other dialect's where nothing has the name itself. */
export function namesInAnyCase(text: string): readonly string[] {
  spellings ??= readSpellings();
  const dialect = otherDialect(text);
  return spellings.get(text.toLowerCase()) ?? (dialect === undefined ? undefined : spellings.get(dialect.toLowerCase())) ?? [];
}

function readSpellings(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const name of new Set([...knownNames(), ...permissionsKnownByName].map((each) => each.name))) {
    const key = name.toLowerCase();
    found.set(key, [...(found.get(key) ?? []), name]);
  }
  return found;
}

let byId: ReadonlyMap<string, Permission> | undefined;

/** The permission of an id; undefined for one that is not in the catalogue. */
export function permissionById(id: string): Permission | undefined {
  byId ??= new Map(allPermissions.map((permission) => [permission.id, permission]));
  return byId.get(id);
}

/** A permission group that sources name and whose id none of them gives. `Permission.lookup` finds it at plan time. */
export interface NamedOnly {
  /** Cloudflare's name of it. */
  readonly name: string;
  /** What it acts on; absent where no source says. */
  readonly scope?: Scope;
  /** `stated` by a source, or `product`: concluded from the product it belongs to. Absent where the scope is. */
  readonly scopeEvidence?: "stated" | "product";
}

/** Every permission group that is known by name only. */
export const permissionsKnownByName: readonly NamedOnly[] = KNOWN_BY_NAME;

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

/** What the API called a permission group before, or is likely to call it since. */
export function formerNamesOf(id: string): readonly string[] {
  return FORMER_NAMES.flatMap(([name, of]) => (of === id ? [name] : []));
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
