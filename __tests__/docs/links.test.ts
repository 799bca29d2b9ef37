import { existsSync } from "node:fs";
import { join } from "node:path";
import { PIPELINE_FILES, STARTER_FILES } from "../../lib/cli/copy-starter";
import { markdownFiles, readText, ROOT } from "../../scripts/docs/pages";
import { deadLinks, localLinks, unreachable } from "./links";

const pages = new Map(markdownFiles().map((file) => [file, readText(file)]));
/** `principals init` puts a pipeline's files beside the starter's. */
const copied = [...STARTER_FILES, ...PIPELINE_FILES.github].map(({ from, to }): [string, string] => [`examples/starter/${to}`, from]);
const places = new Map(copied);
const exists = (path: string): boolean => existsSync(join(ROOT, places.get(path) ?? path));

test("every link between files leads to a file, and every anchor to a heading", () => {
  expect(deadLinks(pages, exists)).toEqual([]);
});

test("every page of docs is linked from docs/README.md itself", () => {
  const linked = localLinks("docs/README.md", pages.get("docs/README.md") ?? "").map(({ target }) => target);
  const docs = [...pages.keys()].filter((file) => file.startsWith("docs/") && file !== "docs/README.md");
  expect(docs.length).toBeGreaterThan(10);
  expect(docs.filter((file) => !linked.includes(file))).toEqual([]);
});

test("the README leads to every page but those of examples", () => {
  const others = new Map([...pages].filter(([file]) => !file.startsWith("examples/") && !file.startsWith("bench/")));
  expect(unreachable(others, "README.md")).toEqual([]);
});

describe("what these checks find", () => {
  const planted = new Map([
    [
      "README.md",
      "# A b\n\n[x](docs/a.md) [y](docs/none.md) [z](docs/a.md#two--words) [w](docs/a.md#three) [v](#a-b) [u](LICENSE) [t](https://example.com/docs/none.md)",
    ],
    [
      "docs/a.md",
      "# Two: `&` words\n\n```md\n# Three\n[in code](none.md)\n```\n\n[up](../README.md#a-b) [up](../README.md#a-c)\n\n## Two\n\n## Two\n\n[second](#two-1) [third](#two-2)",
    ],
    ["docs/lonely.md", "# Lonely"],
  ]);

  test("fails for missing files and for anchors without a heading, code blocks aside", () => {
    expect(deadLinks(planted, (path) => path === "LICENSE")).toEqual([
      "README.md: docs/none.md",
      "README.md: docs/a.md#three",
      "docs/a.md: ../README.md#a-c",
      "docs/a.md: #two-2",
    ]);
  });

  test("fails for a page that nothing links to", () => {
    expect(unreachable(planted, "README.md")).toEqual(["docs/lonely.md"]);
  });
});
