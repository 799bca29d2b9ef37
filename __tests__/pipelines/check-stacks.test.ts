import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../package/consumer";
import { makeFolder, removeFolders } from "../read/files";

afterEach(removeFolders);

const SCRIPT = path.join(ROOT, "examples/pipelines/shared/.principals/check-stacks.cjs");
const GITHUB = readFileSync(path.join(ROOT, "examples/pipelines/github/.github/workflows/principals.yml"), "utf8");
const GITLAB = readFileSync(path.join(ROOT, "examples/pipelines/gitlab/.gitlab-ci.yml"), "utf8");

function check(pipeline: string, ...stacks: readonly string[]): readonly [status: number | null, said: string] {
  const files = Object.fromEntries(stacks.map((stack) => [`stacks/${stack}/cdk.tf.json`, "{}"]));
  const cwd = makeFolder({ "pipeline.yml": pipeline, ...files });
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, "pipeline.yml", "stacks"], { cwd, encoding: "utf8" });
  return [status, stdout + stderr];
}

describe("the check of the lists of stacks", () => {
  test.each([
    ["GitHub", GITHUB],
    ["GitLab", GITLAB],
  ])("passes what the pipeline of %s has, and tells of a stack that is in no list", (_, pipeline) => {
    expect(check(pipeline, "staging", "prod")).toEqual([0, ""]);
    expect(check(pipeline, "staging", "prod", "bootstrap")).toEqual([
      0,
      '"bootstrap" is not listed in pipeline.yml: no pipeline applies it\n',
    ]);
  });

  test("fails where only one of two lists was changed", () => {
    const changed = GITHUB.replace("options: [staging, prod]", "options: [staging, prod, eu]");
    expect(check(changed, "staging", "prod", "eu")).toEqual([
      1,
      "pipeline.yml: one list of stacks has staging, prod, eu, another staging, prod: write the same into both\n",
    ]);
  });

  test("fails for a stack that the code does not make, and for one that would be applied without approval", () => {
    expect(check(GITLAB, "prod")).toEqual([1, 'pipeline.yml: there is no stack "staging"; the code makes prod\n']);
    const nightly = GITLAB.replace("STACK: [staging, prod]", "STACK: [prod, prod-nightly]");
    expect(check(nightly, "prod", "prod-nightly")).toEqual([1, 'pipeline.yml: a stack is not to be called "prod-nightly"\n']);
    expect(check("jobs: {}", "prod")).toEqual([1, "pipeline.yml: no list of stacks was found\n"]);
  });
});
