import { type CodeBlock, readPage } from "./markdown";
import { readText } from "./pages";

/** A TypeScript block of the documentation as a program of its own. */
export interface Snippet {
  /** `docs/policies.md:12`, the line of its first line. */
  readonly at: string;
  /** The program. A block that imports something stands alone; any other one comes after the prelude. */
  readonly source: string;
  /** Lines of `source` before the block's own. */
  readonly before: number;
  /** Not meant to be run (`no-run` after the fence's language): it needs an account, or files of its reader. */
  readonly runs: boolean;
}

/** The page and heading that hold the prelude: the only block below it. */
export const PRELUDE_PAGE = "docs/README.md";

/** What examples without imports take for given. */
export function readPrelude(): string {
  const block = readPage(readText(PRELUDE_PAGE)).blocks.find(({ language }) => language === "ts");
  if (block === undefined) throw new Error(`${PRELUDE_PAGE} has no ts block`);
  return block.code;
}

/** What the examples of one page take for given besides: its block that is marked `for-page`. */
export function pagePrelude(text: string): string {
  return readPage(text).blocks.find(({ flags }) => flags.includes("for-page"))?.code ?? "";
}

/** The TypeScript blocks of a page. */
export function snippetsOf(file: string, text: string, prelude: string): readonly Snippet[] {
  const given = prelude + pagePrelude(text);
  return readPage(text)
    .blocks.filter(({ language }) => language === "ts" || language === "typescript")
    .map((block) =>
      snippet(`${file}:${String(block.line)}`, block, block.flags.includes("for-page") || block.code === prelude ? prelude : given),
    );
}

function snippet(at: string, { code, flags }: CodeBlock, prelude: string): Snippet {
  const runs = !flags.includes("no-run");
  if (/^import /m.test(code) || code === prelude) return { at, source: `${code}\nexport {};\n`, before: 0, runs };
  // A block of its own, so that an example may use a name of the prelude for something else.
  return { at, source: `${prelude}\n{\n${code}\n}\nexport {};\n`, before: prelude.split("\n").length + 1, runs };
}
