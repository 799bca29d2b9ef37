import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { ROOT } from "../package/consumer";
import { describeEquipped, makeSample, type Sample, SECRETS, strictest } from "./harness";
import { synthesize } from "./harness/sample";

jest.setTimeout(120_000);

interface Job {
  readonly stage?: string;
  readonly extends?: string;
  readonly trigger?: unknown;
  readonly needs?: readonly (string | { readonly job: string; readonly artifacts?: boolean })[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly before_script?: readonly string[];
  readonly script: readonly string[];
  readonly artifacts?: { readonly paths?: readonly string[]; readonly reports?: Readonly<Record<string, string>> };
  readonly rules?: readonly { readonly if: string; readonly when?: string }[];
  readonly environment?: string;
}

const FILE = readFileSync(path.join(ROOT, "examples/pipelines/gitlab/.gitlab-ci.yml"), "utf8");
const APPLY = readFileSync(path.join(ROOT, "examples/pipelines/gitlab/.principals/gitlab/apply.yml"), "utf8");
const README = readFileSync(path.join(ROOT, "examples/pipelines/gitlab/.principals/README.md"), "utf8");
const {
  stages,
  workflow: _,
  default: __,
  ...JOBS
} = parse(FILE) as { stages: string[]; workflow: unknown; default: unknown } & Record<string, Job>;

/** A job with what it extends: keys of its own come first, variables together. */
function jobOf(name: string, jobs: Readonly<Record<string, Job>> = JOBS): Job {
  const own = jobs[name]!;
  const base = own.extends === undefined ? undefined : jobOf(own.extends, jobs);
  return base === undefined ? own : { ...base, ...own, variables: { ...base.variables, ...own.variables } };
}

/** The jobs of the pipeline that the job `command` wrote. */
function applyJobs(command: JobResult): Readonly<Record<string, Job>> {
  const { include, ...jobs } = parse(readFileSync(path.join(command.workspace, "apply.yml"), "utf8")) as Record<string, Job>;
  expect(include).toEqual([{ local: ".principals/gitlab/apply.yml" }]);
  return { ...(parse(APPLY) as Record<string, Job>), ...jobs };
}

let sample: Sample;
let log: string;
beforeAll(() => {
  sample = makeSample("gitlab");
  log = path.join(sample.folder, "terraform.log");
  // Terraform comes as a file of a known sum, fetched and unpacked by what stands for curl and unzip here.
  const standsFor = (name: string, script: string): void => {
    writeFileSync(path.join(sample.bin, name), `#!/bin/sh\nenv >> "$NPM_LOG"\n${script}\n`, { mode: 0o755 });
  };
  standsFor("curl", 'for arg; do case $last in --output) printf "%s" "${TERRAFORM_ZIP:-a release}" > "$arg" ;; esac; last=$arg; done');
  standsFor("unzip", `for folder; do :; done; mkdir -p "$folder" && cp "${sample.bin}/terraform.packed" "$folder/terraform"`);
  renameSync(path.join(sample.bin, "terraform"), path.join(sample.bin, "terraform.packed"));
  sample.commit(
    "main",
    (folder) => {
      const sum = createHash("sha256").update("a release").digest("hex");
      writeFileSync(path.join(folder, ".principals/gitlab/terraform.sha256"), `${sum}  terraform_1.11.4_linux_amd64.zip\n`);
    },
    "main",
  );
});
afterAll(() => {
  rmSync(sample.folder, { recursive: true, force: true });
});

interface JobResult {
  readonly status: number | null;
  readonly output: string;
  readonly workspace: string;
  readonly job: string;
  /** What a hostile job uploads as its artifacts. */
  readonly forged?: readonly string[];
}

/** Runs a job as a runner does: one shell for before_script and script, in a clone of the commit, with the artifacts of what it needs. */
function runJob(
  name: string,
  commit: string,
  variables: Readonly<Record<string, string>>,
  from: readonly JobResult[] = [],
  job: Job = jobOf(name),
): JobResult {
  const workspace = path.join(sample.folder, "jobs", name);
  rmSync(workspace, { recursive: true, force: true });
  execFileSync("git", ["clone", "--quiet", "--no-local", sample.repository, workspace]);
  execFileSync("git", ["checkout", "--quiet", "--detach", commit], { cwd: workspace });
  const needed = job.needs?.map((each) => (typeof each === "string" ? { job: each } : each));
  for (const other of from.filter((each) => needed?.some(({ job: name, artifacts = true }) => name === each.job && artifacts)))
    // A hostile job can upload more than what its `paths` say: all that it left in its folder is unpacked here.
    for (const each of other.forged ?? ["synthesized", "terraform_1.11.4_linux_amd64.zip", "command/cloudflare-principals.tgz"])
      if (existsSync(path.join(other.workspace, each)))
        cpSync(path.join(other.workspace, each), path.join(workspace, each), { recursive: true });
  const script = [...(job.before_script ?? []), ...job.script].join("\n");
  // An image without bash runs the script in the shell that it has.
  const [program = "", ...args] = strictest;
  const { status, stdout, stderr } = spawnSync(program, [...args, "-e", "-c", script], {
    cwd: workspace,
    encoding: "utf8",
    env: {
      PATH: `${sample.bin}:${process.env.PATH ?? ""}`,
      HOME: sample.folder,
      PRINCIPALS_NOW: process.env.PRINCIPALS_NOW,
      CI_DEFAULT_BRANCH: "main",
      CI_API_V4_URL: "https://gitlab.example/api/v4",
      CI_PROJECT_ID: "7",
      // The pipeline that applies has an id of its own.
      CI_PIPELINE_ID: job.stage === undefined ? "43" : "42",
      CI_JOB_TOKEN: `job token of ${name}`,
      NODE_OPTIONS: `--require=${path.join(__dirname, "harness/registry.cjs")}`,
      REGISTRY: path.join(sample.folder, "registry"),
      CI_COMMIT_SHA: commit,
      NPM_LOG: path.join(sample.folder, "npm.log"),
      TERRAFORM_LOG: log,
      TERRAFORM_STATE: path.join(sample.folder, "tokens"),
      ...job.variables,
      ...variables,
    },
  });
  return { status, output: stdout + stderr, workspace, job: name };
}

const terraform = (): string[] =>
  (existsSync(log) ? readFileSync(log, "utf8") : "")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { args: string[]; seen: string[] })
    .map(({ args, seen }) => `${args[0] ?? ""} ${String(seen.length)}`);

