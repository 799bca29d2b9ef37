import { stackOf } from "../../policy";
import { abridge, htmlName, htmlText } from "./escape";
import { type Choice, NONE, plural, renderFigures, renderList, renderPage, renderToolbar } from "./page/frame";
import type { Style } from "../summary/words";
import { DIFF_STYLE } from "./diff-html-style";
import type { AccessDiff, RiskCode, TokenChange, TokenDiff, Verdict } from "../diff/model";
import { alike } from "../diff/alike";
import { mostRiskyFirst, widens, worstFirst } from "../diff/risks";
import { changePhrases, disruptionPhrases, formerPhrases, headline, type Side } from "../diff/words";

const style: Style = {
  name: (text) => htmlName(abridge(text)),
  text: (text) => htmlText(abridge(text)),
  id: (text) => `<code>${htmlText(abridge(text))}</code>`,
};

/** From there on the browser draws cards only when they come into view. */
const MANY = 60;
/** Longer lists of resources and addresses are folded. */
const MOST_LISTED = 12;

/** Tokens of one stack with one change, and what they are called on the page. */
interface Card {
  readonly id: string;
  readonly token: TokenDiff;
  /** All of them, the one before among them. */
  readonly tokens: readonly TokenDiff[];
}

/** The most risky first; those of which the same changes are one card. */
function cardsOf(tokens: readonly TokenDiff[]): Card[] {
  const sorted = mostRiskyFirst(tokens);
  const groups = [...new Set(sorted.map(stackOf))].flatMap((stack) => alike(sorted.filter((token) => stackOf(token) === stack)));
  const order = new Map(sorted.map((token, index) => [token, index]));
  const placeOf = ([first]: readonly TokenDiff[]): number => (first === undefined ? 0 : (order.get(first) ?? 0));
  return groups
    .sort((a, b) => placeOf(a) - placeOf(b))
    .flatMap((group, index): Card[] => {
      const [token] = group;
      return token === undefined ? [] : [{ id: `t${String(index)}`, token, tokens: group }];
    });
}

function titleOfCard({ tokens, token }: Card): string {
  return tokens.length === 1 ? style.name(token.name) : `${String(tokens.length)} tokens with one change`;
}

const NO_CARDS = {
  none: "No token may do more or less than before",
  unclear: "No token is written otherwise than before, but not all is understood",
} as const;

/** The diff as one HTML file that needs nothing else, the most risky token first. */
export function diffHtml(diff: AccessDiff): string {
  const cards = cardsOf(diff.tokens);
  const stacks = [...new Set(cards.map(({ token }) => stackOf(token)))].filter((stack) => stack !== "").sort();
  const accounts = new Set(cards.map(({ token }) => token.account)).size;
  return renderPage({
    title: `Access changes: ${headline(diff)}`,
    style: DIFF_STYLE,
    skip: { to: "changes", text: "Skip to the changes" },
    header: renderHeader(diff),
    main: [
      ...renderAttention(cards, diff.warnings),
      ...(cards.length === 0 ? [] : [renderToolbar("name, permission, zone, address", choicesOf(cards, stacks))]),
      '<section id="changes" class="stack" tabindex="-1" aria-labelledby="tokens">',
      `<h2 id="tokens" class="cards-title">${cards.length === 0 ? NO_CARDS[diff.notUnderstood === undefined ? "none" : "unclear"] : "Token by token, the most risky first"}</h2>`,
      `<div class="changes${cards.length > MANY ? " many" : ""}">`,
      ...cards.map((card) => renderCard(card, { stacks, accounts })),
      "</div>",
      cards.length === 0 ? "" : NONE,
      "</section>",
    ],
    footer:
      "Written by <code>principals diff --format html</code>. Verdicts are decided by what tokens can do, not by text. Names of zones and accounts are what the code calls them; ids are what counts.",
  });
}

const VERDICT_TAGS: Readonly<Record<Verdict, string>> = {
  broadening: '<b class="tag bad">broadening</b>',
  mixed: '<b class="tag bad">mixed</b>',
  narrowing: '<b class="tag good">narrowing</b>',
  neutral: '<b class="tag">neutral</b>',
};

const OVERALL: Readonly<Record<Verdict, string>> = { broadening: "bad", mixed: "bad", narrowing: "good", neutral: "calm" };

const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  broadening: "Tokens may do something after the change that they may not do before.",
  mixed: "Tokens may do something after the change that they may not do before, and lose something else.",
  narrowing: "Tokens lose something that they may do before the change, and gain nothing.",
  neutral: "Tokens may do after the change what they may do before it, no more and no less.",
};

