export { Account } from "./account";
export { type Acknowledgement, parseAcknowledgements, readAcknowledgement, sortAcknowledgements } from "./acknowledgement";
export { type Jurisdiction, lowerCaseIds } from "./resource";
export {
  addressesOf,
  type AddressSet,
  isEverything,
  isNearlyEverything,
  isUnreachable,
  nearlyWholeFamilies,
  rangesOf,
  subtract,
  toCidrs,
} from "./address-set";
export { type Access, type Answer, can, type DecidedBy } from "./can";
export { canonicalCidr, type Cidr, covered, EVERYTHING, minimizeCidrs, overlaps, parseAddress, parseCidr } from "./cidr";
export { now } from "./instant";
export { covers, type Entry, isKnownNesting, isWildcard, makeEntry } from "./resource";
export { formatInstant, parseInstant } from "./instant";
export { type Lifetime, secondsLeft } from "./instant";
export { type AccessPair, compareText, expandPolicies, normalizePolicies, type WrittenPolicy, writePolicies } from "./normal-form";
export { type AskedPermission, type LookedUpPermission, lookedUpPermission, permissionAskedBy } from "./looked-up-permission";
export { normalize } from "./normalize";
export { allow, deny, type Grant, isPolicy, type Policy } from "./policy";
export { normalizeRequestIp, type RequestIp } from "./cidr";
export { type Atom, atomsOf, holds, Reach, type ResourceSet } from "./reach";
export { checkResolved, checkResolvedAccount } from "./resolved";
export {
  type AnyResource,
  isResource,
  isResourceKey,
  isWellFormed,
  makeResource,
  Resource,
  type ResourceData,
  type ScopedResource,
  scopeOfKey,
  splitKey,
} from "./resource";
export { isSymbol, isUnknown } from "./symbol";
export { escapeTemplate, parseGroupIds, parseResources, splitSymbols, unescapeTemplate, writeGroupIds, writeResources } from "./symbol";
export {
  checkFinished,
  type OnExpiry,
  readPolicies,
  readToken,
  type TokenDescription,
  type TokenReading,
  type TokenWarning,
  toPolicySpecs,
} from "./policy";
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
export { User } from "./account";
