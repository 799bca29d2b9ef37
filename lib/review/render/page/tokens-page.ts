import type { StackReading } from "../../../read";
import { NONE, plural, renderFigures, renderPage, renderToolbar, style } from "./frame";
import { renderCards } from "./cards";
import { renderExpiry, renderFindings } from "./attention";
import { renderMatrix } from "./matrix";
import { type Page, pageOf, type PageStack } from "./page";
import { SUMMARY_STYLE } from "./style";

/** What the page is told beside the readings. */
export interface HtmlOptions {
  /** Decides what is expired. @default - the clock (`PRINCIPALS_NOW` or the machine's) */
  readonly now?: Date | undefined;
  /** The pack of guardrails whose findings are among the warnings (`withFindings`), as the page is to call it. @default - none was checked */
  readonly pack?: string | undefined;
}

/** The summary as one HTML page. */
export function renderHtml(stacks: readonly StackReading[], { now, pack }: HtmlOptions = {}): string {
  const page = pageOf(stacks, now);
  const names = page.stacks.map(({ summary }) => style.name(summary.name));
  return renderPage({
    title:
      names.length === 0 ? "Access of API tokens" : `Access of API tokens: ${names.slice(0, 5).join(", ")}${names.length > 5 ? "…" : ""}`,
    style: SUMMARY_STYLE,
    skip: { to: "stacks", text: "Skip to the tokens" },
    header: renderHeader(page),
    main: [
      `<div class="attention">${renderFindings(page, pack)}${renderExpiry(page)}</div>`,
      renderFilters(page),
      '<div id="stacks" tabindex="-1">',
      ...page.stacks.map(renderStack),
      NONE,
      "</div>",
    ],
    footer:
      "Written by <code>principals summary --format html</code>. Names of zones and accounts are what the code calls them; ids are what counts.",
  });
}

function renderHeader({ now, stacks }: Page): string[] {
  const tokens = stacks.flatMap((stack) => stack.tokens);
  const count = (fits: (token: (typeof tokens)[number]) => boolean): number => tokens.filter(fits).length;
  const findings = stacks.reduce((sum, { summary }) => sum + summary.counts.errors + summary.counts.warnings, 0);
  return [
    '<p class="eyebrow">Cloudflare API tokens</p>',
    "<h1>Who may do what</h1>",
    `<p class="lead">${plural(tokens.length, "token")} in ${plural(stacks.length, "stack")}, as described in code, on <time datetime="${now.toISOString()}">${now.toISOString().slice(0, 10)}</time>.</p>`,
    renderFigures([
      [tokens.length, tokens.length === 1 ? "token" : "tokens"],
      [count(({ changes }) => changes), "can change things"],
      [count(({ risks }) => risks.length > 0), "with far-reaching access"],
      [count(({ summary }) => summary.requestIp?.in === undefined), "usable from any address"],
      [count(({ summary }) => summary.expiresOn === undefined), "without expiry"],
      [findings, findings === 1 ? "finding" : "findings"],
    ]),
  ];
}

function renderFilters({ stacks }: Page): string {
  return renderToolbar("name, owner, permission, zone", [
    ...(stacks.length < 2
      ? []
      : [
          [
            "stack",
            "Stack",
            [["", "All"], ...stacks.map(({ summary }, index) => [String(index), style.name(summary.name)] as const)],
          ] as const,
        ]),
    [
      "can",
      "Can",
      [
        ["", "Anything"],
        ["w", "Change things"],
        ["r", "Only read"],
      ],
    ],
    [
      "look",
      "Show",
      [
        ["", "All tokens"],
        ["f", "With findings"],
        ["x", "Far-reaching access"],
        ["a", "Usable from any address"],
        ["n", "Without expiry"],
        ["d", "Disabled or expired"],
      ],
    ],
  ]);
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
