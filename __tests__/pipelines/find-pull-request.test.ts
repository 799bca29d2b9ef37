import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "../package/consumer";
import { describeEquipped } from "./harness";

const SCRIPT = path.join(ROOT, "examples/pipelines/github/.principals/github/find-pull-request.sh");
const HEAD = "a".repeat(40);
const MAIN = "b".repeat(40);
const BASE = "c".repeat(40);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "principals-find-"));
  // Answers each route from a file, by what --jq makes of it, and writes down what it was asked.
  const gh = `#!/bin/sh
echo "$*" >> "${folder}/asked"
for arg; do case $arg in repos/*) route=\${arg%%\\?*} ;; esac; case $last in --jq) query=$arg ;; esac; last=$arg; done
jq --raw-output --compact-output "\${query:-.}" "${folder}/$(printf %s "$route" | tr / _).json"
`;
  writeFileSync(path.join(folder, "gh"), gh);
  chmodSync(path.join(folder, "gh"), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Tree = Readonly<Record<string, string | { readonly mode?: string; readonly type?: string; readonly sha: string }>>;

function find(
  before: Tree,
  after: Tree,
  { truncated = false, blob = "" } = {},
): {
  readonly paths: readonly string[];
  readonly outputs: string;
  readonly allowed?: string;
} {
  const answer = (route: string, value: unknown): void =>
    writeFileSync(path.join(folder, `repos/team/tokens/${route}.json`.replaceAll("/", "_")), JSON.stringify(value));
  const tree = (files: Tree): unknown => ({
    truncated,
    tree: [
      { path: "folder", mode: "040000", type: "tree", sha: String(Object.keys(files).length) },
      ...Object.entries(files).map(([name, entry]) => ({
        path: name,
        ...{ mode: "100644", type: "blob" },
        ...(typeof entry === "string" ? { sha: entry } : entry),
      })),
    ],
  });
  answer("pulls", [{ number: 7, head: { sha: HEAD }, base: { ref: "main" } }]);
  answer(`compare/${MAIN}...${HEAD}`, { merge_base_commit: { sha: BASE } });
  answer(`git/trees/${BASE}`, tree(before));
  answer(`git/trees/${HEAD}`, tree(after));
  answer("git/blobs/new", {
    content: Buffer.from(blob)
      .toString("base64")
      .replace(/(.{60})/g, "$1\n"),
  });
  answer("actions/runs/1/artifacts", { artifacts: [{ name: "head", size_in_bytes: 10, expired: false }] });
  const output = path.join(folder, "output");
  writeFileSync(output, "");
  const { status, stderr } = spawnSync("bash", [SCRIPT, path.join(folder, "changes")], {
    encoding: "utf8",
    env: {
      PATH: `${folder}:${process.env.PATH ?? ""}`,
      GITHUB_REPOSITORY: "team/tokens",
      GITHUB_SHA: MAIN,
      GITHUB_OUTPUT: output,
      RUN_ID: "1",
      HEAD_OWNER: "team",
      HEAD_BRANCH: "change",
      HEAD_SHA: HEAD,
      DEFAULT_BRANCH: "main",
    },
  });
  expect([status, stderr]).toEqual([0, ""]);
  const allowed = path.join(folder, "changes/allowed.json");
  const paths = readFileSync(path.join(folder, "changes/paths"), "utf8").split("\0");
  return {
    paths: paths.slice(0, -1),
    outputs: readFileSync(output, "utf8"),
    ...(existsSync(allowed) ? { allowed: readFileSync(allowed, "utf8") } : {}),
  };
}

describeEquipped("find-pull-request.sh", () => {
  test("lists what differs between two commits, by their hashes, and asks for no list of a pull request", () => {
    const before = { "same.ts": "1", "changed.ts": "1", "gone.ts": "1", "old name.ts": "5", "run.sh": "7", linked: "8" };
    const after = {
      ...{ "same.ts": "1", "changed.ts": "2", "new name.ts": "5", "odd\nname|@all": "6", "access/prod/ci.md": "9" },
      "run.sh": { mode: "100755", sha: "7" },
      linked: { mode: "120000", sha: "8" },
      module: { mode: "160000", type: "commit", sha: "1" },
    };
    const { paths, outputs, allowed } = find(before, after);
    const changed = [
      "access/prod/ci.md",
      "changed.ts",
      "gone.ts",
      "linked",
      "module",
      "new name.ts",
      "odd\nname|@all",
      "old name.ts",
      "run.sh",
    ];
    expect(paths).toEqual(changed);
    expect(outputs).toBe("number=7\naccess=1\nincomplete=\nbase=false\nhead=true\n");
    expect(allowed).toBeUndefined();
    const asked = readFileSync(path.join(folder, "asked"), "utf8");
    expect(asked).not.toMatch(/pulls\/7/);
    expect(asked).toContain(`compare/${MAIN}...${HEAD}`);
  });

  test("says where a list was cut, and gives what the commit allows besides tokens", () => {
    const blob = '{ "version": 1, "types": [] }\n';
    const { outputs, allowed } = find(
      {},
      { ".principals/allowed.json": "new", "sub/.principals/allowed.json": "other" },
      { truncated: true, blob },
    );
    expect(outputs).toContain("\nincomplete=true\n");
    expect(allowed).toBe(blob);
  });
});
