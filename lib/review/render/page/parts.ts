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
