// The examples of docs/testing.md have it from the set-up that the page begins with.
import "cloudflare-principals/testing/jest";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { markdownFiles, readText } from "../../scripts/docs/pages";
import { runSnippet } from "../../scripts/docs/run-snippet";
import { readPrelude, type Snippet, snippetsOf } from "../../scripts/docs/snippets";
import { compile } from "./compile";

const prelude = readPrelude();
const files = markdownFiles().filter((file) => !file.startsWith("examples/"));
const snippets = files.flatMap((file) => snippetsOf(file, readText(file), prelude));

test("there are examples in the README and on the pages, with and without imports", () => {
  expect([...new Set(snippets.map(({ at }) => at.slice(0, at.lastIndexOf(":"))))]).toEqual(
    expect.arrayContaining([
      "README.md",
      "docs/README.md",
      "docs/backends.md",
      "docs/policies.md",
      "docs/principals.md",
      "docs/templates.md",
      "docs/user-tokens.md",
    ]),
  );
  expect(snippets.some(({ before }) => before === 0)).toBe(true);
  expect(snippets.some(({ before }) => before > 0)).toBe(true);
});

test("every example compiles, and one that does not is found with its line", () => {
  const planted = snippetsOf(
    "planted.md",
    '# Planted\n\n```ts\nallow(permissions.zone.dns.write)\n  .on(account);\n```\n\n```ts\nimport { nothing } from "cloudflare-principals";\n```\n',
    prelude,
  );
  const found = compile([...snippets, ...planted]);
  expect(found.filter((message) => !message.startsWith("planted.md:"))).toEqual([]);
  expect(found).toEqual([
    expect.stringMatching(/^planted\.md:5: Argument of type 'Account' is not assignable/),
    expect.stringMatching(/^planted\.md:9: .*has no exported member 'nothing'/),
  ]);
  // The compiler reads cdktf's types once: seconds on a quiet machine, more on a busy one.
}, 120_000);

describe("every example runs, and its app synthesizes", () => {
  let outdir: string;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "principals-snippets-"));
    outdir = join(folder, "cdktf.out");
    process.env["CDKTF_OUTDIR"] = outdir;
    process.env["PRINCIPALS_NOW"] = "2026-12-01T00:00:00Z";
  });

  afterEach(() => {
    delete process.env["CDKTF_OUTDIR"];
    delete process.env["PRINCIPALS_NOW"];
    rmSync(folder, { recursive: true, force: true });
  });

  /** What an example gives is compared as data. */
  const compare = (value: unknown, said: unknown): void => {
    expect(value).toEqual(said);
  };

  async function run(snippet: Snippet): Promise<void> {
    const synth = snippet.before > 0 ? "\napp.synth();\n" : "";
    await runSnippet(snippet.source.replace(/\nexport \{\};\n$/, synth), require, compare);
  }

  test.each(snippets.filter(({ runs }) => runs).map((snippet) => [snippet.at, snippet] as const))("%s", async (_, snippet) => {
    await expect(run(snippet)).resolves.toBeUndefined();
  });

  function planted(code: string): Snippet {
    const [snippet] = snippetsOf("planted.md", `\`\`\`ts\n${code}\n\`\`\`\n`, prelude);
    return snippet!;
  }

  test("fails for an example whose app does not synthesize", async () => {
    await expect(run(planted('new ServicePrincipal(prod, "empty");'))).rejects.toMatchObject({ code: "NothingAllowed" });
  });

  test("fails for an example that says another value than it gives", async () => {
    await expect(run(planted("account.id.length; // => 32"))).resolves.toBeUndefined();
    await expect(run(planted("account.id.length; // => 31"))).rejects.toThrow("Expected: 31");
  });

  test("fails for an example with a test that fails", async () => {
    await expect(run(planted('test("no", async () => { await Promise.resolve(); expect(1).toBe(2); });'))).rejects.toThrow("Expected: 2");
  });
});
