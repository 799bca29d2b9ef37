import { createHash } from "node:crypto";
import { SCRIPT } from "./script";
import { BASE_STYLE } from "./style";

/** One page. Everything in it is HTML, foreign texts escaped. */
export interface PageParts {
  readonly title: string;
  /** What the page has besides the style of all pages. */
  readonly style: string;
  /** The link that leads past everything before the tokens: where, and what it says. */
  readonly skip: { readonly to: string; readonly text: string };
  readonly header: readonly string[];
  readonly main: readonly string[];
  readonly footer: string;
}

/**
 * One HTML file that needs nothing else: no network, no fonts, and a content security policy that lets only this style and this script run. Without
 * JavaScript everything is there but the filters.
 */
export function renderPage({ title, style, skip, header, main, footer }: PageParts): string {
  const css = `${BASE_STYLE}${style}`;
  const policy = [
    "default-src 'none'",
    `style-src '${hash(css)}'`,
    `script-src '${hash(SCRIPT)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="robots" content="noindex">',
    `<title>${title}</title>`,
    `<style>${css}</style>`,
    "</head>",
    "<body>",
    `<a class="skip" href="#${skip.to}">${skip.text}</a>`,
    "<header>",
    ...header,
    "</header>",
    '<main id="main">',
    ...main,
    "</main>",
    `<footer>${footer}</footer>`,
    `<script>${SCRIPT}</script>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
