import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { makeFolder, removeFolders, synthesized, tokenBody } from "../read/files";

afterEach(removeFolders);

const ROOT = join(__dirname, "../..");
const CLI = `${process.execPath} --import tsx lib/cli/index.ts`;
const shell = (command: string) => spawnSync("sh", ["-c", command], { cwd: ROOT, encoding: "utf8" });

describe("the process", () => {
  it("exits with the code of its command and writes each stream where it belongs", () => {
    const missing = shell(`${CLI} summary /nowhere`);
    expect([missing.status, missing.stdout, missing.stderr]).toEqual([
      2,
      "",
      "error: /nowhere: the file can't be read: there is no such file; check the path and the file [UnreadableFile]\n",
    ]);
  }, 60000);

  it("stops quietly when its reader has seen enough", () => {
    const tokens = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`t${String(i)}`, tokenBody({ name: `t${String(i)}` })]));
    const folder = makeFolder(synthesized("prod", { resource: { cloudflare_account_token: tokens } }));
    const { stdout, stderr } = shell(`${CLI} summary ${folder} | head -n 1`);
    expect([stdout, stderr]).toEqual(["prod · account 0123456789abcdef0123456789abcdef · 3000 principals\n", ""]);
  }, 60000);
});
