import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { type Contexts, fill, holds, type Scalar, valueOf } from "./expressions";

/* A small runner of GitHub's workflows: expressions by GitHub's own evaluator, shell steps by bash, a handful of actions by what stands for them. */

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, Scalar>>;
  readonly env?: Readonly<Record<string, Scalar>>;
  readonly "working-directory"?: string;
  readonly "continue-on-error"?: boolean;
}

interface Job {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix?: { readonly include?: string } };
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly env?: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** What happened in one step. */
export interface StepRun {
  readonly job: string;
  readonly step: string;
  readonly run?: string;
  readonly uses?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly outcome: "success" | "failure" | "skipped";
  readonly output: string;
}

export interface JobRun {
  readonly name: string;
  readonly result: "success" | "failure" | "skipped";
  readonly outputs: Readonly<Record<string, string>>;
  readonly steps: readonly StepRun[];
  readonly summary: string;
}

/** Where a run happens, and what GitHub knows of it. */
export interface RunOptions {
  /** A repository to check out from. */
  readonly repository: string;
  /** What is checked out unless a step says otherwise. */
  readonly ref: string;
  /** Folder for workspaces, artifacts and temporary files. */
  readonly folder: string;
  /** Programs that come before those of the machine. */
  readonly bin: string;
  /** The `github` context. */
  readonly github: Readonly<Record<string, unknown>>;
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Of the repository, and of the environment where a job has one. */
  readonly vars: (environment: string | undefined) => Readonly<Record<string, string>>;
  readonly secrets: (environment: string | undefined) => Readonly<Record<string, string>>;
  /** Further variables of every step. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called before each step, e.g. to be the attacker who writes into the workspace. */
  readonly beforeStep?: (step: { readonly job: string; readonly run?: string; readonly uses?: string; readonly workspace: string }) => void;
}

/** Runs a workflow, job by job, in the order in which they need each other. */
export function runWorkflow(file: string, options: RunOptions): JobRun[] {
  const workflow = parse(readFileSync(file, "utf8")) as Workflow;
  const done = new Map<string, JobRun[]>();
  for (const [name, job] of Object.entries(workflow.jobs)) done.set(name, runJob(name, job, done, options));
  return [...done.values()].flat();
}

function runJob(name: string, job: Job, done: ReadonlyMap<string, readonly JobRun[]>, options: RunOptions): JobRun[] {
  const needed = [job.needs ?? []].flat();
  const needs = Object.fromEntries(
    needed.map((each) => {
      const runs = done.get(each) ?? [];
      const result = runs.find((run) => run.result !== "success")?.result ?? "success";
      return [each, { result, outputs: Object.assign({}, ...runs.map((run) => run.outputs)) as Record<string, string> }];
    }),
  );
  const failed = Object.values(needs).some(({ result }) => result !== "success");
  const base: Contexts = { github: options.github, inputs: options.inputs ?? {}, needs, vars: options.vars(undefined) };
  const skipped: JobRun = { name, result: "skipped", outputs: {}, steps: [], summary: "" };
  if (!holds(job.if, base, { failed })) return [skipped];
  const legs = job.strategy === undefined ? [{}] : (valueOf(job.strategy.matrix?.include, base) as readonly object[]);
  return legs.map((matrix) => runLeg(name, job, { ...base, matrix }, options));
}

