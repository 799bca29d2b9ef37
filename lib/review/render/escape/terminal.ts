import { isSimpleName, printable } from "../../../printable";

/** A foreign text within a line of terminal output: no escape sequence, no control or bidi character, no second line. */
export function terminalText(text: string): string {
  return printable(text);
}

/**
 * A foreign name: as it is when simple, else in quotes, so that a name such as `a (00000000…), zone b` is seen to be one name.
 */
export function terminalName(name: string): string {
  return isSimpleName(name) ? printable(name) : `"${printable(name.replace(/["\\]/g, "\\$&"))}"`;
}
