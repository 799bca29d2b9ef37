import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type JobRun, type RunOptions, runWorkflow } from "./runner";
import { makeSample, type Sample } from "./sample";

/** Made up, and to be found wherever they should not be. */
export const SECRETS = {
  CLOUDFLARE_API_TOKEN: "cfat_MADE_UP_DEPLOYING_CREDENTIAL_0000000000",
  STATE_ACCESS_KEY_ID: "made-up-key-id",
  STATE_SECRET_ACCESS_KEY: "made-up-secret-key",
} as const;

export interface Pull {
  readonly number: number;
  readonly label: string;
  readonly head: { readonly sha: string };
  readonly base: { readonly ref: string };
  readonly files: readonly { readonly filename: string }[];
}

interface GitHubState {
  main: string;
  pulls: Pull[];
  artifacts: { name: string; size_in_bytes: number; expired: boolean }[];
  comments: { id: number; number: number; user: { login: string }; body: string }[];
  log: { method: string; route: string; token: string }[];
}

/** A repository on GitHub with the pipeline of this package. */
export class Scenario {
  readonly sample: Sample = makeSample("github");
  readonly #state: string;
  #run = 100;

  constructor() {
    this.#state = path.join(this.sample.folder, "github.json");
    this.github = { main: "", pulls: [], artifacts: [], comments: [], log: [] };
  }

