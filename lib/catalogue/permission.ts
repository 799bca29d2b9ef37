import { distance } from "fastest-levenshtein";
import { fault, PrincipalError } from "../errors";
import type { AccountPermissions } from "./generated/account-permissions";
import { PERMISSION_ROWS } from "./generated/permission-rows";
import type { R2BucketPermissions } from "./generated/r2-bucket-permissions";
import type { UserPermissions } from "./generated/user-permissions";
import type { ZonePermissions } from "./generated/zone-permissions";
import type { TreeScope } from "./rows";

/**
 * The levels a permission group can act on, in our words, with Cloudflare's resource prefix for each.
 *
 * Source: `scopes` of `GET /accounts/{id}/tokens/permission_groups`.
 */
export type Scope = "account" | "zone" | "user" | "r2Bucket" | "worker" | "flagshipApp";

/** Cloudflare's name of each scope, as the API writes it. */
export const SCOPES: Readonly<Record<Scope, string>> = {
  account: "com.cloudflare.api.account",
  zone: "com.cloudflare.api.account.zone",
  user: "com.cloudflare.api.user",
  r2Bucket: "com.cloudflare.edge.r2.bucket",
  worker: "com.cloudflare.edge.worker.script",
  flagshipApp: "com.cloudflare.api.account.flagship.app",
};

/** How a sentence names a resource of each scope. */
export const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  account: "account",
  zone: "zone",
  user: "user",
  r2Bucket: "R2 bucket",
  worker: "Worker",
  flagshipApp: "Flagship app",
};

const byApiName = new Map(Object.entries(SCOPES).map(([scope, name]) => [name, scope as Scope]));

/** Our word for Cloudflare's scope name; undefined for one that is not known. */
export function scopeOfApiName(name: string): Scope | undefined {
  return byApiName.get(name);
}

/**
 * The access a permission group gives, as the last word of its name says. `full` where the name ends in no such word
 * (`Workers R2 Data Catalog`).
 */
export type Level = "read" | "write" | "edit" | "purge" | "revoke" | "run" | "report" | "admin" | "bind" | "send" | "readOnly" | "full";

declare const SCOPE_BRAND: unique symbol;

/** What every permission has, whatever its scope. */
export interface PermissionData {
  /** 32 lower-case hexadecimal characters, or a Terraform expression for a group that is looked up at plan time. */
  readonly id: string;
  /** Cloudflare's name, `DNS Write` for instance. */
  readonly name: string;
  /** What the group acts on. */
  readonly scope: Scope;
  /** The access that its name says. */
  readonly level: Level;
}

/** A permission whose scope is only known at synth. */
export interface AnyPermission extends PermissionData {
  /** For the compiler: there is no such property at run time. */
  // `any` makes it fit each scope and each scope fit it: lists of mixed scopes are checked at synth instead.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly [SCOPE_BRAND]?: any;
}

/** A permission of one scope, known to the compiler. */
export interface ScopedPermission<S extends Scope> extends PermissionData {
  /** The scope, for the compiler: there is no such property at run time. */
  // Invariant in S: `allow(zonePermission, accountPermission)` finds no common S and does not compile.
  readonly [SCOPE_BRAND]?: (scope: S) => S;
}

/**
 * A permission group: what a token may do. `Permission<"zone">` acts on zones and nothing else; a plain `Permission` is of any scope and
 * is checked at synth.
 *
 * Source: https://developers.cloudflare.com/fundamentals/api/reference/permissions/
 */
export type Permission<S extends Scope = Scope> = [Scope] extends [S] ? AnyPermission : ScopedPermission<S>;

const LEVELS: ReadonlyMap<string, Level> = new Map(
  (["read", "write", "edit", "purge", "revoke", "run", "report", "admin", "bind", "send"] as const).map((level) => [level, level]),
);

/** A permission group's place in the tree: `permissions.<scope>.<group>.<level>`. */
export interface TreeName {
  /** In camel case: `accessAppsAndPolicies`. */
  readonly group: string;
  readonly level: Level;
}

/**
 * The level that a permission group's name ends in, `full` where it ends in none.
 *
 * @example
 * levelOfName("DNS Write"); // "write"
 * levelOfName("Workers Content Read-Only"); // "readOnly"
 * levelOfName("Page Shield"); // "full"
 */
export function levelOfName(name: string): Level {
  return split(name).level;
}

/**
 * The place of a permission group in the tree, by its name alone: words are split at anything that is no letter and no digit, lower-cased,
 * and capitalised except the first.
 *
 * @example
 * treeNameOf("Access: Apps and Policies Read"); // { group: "accessAppsAndPolicies", level: "read" }
 */
