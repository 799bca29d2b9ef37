import { createHash } from "node:crypto";
import { SCRIPT } from "./script";
import { htmlName, htmlText, prose, shorten } from "../escape";
import type { Style } from "../../summary/words";
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

/** Numbers at the top of a page, each with its words. */
export function renderFigures(figures: readonly (readonly [number, string])[]): string {
  return `<dl class="figures">${figures.map(([number, label]) => `<div><dt>${label}</dt><dd>${String(number)}</dd></div>`).join("")}</dl>`;
}

/** A choice: what it is about, and its options as value and words. A value is a flag of the cards (`data-f`); that of `stack` is a stack's number. */
export type Choice = readonly [id: string, label: string, options: readonly (readonly [value: string, text: string])[]];

/** Shown by the script only: without it the filters could do nothing. */
export function renderToolbar(placeholder: string, choices: readonly Choice[]): string {
  return [
    '<form id="filters" class="filters" role="search" aria-label="Filter tokens" hidden>',
    `<label for="search" class="grow"><span>Search</span><input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="${placeholder}"></label>`,
    ...choices.map(
      ([id, label, options]) =>
        `<label for="${id}"><span>${label}</span><select id="${id}">${options.map(([value, text]) => `<option value="${value}">${text}</option>`).join("")}</select></label>`,
    ),
    '<button type="reset">Clear</button>',
    '<p id="count" role="status"></p>',
    "</form>",
  ].join("\n");
}

/** What the script shows when nothing fits. */
export const NONE = '<p id="none" class="none" hidden>No token fits these filters.</p>';

/** Longer lists begin closed. */
const OPEN_UP_TO = 12;

/**
 * @param count what there is to count; several may share an item. @default - the items
 * @param openUpTo with more than that the list begins closed
 */
export function renderList(items: readonly string[], closed: string, count = items.length, openUpTo = OPEN_UP_TO): string {
  const list = `<ul class="plain">${items.join("")}</ul>`;
  return count <= openUpTo ? list : `<details><summary>${closed}</summary>${list}</details>`;
}

/** Foreign texts in HTML: every one goes through here, and stands between tags or in a double-quoted attribute. */
export const style: Style = {
  name: (text) => htmlName(shorten(text)),
  text: (text) => htmlText(text),
  id: (text) => `<code>${htmlText(shorten(text))}</code>`,
};

/** A sentence that somebody wrote. */
export function sentence(text: string, limit = 500): string {
  return htmlText(prose(shorten(text, limit)));
}

export function plural(count: number, word: string): string {
  return `${String(count)} ${word}${count === 1 ? "" : "s"}`;
}

export function join(phrases: readonly string[]): string {
  return phrases.join(", ");
}
