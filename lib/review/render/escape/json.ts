import { CI_MARK } from "../../../printable";

/** JSON that can be shown in a terminal and in a CI log: what is not ASCII stands as an escape, and `##[` is broken up. Equal when parsed. */
export function asciiJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(/[^\n\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).replace(CI_MARK, "#\\u0023")}\n`;
}
