/** The summary: a model of what tokens may do in words and names, and one renderer a format. */
export { renderJson } from "./json";
export { renderMarkdown } from "./markdown";
export type * from "./model";
export { labelPermissionOf } from "./permission-label";
export { labelAccount, labelResource, type Names } from "./resource-label";
export { summarize } from "./summarize";
export { renderText, type TextOptions } from "./text";
export { nameAndId, permissionPhrase, resourcePhrases, type Style, timePhrase } from "./words";
export { listOf, widthOf, wrap } from "./wrap";