  get github(): GitHubState {
    return JSON.parse(readFileSync(this.#state, "utf8")) as GitHubState;
  }

  set github(state: GitHubState) {
    writeFileSync(this.#state, JSON.stringify(state));
  }

  get comments(): string[] {
    return this.github.comments.map(({ body }) => body);
  }

  /** What every npm command was called with and could see. */
  get npmLog(): string {
    return this.#read("npm.log");
  }

  get terraformLog(): { readonly args: readonly string[]; readonly seen: readonly string[] }[] {
    return this.#read("terraform.log")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as { args: string[]; seen: string[] });
  }

  /** Runs `principals` for a pull request from a branch, then `principals-report`. */
  pullRequest(
    branch: string,
    { files = [], beforeStep, owner = "team" }: PullRequestOptions = {},
  ): { readonly run: JobRun[]; readonly report: JobRun[] } {
    const sha = this.sample.commit(branch, () => undefined, branch);
    const merged = this.sample.merge(branch);
    const state = this.github;
    const label = `${owner}:${branch}`;
    const number = state.pulls.find((pull) => pull.label === label)?.number ?? state.pulls.length + 1;
    this.github = {
      ...state,
      pulls: [
        ...state.pulls.filter((pull) => pull.label !== label),
        { number, label, head: { sha }, base: { ref: "main" }, files: files.map((filename) => ({ filename })) },
      ],
    };
    const run_id = String(++this.#run);
    const run = this.#workflow("principals.yml", merged, {
      github: { event_name: "pull_request", ref: `refs/pull/${String(number)}/merge`, sha: merged, run_id },
      ...(beforeStep === undefined ? {} : { beforeStep }),
    });
    return { run, report: this.report({ branch, sha, run_id, owner }) };
  }

  /** Runs `principals-report` on a run that has ended. */
  report({
    branch,
    sha,
    run_id,
    owner,
  }: {
    readonly branch: string;
    readonly sha: string;
    readonly run_id: string;
    readonly owner: string;
  }): JobRun[] {
    const artifacts = ["base", "head"].filter((name) => existsSync(path.join(this.sample.folder, "artifacts", run_id, name)));
    this.github = { ...this.github, artifacts: artifacts.map((name) => ({ name, size_in_bytes: 1000, expired: false })) };
    return this.#workflow("principals-report.yml", "main", {
      github: {
        event_name: "workflow_run",
        ref: "refs/heads/main",
        sha: "main",
        run_id: String(++this.#run),
        event: {
          repository: { default_branch: "main" },
          workflow_run: {
            id: run_id,
            event: "pull_request",
            conclusion: "success",
            html_url: `https://github.example/runs/${run_id}`,
            head_branch: branch,
            head_sha: sha,
            head_repository: { id: 1, owner: { login: owner } },
          },
        },
      },
    });
  }

  /** Runs `principals` for a commit on main. */
  main(sha: string, options: MainOptions = {}): JobRun[] {
    const { event = "push", env = {}, inputs = {}, settings = this.stateSettings, beforeStep, newest = sha } = options;
    this.github = { ...this.github, main: newest };
    return this.#workflow("principals.yml", sha, {
      github: { event_name: event, ref: "refs/heads/main", sha, run_id: String(++this.#run) },
      inputs,
      vars: (environment) =>
        environment === undefined ? { PRINCIPALS_APPLY: "true", PRINCIPALS_NIGHTLY: "true" } : { STATE_SETTINGS: settings(environment) },
      secrets: (environment) => (environment === undefined ? {} : SECRETS),
      env,
      ...(beforeStep === undefined ? {} : { beforeStep }),
    });
  }

  /** As .principals/README.md says to make it, from the reviewed main. */
  readonly stateSettings = (environment: string): string => {
    const file = path.join(this.sample.repository, "cdktf.out/stacks", environment.replace(/-nightly$/, ""), "cdk.tf.json");
    const { terraform } = JSON.parse(readFileSync(file, "utf8")) as { terraform: Record<string, unknown> };
    const { required_providers: _, required_version: __, ...settings } = terraform;
    return JSON.stringify(settings);
  };

  /** Changes the tokens of a stack: as they are in the account, as Terraform knows them, or both. */
  setTokens(stack: string, change: (tokens: Tokens) => void, of: readonly ("live" | "state")[] = ["live"]): void {
    const file = this.#tokens(stack);
    const tokens = JSON.parse(readFileSync(file, "utf8")) as Record<"live" | "state", Tokens>;
    for (const each of of) change(tokens[each]);
    writeFileSync(file, JSON.stringify(tokens));
  }

  /** The Terraform address of the first token of a stack. */
  firstAddress(stack: string): string {
    const { live } = JSON.parse(readFileSync(this.#tokens(stack), "utf8")) as { live: Tokens };
    return `cloudflare_account_token.${Object.keys(live)[0] ?? ""}`;
  }

  clearLogs(): void {
    for (const name of ["npm.log", "terraform.log"]) rmSync(path.join(this.sample.folder, name), { force: true });
  }

  remove(): void {
    rmSync(this.sample.folder, { recursive: true, force: true });
  }

  #tokens(stack: string): string {
    return path.join(this.sample.folder, `tokens.${stack}.json`);
  }

  #read(name: string): string {
    const file = path.join(this.sample.folder, name);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  #workflow(name: string, ref: string, options: Pick<RunOptions, "github"> & Partial<RunOptions>): JobRun[] {
    const { folder, repository, bin } = this.sample;
    return runWorkflow(path.join(repository, ".github/workflows", name), {
      repository,
      ref,
      folder,
      bin,
      vars: () => ({}),
      secrets: () => ({}),
      ...options,
      github: { repository: "team/tokens", ...options.github },
      env: {
        GH_STATE: this.#state,
        NPM_LOG: path.join(folder, "npm.log"),
        TERRAFORM_LOG: path.join(folder, "terraform.log"),
        TERRAFORM_STATE: path.join(folder, "tokens"),
        ...options.env,
      },
    });
  }
}

type Tokens = Record<string, Record<string, unknown>>;

export interface PullRequestOptions {
  /** What GitHub says the pull request changes. */
  readonly files?: readonly string[];
  readonly beforeStep?: RunOptions["beforeStep"];
  /** Whose repository the branch is in. */
  readonly owner?: string;
}

export interface MainOptions {
  readonly event?: "push" | "schedule" | "workflow_dispatch";
  readonly env?: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly settings?: (environment: string) => string;
  readonly beforeStep?: RunOptions["beforeStep"];
  /** Where main is by now. */
  readonly newest?: string;
}

/** `synth: success`, one for each job. */
export function results(runs: readonly JobRun[]): string[] {
  return runs.map(({ name, result }) => `${name}: ${result}`);
}

/** What the steps of a job said. */
export function said(runs: readonly JobRun[], name: string): string {
  return runs
    .filter((run) => run.name === name)
    .flatMap((run) => run.steps.map(({ output }) => output))
    .join("");
}
