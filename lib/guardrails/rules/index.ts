import type { Rule } from "../model";
import { accountWideR2 } from "./account-wide-r2";
import { allZonesWrite } from "./all-zones-write";
import { auditorWrites } from "./auditor-writes";
import { denyReadUnderWrite } from "./deny-read-under-write";
import { deprecatedPermission } from "./deprecated-permission";
import { everythingCidr } from "./everything-cidr";
import { expiresSoon } from "./expires-soon";
import { ignoredChanges } from "./ignored-changes";
import { managesAccess } from "./manages-access";
import { maxLifetime } from "./max-lifetime";
import { acknowledgementExpired, acknowledgementRefused, acknowledgementUnused, ruleFailed } from "./meta";
import { mixedInUserToken } from "./mixed-in-user-token";
import { mostPermissions } from "./most-permissions";
import { namePattern } from "./name-pattern";
import { noExpiry } from "./no-expiry";
import { noIpFilterOnWrite } from "./no-ip-filter-on-write";
import { noOwner } from "./no-owner";
import { oneAddressFamily } from "./one-address-family";
import { outsideTheList } from "./outside-the-list";
import { permissionWithoutEffect } from "./permission-without-effect";
import { privateAddressesOnly } from "./private-addresses-only";
import { redundantAllow } from "./redundant-allow";
import { rotationWithoutExpiry } from "./rotation-without-expiry";
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
  oneAddressFamily,
  mostPermissions,
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
  ignoredChanges,
  outsideTheList,
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
  outsideTheList: outsideTheList(),
};

/** Rules on single permissions: of a token with most of them each would find a hundred things, and `most-permissions` says it in one. */
export const OF_PERMISSIONS: ReadonlySet<Rule> = new Set([
  allZonesWrite,
  accountWideR2,
  managesAccess,
  unsupportedProduct,
  permissionWithoutEffect,
  deprecatedPermission,
  redundantAllow,
]);

/** The rules that `evaluate` reports by itself. */
export const META = { ruleFailed, acknowledgementExpired, acknowledgementUnused, acknowledgementRefused } as const;
