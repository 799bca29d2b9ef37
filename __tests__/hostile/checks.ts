import MarkdownIt from "markdown-it";

/*
 * How the other side reads what we write: parsers, and the rules of CI runners and forges, independent of lib/review.
 */

/** Characters that no rendered line may hold. Isolates are balanced by the renderer itself and are checked apart. */

export const TRICKS =
  /[\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2067\u206a-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\ue000-\uf8ff\u{e0000}-\u{10ffff}]|\p{M}{9}/u;

const PARSER = new MarkdownIt({ html: true, linkify: true, typographer: false });
const ALLOWED = new Set(
  "paragraph bullet_list list_item heading strong table thead tbody tr th td"
    .split(" ")
    .flatMap((type) => [`${type}_open`, `${type}_close`])
    .concat(["text", "code_inline", "inline", "softbreak"]),
);

export interface ParsedMarkdown {
  /** No link, image, HTML, emphasis or block but those that our pages are made of. */
  readonly onlyText: boolean;
  readonly cells: number;
  /** Types of all blocks and marks, texts and code spans left out. */
  readonly structure: readonly string[];
  /** What it says, without the words in bold. */
  readonly text: string;
  /** Mentions, issues, links and emoji that a forge would find in texts outside code. */
  readonly references: readonly string[];
}

const REFERENCES = /@[a-z0-9]|(?:^|[^\w&])[#!~%$&^][a-z0-9]|\bgh-\d|www\.|:\/\/|:[a-z0-9_+-]+:|\b[0-9a-f]{7,40}\b|\[\[|&[a-z#][a-z0-9]*;/gi;

export function parseMarkdown(source: string): ParsedMarkdown {
  const tokens = PARSER.parse(source, {}).flatMap((token) => [token, ...(token.children ?? [])]);
  const texts = tokens.filter((token) => token.type === "text" || token.type === "code_inline");
  return {
    onlyText: tokens.every((token) => ALLOWED.has(token.type)),
    cells: tokens.filter((token) => token.type === "td_open" || token.type === "th_open").length,
    structure: tokens.map((token) => token.type).filter((type) => !["text", "code_inline", "inline"].includes(type)),
    text: texts.map((token) => token.content).join(""),
    references: tokens.filter((token) => token.type === "text").flatMap((token) => token.content.match(REFERENCES) ?? []),
  };
}

const COMMANDS =
  /^(?:set-env|set-output|save-state|add-path|add-mask|add-matcher|remove-matcher|warning|error|notice|debug|group|endgroup|echo|stop-commands|internal-set-repo-path)$/i;

/** The commands that GitHub's runner (`ActionCommand.TryParseV2`, `TryParse`) or Azure's or TeamCity's would find in a log. */
export function obeyedCommands(output: string): string[] {
  return output.split(/\r\n|\r|\n/).flatMap((line) => {
    const found = line.match(/##[a-z]*\[/gi) ?? [];
    const trimmed = line.trimStart();
    const end = trimmed.startsWith("::") ? trimmed.indexOf("::", 2) : -1;
    const [name = ""] = end === -1 ? [] : trimmed.slice(2, end).split(" ");
    return COMMANDS.test(name) ? [...found, name] : [...found];
  });
}
