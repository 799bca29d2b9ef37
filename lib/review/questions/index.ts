/** What a token may do, and who may do something: questions in the words of people. */
export { type AllowedPart, allowedPart } from "./allowed-part";
export { ask, type Circumstances, OPEN_POLICIES, settle, type TokenAnswer } from "./ask";
export { type AskedPermission, findPermission, idOfName } from "./find-permission";
export { type AskedResource, findResource } from "./find-resource";
export { findToken, placedTokens, placeOf, type PlacedToken } from "./find-token";
export {
  addressWords,
  circumstanceWords,
  gainedAddressWords,
  instantWords,
  lifetimeWords,
  lineText,
  permissionChangeWords,
  policyWords,
  reasonLines,
  resourceWords,
  type Shown,
} from "./words";
