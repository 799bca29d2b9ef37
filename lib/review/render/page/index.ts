/** What the HTML pages have in common: the frame with its content security policy, style, script and the words of foreign texts. */
export { type PageParts, renderPage } from "./frame";
export { type Choice, NONE, renderFigures, renderList, renderToolbar } from "./parts";
export { SCRIPT } from "./script";
export { join, plural, sentence, style } from "./words";
