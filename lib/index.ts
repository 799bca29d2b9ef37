/** Cloudflare account-owned API tokens (service principals) as code. See README.md and docs/. */
import type { Pack, Rules } from "./guardrails";
import { loadGuardrails } from "./lazy";

export {
  type AccountPermissions,
  compatibilityMatrix,
  describePermission,
  type AnyPermission,
  type Implication,
  type ImplicationEvidence,
  implicationOf,
  implies,
  type Level,
  type NamedOnly,
  type Permission as PermissionOf,
  type PermissionData,
  permissions,
  permissionsKnownByName,
  type PermissionTree,
  type ProductCompatibility,
  type ProductEvidence,
  type ProductPermissions,
  type ScopedPermission,
  type R2BucketPermissions,
  recommendToken,
  type Scope,
  type TokenNeeds,
  type TokenRecommendation,
  type UnsupportedProduct,
  unsupportedProductOf,
  type UserPermissions,
  type ZonePermissions,
} from "./catalogue";
export {
  Backend,
  type BackendDefinition,
  type CloudBackendProps,
  DEFAULT_PROVIDER_VERSION,
  Guardrails,
  Permission,
  type PermissionWays,
  Principal,
  PrincipalStack,
  type PrincipalStackProps,
  type R2BackendProps,
  type R2Credentials,
  type S3AssumeRole,
  type S3BackendProps,
  ServicePrincipal,
  type ServicePrincipalProps,
  type TokenProps,
  type TokenStackProps,
  UserToken,
  type UserTokenProps,
  UserTokenStack,
  type UserTokenStackProps,
} from "./constructs";
export { type Fault, type FaultCode, PrincipalError } from "./errors";
export type {
  Acknowledgement,
  FindingLevel,
  Once,
  Pack,
  PackEntry,
  Rule,
  RuleDefinition,
  Rules,
  TerraformContext,
  TokenContext,
  Violation,
} from "./guardrails";
export {
  type Access,
  Account,
  type AcknowledgementSpec,
  allow,
  type AnyResource,
  type Answer,
  can,
  type DecidedBy,
  type DeliverySpec,
  deny,
  type Effect,
  type Grant,
  type Jurisdiction,
  type LookupSpec,
  normalize,
  type NotUnderstood,
  type OnExpiry,
  type Policy,
  type PolicySpec,
  type ProviderSpec,
  type RequestIp,
  type RequestIpSpec,
  Resource,
  type ResourceData,
  type ResourceEntries,
  type RotationSpec,
  type ScopedResource,
  type TokenSpec,
  type TokenStatus,
  User,
} from "./policy";
export type {
  AccessChange,
  AccessDiff,
  Disruption,
  GateAnswer,
  GateNote,
  GateProblem,
  PlanGateAnswer,
  PlanGateOptions,
  PlanGateProblem,
  PlanFindings,
  PlannedChange,
  PlanReading,
  ResolvedValue,
  ResourceRange,
  Risk,
  RiskCode,
  SnapshotDifference,
  SnapshotFile,
  StackWarning,
  TokenChange,
  TokenDiff,
  UnusedOption,
  Verdict,
} from "./review";
export {
  accessDiff,
  checkSnapshot,
  defineRule,
  gatePlan,
  gateSnapshot,
  readPlan,
  readSnapshot,
  readState,
  readSynth,
  snapshotOf,
} from "./lazy";
export type { NotReviewed } from "./read";
export type { Allowed, AllowedHost, AllowedType, Json, TerraformFile, TerraformStack as TerraformInput } from "./terraform";
export { type PolicySet, templates, type WranglerBinding } from "./templates";

/** What every project can live with: errors only for what is surely wrong or hostile. */
export declare const baseline: Pack;
/** What a project with nothing to explain passes: nearly everything is an error. Not the property `strict` of a stack, which is about products alone. */
export declare const strict: Pack;
/** Every rule of this package, for packs of your own; those with parameters are functions. */
export declare const rules: Rules;

// Loaded when somebody uses them: most programs use none, and thirty modules would cost each of them. `module.exports`, since compilers differ in what
// `exports` is.
for (const name of ["baseline", "strict", "rules"] as const)
  Object.defineProperty(module.exports, name, { get: () => loadGuardrails()[name], enumerable: true, configurable: true });
