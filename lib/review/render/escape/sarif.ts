import { printable } from "../../../printable";

/** A foreign text in a plain message of SARIF, where `[text](1)` is a link and `{0}` a placeholder. */
export function sarifText(text: string): string {
  return printable(text)
    .replace(/[\\[\]]/g, "\\$&")
    .replace(/[{}]/g, "$&$&");
}