export function treeNameOf(name: string): TreeName {
  const { words, level } = split(name);
  const group = words.map((word, i) => (i === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join("");
  return { group, level };
}

/**
 * What a permission group is about: its name without the level.
 *
 * @example
 * subjectOfName("IP Prefixes: Read"); // "IP Prefixes"
 */
export function subjectOfName(name: string): string {
  const { level } = split(name);
  if (level === "full") return name;
  const end = level === "readOnly" ? /[^\p{L}\p{N}]+read[^\p{L}\p{N}]+only[^\p{L}\p{N}]*$/iu : /[^\p{L}\p{N}]+[\p{L}]+[^\p{L}\p{N}]*$/u;
  return name.replace(end, "");
}

function split(name: string): { readonly words: readonly string[]; readonly level: Level } {
  const words = name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  // The level is the last word, never the only one: a group needs a name of its own.
  const last = words.at(-1);
  if (words.length > 2 && last === "only" && words.at(-2) === "read") return { words: words.slice(0, -2), level: "readOnly" };
  const level = last === undefined || words.length < 2 ? undefined : LEVELS.get(last);
  return level === undefined ? { words, level: "full" } : { words: words.slice(0, -1), level };
}

/**
 * Holds at run time what the type says: callers in JavaScript, and tsx, check no types.
 *
 * @throws PrincipalError InvalidScope
 */
export function checkScope(path: string, scope: unknown): asserts scope is Scope {
  if (typeof scope === "string" && Object.hasOwn(SCOPES, scope)) return;
  const given = typeof scope === "string" ? scope.slice(0, 50).toLowerCase() : "";
  const near = given === "" ? [] : Object.keys(SCOPES).filter((known) => distance(known.toLowerCase(), given) <= 2);
  throw new PrincipalError([fault.invalidScope(path, scope, near)]);
}

/** Every permission group whose id is known, by scope, group and level. */
export interface PermissionTree {
  /** What acts on an account. */
  readonly account: AccountPermissions;
  /** What acts on zones. */
  readonly zone: ZonePermissions;
  /** What acts on a user: for user tokens only. */
  readonly user: UserPermissions;
  /** What acts on R2 buckets. */
  readonly r2Bucket: R2BucketPermissions;
}

/** Every permission group whose id is known, as a list: by scope, then by name. */
export const allPermissions: readonly Permission[] = Object.freeze(
  PERMISSION_ROWS.map(([scope, , level, id, name]) => Object.freeze({ id, name, scope, level })),
);

/**
 * Every permission group whose id is known: `permissions.<account|zone|user|r2Bucket>.<group>.<level>`. How names are formed, and what else
 * there is to find a permission, stands in docs/catalogue.md.
 *
 * @example
 * allow(permissions.zone.dns.write).on(account.zone("11111111111111111111111111111111"));
 */
export const permissions: PermissionTree = growTree();

function growTree(): PermissionTree {
  const tree: Record<TreeScope, Record<string, Record<string, PermissionData>>> = { account: {}, zone: {}, user: {}, r2Bucket: {} };
  PERMISSION_ROWS.forEach(([scope, group, level], i) => {
    const permission = allPermissions[i];
    if (permission !== undefined) (tree[scope][group] ??= {})[level] = permission;
  });
  const checked = Object.entries(tree).map(([scope, branch]) => {
    for (const group of Object.values(branch)) Object.freeze(group);
    return [scope, closed(branch, `permissions.${scope}`)] as const;
  });
  // Interfaces and rows are generated from the same data, and a test walks both: the compiler can't see that they agree.
  return closed(Object.fromEntries(checked), "permissions") as unknown as PermissionTree;
}

/** What promises, test libraries and serializers ask every object for. */
const ASKED_OF_ALL: ReadonlySet<string> = new Set([
  "then",
  "toJSON",
  "asymmetricMatch",
  "nodeType",
  "tagName",
  "hasAttribute",
  "inspect",
  "sample",
]);

/** An object that says of a name it does not have what may have been meant, since tsx, jest and JavaScript check no types. */
function closed<T extends object>(members: T, path: string): T {
  return new Proxy(Object.freeze(members), {
    get: (target, key): unknown => {
      if (typeof key !== "string" || key in target || !/^[a-z][A-Za-z0-9]*$/.test(key) || ASKED_OF_ALL.has(key))
        return Reflect.get(target, key);
      const near = Object.keys(target)
        .map((name) => ({ name, far: distance(name.toLowerCase(), key.slice(0, 100).toLowerCase()) }))
        .filter(({ name, far }) => far <= Math.max(2, Math.floor(name.length / 5)))
        .sort((a, b) => a.far - b.far)
        .slice(0, 3);
      throw new PrincipalError([
        fault.unknownPermission(
          `${path}.${key}`,
          key,
          near.map(({ name }) => name),
        ),
      ]);
    },
  });
}
