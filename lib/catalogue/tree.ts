import type { AccountPermissions } from "./generated/account-permissions";
import { PERMISSION_ROWS } from "./generated/permission-rows";
import type { R2BucketPermissions } from "./generated/r2-bucket-permissions";
import type { UserPermissions } from "./generated/user-permissions";
import type { ZonePermissions } from "./generated/zone-permissions";
import type { Permission, PermissionData } from "./permission";
import type { TreeScope } from "./rows";

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
  for (const branch of Object.values(tree)) {
    for (const group of Object.values(branch)) Object.freeze(group);
    Object.freeze(branch);
  }
  // Interfaces and rows are generated from the same data, and a test walks both: the compiler can't see that they agree.
  return Object.freeze(tree) as unknown as PermissionTree;
}
