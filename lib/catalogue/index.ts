/** The only door into lib/catalogue: permission groups, what implies what, and which products accept account-owned tokens. */
export { namesInAnyCase } from "./any-case";
export {
  type CompatibilityAge,
  compatibilityAge,
  compatibilityDate,
  compatibilityMatrix,
  delistedProducts,
  refusedEndpoints,
  type UnsupportedProduct,
  unsupportedProductOf,
} from "./compatibility";
export { describePermission } from "./describe";
export { type Harm, type HarmCode, harmsOf, harmsOfName } from "./harms";
export { type Implication, implicationOf, impliedBy, implies } from "./implications";
export { type NamedOnly, permissionsKnownByName } from "./known-by-name";
export { levelOfName, subjectOfName, type TreeName, treeNameOf } from "./permission";
export { namedPermission } from "./named-permission";
export { nearPermissionNames } from "./near-names";
export type { AnyPermission, Level, Permission, PermissionData, ScopedPermission } from "./permission";
export { permissionById } from "./permission-by-id";
export { permissionIdFaults, permissionWithId } from "./permission-with-id";
export { recommendToken, type TokenNeeds, type TokenRecommendation } from "./recommend-token";
export type { ImplicationEvidence, ProductCompatibility, ProductEvidence, ProductPermissions, RefusedEndpoint } from "./rows";
export { type Scope, SCOPE_WORDS, scopeOfApiName, SCOPES } from "./permission";
export { searchPermissions } from "./search";
export type { AccountPermissions } from "./generated/account-permissions";
export type { R2BucketPermissions } from "./generated/r2-bucket-permissions";
export type { UserPermissions } from "./generated/user-permissions";
export type { ZonePermissions } from "./generated/zone-permissions";
export { allPermissions, permissions, type PermissionTree } from "./permission";