/** Nothing that is written says what would be gained: values are not known, or what is live is not what is written. */
const UNLISTED_WORDS: Readonly<Partial<Record<Verdict, string>>> = {
  broadening: "Tokens may be able to do more after the change than before: how much is not known.",
  mixed: "Tokens may be able to do more after the change than before, or less: how much is not known.",
};

function verdictWords({ tokens, verdict }: AccessDiff): string {
  const listed = tokens.some((token) => widens(token.verdict) && token.gained.length > 0);
  return (listed ? undefined : UNLISTED_WORDS[verdict]) ?? VERDICT_WORDS[verdict];
}

function renderHeader(diff: AccessDiff): string[] {
  const { tokens, verdict, disruptive } = diff;
  const count = (fits: (token: TokenDiff) => boolean): number => tokens.filter(fits).length;
  return [
    '<p class="eyebrow">Cloudflare API tokens</p>',
    "<h1>What changes in access</h1>",
    `<p class="overall ${OVERALL[verdict]}"><strong>${capital(verdict)}${disruptive ? ", disruptive" : ""}</strong> ${verdictWords(diff)}${disruptive ? " Running integrations can break." : ""}</p>`,
    renderFigures([
      [tokens.length, `${tokens.length === 1 ? "token" : "tokens"} changed`],
      [count((token) => widens(token.verdict)), "may do more"],
      [count((token) => token.verdict === "narrowing" || token.verdict === "mixed"), "may do less"],
      [count((token) => token.disruptive.length > 0), "can break something"],
      [count((token) => token.risks.length > 0), "with something to look at"],
    ]),
  ];
}

/** What to look at first, and what could not be read. */
function renderAttention(cards: readonly Card[], warnings: readonly string[]): string[] {
  const panel = (id: string, title: string, body: string): string =>
    `<section class="panel" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${body}</section>`;
  const about = (card: Card, notes: readonly string[]): string[] =>
    notes.length === 0 ? [] : [`<li><a href="#${card.id}">${titleOfCard(card)}</a><br>${notes.join("; ")}</li>`];
  const risks = cards.flatMap((card) =>
    about(
      card,
      worstFirst(card.token.risks).map(({ reason }) => style.text(reason)),
    ),
  );
  const breaks = cards.flatMap((card) => about(card, disruptionPhrases(card.token, style)));
  const panels = [
    ...(risks.length === 0 ? [] : [panel("risks", "Risks", renderList(risks, plural(risks.length, "token")))]),
    ...(breaks.length === 0 ? [] : [panel("breaks", "What can break", renderList(breaks, plural(breaks.length, "token")))]),
    ...(warnings.length === 0
      ? []
      : [
          panel(
            "warnings",
            "What the tokens do not tell",
            renderList(
              warnings.map((text) => `<li><b class="tag warn">warning</b> ${style.text(text)}</li>`),
              plural(warnings.length, "warning"),
            ),
          ),
        ]),
  ];
  return panels.length === 0 ? [] : [`<div class="attention">${panels.join("")}</div>`];
}

/** The letters stand in `data-f` of the cards. */
const VERDICT_FLAGS: Readonly<Record<Verdict, string>> = { broadening: "b", narrowing: "n", mixed: "m", neutral: "u" };
const CHANGE_FLAGS: Readonly<Record<TokenChange, string>> = { created: "c", deleted: "g", renamed: "r", replaced: "p", changed: "h" };

function choicesOf(cards: readonly Card[], stacks: readonly string[]): Choice[] {
  const some = (fits: (token: TokenDiff) => boolean): boolean => cards.some(({ token }) => fits(token));
  const verdicts = (["broadening", "mixed", "narrowing", "neutral"] as const).filter((verdict) =>
    some((token) => token.verdict === verdict),
  );
  const changes = (["created", "deleted", "replaced", "renamed", "changed"] as const).filter((change) =>
    some((token) => token.change === change),
  );
  return [
    ["verdict", "Verdict", [["", "Any verdict"], ...verdicts.map((verdict) => [VERDICT_FLAGS[verdict], capital(verdict)] as const)]],
    ["change", "Change", [["", "Any change"], ...changes.map((change) => [CHANGE_FLAGS[change], capital(change)] as const)]],
    [
      "look",
      "Show",
      [
        ["", "All tokens"],
        ...(some((token) => token.disruptive.length > 0) ? ([["d", "What can break something"]] as const) : []),
        ...(some((token) => token.risks.length > 0) ? ([["x", "With risks"]] as const) : []),
      ],
    ],
    ...(stacks.length < 2
      ? []
      : ([
          ["stack", "Stack", [["", "All stacks"], ...stacks.map((stack, index) => [String(index), style.name(stack)] as const)]],
        ] as const)),
  ];
}