function runLeg(name: string, job: Job, base: Contexts, options: RunOptions): JobRun {
  const leg = [name, ...Object.values(base["matrix"] as object).slice(0, 1)].join("-");
  const workspace = path.join(options.folder, "workspaces", leg);
  const temp = path.join(options.folder, "temp", leg);
  for (const folder of [workspace, temp]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  const environment = job.environment === undefined ? undefined : fill(job.environment, base);
  const steps: Record<string, { outputs: Record<string, string>; outcome: string }> = {};
  const github = { ...options.github, token: `token of ${name} (${JSON.stringify(job.permissions ?? {})})` };
  const contexts: Contexts = {
    ...base,
    github,
    steps,
    runner: { temp },
    vars: { ...options.vars(undefined), ...options.vars(environment) },
    secrets: options.secrets(environment),
  };
  const runs: StepRun[] = [];
  let failed = false;
  const files = { output: path.join(temp, ".output"), summary: path.join(temp, ".summary") };
  writeFileSync(files.summary, "");
  job.steps.forEach((step, index) => {
    const label = step.name ?? step.run ?? step.uses ?? String(index);
    const named = {
      job: name,
      step: label,
      ...(step.run === undefined ? {} : { run: step.run }),
      ...(step.uses === undefined ? {} : { uses: step.uses }),
    };
    if (!holds(step.if, contexts, { failed })) {
      runs.push({ ...named, env: {}, outcome: "skipped", output: "" });
      return;
    }
    options.beforeStep?.({ ...named, workspace });
    writeFileSync(files.output, "");
    const own = Object.fromEntries(Object.entries(step.env ?? {}).map(([key, value]) => [key, fill(value, contexts, { failed })]));
    const env: Record<string, string> = {
      PATH: `${options.bin}:${process.env.PATH ?? ""}`,
      HOME: temp,
      CI: "true",
      PRINCIPALS_NOW: process.env.PRINCIPALS_NOW ?? "",
      GITHUB_OUTPUT: files.output,
      GITHUB_STEP_SUMMARY: files.summary,
      GITHUB_REPOSITORY: String(options.github["repository"]),
      GITHUB_SHA: String(options.github["sha"]),
      RUNNER_TEMP: temp,
      ...options.env,
      ...own,
    };
    const inputs = Object.fromEntries(Object.entries(step.with ?? {}).map(([key, value]) => [key, fill(value, contexts, { failed })]));
    const cwd = path.resolve(workspace, fill(step["working-directory"] ?? ".", contexts));
    const { status, output } =
      step.run !== undefined
        ? shell(fill(step.run, contexts), cwd, env)
        : action(step.uses?.split(/[@ ]/)[0] ?? "", inputs, {
            workspace,
            env,
            options,
            runId: String(inputs["run-id"] ?? options.github["run_id"]),
          });
    const outcome = status === 0 ? "success" : "failure";
    if (step.id !== undefined) steps[step.id] = { outputs: outputsOf(readFileSync(files.output, "utf8")), outcome };
    runs.push({ ...named, env: own, outcome, output });
    if (status !== 0 && step["continue-on-error"] !== true) failed = true;
  });
  const outputs = Object.fromEntries(Object.entries(job.outputs ?? {}).map(([key, value]) => [key, fill(value, contexts)]));
  return { name: leg, result: failed ? "failure" : "success", outputs, steps: runs, summary: readFileSync(files.summary, "utf8") };
}

function shell(script: string, cwd: string, env: Record<string, string>): { readonly status: number; readonly output: string } {
  // As GitHub's runner starts it: the first failing command ends the step.
  const { status, stdout, stderr } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd,
    env,
    encoding: "utf8",
  });
  return { status: status ?? 1, output: stdout + stderr };
}

function outputsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split("\n").flatMap((line) => (line.includes("=") ? [[line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]] : [])),
  );
}

interface ActionContext {
  readonly workspace: string;
  readonly env: Record<string, string>;
  readonly options: RunOptions;
  readonly runId: string;
}

function action(
  uses: string,
  inputs: Readonly<Record<string, string>>,
  context: ActionContext,
): { readonly status: number; readonly output: string } {
  const { workspace, env, options, runId } = context;
  const store = path.join(options.folder, "artifacts", runId, inputs["name"] ?? "");
  switch (uses) {
    case "actions/setup-node":
    case "hashicorp/setup-terraform":
      return { status: 0, output: "" };
    case "actions/checkout": {
      const { status, output } = shell(
        `rm -rf clone && git clone --quiet --no-local --no-checkout "$REPOSITORY" clone && mv clone/.git . && rm -rf clone && git fetch --quiet origin "$REF" && git checkout --quiet --detach FETCH_HEAD`,
        workspace,
        { ...env, REPOSITORY: options.repository, REF: inputs["ref"] ?? options.ref },
      );
      return { status, output };
    }
    case "actions/upload-artifact": {
      // The folders after the first wildcard stay, as the action documents it.
      const [before = ""] = (inputs["path"] ?? "").split("*");
      const script =
        'cd "$BASE" && shopt -s nullglob && for file in $REST; do mkdir -p "$STORE/$(dirname "$file")" && cp "$file" "$STORE/$file"; done; [ -d "$STORE" ]';
      const base = path.resolve(workspace, before.endsWith("/") ? before : path.dirname(before));
      return shell(script, workspace, {
        ...env,
        BASE: base,
        REST:
          path.isAbsolute(before) && !(inputs["path"] ?? "").includes("*")
            ? path.basename(before)
            : (inputs["path"] ?? "").slice(before.length),
        STORE: store,
      });
    }
    case "actions/download-artifact":
      if (!existsSync(store)) return { status: 1, output: `no artifact ${inputs["name"] ?? ""}` };
      cpSync(store, path.resolve(workspace, inputs["path"] ?? "."), { recursive: true, verbatimSymlinks: true });
      return { status: 0, output: "" };
    default:
      throw new Error(`nothing stands for ${uses}`);
  }
}
