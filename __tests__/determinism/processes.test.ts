import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const ROOT = join(__dirname, "..", "..");
const TSX = require.resolve("tsx/cli");

/** Runs the program as `npm start` would, in a folder of its own, and gives every file that Terraform reads, by its path. */
async function run(folder: string, env: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const cwd = join(mkdtempSync(join(tmpdir(), "principals-determinism-")), folder);
  mkdirSync(cwd, { recursive: true });
  const args = [TSX, "--tsconfig", join(ROOT, "tsconfig.json"), join(__dirname, "program.ts")];
  await promisify(execFile)(process.execPath, args, { cwd, env: { PATH: process.env["PATH"], USER_TOKENS: "1", ...env } });
  const files: Record<string, string> = {};
  for (const out of ["broad", "cdktf.out"]) {
    for (const stack of readdirSync(join(cwd, out, "stacks"))) {
      for (const file of readdirSync(join(cwd, out, "stacks", stack)))
        files[`${out}/${stack}/${file}`] = readFileSync(join(cwd, out, "stacks", stack, file), "utf8");
    }
  }
  return files;
}

test("neither directory, time zone, locale nor clock shows in what Terraform reads", async () => {
  const [plain, other] = await Promise.all([
    run("a", { TZ: "UTC", LANG: "C", LC_ALL: "C", PRINCIPALS_NOW: "2026-06-01T00:00:00Z" }),
    run("another/much deeper/place", {
      TZ: "Asia/Kolkata",
      LANG: "de_DE.UTF-8",
      LC_ALL: "tr_TR.UTF-8",
      PRINCIPALS_NOW: "2026-11-30T23:59:59+14:00",
    }),
  ]);
  expect(Object.keys(plain).sort()).toEqual([
    "broad/prod/cdk.tf.json",
    "broad/users/cdk.tf.json",
    "cdktf.out/prod/cdk.tf.json",
    "cdktf.out/staging/cdk.tf.json",
    "cdktf.out/user-tokens/cdk.tf.json",
  ]);
  expect(other).toEqual(plain);
  for (const text of Object.values(plain)) {
    for (const local of [ROOT, tmpdir(), process.execPath]) expect(text).not.toContain(local);
  }
}, 60_000);

test("the machine's clock and the host's name do not show either", async () => {
  const [now, fixed] = await Promise.all([
    run("x", { TZ: "America/St_Johns", SOURCE_DATE_EPOCH: "1" }),
    run("x", { PRINCIPALS_NOW: "2026-06-01T00:00:00Z", HOSTNAME: "other" }),
  ]);
  expect(now).toEqual(fixed);
}, 60_000);
