/** What a token may do, and who may do something: questions in the words of people. */
export { ask, type Circumstances, type TokenAnswer } from "./ask";
export { type AskedPermission, findPermission } from "./find-permission";
export { type AskedResource, findResource } from "./find-resource";
export { findToken, placedTokens, placeOf, type PlacedToken } from "./find-token";
export { circumstanceWords, lineText, reasonWords, resourceWords } from "./words";
