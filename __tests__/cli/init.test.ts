import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyStarter } from "../../lib/cli/copy-starter";
import { faultsOf, makeFolder, removeFolders } from "../review/files";
import { run } from "./run";

afterEach(removeFolders);

const STARTER = {
  "main.ts": "main",
  gitignore: "cdktf.out/",
  npmrc: "x=1",
  "github/workflows/ci.yml": "on: push",
  "__tests__/main.test.ts": "test",
  "node_modules/x/index.js": "no",
  "cdktf.out/manifest.json": "no",
};
const EXISTS = "it exists already, and nothing is overwritten; check the path and its permissions";

describe("principals init", () => {
  it("copies the starter under the names that a project has", () => {
    const folder = makeFolder({ starter: "" });
    const target = join(folder, "new/project");
    expect(copyStarter(makeFolder(STARTER), target)).toEqual([
      "__tests__/main.test.ts",
      ".github/workflows/ci.yml",
      ".gitignore",
      "main.ts",
      ".npmrc",
    ]);
    expect(readFileSync(join(target, ".gitignore"), "utf8")).toBe("cdktf.out/");
    expect(readFileSync(join(target, ".github/workflows/ci.yml"), "utf8")).toBe("on: push");
    expect(readdirSync(target).sort()).toEqual([".github", ".gitignore", ".npmrc", "__tests__", "main.ts"]);
  });

  it("copies the package's own starter and says what comes next", async () => {
    const folder = makeFolder({});
    const { code, out, err } = await run(["init", join(folder, "new")]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("created .gitignore\n");
    expect(out).toContain("created main.ts\n");
    expect(out.endsWith(`\n  cd ${join(folder, "new")}\n  npm install\n  npm start\n`)).toBe(true);
    expect((await run(["init", join(folder, "new")])).code).toBe(2);
  });

  it("copies into a folder that has other files", () => {
    const target = makeFolder({ "README.md": "mine", ".github/CODEOWNERS": "mine" });
    copyStarter(makeFolder(STARTER), target);
    expect(readFileSync(join(target, "README.md"), "utf8")).toBe("mine");
    expect(existsSync(join(target, "main.ts"))).toBe(true);
  });

  it("fails when a file is in the way, and copies nothing", () => {
    const target = makeFolder({ "main.ts": "mine", ".gitignore": "mine" });
    expect(faultsOf(() => copyStarter(makeFolder(STARTER), target), target)).toEqual([
      `UnwritableFile <dir>/.gitignore: the file can't be written: ${EXISTS}`,
      `UnwritableFile <dir>/main.ts: the file can't be written: ${EXISTS}`,
    ]);
    expect(readFileSync(join(target, "main.ts"), "utf8")).toBe("mine");
    expect(readdirSync(target).sort()).toEqual([".gitignore", "main.ts"]);
  });

  it("fails rather than write through a link or over a file in a folder's place", () => {
    const outside = makeFolder({});
    const target = makeFolder({ __tests__: "a file" });
    symlinkSync(outside, join(target, ".github"));
    symlinkSync(join(outside, "gone"), join(target, "main.ts"));
    expect(faultsOf(() => copyStarter(makeFolder(STARTER), target), target)).toEqual([
      "UnwritableFile <dir>/__tests__: the file can't be written: it is no folder; check the path and its permissions",
      "UnwritableFile <dir>/.github: the file can't be written: it is no folder; check the path and its permissions",
      `UnwritableFile <dir>/main.ts: the file can't be written: ${EXISTS}`,
    ]);
    expect(readdirSync(outside)).toEqual([]);
  });

  it("fails when the target can't be made", () => {
    const folder = makeFolder({ file: "x" });
    expect(faultsOf(() => copyStarter(makeFolder(STARTER), join(folder, "file/project")), folder)[0]).toBe(
      "UnwritableFile <dir>/file/project/__tests__: the file can't be written: ENOTDIR; check the path and its permissions",
    );
  });

  it("fails when the starter is not there", () => {
    const folder = makeFolder({});
    expect(faultsOf(() => copyStarter(join(folder, "none"), folder), folder)).toEqual([
      "UnreadableFile <dir>/none: the file can't be read: ENOENT; check the path and the file",
    ]);
    mkdirSync(join(folder, "empty"));
    writeFileSync(join(folder, "x"), "");
    expect(copyStarter(join(folder, "empty"), folder)).toEqual([]);
  });
});
