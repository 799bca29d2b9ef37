import { isSimpleName, printable } from "../../../printable";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
  "=": "&#61;",
};

/** A foreign text in HTML, between tags or within a quoted attribute (never in a script, a style, a URL or an unquoted attribute). */
export function htmlText(text: string): string {
  return printable(text).replace(/[&<>"'`=]/g, (char) => ENTITIES[char] ?? char);
}

/** A foreign name: as text when simple, else in quotes, so that `a (00000000…), zone b` is seen to be one name. */
export function htmlName(name: string): string {
  return isSimpleName(name) ? htmlText(name) : htmlText(`"${name.replace(/["\\]/g, "\\$&")}"`);
}
