import MarkdownIt, { type Token } from "markdown-it";

/** A fenced block of code. */
export interface CodeBlock {
  /** The first word after the fence: `ts`, `sh`. */
  readonly language: string;
  /** The words after it: `no-run`. */
  readonly flags: readonly string[];
  readonly code: string;
  /** Line of the code's first line, from 1. */
  readonly line: number;
}

/** What the checks of the documentation need to know of one page. */
export interface Page {
  readonly blocks: readonly CodeBlock[];
  /** Targets as they are written, `policies.md#dates` for instance. */
  readonly links: readonly string[];
  /** What a link may name after `#`. */
  readonly anchors: ReadonlySet<string>;
  /** All code, in blocks and within lines: where commands are named. */
  readonly code: string;
}

const parser = new MarkdownIt({ html: true });

/** Reads a page as GitHub does. */
export function readPage(text: string): Page {
  const tokens = parser.parse(text, {});
  const inline = tokens.flatMap((token) => token.children ?? []);
  const blocks = tokens.filter((token) => token.type === "fence").map(readBlock);
  const indented = tokens.filter((token) => token.type === "code_block").map((token) => token.content);
  const spans = inline.filter((token) => token.type === "code_inline").map((token) => token.content);
  return {
    blocks,
    links: inline.filter((token) => token.type === "link_open").map((token) => String(token.attrGet("href") ?? "")),
    anchors: readAnchors(tokens),
    code: [...blocks.map((block) => block.code), ...indented, ...spans].join("\n"),
  };
}

function readBlock(token: Token): CodeBlock {
  const [language = "", ...flags] = token.info.trim().split(/\s+/);
  return { language, flags, code: token.content, line: (token.map?.[0] ?? 0) + 2 };
}

function readAnchors(tokens: readonly Token[]): ReadonlySet<string> {
  const anchors = new Set<string>();
  tokens.forEach((token, index) => {
    if (token.type !== "heading_open") return;
    const text = (tokens[index + 1]?.children ?? []).map((child) => child.content).join("");
    const base = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s/g, "-");
    // GitHub numbers headings of the same words.
    let anchor = base;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${base}-${String(count)}`;
    anchors.add(anchor);
  });
  return anchors;
}
