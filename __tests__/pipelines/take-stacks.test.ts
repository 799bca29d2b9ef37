import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "../package/consumer";
import { describeEquipped, shells } from "./harness";

const SCRIPT = path.join(ROOT, "examples/pipelines/shared/.principals/take-stacks.sh");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "principals-take-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

let shell: readonly string[];

function take(): { readonly status: number | null; readonly taken: string[]; readonly outputs: string } {
  const output = path.join(folder, "output");
  writeFileSync(output, "");
  const { status } = spawnSync(shell[0]!, [...shell.slice(1), SCRIPT, "from", "to"], {
    cwd: folder,
    env: { PATH: process.env.PATH, GITHUB_OUTPUT: output },
  });
  mkdirSync(path.join(folder, "to"), { recursive: true });
  const taken = readdirSync(path.join(folder, "to"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return {
    status,
    taken: taken.map((each) => path.relative(path.join(folder, "to"), path.join(each.parentPath, each.name))).sort(),
    outputs: readFileSync(output, "utf8"),
  };
}

describeEquipped.each(shells)("take-stacks.sh in %s", (_, command) => {
  beforeEach(() => {
    shell = command;
  });

  test("takes a stack's file of either side, and says which sides there are", () => {
    put("from/head/prod/cdk.tf.json", "1");
    put("from/base/prod/cdk.tf.json", "0");
    expect(take()).toEqual({ status: 0, taken: ["base/prod/cdk.tf.json", "head/prod/cdk.tf.json"], outputs: "base=true\nhead=true\n" });
    expect(readFileSync(path.join(folder, "to/head/prod/cdk.tf.json"), "utf8")).toBe("1");
  });

  test("leaves links, other files and odd names behind", () => {
    put("from/head/prod/cdk.tf.json", "1");
    put("from/head/prod/main.tf", "evil");
    put("from/head/cdk.tf.json", "evil");
    put("from/head/a\nb/cdk.tf.json", "evil");
    put("from/head/prod\n/cdk.tf.json", "evil");
    put("from/head/-x/cdk.tf.json", "evil");
    put("from/head/prodé/cdk.tf.json", "evil");
    put(`from/head/${"x".repeat(101)}/cdk.tf.json`, "evil");
    put("from/head/.hidden/cdk.tf.json", "evil");
    put("from/other/prod/cdk.tf.json", "evil");
    put("elsewhere/cdk.tf.json", "evil");
    symlinkSync(path.join(folder, "elsewhere"), path.join(folder, "from/head/linked"));
    mkdirSync(path.join(folder, "from/head/link"));
    symlinkSync(path.join(folder, "elsewhere/cdk.tf.json"), path.join(folder, "from/head/link/cdk.tf.json"));
    symlinkSync(path.join(folder, "elsewhere"), path.join(folder, "from/base"));
    expect(take()).toEqual({ status: 0, taken: ["head/prod/cdk.tf.json"], outputs: "head=true\n" });
  });

  test("fails for a file that is too large, and for too many", () => {
    put("from/head/prod/cdk.tf.json", "x".repeat(10_000_001));
    expect(take().status).toBe(1);
    rmSync(path.join(folder, "from"), { recursive: true });
    for (let index = 0; index <= 200; index++) put(`from/head/s${String(index)}/cdk.tf.json`, "1");
    expect(take().status).toBe(1);
  });
});
