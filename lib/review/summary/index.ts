/** The summary: a model of what tokens may do in words and names, and one renderer a format. */
export { renderJson } from "../render/summary-json";
export { renderMarkdown } from "../render/summary-markdown";
export type * from "./model";
export { labelPermissionOf } from "./permission-label";
export { labelAccount, labelResource, type Names } from "./resource-label";
export { summarize } from "./summarize";
export { renderText, type TextOptions } from "../render/summary-text";
export { nameAndId, permissionPhrase, resourcePhrases, type Style, timePhrase } from "./words";
export { listOf, widthOf, wrap } from "./wrap";
