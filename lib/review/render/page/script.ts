/**
 * The page's only script: it filters what is there and adds nothing. Plain JavaScript of the browsers of today; its hash stands in the page's
 * content security policy, so every change of it goes there by itself.
 */
export const SCRIPT = `
"use strict";
(() => {
  const form = document.getElementById("filters");
  const field = (id) => document.getElementById(id);
  const sections = [...document.querySelectorAll("section.stack")].map((section) => ({
    section,
    matrix: section.querySelector(".matrix"),
    title: section.querySelector(".cards-title"),
    tokens: [...section.querySelectorAll("article")].map((card, index) => ({ card, index, text: undefined })),
    rows: [...section.querySelectorAll("tbody tr")],
  }));
  // A card may be of several tokens.
  const count = (card) => Number(card.dataset.n ?? 1);
  const total = sections.reduce((sum, { tokens }) => sum + tokens.reduce((all, { card }) => all + count(card), 0), 0);
  const value = (id) => (field(id) ? field(id).value : "");
  // Every other choice is a flag that a card has or has not.
  const choices = [...form.querySelectorAll("select:not(#stack)")];

  function filter() {
    const words = value("search").toLowerCase().split(/\\s+/).filter(Boolean);
    const stack = value("stack");
    const flags = choices.map((choice) => choice.value).filter(Boolean);
    const filtered = words.length > 0 || stack !== "" || flags.length > 0;
    let shown = 0;
    sections.forEach(({ section, tokens, rows }, number) => {
      let some = 0;
      for (const token of tokens) {
        const here = stack === "" || stack === (token.card.dataset.s ?? String(number));
        let fits = here && flags.every((flag) => token.card.dataset.f.includes(flag));
        if (fits && words.length > 0) {
          token.text ??= token.card.textContent.toLowerCase();
          fits = words.every((word) => token.text.includes(word));
        }
        token.card.hidden = !fits;
        if (rows[token.index]) rows[token.index].hidden = !fits;
        if (fits) some += count(token.card);
      }
      section.hidden = some === 0 && (filtered || tokens.length > 0);
      shown += some;
    });
    field("none").hidden = shown > 0;
    field("count").textContent = shown === total ? total + (total === 1 ? " token" : " tokens") : shown + " of " + total + " tokens";
  }

  let waiting;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, total > 200 ? 150 : 0);
  };
  form.addEventListener("input", soon);
  form.addEventListener("reset", () => setTimeout(filter, 0));
  form.addEventListener("submit", (event) => event.preventDefault());
  // A link to a card that the filters hide would lead nowhere.
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest('a[href^="#t"]');
    const card = link && document.getElementById(link.getAttribute("href").slice(1));
    if (card && (card.hidden || card.closest("section").hidden)) {
      form.reset();
      filter();
    }
  });
  // What is folded away is still printed.
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const each of closed) each.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const each of closed) each.open = false;
  });
  form.hidden = false;
  filter();
})();
`;
