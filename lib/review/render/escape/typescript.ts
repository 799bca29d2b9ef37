import { printableCode, visible } from "../../../printable";

/** A text as a TypeScript string literal of exactly that value. */
export function typescriptString(text: string): string {
  // Ill-formed UTF-16 and separators are legal in a literal, but editors and formatters may change them.
  return JSON.stringify(text).replace(/[^\x20-\x7e]/g, (unit) => {
    const code = unit.charCodeAt(0);
    return code > 0xa0 && isLetter(unit) ? unit : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/**
 * A foreign text within a comment, on one line and in quotes: it can end no comment and start no directive (`@ts-nocheck`, `@jsx`,
 * `eslint-disable`, `# sourceMappingURL`), since those stand first in their comment or begin with `@`.
 */
export function typescriptComment(text: string): string {
  const shown = printableCode(text).replace(/@/g, visible).replace(/\*\//g, "*\\/").replace(/\/\*/g, "/\\*");
  return `"${shown}"`;
}

/** Letters of left-to-right scripts that read as they are written: Latin, Greek, Cyrillic. */
function isLetter(unit: string): boolean {
  return /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u.test(unit);
}
