/** The closed list, as data: what a stack of principals may hold. What is on no list is not understood. */
export {
  type Allowed,
  type AllowedHost,
  type AllowedType,
  hostLine,
  NOTHING_ALLOWED,
  parseAllowed,
  runsPrograms,
  typeLine,
} from "./allowed";
export { BLOCK_ARGUMENTS, LOOKUP_ARGUMENTS, LOOKUPS, PROVIDER_SETTINGS, TOKEN_ARGUMENTS, TOKEN_LIFECYCLE } from "./blocks";
export { BINDING_TYPES, givesAccess, sortedType, type SortedType, sortedTypes, TOKEN_TYPES } from "./cloudflare-types";
export { EMITTED } from "./emitted";
export { ENTRIES, type EntryName, type ListEntry, type Weight } from "./entries";
export { type FunctionGrade, gradeOf, isTotal } from "./functions";
export { BUILT_IN, CLOUDFLARE, settingsOfProvider, usualSource } from "./providers";
export { type Setting, type Settings } from "./settings";
export { type Sink, sinkOf } from "./sinks";
export { type StateKind, stateKindOf } from "./states";
