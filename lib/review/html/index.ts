/** The summary as one HTML page. */
export { renderHtml } from "./render";
