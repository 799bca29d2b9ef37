/** The summary as one HTML page. */
export { type HtmlOptions, renderHtml } from "./render";
