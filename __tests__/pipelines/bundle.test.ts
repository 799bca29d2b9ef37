import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "../package/consumer";
import { makeFolder, removeFolders, synthesized, tokenDocument } from "../read/files";
import { makeBundle } from "./harness";

afterEach(removeFolders);

/** The command as it runs in somebody's repository: nothing of this package around it. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "principals-bundle-"));
  mkdirSync(path.join(folder, "action"));
  makeBundle(path.join(folder, "action"));
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "theirs", version: "9.9.9" }));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const principals = (...args: readonly string[]): string =>
  execFileSync(process.execPath, [path.join(folder, "action/principals.cjs"), ...args], { cwd: folder, encoding: "utf8" });

describe("the command as one file (npm run bundle)", () => {
  test("is of this version", () => {
    const { version } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as { version: string };
    expect(principals("--version")).toBe(`${version}\n`);
  });

  test("answers, checks, compares and writes pages without anything beside it", () => {
    const input = makeFolder(synthesized("prod", tokenDocument()));
    expect(principals("can", "ci", "DNS Write", "zone:11111111111111111111111111111111", "--input", input)).toMatch(
      /^yes: ci may DNS Write/,
    );
    expect(principals("check", input, "--fail-on", "never")).toContain("no-expiry (expiresOn)");
    expect(principals("diff", input, input)).toBe("Access changes: none\n");
    expect(principals("report", input)).toContain("### Access changes: 1 token, broadening");
    expect(principals("summary", input, "--format", "html")).toMatch(/^<!doctype html>/i);
    expect(principals("search", "dns", "write")).toContain("DNS Write");
  });

  test("starts no new project: the starter is not in it", () => {
    expect(principals("--help")).not.toMatch(/^ {2}init /m);
  });

  test("says which licences its parts have", () => {
    const text = readFileSync(path.join(folder, "action/principals.cjs"), "utf8");
    const parts = new Set(
      Array.from(text.matchAll(/^\/\/ (?:\.\.\/)*(?:[\w-]+\/)?node_modules\/((?:@[^/]+\/)?[^/\n]+)\//gm), ([, name = ""]) => name),
    );
    const licences = readFileSync(path.join(folder, "action/licenses.txt"), "utf8");
    expect([...parts]).toEqual(expect.arrayContaining(["commander", "zod"]));
    expect([...parts].filter((name) => !licences.includes(`\n${name} `))).toEqual([]);
  });
});
