import { createHash } from "node:crypto";
import type { StackReading } from "../read";
import { renderCards } from "./cards";
import { renderExpiry, renderFindings } from "./attention";
import { renderMatrix } from "./matrix";
import { type Page, pageOf, type PageStack } from "./page";
import { SCRIPT } from "./script";
import { STYLE } from "./style";
import { plural, style } from "./words";

/**
 * The summary as one HTML file that needs nothing else: no network, no fonts, and a content security policy that lets only this style and this script
 * run. Without JavaScript everything is there but the filters.
 *
 * @param now decides what is expired. @default - the clock (`PRINCIPALS_NOW` or the machine's)
 */
export function renderHtml(stacks: readonly StackReading[], now?: Date): string {
  const page = pageOf(stacks, now);
  const names = page.stacks.map(({ summary }) => style.name(summary.name));
  const title =
    names.length === 0 ? "Access of API tokens" : `Access of API tokens: ${names.slice(0, 5).join(", ")}${names.length > 5 ? "…" : ""}`;
  const policy = [
    "default-src 'none'",
    `style-src '${hash(STYLE)}'`,
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
    `<style>${STYLE}</style>`,
    "</head>",
    "<body>",
    '<a class="skip" href="#stacks">Skip to the tokens</a>',
    renderHeader(page),
    '<main id="main">',
    `<div class="attention">${renderFindings(page)}${renderExpiry(page)}</div>`,
    renderToolbar(page),
    '<div id="stacks" tabindex="-1">',
    ...page.stacks.map(renderStack),
    '<p id="none" class="none" hidden>No token fits these filters.</p>',
    "</div>",
    "</main>",
    "<footer>Written by <code>principals summary --format html</code>. Names of zones and accounts are what the code calls them; ids are what counts.</footer>",
    `<script>${SCRIPT}</script>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function renderHeader({ now, stacks }: Page): string {
  const tokens = stacks.flatMap((stack) => stack.tokens);
  const count = (fits: (token: (typeof tokens)[number]) => boolean): number => tokens.filter(fits).length;
  const findings = stacks.reduce((sum, { summary }) => sum + summary.counts.errors + summary.counts.warnings, 0);
  const figures: [number, string][] = [
    [tokens.length, tokens.length === 1 ? "token" : "tokens"],
    [count(({ changes }) => changes), "can change things"],
    [count(({ risks }) => risks.length > 0), "with far-reaching access"],
    [count(({ summary }) => summary.requestIp?.in === undefined), "usable from any address"],
    [count(({ summary }) => summary.expiresOn === undefined), "without expiry"],
    [findings, findings === 1 ? "finding" : "findings"],
  ];
  return [
    "<header>",
    '<p class="eyebrow">Cloudflare API tokens</p>',
    "<h1>Who may do what</h1>",
    `<p class="lead">${plural(tokens.length, "token")} in ${plural(stacks.length, "stack")}, as described in code, on <time datetime="${now.toISOString()}">${now.toISOString().slice(0, 10)}</time>.</p>`,
    `<dl class="figures">${figures.map(([number, label]) => `<div><dt>${label}</dt><dd>${String(number)}</dd></div>`).join("")}</dl>`,
    "</header>",
  ].join("\n");
}

/** Shown by the script only: without it the filters could do nothing. */
function renderToolbar({ stacks }: Page): string {
  const select = (id: string, label: string, options: readonly (readonly [string, string])[]): string =>
    `<label for="${id}"><span>${label}</span><select id="${id}">${options.map(([value, text]) => `<option value="${value}">${text}</option>`).join("")}</select></label>`;
  return [
    '<form id="filters" class="filters" role="search" aria-label="Filter tokens" hidden>',
    '<label for="search" class="grow"><span>Search</span><input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="name, owner, permission, zone"></label>',
    stacks.length < 2
      ? ""
      : select("stack", "Stack", [["", "All"], ...stacks.map(({ summary }, index) => [String(index), style.name(summary.name)] as const)]),
    select("can", "Can", [
      ["", "Anything"],
      ["w", "Change things"],
      ["r", "Only read"],
    ]),
    select("look", "Show", [
      ["", "All tokens"],
      ["f", "With findings"],
      ["x", "Far-reaching access"],
      ["a", "Usable from any address"],
      ["n", "Without expiry"],
      ["d", "Disabled or expired"],
    ]),
    '<button type="reset">Clear</button>',
    '<p id="count" role="status"></p>',
    "</form>",
  ].join("\n");
}

function renderStack(stack: PageStack, index: number): string {
  const { summary } = stack;
  const { account } = summary;
  const id = `s${String(index)}`;
  return [
    `<section class="stack" aria-labelledby="${id}">`,
    `<div class="stack-head"><h2 id="${id}">${style.name(summary.name)}</h2>`,
    `<p>${account === undefined ? "" : `${account.name === undefined ? "account" : style.name(account.name)} ${style.id(account.id)} · `}${plural(stack.tokens.length, "token")}</p></div>`,
    stack.tokens.length === 0 ? "<p>No tokens.</p>" : renderMatrix(stack, id) + renderCards(stack, id),
    "</section>",
  ].join("\n");
}
