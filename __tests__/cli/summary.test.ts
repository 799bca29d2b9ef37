import { join } from "node:path";
import { makeFolder, removeFolders, synthesized, tokenBody, tokenDocument } from "../review/files";
import { run } from "./run";

beforeEach(() => {
  process.env["PRINCIPALS_NOW"] = "2026-11-22T00:00:00Z";
});
afterEach(() => {
  delete process.env["PRINCIPALS_NOW"];
  removeFolders();
});

const TEXT = `prod · account 0123456789abcdef0123456789abcdef · 1 principal

  ci
    may      DNS Write  on zone 11111111111111111111111111111111
    from     any address
    until    2026-11-01 00:00 UTC (expired)
`;
const document = tokenDocument({ expires_on: "2026-11-01T00:00:00Z" });

describe("principals summary", () => {
  it("shows a synthesized folder as text", async () => {
    expect(await run(["summary", makeFolder(synthesized("prod", document))])).toEqual({ code: 0, out: TEXT, err: "" });
  });

  it("shows it as Markdown and as JSON", async () => {
    const folder = makeFolder(synthesized("prod", document));
    const markdown = await run(["summary", folder, "--format", "markdown"]);
    expect([markdown.code, markdown.out.split("\n")[2]]).toEqual([0, "### ci"]);
    const json = await run(["summary", folder, "-f", "json"]);
    expect([json.code, (JSON.parse(json.out) as { version: number }).version]).toEqual([0, 1]);
  });

  it("reads cdktf.out of the working directory unless told otherwise", async () => {
    const folder = makeFolder(
      Object.fromEntries(Object.entries(synthesized("prod", document)).map(([name, content]) => [`cdktf.out/${name}`, content])),
    );
    const before = process.cwd();
    process.chdir(folder);
    try {
      expect((await run(["summary"])).out).toBe(TEXT);
    } finally {
      process.chdir(before);
    }
  });

  it("is as wide as it is told, else as the terminal, else 100 columns", async () => {
    const purpose = "word ".repeat(60);
    const folder = makeFolder(synthesized("prod", tokenDocument({ "//": { metadata: { purpose } } })));
    const width = async (args: string[], io = {}): Promise<number> =>
      Math.max(...(await run(["summary", folder, ...args], io)).out.split("\n").map((line) => line.length));
    expect([
      await width([]),
      await width([], { isTerminal: true, columns: 60, env: { NO_COLOR: "1" } }),
      await width(["--width", "80"]),
    ]).toEqual([100, 60, 80]);
  });

  it.each<[string, object, boolean]>([
    ["a pipe", {}, false],
    ["a terminal", { isTerminal: true }, true],
    ["a terminal with NO_COLOR", { isTerminal: true, env: { NO_COLOR: "1" } }, false],
    ["a terminal with an empty NO_COLOR", { isTerminal: true, env: { NO_COLOR: "" } }, true],
    ["a terminal without colours", { isTerminal: true, env: { TERM: "dumb" } }, false],
    ["a pipe in CI", { env: { CI: "true", FORCE_COLOR: "1" } }, false],
  ])("has colours where they belong: %s", async (_, io, colors) => {
    expect((await run(["summary", makeFolder(synthesized("prod", document))], io)).out.includes("\u001b[")).toBe(colors);
  });

  it("fails with exit code 2 for input that can't be read, and shows nothing of it", async () => {
    const folder = makeFolder({
      "a.tf.json": { resource: { cloudflare_account_token: { ok: tokenBody(), bad: tokenBody({ name: 5, status: "x" }) } } },
    });
    const at = `${join(folder, "a.tf.json")}: resource.cloudflare_account_token.bad`;
    expect(await run(["summary", folder])).toEqual({
      code: 2,
      out: "",
      err: `error: ${at}.name: expected string, received number; check the file [InvalidFile]\nerror: ${at}.status: expected one of "active"|"disabled"; check the file [InvalidFile]\n`,
    });
    expect(await run(["summary", join(folder, "gone")])).toEqual({
      code: 2,
      out: "",
      err: `error: ${join(folder, "gone")}: the file can't be read: there is no such file; check the path and the file [UnreadableFile]\n`,
    });
  });
});
