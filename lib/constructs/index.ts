/** The only door into lib/constructs: what becomes Terraform. */
export {
  Backend,
  type BackendDefinition,
  type CloudBackendProps,
  type R2BackendProps,
  type S3AssumeRole,
  type S3BackendProps,
} from "./backend";
export { Guardrails } from "./guardrails";
export { Permission, type PermissionWays } from "./lookups";
export { Principal, type R2Credentials, type TokenProps } from "./principal";
export { DEFAULT_PROVIDER_VERSION, PrincipalStack, type PrincipalStackProps, type TokenStackProps } from "./principal-stack";
export { ServicePrincipal, type ServicePrincipalProps } from "./service-principal";
export { UserToken, type UserTokenProps, UserTokenStack, type UserTokenStackProps } from "./user-token";
