import { htmlName, htmlText, prose, shorten } from "../escape";
import type { Style } from "../../summary/words";

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
