export { Backend, type BackendDefinition, type CloudBackendProps, type R2BackendProps, type S3BackendProps } from "./backend";
export { Permission } from "./permission-lookup";
export type { R2Credentials, TokenProps } from "./principal";
export { PrincipalStack, type PrincipalStackProps, type TokenStackProps } from "./principal-stack";
export { DEFAULT_PROVIDER_VERSION } from "./provider-guard";
export { ServicePrincipal, type ServicePrincipalProps } from "./service-principal";
export { UserToken, type UserTokenProps } from "./user-token";
export { UserTokenStack, type UserTokenStackProps } from "./user-token-stack";