/** What tells the tokens of the page apart. */
interface Places {
  readonly stacks: readonly string[];
  /** How many there are. */
  readonly accounts: number;
}

function renderCard(card: Card, { stacks, accounts }: Places): string {
  const { id, token, tokens } = card;
  const { change, verdict, disruptive, risks } = token;
  const stack = stackOf(token);
  const flags = `${VERDICT_FLAGS[verdict]}${CHANGE_FLAGS[change]}${disruptive.length > 0 ? "d" : ""}${risks.length > 0 ? "x" : ""}`;
  const tags = [
    VERDICT_TAGS[verdict],
    ...(change === "changed" ? [] : [`<b class="tag">${change}</b>`]),
    ...(disruptive.length === 0 ? [] : ['<b class="tag warn">disruptive</b>']),
  ];
  return [
    `<article id="${id}" data-f="${flags}" data-s="${String(stacks.indexOf(stack))}"${tokens.length === 1 ? "" : ` data-n="${String(tokens.length)}"`} tabindex="-1" aria-labelledby="${id}n">`,
    `<header><h3 id="${id}n">${titleOfCard(card)}</h3>${tags.join("")}</header>`,
    tokens.length === 1
      ? aboutOf(token, accounts)
      : `<ul class="plain named">${tokens.map((each) => `<li><b>${style.name(each.name)}</b> ${aboutOf(each, accounts)}</li>`).join("")}</ul>`,
    token.gained.length + token.lost.length === 0
      ? `<p class="calm">${unlisted(token)}</p>`
      : `<div class="sides">${renderSide(token, "gained")}${renderSide(token, "lost")}</div>`,
    ...(disruptive.length === 0 ? [] : [renderNotes("Can break", disruptionPhrases(token, style))]),
    ...(risks.length === 0
      ? []
      : [
          renderNotes(
            "Risk",
            worstFirst(risks).map(({ reason }) => style.text(reason)),
          ),
        ]),
    "</article>",
  ].join("");
}

/** Why nothing stands in the lists. */
function unlisted(token: TokenDiff): string {
  const { verdict, change, risks } = token;
  const holds = (code: RiskCode): boolean => risks.some((risk) => risk.code === code);
  if (holds("not-understood")) return "What is written gives and takes nothing; what is not understood may give or take anything.";
  if (holds("ignored-changes")) return "What is written gives and takes nothing; what is live may be something else.";
  if (holds("provider-changed"))
    return verdict === "neutral"
      ? "Gains and loses nothing: what changes is the credential that manages it."
      : "What is written gives and takes nothing; with another credential it may be another user's token.";
  if (token.formerKind !== undefined)
    return "What is written gives and takes nothing; but a user's token may do no more than its user, and an account's belongs to nobody.";
  if (change === "created") return "Gains nothing that is known.";
  if (change === "deleted") return "Loses nothing that is known.";
  if (verdict !== "neutral") return "What it gains or loses depends on values that are not known yet.";
  return change === "changed" ? "Gains and loses nothing: what it may do is written in other words." : "Gains and loses nothing.";
}

/** Where it stands, and what it was before. */
function aboutOf(token: TokenDiff, accounts: number): string {
  const stack = stackOf(token);
  const parts = [
    ...(stack === "" ? [] : [`stack ${style.name(stack)}`]),
    ...(token.account === "" ? ["user token"] : accounts < 2 ? [] : [`account ${style.id(token.account)}`]),
    ...(token.address === undefined ? [] : [style.id(token.address)]),
    ...formerPhrases(token, style).map((phrase) => `was ${phrase}`),
    ...(token.formerAddress === undefined ? [] : [`was at ${style.id(token.formerAddress)}`]),
  ];
  return parts.length === 0 ? "" : `<p class="about">${parts.join(" · ")}</p>`;
}

function renderSide(token: TokenDiff, side: Side): string {
  const short = changePhrases(token, side, { style, most: MOST_LISTED, folded: true });
  const whole = changePhrases(token, side, { style });
  const items = short.map((phrase, index) => {
    const all = whole[index] ?? phrase;
    return `<li>${all === phrase ? phrase : `<details><summary>${phrase}</summary><p>${all}</p></details>`}</li>`;
  });
  const [label, sign] = side === "gained" ? ["Gains", "+"] : ["Loses", "−"];
  const body = items.length === 0 ? '<p class="calm">nothing</p>' : `<ul class="plain">${items.join("")}</ul>`;
  return `<div class="side ${side}"><h4><span aria-hidden="true">${sign}</span> ${label}</h4>${body}</div>`;
}

function renderNotes(label: string, notes: readonly string[]): string {
  return `<div class="notes"><h4>${label}</h4><ul class="plain">${notes.map((note) => `<li>${note}</li>`).join("")}</ul></div>`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
