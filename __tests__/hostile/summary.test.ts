import stringWidth from "string-width";
import { renderJson, renderMarkdown, renderText, summarize, type SummaryModel } from "../../lib/review";
import { obeyedCommands, parseMarkdown, TRICKS } from "./checks";
import { CORPUS } from "./corpus";
import { hostileStacks } from "./stacks";

const NOW = new Date("2026-11-22T00:00:00Z");

const pages = CORPUS.map(({ tries, text }) => ({ tries, text, model: summarize(hostileStacks(text), NOW) }));
const calm = summarize(hostileStacks("calm"), NOW);

/** Sentences of the summary's own about access that it can't show; a calm page has the first only. */
const OWN = /^(?:an expression decides which |a permission or resource is too long )/;

/** The model without those sentences: what is left has to look alike. */
function withoutOwn({ stacks }: SummaryModel): SummaryModel {
  return {
    stacks: stacks.map((stack) => ({
      ...stack,
      principals: stack.principals.map((principal) => ({
        ...principal,
        warnings: principal.warnings.filter(({ message }) => !OWN.test(message)),
      })),
    })),
  };
}

/** Names the payloads that fail a check. */
function failing(check: (page: (typeof pages)[number]) => boolean): string[] {
  return pages.filter((page) => !check(page)).map(({ tries, text }) => `${tries}: ${JSON.stringify(text.slice(0, 80))}`);
}

/** What each line of the text is, for those that do not continue another one. Ordered, since names decide the order of the page. */
function lineKinds(text: string): string[] {
  const kinds = text.split("\n").flatMap((line) => {
    if (/^\S/.test(line)) return ["heading"];
    if (/^ {2}\S/.test(line)) return [/^ {2}(?:warning|error) /.exec(line)?.[0] ?? "title"];
    return /^ {4}\S/.test(line) ? [line.slice(4, 12).trim()] : [];
  });
  return kinds.sort();
}

describe("the summary, with every payload in every place that a stranger writes,", () => {
  it.each([80, 40, 200])("as text of %d columns has the lines of a harmless one", (width) => {
    const expected = lineKinds(renderText(withoutOwn(calm), { width }));
    // Where a name leaves no room beside it, who answers for the token stands in a row of its own.
    const withAbout = (kinds: string[]): string => kinds.filter((kind) => kind !== "about").join();
    expect(failing(({ model }) => withAbout(lineKinds(renderText(withoutOwn(model), { width }))) === withAbout(expected))).toEqual([]);
  });

  it("as text holds no tricks, fits its width and gives a CI runner nothing to obey", () => {
    const broken = failing(({ model }) => {
      const text = renderText(model, { width: 80 });
      const isolates = text.split("\n").every((line) => balanced(line));
      return (
        isolates &&
        text.split("\n").every((line) => !TRICKS.test(line) && stringWidth(line.replace(/[\u2068\u2069]/g, "")) <= 80) &&
        obeyedCommands(text).length === 0
      );
    });
    expect(broken).toEqual([]);
  });

  it("as Markdown has the structure of a harmless one, no link, image, HTML or mention", () => {
    const expected = [...parseMarkdown(renderMarkdown(withoutOwn(calm))).structure].sort().join();
    const broken = failing(({ model }) => {
      const { onlyText, structure, references } = parseMarkdown(renderMarkdown(withoutOwn(model)));
      return onlyText && [...structure].sort().join() === expected && references.length === 0;
    });
    expect(broken).toEqual([]);
  });

  it("as Markdown gives a CI runner nothing to obey and holds no tricks", () => {
    expect(
      failing(
        ({ model }) =>
          obeyedCommands(renderMarkdown(model)).length === 0 &&
          renderMarkdown(model)
            .split("\n")
            .every((line) => !TRICKS.test(line)),
      ),
    ).toEqual([]);
  });

  it("as JSON is the model, in ASCII", () => {
    expect(failing(({ model }) => /^[\n\x20-\x7e]*$/.test(renderJson(model)))).toEqual([]);
    expect(failing(({ model }) => obeyedCommands(renderJson(model)).length === 0)).toEqual([]);
    expect(failing(({ model }) => JSON.stringify(JSON.parse(renderJson(model))) === JSON.stringify({ version: 1, ...model }))).toEqual([]);
  });
});

/** Whether a line closes every isolate that it opens, and no other. */
function balanced(line: string): boolean {
  let open = 0;
  for (const char of line) {
    if (char === "\u2068") open++;
    if (char === "\u2069") open--;
    if (open < 0) return false;
  }
  return open === 0;
}