const edit = (file: string, change: (text: string) => string) => (folder: string) => {
  writeFileSync(path.join(folder, file), change(readFileSync(path.join(folder, file), "utf8")));
};

describe("the pipeline of GitLab", () => {
  test("names stages, jobs and bases that there are", () => {
    for (const name of Object.keys(JOBS)) {
      const job = jobOf(name);
      expect([name, stages]).toEqual([name, expect.arrayContaining([job.stage])]);
      for (const needed of job.needs ?? []) expect(Object.keys(JOBS)).toContain(typeof needed === "string" ? needed : needed.job);
    }
    // A colon makes an object of a line.
    const lines = [...Object.values(JOBS), parse(APPLY)[".apply"] as Job].flatMap(({ before_script = [], script = [] }) => [
      ...before_script,
      ...script,
    ]);
    expect(lines.filter((line) => typeof line !== "string")).toEqual([]);
  });

  test("has what it takes from outside listed in .principals/README.md, variable by variable", () => {
    const listed = [...README.matchAll(/^ *\| (`[A-Z_`, ]+`) \|/gm)].flatMap(([, names = ""]) => names.replaceAll("`", "").split(", "));
    const taken = [...`${FILE}${APPLY}`.matchAll(/\$\{?([A-Z][A-Z_]+)\b/g)].map(([, name = ""]) => name);
    const own = ["SIDE", "PATH"];
    const outside = taken.filter((name) => !name.startsWith("CI_") && !own.includes(name));
    expect([...new Set(listed)].sort()).toEqual([...new Set([...outside, "STATE_SETTINGS"])].sort());
  });

  test("has no credential where npm runs, and no npm where there is one", () => {
    expect(FILE).not.toMatch(/CLOUDFLARE_API_TOKEN|STATE_SECRET/);
    expect(FILE).toMatch(/npm ci --ignore-scripts/);
    expect(`${FILE}${APPLY}`).not.toMatch(/npm (?:i|install)\b|npx (?!--no-install)/);
    // Nor does anything else get there but files of known sums.
    const { script } = (parse(APPLY) as Record<string, Job>)[".apply"]!;
    expect(script.join("\n")).not.toMatch(/\b(?:npm|npx|apk|apt|apt-get|dpkg|curl|wget|pip|go install)\b/);
    expect(script.indexOf("sha256sum -c .principals/gitlab/terraform.sha256")).toBe(script.findIndex((line) => line.includes("unzip")) - 1);
    expect(script).toContain('node .principals/take-command.cjs "$work/command" command/cloudflare-principals.tgz');
  });

  test("applies the default branch alone: by hand, or by a schedule", () => {
    expect(jobOf("apply")).toMatchObject({
      rules: [{ if: '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CI_PIPELINE_SOURCE != "schedule" && $PRINCIPALS_APPLY == "true"' }],
      needs: ["command", "synth", "test"],
      trigger: { include: [{ artifact: "apply.yml", job: "command" }], strategy: "depend" },
    });
    expect(jobOf("nightly").rules).toEqual([
      { if: '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CI_PIPELINE_SOURCE == "schedule" && $PRINCIPALS_NIGHTLY == "true"' },
    ]);
    // It runs nothing that npm installed, and its artifacts are all that gets to where the credential is.
    expect(jobOf("command").script.join("\n")).not.toMatch(/\bnp[mx]\b/);
  });
});

describeEquipped("a merge request on GitLab", () => {
  test("shows what it changes, by the tool of the default branch, which it can't replace without changing .gitlab-ci.yml", () => {
    const base = sample.commit("main", () => undefined, "main");
    sample.commit("mr", (folder) => {
      edit("principals.ts", (text) =>
        text.replace("permissions.zone.cache.purge)", "permissions.zone.cache.purge, permissions.zone.dns.write)"),
      )(folder);
      edit("package-lock.json", () => '{"changed":true}\n')(folder);
      edit(".principals/take-command.cjs", () => "process.exit(0);\n")(folder);
    });
    const head = sample.commit("mr", () => undefined, "mr");
    const variables = { CI_MERGE_REQUEST_DIFF_BASE_SHA: base, CI_MERGE_REQUEST_TARGET_BRANCH_SHA: "" };
    const [before, after] = [runJob("base", head, variables), runJob("synth", head, variables)];
    expect([before.status, after.status]).toEqual([0, 0]);
    const report = runJob("report", head, variables, [before, after]);
    expect([report.status, report.output]).toEqual([0, expect.stringContaining("Access changes: 2 tokens, broadening")]);
    const read = (file: string): string => readFileSync(path.join(report.workspace, file), "utf8");
    expect(read("access-changes.md")).toMatch(
      /^## What commit [0-9a-f]{12} changes in access\n[^#]*\n### Gate changed\n[^]*`\.principals\/take-command\.cjs`[^]*`package-lock\.json`: what npm installs\n[^]*\n### Access changes: 2 tokens, broadening\n/,
    );
    expect(read("access-changes.md")).toContain(`commit ${head.slice(0, 12)} changes`);
    expect(read("access-changes.html")).toMatch(/^<!doctype html>/i);
    expect(JSON.parse(read("code-quality.json"))).toEqual(expect.any(Array));
    const { paths, reports } = jobOf("report").artifacts!;
    for (const file of [...paths!, ...Object.values(reports!)]) expect(existsSync(path.join(report.workspace, file))).toBe(true);
  });
});

describeEquipped("apply on GitLab", () => {
  const credentials = { ...SECRETS, REPLACE: "" };
  let sha: string;
  let synth: JobResult;
  let command: JobResult;
  let variables: Readonly<Record<string, string>>;
  beforeAll(() => {
    sha = sample.commit("main", () => undefined, "main");
    synth = runJob("synth", sha, { CI_COMMIT_BRANCH: "main" });
    command = runJob("command", sha, {});
    expect([command.status, command.output]).toEqual([0, "terraform_1.11.4_linux_amd64.zip: OK\n"]);
    mkdirSync(path.join(sample.folder, "none"), { recursive: true });
    // As .principals/README.md says how to get it.
    const [, shown = "exit 1"] = /^ *(node -p .*)$/m.exec(README) ?? [];
    const settings = execFileSync("sh", ["-c", shown.replace("stacks/staging/", "stacks/prod/")], {
      cwd: sample.repository,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    variables = { ...credentials, STATE_SETTINGS: settings };
  });
  beforeEach(() => rmSync(log, { force: true }));

  /** Runs the job of a stack in the pipeline that `command` wrote; what it needs of the other one are the artifacts of `command`. */
  const apply = (more: Readonly<Record<string, string>> = {}, from: JobResult = command, commit = sha): JobResult =>
    runJob("apply", commit, { ...variables, ...more }, [synth, from], jobOf("apply prod", applyJobs(from)));

  test("has a job for each stack of .principals/stacks.json, which somebody starts, and at night those that start by themselves", () => {
    const { ".apply": _template, ...jobs } = applyJobs(command);
    expect(Object.keys(jobs)).toEqual(["apply staging", "apply prod"]);
    expect(jobs["apply prod"]).toEqual({
      extends: ".apply",
      environment: "prod",
      resource_group: "principals-prod",
      needs: [{ pipeline: "42", job: "command" }],
      before_script: ["stack=prod pipeline=42 night=false"],
      rules: [{ when: "manual" }],
    });
    const night = applyJobs(runJob("command", sha, { CI_PIPELINE_SOURCE: "schedule" }));
    const { rules: _rules, ...same } = jobs["apply prod"]!;
    expect(night["apply prod"]).toEqual({ ...same, environment: "prod-nightly", before_script: ["stack=prod pipeline=42 night=true"] });
    const none = sample.commit(
      "none",
      edit(".principals/stacks.json", (text) => text.replace(/"environment": "\w+"/g, '"environment": null')),
      "main",
    );
    expect(Object.keys(applyJobs(runJob("command", none, {})))).toEqual([".apply", "nothing"]);
    command = runJob("command", sha, {});
    sample.commit("main", () => undefined, "main");
    sha = sample.commit("main", () => undefined, "main");
    synth = runJob("synth", sha, { CI_COMMIT_BRANCH: "main" });
  });

  test("applies the plan that the gate let through, with credentials for Terraform alone", () => {
    rmSync(path.join(sample.folder, "npm.log"), { force: true });
    const applied = apply();
    expect([applied.status, applied.output]).toEqual([0, expect.stringContaining("the plan's access is the reviewed one")]);
    expect(terraform()).toEqual(["init 2", "plan 3", "show 0", "apply 3"]);
    const seen = readFileSync(path.join(sample.folder, "npm.log"), "utf8");
    for (const value of Object.values(SECRETS)) {
      expect(applied.output).not.toContain(value);
      expect(seen).not.toContain(value);
    }
  });

  test("runs nothing that a job with npm's code left behind, whatever it uploads as its artifacts", () => {
    const evil = "require('fs').writeFileSync(process.env.REGISTRY + '/pwned', JSON.stringify(process.env))\n";
    for (const file of [".principals/take-command.cjs", ".principals/gitlab/hand-over.cjs"])
      writeFileSync(path.join(synth.workspace, file), evil);
    const forged = { ...synth, forged: [".principals", "synthesized"] };
    const job = jobOf("apply prod", applyJobs(command));
    expect(runJob("apply", sha, variables, [forged, command], job).status).toBe(0);
    expect(existsSync(path.join(sample.folder, "registry/pwned"))).toBe(false);
    // In the job that has nothing to lose it would run.
    runJob("expiry", sha, {}, [forged]);
    expect(existsSync(path.join(sample.folder, "registry/pwned"))).toBe(true);
  });

  test("fails for another Terraform than the one whose sum is known, before it is unpacked", () => {
    const zip = "terraform_1.11.4_linux_amd64.zip";
    const fetched = runJob("command", sha, { TERRAFORM_ZIP: "evil" });
    expect([fetched.status, fetched.output]).toEqual([1, expect.stringContaining(`${zip}: FAILED`)]);
    command = runJob("command", sha, {});
    writeFileSync(path.join(command.workspace, zip), "evil");
    const handed = apply();
    expect([handed.status, handed.output]).toEqual([1, expect.stringContaining(`${zip}: FAILED`)]);
    expect(terraform()).toEqual([]);
    command = runJob("command", sha, {});
  });

  test("fails for another command than the one whose hash is known, before it is run", () => {
    writeFileSync(path.join(command.workspace, "command/cloudflare-principals.tgz"), "evil");
    const refused = apply();
    expect([refused.status, refused.output]).toEqual([
      1,
      expect.stringMatching(/refused: cloudflare-principals-[\d.]+\.tgz has the hash sha512-/),
    ]);
    expect(terraform()).toEqual([]);
    command = runJob("command", sha, {});
  });

  test("fails for what nobody reviewed, in the nightly run for any change, and for a commit that was left behind", () => {
    const file = path.join(sample.folder, "registry/42/prod.json");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace("e17beae8b8cb423a99b1730f21238bed", "4755a26eedb94da69e1066d98aa820be"));
    const widened = apply();
    writeFileSync(file, text);
    expect([widened.status, widened.output]).toEqual([1, expect.stringMatching(/cache-purger: policies not as reviewed/)]);
    const tokens = path.join(sample.folder, "tokens.prod.json");
    const { state } = JSON.parse(readFileSync(tokens, "utf8")) as { state: Record<string, object> };
    Reflect.deleteProperty(state, Object.keys(state)[0] ?? "");
    writeFileSync(tokens, JSON.stringify({ state, live: state }));
    // Whoever can set variables of a schedule does not get past the gate with them.
    const night = runJob("command", sha, { CI_PIPELINE_SOURCE: "schedule" });
    const nightly = apply({ GATE: "", night: "false", REVERT_DRIFT: "true", REPLACE: "x", MOVED: "x", IMPORT: "x" }, night);
    expect([nightly.status, nightly.output]).toEqual([1, expect.stringContaining("would change, and this run only rotates")]);
    expect(terraform().filter((line) => line.startsWith("apply"))).toEqual([]);
    sample.commit("main", () => undefined, "main");
    const old = apply({}, runJob("command", sha, {}));
    expect([old.status, old.output]).toEqual([1, expect.stringContaining("main has moved on")]);
  });

  /** Changes the code on main, writes the snapshot again, and runs what comes before `apply`. */
  function push(change: (folder: string) => void): (asked: Readonly<Record<string, string>>) => JobResult {
    const commit = sample.commit(
      "main",
      (folder) => {
        change(folder);
        synthesize(folder);
        execFileSync(process.execPath, [sample.command, "snapshot"], { cwd: folder });
      },
      "main",
    );
    synth = runJob("synth", commit, { CI_COMMIT_BRANCH: "main" });
    const made = runJob("command", commit, {});
    return (asked) => apply(asked, made, commit);
  }

  const addressOf = (id: string): string => {
    const { resource } = JSON.parse(readFileSync(path.join(sample.repository, "cdktf.out/stacks/prod/cdk.tf.json"), "utf8")) as {
      resource: { cloudflare_account_token: Record<string, unknown> };
    };
    const name = Object.keys(resource.cloudflare_account_token).find((each) => each.startsWith(`${id}_`));
    return `cloudflare_account_token.${name ?? "none"}`;
  };

  test("applies a move or an import of the tokens that are asked for, and of no others", () => {
    // What other tests left in the account is undone first.
    rmSync(path.join(sample.folder, "tokens.prod.json"), { force: true });
    expect(push(() => undefined)({}).status).toBe(0);
    const moved = push(
      edit("principals.ts", (text) => {
        const rename = (before: string, id: string, after: string) => (code: string) =>
          code.replace(`"${before}", {`, `"${id}", {\n    name: "${before}", adopt: "${after}",`);
        const purger = rename("cache-purger", "purger", addressOf("cache-purger"));
        return purger(rename("workers-deployer", "deployer", addressOf("workers-deployer"))(text));
      }),
    );
    const addresses = [addressOf("purger"), addressOf("deployer")];
    for (const asked of [{}, { MOVED: addresses[0]! }, { IMPORT: addresses.join(" ") }]) {
      const refused = moved(asked);
      expect([refused.status, refused.output]).toEqual([1, expect.stringContaining("another token's new address")]);
    }
    expect(moved({ MOVED: addresses.join(" ") }).status).toBe(0);
    const imported = push((folder) => {
      edit("principals.ts", (text) =>
        text.replace("  return {", '  stack.addOverride("import", [{ to: cachePurger.spec.address, id: "0b/1" }]);\n\n  return {'),
      )(folder);
    });
    // It is in no state yet.
    const file = path.join(sample.folder, "tokens.prod.json");
    const { state } = JSON.parse(readFileSync(file, "utf8")) as { state: Record<string, object> };
    Reflect.deleteProperty(state, addresses[0]!.split(".")[1]!);
    writeFileSync(file, JSON.stringify({ state, live: state }));
    const refused = imported({ MOVED: addresses[0]! });
    expect([refused.status, refused.output]).toEqual([1, expect.stringContaining("import")]);
    expect(imported({ IMPORT: addresses[0]! }).status).toBe(0);
  });

  test.each(["REPLACE", "IMPORT", "MOVED"])("takes nothing but Terraform addresses as %s", (name) => {
    const commit = sample.commit("main", () => undefined, "main");
    const made = runJob("command", commit, {});
    for (const value of ["$(id)", "a;id", "*", '"x"', "a\nb"]) {
      const refused = apply({ [name]: value }, made, commit);
      expect([value, refused.status, refused.output]).toEqual([value, 1, expect.stringMatching(/Terraform address/)]);
    }
    expect(terraform()).toEqual([]);
  });
});
