/** The only door into lib/catalogue: permission groups, what implies what, and which products accept account-owned tokens. */
export { formerNamesOf, type NamedOnly, namesInAnyCase, permissionById, permissionsKnownByName } from "./names";
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
export { describePermission, nearPermissionNames, searchPermissions } from "./search";
export { type Harm, type HarmCode, harmsOf, harmsOfName } from "./harms";
export { type Implication, implicationOf, impliedBy, implies, scopesWithin } from "./implications";
export {
  allPermissions,
  type AnyPermission,
  type Level,
  levelOfName,
  type Permission,
  type PermissionData,
  permissions,
  type PermissionTree,
  type Scope,
  SCOPE_WORDS,
  type ScopedPermission,
  scopeOfApiName,
  SCOPES,
  subjectOfName,
  type TreeName,
  treeNameOf,
} from "./permission";
export { namedPermission, permissionIdFaults, permissionWithId } from "./named-permission";
export { type Purpose, searchPurposes } from "./purposes";
export { recommendToken, type TokenNeeds, type TokenRecommendation } from "./recommend-token";
export type { ImplicationEvidence, ProductCompatibility, ProductEvidence, ProductPermissions, RefusedEndpoint } from "./rows";
export type { AccountPermissions } from "./generated/account-permissions";
export type { R2BucketPermissions } from "./generated/r2-bucket-permissions";
export type { UserPermissions } from "./generated/user-permissions";
export type { ZonePermissions } from "./generated/zone-permissions";
