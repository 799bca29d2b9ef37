import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { ROOT } from "../package/consumer";

/* What people copy has to pass the linters that they run themselves. Both tools are installed by .ci/run; without them these tests are skipped. */

const WORKFLOWS = [
  ".github/workflows/ci.yml",
  ".github/workflows/nightly.yml",
  ".github/workflows/provider.yml",
  ".github/workflows/release.yml",
  "examples/pipelines/github/.github/workflows/principals.yml",
  "examples/pipelines/github/.github/workflows/principals-report.yml",
  "examples/pipelines/github-cdktf-deploy/.github/workflows/principals.yml",
];

function tool(name: string): { readonly test: jest.It; readonly run: (...args: readonly string[]) => string } {
  const there = spawnSync(name, ["--version"]).status === 0;
  if (!there) process.stderr.write(`${name} is not on PATH: its tests are skipped\n`);
  const run = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(name, args, { cwd: ROOT, encoding: "utf8" });
    return status === 0 ? "" : `${stdout}${stderr}`;
  };
  return { test: there || process.env.E2E === "required" ? test : test.skip, run };
}

const actionlint = tool("actionlint");
const zizmor = tool("zizmor");
const shellcheck = tool("shellcheck");

describe("the pipelines", () => {
  actionlint.test("have no finding of actionlint", () => {
    expect(actionlint.run(...WORKFLOWS)).toBe("");
  });

  zizmor.test("have no finding of zizmor, the action included", () => {
    expect(zizmor.run("--offline", "--no-progress", "--quiet", ".github", "examples/pipelines", "action.yml")).toBe("");
  });

  shellcheck.test("have no finding of shellcheck in their scripts", () => {
    const github = ["comment.sh", "find-pull-request.sh", "refuse-left-behind.sh"].map(
      (file) => `examples/pipelines/github/.principals/github/${file}`,
    );
    expect(shellcheck.run(...github)).toBe("");
    // Small images have no bash.
    expect(shellcheck.run("--shell=sh", "examples/pipelines/shared/.principals/take-stacks.sh")).toBe("");
  });

  interface Step {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, unknown>>;
  }
  interface Workflow {
    readonly on: Readonly<Record<string, unknown>>;
    readonly permissions: unknown;
    readonly jobs: Readonly<
      Record<
        string,
        {
          readonly permissions?: Readonly<Record<string, string>>;
          readonly environment?: string;
          readonly concurrency?: unknown;
          readonly steps: readonly Step[];
        }
      >
    >;
  }
  const read = (file: string): { readonly text: string; readonly workflow: Workflow } => {
    const text = readFileSync(path.join(ROOT, file), "utf8");
    return { text, workflow: parse(text) as Workflow };
  };

  test.each(WORKFLOWS)("%s pins every action by commit, keeps no credential in the checkout, and starts without permissions", (file) => {
    const { workflow } = read(file);
    expect(workflow.permissions).toEqual({});
    for (const { steps, permissions } of Object.values(workflow.jobs)) {
      expect(Object.values(permissions ?? { none: "given" }).filter((level) => level !== "read" && level !== "write")).toEqual([]);
      for (const { uses, with: inputs } of steps) {
        if (uses === undefined || uses.startsWith("./")) continue;
        expect(uses).toMatch(/^[\w.-]+\/[\w.-]+@[0-9a-f]{40}$/);
        if (uses.startsWith("actions/checkout@")) expect(inputs).toMatchObject({ "persist-credentials": false });
      }
    }
  });

  test.each(WORKFLOWS)("%s is not started by pull_request_target, a label or a comment", (file) => {
    const { workflow, text } = read(file);
    expect(Object.keys(workflow.on)).not.toEqual(expect.arrayContaining(["pull_request_target"]));
    expect(text).not.toMatch(/issue_comment|labeled|\.labels|pull_request_target/);
  });

  test("where npm runs there is no secret, and where there is a secret there is no npm", () => {
    const { workflow, text } = read("examples/pipelines/github/.github/workflows/principals.yml");
    for (const [name, { steps }] of Object.entries(workflow.jobs)) {
      // Taking the command with no tarball at hand asks npm for it.
      const npm = steps.some(({ run }) => /\bnp[mx]\b|take-command\.cjs \S+$/m.test(run ?? ""));
      const secrets = JSON.stringify(steps).includes("secrets.");
      expect([name, npm && secrets]).toEqual([name, false]);
    }
    expect(text).toMatch(/npm ci --ignore-scripts/);
    expect(
      Object.values(workflow.jobs)
        .flatMap(({ steps }) => steps)
        .filter(({ run }) => /\bnpm (?:i|install)\b/.test(run ?? "")),
    ).toEqual([]);
  });

  test("no job that waits for approval holds what another run waits for", () => {
    const { workflow, text } = read("examples/pipelines/github/.github/workflows/principals.yml");
    const waiting = Object.entries(workflow.jobs).filter(([, { environment }]) => environment !== undefined);
    expect(waiting.map(([name, { concurrency }]) => [name, concurrency])).toEqual([["apply", undefined]]);
    // Of runs on main each is in a group of its own.
    expect(text).toMatch(
      /^concurrency:\n {2}group: principals-\$\{\{ github\.event_name == 'pull_request' && github\.ref \|\| github\.run_id \}\}\n/m,
    );
    for (const { steps } of Object.values(workflow.jobs))
      for (const { run } of steps.filter((step) => /terraform (?:plan|apply)/.test(step.run ?? "")))
        expect(run).toContain("-lock-timeout=5m");
    expect(text).not.toMatch(/-lock=false/);
  });

  test("the jobs that are trusted take guardrails as JSON, from main", () => {
    for (const file of ["principals.yml", "principals-report.yml"]) {
      const { text } = read(`examples/pipelines/github/.github/workflows/${file}`);
      const packs = Array.from(text.matchAll(/--pack (\S+)/g), ([, pack]) => pack);
      expect(packs.length).toBeGreaterThan(0);
      for (const pack of packs) expect(pack).toMatch(/^\.principals\/\w+\.json$/);
    }
  });

  test("the report checks out main alone, and the job that writes gets no artifact of the pull request's", () => {
    const { workflow } = read("examples/pipelines/github/.github/workflows/principals-report.yml");
    const { render, comment } = workflow.jobs;
    const checkouts = [render!, comment!].map(({ steps }) => steps.filter((step) => step.uses?.startsWith("actions/checkout@")));
    expect(checkouts.map((each) => each.map(({ with: inputs }) => inputs))).toEqual([
      [{ "persist-credentials": false, "sparse-checkout": ".principals\nvendor\n" }],
      [{ "persist-credentials": false, "sparse-checkout": ".principals" }],
    ]);
    expect(Object.values(render!.permissions!).every((level) => level === "read")).toBe(true);
    const fetched = comment!.steps.filter(({ uses }) => uses?.startsWith("actions/download-artifact@"));
    expect(fetched.map(({ with: inputs }) => inputs)).toEqual([{ name: "report", path: "${{ runner.temp }}/report" }]);
  });

  test("the variant with cdktf deploy says that it plans again, and that npm's code sees the credential", () => {
    const { text } = read("examples/pipelines/github-cdktf-deploy/.github/workflows/principals.yml");
    expect(text).toMatch(/plans AGAIN/);
    expect(text).toMatch(/the credential to every package that npm installed/);
  });

  test("the action's inputs are those that its code reads", () => {
    const { inputs, runs } = parse(readFileSync(path.join(ROOT, "action.yml"), "utf8")) as Record<string, Record<string, unknown>>;
    const code = readFileSync(path.join(ROOT, "lib/cli/action.ts"), "utf8");
    const used = new Set(Array.from(code.matchAll(/\b(?:input|lines|flag)\("([a-z-]+)"\)/g), ([, name]) => name));
    expect(Object.keys(inputs!).sort()).toEqual([...used].sort());
    expect(runs).toEqual({ using: "node24", main: "action/main.cjs" });
    expect(existsSync(path.join(ROOT, "action/main.cjs"))).toBe(true);
  });

  test("a release is published by a job that runs nothing of npm's packages, and by npm's trust in this workflow", () => {
    const { pack, publish, tag } = read(".github/workflows/release.yml").workflow.jobs;
    expect(pack!.permissions).toEqual({ contents: "read" });
    expect(publish!.permissions).toEqual({ "id-token": "write" });
    expect(publish!.environment).toBe("release");
    const commands = [publish!, tag!].map(({ steps }) => steps.map(({ run }) => run ?? "").join("\n"));
    expect(commands.join("\n").match(/\bnp[mx] .*/g)).toEqual(['npm publish "./$file" --provenance --access public --ignore-scripts']);
    expect(JSON.stringify(read(".github/workflows/release.yml").workflow)).not.toContain("secrets.");
  });
});
