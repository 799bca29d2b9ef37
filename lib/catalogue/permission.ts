import type { Scope } from "./scope";

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
