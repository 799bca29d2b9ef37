import Ajv from "ajv";
import stringWidth from "string-width";
import { diffHtml, diffJson, diffMarkdown, diffSarif, diffText, readPlan } from "../../lib/review";
import { bodyOf, parsePage, shapeOf } from "../review/html/parsed";
import { obeyedCommands, parseMarkdown, TRICKS } from "./checks";
import { CORPUS } from "./corpus";
import { hostileDiff } from "./hostile-diff";

const ACCOUNT = "0123456789abcdef0123456789abcdef";

const pages = CORPUS.map(({ tries, text }) => ({ tries, text, diff: hostileDiff(text) }));
const calm = hostileDiff("calm");

function failing(check: (page: (typeof pages)[number]) => boolean): string[] {
  return pages.filter((page) => !check(page)).map(({ tries, text }) => `${tries}: ${JSON.stringify(text.slice(0, 80))}`);
}

/** The labels of the rows, whatever they say. */
const labels = (text: string): string[] => text.split("\n").flatMap((line) => /^ {4}(\S+(?: at)?) /.exec(line)?.[1] ?? []);

describe("the access diff, with every payload in every place that a stranger writes,", () => {
  it.each([80, 40])("as text of %d columns has rows of its own only, fits, and holds no tricks", (width) => {
    const known = /^(?:verdict|was|was at|gains|loses|breaks|risk|at)$/;
    const broken = failing(({ diff }) => {
      const text = diffText(diff, { width });
      const lines = text.split("\n");
      return (
        labels(text).every((label) => known.test(label)) &&
        labels(text).filter((label) => label === "verdict").length === 2 &&
        lines.every((line) => !TRICKS.test(line) && stringWidth(line.replace(/[\u2068\u2069]/g, "")) <= width) &&
        obeyedCommands(text).length === 0
      );
    });
    expect(broken).toEqual([]);
  });

  it("as Markdown is one table and one list, no link, image, HTML or mention, and fits a comment", () => {
    const cells = parseMarkdown(diffMarkdown(calm)).cells;
    const broken = failing(({ diff }) => {
      const text = diffMarkdown(diff);
      const parsed = parseMarkdown(text);
      return (
        parsed.onlyText &&
        parsed.cells === cells &&
        parsed.references.length === 0 &&
        text.length <= 65_000 &&
        obeyedCommands(text).length === 0 &&
        text.split("\n").every((line) => !TRICKS.test(line))
      );
    });
    expect(cells).toBe(12);
    expect(broken).toEqual([]);
  });

  it("as HTML has the elements of a harmless one, with the same attributes, and holds no tricks", () => {
    // What of a text is no resource key is said, and not every payload is one: a few risks of each token stand for all.
    const page = ({ tokens, ...diff }: (typeof pages)[number]["diff"], text: string) =>
      bodyOf(diffHtml({ ...diff, tokens: tokens.map((token) => ({ ...token, risks: token.risks.slice(0, 3) })), warnings: [text] }));
    const expected = parsePage(page(calm, "calm"));
    const allowed = new Set(expected.elements.map(shapeOf));
    // Long lists and texts fold.
    const unfolded = (shapes: readonly string[]): string =>
      shapes
        .filter((shape) => !/^(?:details|summary|code|p) /.test(shape))
        .sort()
        .join();
    const broken = failing(({ diff, text }) => {
      const body = page(diff, text);
      const { errors, elements } = parsePage(body);
      const shapes = elements.map(shapeOf);
      const values = elements.flatMap(({ attrs }) =>
        attrs.filter(({ name }) => ["href", "id", "class"].includes(name) || name.startsWith("data-")),
      );
      return (
        errors.length === 0 &&
        shapes.every((shape) => allowed.has(shape)) &&
        unfolded(shapes) === unfolded(expected.elements.map(shapeOf)) &&
        values.every(({ value }) => /^[#a-z0-9 -]*$/i.test(value)) &&
        body.split("\n").every((line) => !TRICKS.test(line)) &&
        obeyedCommands(body).length === 0
      );
    });
    expect(broken).toEqual([]);
  });

  it("as JSON is what accessDiff gives, in ASCII", () => {
    expect(failing(({ diff }) => JSON.stringify(JSON.parse(diffJson(diff))) === JSON.stringify(diff))).toEqual([]);
    expect(failing(({ diff }) => /^[\n\x20-\x7e]*$/.test(diffJson(diff)) && obeyedCommands(diffJson(diff)).length === 0)).toEqual([]);
  });

  it("as SARIF is valid, in ASCII, and its messages hold no links", () => {
    /* eslint-disable @typescript-eslint/no-require-imports */
    const ajv = new Ajv({ schemaId: "auto" });
    ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
    const validate = ajv.compile(require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"));
    const broken = failing(({ diff, text }) => {
      const out = diffSarif(diff, { version: "0.1.0", placeOf: () => ({ file: Buffer.from(`a/${text}`).toString(), line: 1 }) });
      const log = JSON.parse(out) as { runs: { results: { message: { text: string; markdown: string } }[] }[] };
      return (
        validate(log) === true &&
        /^[\n\x20-\x7e]*$/.test(out) &&
        log.runs[0]!.results.every(({ message }) => !/(?<!\\)(?:\\\\)*\[/.test(message.text) && parseMarkdown(message.markdown).onlyText)
      );
    });
    expect(broken).toEqual([]);
  });
});

test("a plan with every payload for a name keeps it as it is", () => {
  const planOf = (name: string): unknown => {
    const value = { account_id: ACCOUNT, name, policies: [], status: "active" };
    const change = { actions: ["create"], before: null, after: value, after_unknown: {}, before_sensitive: false, after_sensitive: {} };
    return {
      format_version: "1.2",
      planned_values: {},
      resource_changes: [{ address: name, mode: "managed", type: "cloudflare_account_token", name, change }],
    };
  };
  expect(failing(({ text }) => readPlan(planOf(text)).after[0]?.name === text)).toEqual([]);
});
