import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeSnapshot } from "../../lib/review";
import { makeFolder, removeFolders, synthesized, tokenBody, tokenDocument } from "../read/files";
import { run } from "./run";

afterEach(removeFolders);

const OURS = "<!-- Written by `principals snapshot`. Change the code and run it again, not this file. -->\n";

/** A synthesized folder, and another one for its snapshot. */
function folders(document: unknown = tokenDocument(), access: Record<string, string> = {}): { input: string; out: string } {
  const root = makeFolder({ "out/x": "", ...Object.fromEntries(Object.entries(access).map(([path, text]) => [`access/${path}`, text])) });
  return { input: makeFolder(synthesized("prod", document)), out: join(root, "access") };
}

describe("principals snapshot", () => {
  it("writes the files, then says that they are up to date", async () => {
    const { input, out } = folders();
    expect(await run(["snapshot", input, "--out", out])).toEqual({ code: 0, out: `created ${out}/prod/ci.md\n`, err: "" });
    expect(readFileSync(join(out, "prod/ci.md"), "utf8")).toContain("\n- DNS Write\n");
    expect(readdirSync(join(out, "prod"))).toEqual(["ci.md"]);
    // What a stopped run left behind.
    writeFileSync(join(out, "prod/ci.md.tmp"), "half");
    writeFileSync(join(out, "prod/ci.md"), `${OURS}stale`);
    expect(await run(["snapshot", input, "--out", out])).toEqual({ code: 0, out: `updated ${out}/prod/ci.md\n`, err: "" });
    expect(readdirSync(join(out, "prod"))).toEqual(["ci.md", "ci.md.tmp"]);
    expect(await run(["snapshot", input, "--out", out])).toEqual({ code: 0, out: `${out} is up to date\n`, err: "" });
    expect(await run(["snapshot", input, "--out", out, "--check"])).toEqual({ code: 0, out: `${out} is up to date\n`, err: "" });
  });

  it("updates what is stale and removes what is superfluous, and nothing that somebody else wrote", async () => {
    const { input, out } = folders(undefined, {
      "prod/ci.md": `${OURS}old`,
      "prod/gone.md": `${OURS}old`,
      "gone/x.md": `${OURS}old`,
      "prod/README.md": "mine",
      "README.md": `${OURS}not where we write`,
    });
    const { out: said } = await run(["snapshot", input, "--out", out]);
    expect(said).toBe(`removed ${out}/gone/x.md\nupdated ${out}/prod/ci.md\nremoved ${out}/prod/gone.md\n`);
    expect(readdirSync(out).sort()).toEqual(["README.md", "prod"]);
    expect(readdirSync(join(out, "prod")).sort()).toEqual(["README.md", "ci.md"]);
  });

  it("leaves the files of other stacks alone when it reads one file only", async () => {
    const { input, out } = folders(undefined, { "other/x.md": `${OURS}old` });
    const file = join(input, "stacks/prod/cdk.tf.json");
    writeFileSync(file, JSON.stringify({ ...tokenDocument(), "//": { metadata: { stackName: "prod" } } }));
    expect((await run(["snapshot", file, "--out", out])).out).toBe(`created ${out}/prod/ci.md\n`);
    expect(existsSync(join(out, "other/x.md"))).toBe(true);
  });

  it("takes files with Windows line ends for what they are", async () => {
    const { input, out } = folders();
    await run(["snapshot", input, "--out", out]);
    const file = join(out, "prod/ci.md");
    writeFileSync(file, readFileSync(file, "utf8").replaceAll("\n", "\r\n"));
    expect((await run(["snapshot", input, "--out", out, "--check"])).code).toBe(0);
  });

  it("with --check fails with exit code 1, names the files and shows the lines, and writes nothing", async () => {
    const both = { resource: { cloudflare_account_token: { ci: tokenBody(), new: tokenBody({ name: "new" }) } } };
    const { input, out } = folders(tokenDocument({ status: "disabled" }), { "prod/gone.md": OURS });
    await run(["snapshot", input, "--out", out]);
    mkdirSync(join(out, "dev"));
    writeFileSync(join(out, "dev/gone.md"), OURS);
    const result = await run(["snapshot", makeFolder(synthesized("prod", both)), "--out", out, "--check"]);
    expect([result.code, result.err]).toEqual([1, ""]);
    expect(result.out).toContain(`superfluous: ${out}/dev/gone.md\n\nstale: ${out}/prod/ci.md\n  @@ -`);
    expect(result.out).toContain("\n  -- **status** disabled: may do nothing\n  +- **status** active\n");
    expect(result.out).toContain(`\nmissing: ${out}/prod/new.md\n  @@ -1,0 +1,`);
    expect(result.out).toMatch(/\n {2}… \d+ more lines|3 files differ/);
    expect(
      result.out.endsWith(
        "3 files differ from the code: run npx --no-install principals snapshot (in a clone of this package npm run snapshot), and commit what it writes\n",
      ),
    ).toBe(true);
    expect(existsSync(join(out, "prod/new.md"))).toBe(false);
  });

  it("takes the file of a token that retired at its end for fresh, by the clock of the check", async () => {
    const expiring = { ci: tokenBody(), auditor: tokenBody({ name: "auditor", expires_on: "2026-12-01T00:00:00Z" }) };
    const { input, out } = folders({ resource: { cloudflare_account_token: expiring } });
    await run(["snapshot", input, "--out", out]);
    const retired = makeFolder(synthesized("prod", { resource: { cloudflare_account_token: { ci: tokenBody() } } }));
    expect(await run(["snapshot", retired, "--out", out, "--check"])).toEqual({ code: 0, out: `${out} is up to date\n`, err: "" });
    process.env["PRINCIPALS_NOW"] = "2026-11-30T23:59:59Z";
    expect((await run(["snapshot", retired, "--out", out, "--check"])).out).toContain(`superfluous: ${out}/prod/auditor.md\n`);
    process.env["PRINCIPALS_NOW"] = "2026-12-01T00:00:00Z";
  });

  it("fails with exit code 2 rather than overwrite a file of somebody else, and writes nothing at all", async () => {
    const { input, out } = folders(
      { resource: { cloudflare_account_token: { a: tokenBody({ name: "a" }), ci: tokenBody() } } },
      { "prod/ci.md": "mine" },
    );
    expect(await run(["snapshot", input, "--out", out])).toEqual({
      code: 2,
      out: "",
      err: `error: ${out}/prod/ci.md: the file can't be written: it is there already and was not written by principals snapshot; check the path and its permissions [UnwritableFile]\n`,
    });
    expect(readdirSync(join(out, "prod"))).toEqual(["ci.md"]);
  });

  it("fails where the folder itself is a link", async () => {
    const { input, out } = folders();
    symlinkSync(makeFolder({ "prod/ci.md": `${OURS}stale` }), out);
    for (const folder of [out, `${out}/`])
      for (const check of [[], ["--check"]])
        expect(await run(["snapshot", input, "--out", folder, ...check])).toMatchObject({
          code: 2,
          out: "",
          err: expect.stringContaining(": the file can't be read: it is a link; code owners approve the files of the folder itself"),
        });
    expect(readFileSync(join(out, "prod/ci.md"), "utf8")).toBe(`${OURS}stale`);
  });

  it("fails rather than write a file that it could not read again, and writes none", () => {
    const { out } = folders();
    const differences = [
      { path: "prod/a.md", state: "missing", expected: "a" },
      { path: "prod/big.md", state: "missing", expected: "é".repeat(8 * 1024 * 1024 + 1) },
    ] as const;
    expect(() => {
      writeSnapshot(differences, out);
    }).toThrow(`${join(out, "prod/big.md")}: the file can't be written: the record of this principal takes more than 16 MiB`);
    expect(existsSync(out)).toBe(false);
  });

  it("fails rather than write through a link, and reads none", async () => {
    const { input, out } = folders();
    const outside = makeFolder({ "ci.md": OURS });
    mkdirSync(out);
    symlinkSync(outside, join(out, "prod"));
    const { code, err } = await run(["snapshot", input, "--out", out]);
    expect([code, err]).toEqual([2, expect.stringContaining(`${out}/prod: the file can't be written: it is no folder`)]);
    expect(readFileSync(join(outside, "ci.md"), "utf8")).toBe(OURS);
  });

  it("fails with exit code 2 for input that can't be read and a folder that is none", async () => {
    const { input, out } = folders();
    expect((await run(["snapshot", join(input, "none"), "--out", out])).code).toBe(2);
    writeFileSync(out, "");
    expect((await run(["snapshot", input, "--out", out])).err).toContain("[UnreadableFile]");
  });
});
