import type { Rule } from "../model";
import { accessOutsideTokens } from "./access-outside-tokens";
import { accountWideR2 } from "./account-wide-r2";
import { allZonesWrite } from "./all-zones-write";
import { auditorWrites } from "./auditor-writes";
import { backendWithoutEncryption } from "./backend-without-encryption";
import { backendWithoutLock } from "./backend-without-lock";
import { credentialInFile } from "./credential-in-file";
import { denyReadUnderWrite } from "./deny-read-under-write";
import { deprecatedPermission } from "./deprecated-permission";
import { everythingCidr } from "./everything-cidr";
import { expiresSoon } from "./expires-soon";
import { externalProgram } from "./external-program";
import { foreignHttp } from "./foreign-http";
import { foreignProvider } from "./foreign-provider";
import { forgottenToken } from "./forgotten-token";
import { ignoredChanges } from "./ignored-changes";
import { managesAccess } from "./manages-access";
import { maxLifetime } from "./max-lifetime";
import { acknowledgementExpired, acknowledgementRefused, acknowledgementUnused, ruleFailed } from "./meta";
import { mixedInUserToken } from "./mixed-in-user-token";
import { namePattern } from "./name-pattern";
import { noExpiry } from "./no-expiry";
import { noIpFilterOnWrite } from "./no-ip-filter-on-write";
import { noOwner } from "./no-owner";
import { permissionWithoutEffect } from "./permission-without-effect";
import { privateAddressesOnly } from "./private-addresses-only";
import { providerBaseUrl } from "./provider-base-url";
import { provisioner } from "./provisioner";
import { readsLocalFiles } from "./reads-local-files";
import { redundantAllow } from "./redundant-allow";
import { rotationWithoutExpiry } from "./rotation-without-expiry";
import { tokenValueExposed } from "./token-value-exposed";
import { unexpectedFile } from "./unexpected-file";
import { unreadModule } from "./unread-module";
import { unknownResourceForm } from "./unknown-resource-form";
import { unresolvedPermission } from "./unresolved-permission";
import { unresolvedResource } from "./unresolved-resource";
import { unsupportedProduct } from "./unsupported-product";
import { unusedDeny } from "./unused-deny";
import { userScopePermission } from "./user-scope-permission";

/** Every rule of this package; those with parameters are functions. */
export const rules = {
  noExpiry,
  maxLifetime,
  expiresSoon,
  rotationWithoutExpiry,
  noIpFilterOnWrite,
  everythingCidr,
  privateAddressesOnly,
  allZonesWrite,
  accountWideR2,
  managesAccess,
  auditorWrites,
  userScopePermission,
  mixedInUserToken,
  unsupportedProduct,
  permissionWithoutEffect,
  unresolvedPermission,
  unresolvedResource,
  unknownResourceForm,
  deprecatedPermission,
  unusedDeny,
  denyReadUnderWrite,
  redundantAllow,
  noOwner,
  namePattern,
  accessOutsideTokens,
  ignoredChanges,
  forgottenToken,
  tokenValueExposed,
  credentialInFile,
  backendWithoutLock,
  backendWithoutEncryption,
  foreignProvider,
  foreignHttp,
  providerBaseUrl,
  externalProgram,
  provisioner,
  unreadModule,
  readsLocalFiles,
  unexpectedFile,
  ruleFailed,
  acknowledgementExpired,
  acknowledgementUnused,
  acknowledgementRefused,
} as const;

export type RuleName = keyof typeof rules;

/** The parameters that the packs of this package use, where a rule has no default of its own. */
export const DEFAULTS = {
  maxLifetime: { days: 365 },
  expiresSoon: { withinDays: 30 },
  namePattern: { pattern: "[a-z0-9]+(?:-[a-z0-9]+)*" },
} as const;

/** The rules as the packs use them, by name. */
export const RULES: Readonly<Record<RuleName, Rule>> = {
  ...rules,
  maxLifetime: maxLifetime(DEFAULTS.maxLifetime),
  expiresSoon: expiresSoon(DEFAULTS.expiresSoon),
  namePattern: namePattern(DEFAULTS.namePattern),
  auditorWrites: auditorWrites(),
  tokenValueExposed: tokenValueExposed(),
  foreignProvider: foreignProvider(),
  foreignHttp: foreignHttp(),
  unreadModule: unreadModule(),
};

/** The rules that `evaluate` reports by itself. */
export const META = { ruleFailed, acknowledgementExpired, acknowledgementUnused, acknowledgementRefused } as const;
