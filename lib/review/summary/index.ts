/** The summary: a model of what tokens may do in words and names, and one renderer a format. */
export { renderJson } from "./json";
export { renderMarkdown } from "./markdown";
export type * from "./model";
export { summarize } from "./summarize";
export { renderText, type TextOptions } from "./text";
