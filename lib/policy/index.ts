export { Account, User } from "./account";
export { type Acknowledgement, parseAcknowledgements, readAcknowledgement, sortAcknowledgements } from "./acknowledgement";
export {
  type AnyResource,
  covers,
  type Entry,
  isKnownNesting,
  isResource,
  isResourceKey,
  isWellFormed,
  isWildcard,
  type Jurisdiction,
  lowerCaseIds,
  makeEntry,
  makeResource,
  Resource,
  type ResourceData,
  type ScopedResource,
  scopeOfKey,
  splitKey,
  unknownJurisdiction,
} from "./resource";
export {
  addressesOf,
  type AddressSet,
  isNearlyEverything,
  isUnreachable,
  nearlyWholeFamilies,
  rangesOf,
  subtract,
  toCidrs,
} from "./address-set";
export { type Access, type Answer, type Atom, atomsOf, can, type DecidedBy, holds, Reach, type ResourceSet } from "./can";
export {
  canonicalCidr,
  type Cidr,
  covered,
  EVERYTHING,
  normalizeRequestIp,
  overlaps,
  parseAddress,
  parseCidr,
  type RequestIp,
  minimizeCidrs,
} from "./cidr";
export { entryWithin, type Granting, grantingBy, grantingOf, grantingsOf } from "./granting";
export { formatInstant, type Lifetime, now, parseInstant, secondsLeft } from "./instant";
export {
  type AccessPair,
  compareText,
  expandPolicies,
  normalize,
  normalizePolicies,
  writePolicies,
  type WrittenPolicy,
} from "./normal-form";
export {
  type AskedPermission,
  checkResolved,
  checkResolvedAccount,
  type LookedUpPermission,
  lookedUpPermission,
  permissionAskedBy,
} from "./resolved";
export {
  allow,
  checkFinished,
  deny,
  type Grant,
  isPolicy,
  type OnExpiry,
  type Policy,
  readPolicies,
  readToken,
  type TokenDescription,
  type TokenReading,
  type TokenWarning,
  toPolicySpecs,
} from "./policy";
export {
  escapeTemplate,
  isSymbol,
  isUnknown,
  parseGroupIds,
  parseResources,
  splitSymbols,
  unescapeTemplate,
  writeGroupIds,
  writeResources,
} from "./symbol";
export {
  type AcknowledgementSpec,
  type DeliverySpec,
  type Effect,
  type LookupSpec,
  type NotUnderstood,
  type PolicySpec,
  type ProviderSpec,
  type RequestIpSpec,
  type ResourceEntries,
  type RotationSpec,
  stackOf,
  type TokenSpec,
  type TokenStatus,
} from "./token-spec";
