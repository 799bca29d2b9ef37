import { compareText } from "../../../policy";
import { timePhrase, warningText } from "../../summary/words";
import { htmlText } from "../escape";
import type { WarningSummary } from "../../summary/summarize";
import { EXPIRY_GROUPS, expiryGroup, type ExpiryGroup, type Page, type PageToken } from "./page";
import { plural, renderList, style } from "./frame";

/** Errors and warnings of all stacks; notes stand on the cards. What was looked at is said, since nothing found means nothing without it. */
export function renderFindings({ stacks }: Page, pack?: string): string {
  const items = stacks.flatMap(({ summary, tokens }) => [
    ...summary.warnings.map((warning) => ({ warning, who: `stack ${style.name(summary.name)}` })),
    ...tokens.flatMap((token) => token.summary.warnings.map((warning) => ({ warning, who: linkTo(token, stacks.length > 1) }))),
  ]);
  const shown = items.filter(({ warning }) => warning.level === "error" || warning.level === "warning");
  const body =
    shown.length === 0
      ? '<p class="calm">Nothing to report.</p>'
      : LEVELS.map(([level, open]) =>
          renderLevel(
            level,
            open,
            shown.filter(({ warning }) => warning.level === level),
          ),
        ).join("");
  const looked = pack === undefined ? "No guardrails were checked for this page." : `Guardrails: ${style.name(pack)}.`;
  return `<section class="panel" aria-labelledby="findings"><h2 id="findings">Findings</h2>${body}<p class="quiet looked">${looked}</p></section>`;
}

interface Found {
  readonly warning: WarningSummary;
  /** Whose it is, as HTML. */
  readonly who: string;
}

type Group = Pick<Found, "warning"> & { readonly who: string[] };

/** The same words about several tokens or stacks are one entry. */
function grouped(items: readonly Found[]): Iterable<Group> {
  const groups = new Map<string, Group>();
  for (const { warning, who } of items) {
    const key = JSON.stringify([warning.level, warning.at, warning.message]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { warning, who: [who] });
    else group.who.push(who);
  }
  return groups.values();
}

/** The rest stands on the cards. */
const NAMED = 8;

function whoWords(who: readonly string[]): string {
  const more = who.length - NAMED;
  return who.slice(0, NAMED).join(", ") + (more > 0 ? ` and ${String(more)} more` : "");
}

/** Errors stay open for longer. */
const LEVELS = [
  ["error", 12],
  ["warning", 4],
] as const;

function renderLevel(level: string, open: number, found: readonly Found[]): string {
  if (found.length === 0) return "";
  const items = [...grouped(found)].map(
    ({ warning, who }) => `<li>${levelTag(warning)} ${whoWords(who)}<br>${warningText(warning, htmlText)}</li>`,
  );
  return renderList(items, plural(found.length, level), items.length, open);
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
