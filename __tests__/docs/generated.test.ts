import { DEFAULT_PROVIDER_VERSION, templates } from "../../lib";
import { BLOCKS, replaceBlock } from "../../scripts/docs/blocks";
import { readText } from "../../scripts/docs/pages";
import { tabledTemplates } from "../../scripts/docs/template-table";

test.each(BLOCKS.map((block) => [block.file, block.name, block] as const))(
  "%s has the %s as they are now (npm run docs:update)",
  async (file, name, { make }) => {
    const text = readText(file);
    expect(text).toBe(replaceBlock(text, name, await make(require)));
    // The summary starts main.ts as a program of its own.
  },
  120_000,
);

test("a block is replaced between its markers and nowhere else", () => {
  const text = "a\n<!-- begin: generated x -->\nold\n<!-- end: generated x -->\nb\n";
  expect(replaceBlock(text, "x", "new")).toBe("a\n<!-- begin: generated x -->\n\nnew\n\n<!-- end: generated x -->\nb\n");
});

test("fails to replace a block whose markers are missing or turned round", () => {
  expect(() => replaceBlock("a", "x", "new")).toThrow("no <!-- begin: generated x -->");
  expect(() => replaceBlock("<!-- end: generated x --><!-- begin: generated x -->", "x", "new")).toThrow("no <!-- begin: generated x -->");
});

test("every template has a row in docs/templates.md", () => {
  expect([...tabledTemplates()].sort()).toEqual(Object.keys(templates).sort());
});

test("the pages name the provider constraint that stacks write", () => {
  for (const file of ["docs/provider-versions.md", "docs/principals.md"])
    expect(readText(file)).toContain(`\`${DEFAULT_PROVIDER_VERSION}\``);
});
