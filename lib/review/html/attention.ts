import { compareText } from "../../policy";
import { warningText } from "../summary/rows";
import { timePhrase } from "../summary/words";
import { htmlText } from "../escape";
import type { WarningSummary } from "../summary";
import { EXPIRY_GROUPS, expiryGroup, type ExpiryGroup, type Page, type PageToken } from "./page";
import { plural, renderList, style } from "../page";

/** Errors and warnings of all stacks; notes stand on the cards. */
export function renderFindings({ stacks }: Page): string {
  const items = stacks.flatMap(({ summary, tokens }) => [
    ...summary.warnings.map((warning) => ({ warning, who: `stack ${style.name(summary.name)}` })),
    ...tokens.flatMap((token) => token.summary.warnings.map((warning) => ({ warning, who: linkTo(token, stacks.length > 1) }))),
  ]);
  const shown = items.filter(({ warning }) => warning.level === "error" || warning.level === "warning");
  const body =
    shown.length === 0
      ? '<p class="calm">Nothing to report.</p>'
      : renderList(
          shown
            .sort((a, b) => compareText(a.warning.level, b.warning.level))
            .map(({ warning, who }) => `<li>${levelTag(warning)} ${who}<br>${warningText(warning, htmlText)}</li>`),
          plural(shown.length, "finding"),
        );
  return `<section class="panel" aria-labelledby="findings"><h2 id="findings">Findings</h2>${body}</section>`;
}

/** `error` or `warning`, in words and with its colour. */
export function levelTag({ level }: WarningSummary): string {
  return `<b class="tag ${level === "error" ? "bad" : level === "warning" ? "warn" : "note"}">${level}</b>`;
}

/** What expires when: the nearest first. */
export function renderExpiry({ stacks, now }: Page): string {
  const groups = new Map<ExpiryGroup, PageToken[]>(EXPIRY_GROUPS.map(([group]) => [group, []]));
  for (const token of stacks.flatMap(({ tokens }) => tokens)) groups.get(expiryGroup(token.summary, now))?.push(token);
  const blocks = EXPIRY_GROUPS.flatMap(([group, title]) => {
    const tokens = [...(groups.get(group) ?? [])].sort((a, b) => compareText(a.summary.expiresOn ?? "", b.summary.expiresOn ?? ""));
    if (tokens.length === 0) return [];
    const items = byDate(tokens).map(({ date, stack, links }) => {
      const when =
        date === undefined || group === "never" ? "" : `<span class="when">${timePhrase(date, style).replace(" 00:00 UTC", "")}</span>`;
      const where = stacks.length > 1 ? `<span class="quiet">${stack}:</span> ` : "";
      return `<li class="end">${when}<span>${where}${links.join(", ")}</span></li>`;
    });
    const mark = group === "expired" ? " bad" : group === "30" || group === "90" ? " warn" : "";
    return [`<h3 class="group${mark}">${title}</h3>${renderList(items, plural(tokens.length, "token"), tokens.length)}`];
  });
  const body = blocks.length === 0 ? '<p class="calm">No tokens.</p>' : blocks.join("");
  return `<section class="panel" aria-labelledby="expiry"><h2 id="expiry">What expires when</h2>${body}</section>`;
}

/** Tokens that end together stand together, those of each stack apart. */
function byDate(tokens: readonly PageToken[]): { readonly date: string | undefined; readonly stack: string; readonly links: string[] }[] {
  const groups = new Map<string, { date: string | undefined; stack: string; links: string[] }>();
  for (const token of tokens) {
    const date = token.summary.expiresOn;
    const key = JSON.stringify([date, token.stack.name]);
    const group = groups.get(key) ?? { date, stack: style.name(token.stack.name), links: [] };
    groups.set(key, group);
    group.links.push(linkTo(token, false));
  }
  return [...groups.values()];
}

function linkTo({ id, summary, stack }: PageToken, several: boolean): string {
  return `<a href="#${id}">${style.name(summary.name)}</a>${several ? ` <span class="quiet">${style.name(stack.name)}</span>` : ""}`;
}
