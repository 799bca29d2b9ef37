import type { Allowed } from "../../terraform";
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
export interface Rules {
  /** `no-expiry`: a token expires. */
  readonly noExpiry: Rule;
  /** `max-lifetime`: a token lives for that many days at most. */
  readonly maxLifetime: (params: { readonly days: number }) => Rule;
  /** `expires-soon`: a token works for that many days more. */
  readonly expiresSoon: (params: { readonly withinDays: number }) => Rule;
  /** `rotation-without-expiry`: a token that is rotated expires. */
  readonly rotationWithoutExpiry: Rule;
  /** `no-ip-filter-on-write`: a token that can change something is used from known addresses. */
  readonly noIpFilterOnWrite: Rule;
  /** `everything-cidr`: a list of addresses leaves something out. */
  readonly everythingCidr: Rule;
  /** `private-addresses-only`: a token can be used from somewhere. */
  readonly privateAddressesOnly: Rule;
  /** `one-address-family`: a filter of single machines has addresses of both families. */
  readonly oneAddressFamily: Rule;
  /** `most-permissions`: a token may do what it is for. */
  readonly mostPermissions: Rule;
  /** `all-zones-write`: a token writes to named zones. */
  readonly allZonesWrite: Rule;
  /** `account-wide-r2`: a token reaches named R2 buckets. */
  readonly accountWideR2: Rule;
  /** `manages-access`: a token neither makes tokens nor changes members. */
  readonly managesAccess: Rule;
  /** `auditor-writes`: a token that audits only reads. */
  readonly auditorWrites: (params?: { readonly names?: RegExp | string }) => Rule;
  /** `user-scope-permission`: an account-owned token holds no user permission. */
  readonly userScopePermission: Rule;
  /** `mixed-in-user-token`: user tokens have a stack of their own. */
  readonly mixedInUserToken: Rule;
  /** `unsupported-product`: an account-owned token is for products that accept it. */
  readonly unsupportedProduct: Rule;
  /** `permission-without-effect`: a permission is given on what it acts on. */
  readonly permissionWithoutEffect: Rule;
  /** `unresolved-permission`: every permission has a name before it is applied. */
  readonly unresolvedPermission: Rule;
  /** `unresolved-resource`: every resource is an id or a plain reference. */
  readonly unresolvedResource: Rule;
  /** `unknown-resource-form`: resources are written as Cloudflare documents them: within an account, with ids in lower case. */
  readonly unknownResourceForm: Rule;
  /** `deprecated-permission`: permissions are called what Cloudflare calls them today. */
  readonly deprecatedPermission: Rule;
  /** `unused-deny`: a deny takes something away. */
  readonly unusedDeny: Rule;
  /** `deny-read-under-write`: a deny of Read stands beside no allowed Write. */
  readonly denyReadUnderWrite: Rule;
  /** `redundant-allow`: every allow adds something. */
  readonly redundantAllow: Rule;
  /** `no-owner`: somebody answers for a token. */
  readonly noOwner: Rule;
  /** `name-pattern`: a token's name fits a pattern. */
  readonly namePattern: (params: { readonly pattern: RegExp | string }) => Rule;
  /** `ignored-changes`: what is written for a token is what it gets. */
  readonly ignoredChanges: Rule;
  /** `outside-the-list`: a stack of tokens holds what is known. */
  readonly outsideTheList: (params?: { readonly allowed?: Partial<Allowed>; readonly pipelines?: boolean }) => Rule;
  /** `rule-failed`: every rule runs to its end. */
  readonly ruleFailed: Rule;
  /** `acknowledgement-expired`: acknowledgements are in time. */
  readonly acknowledgementExpired: Rule;
  /** `acknowledgement-unused`: acknowledgements are about something. */
  readonly acknowledgementUnused: Rule;
  /** `acknowledgement-refused`: acknowledgements are for rules that can be waived, and can be read. */
  readonly acknowledgementRefused: Rule;
}

/** See `Rules`. */
export const rules: Rules = {
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
};

export type RuleName = keyof Rules;

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

/** Rules on what configuration alone says: in a plan and a state nobody owns a token, and a reference shows as a value that is not known yet. */
export const OF_CONFIGURATION: ReadonlySet<Rule> = new Set([noOwner, ignoredChanges, rotationWithoutExpiry, unresolvedResource]);

/** The rules that `evaluate` reports by itself. */
export const META = { ruleFailed, acknowledgementExpired, acknowledgementUnused, acknowledgementRefused } as const;
