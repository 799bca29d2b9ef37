import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { redactText } from "./redact";

/** What a run left behind. Text is for messages only and has no secrets in it; JSON is not kept as text at all. */
export interface TerraformRun {
  readonly exitCode: number;
  readonly text: string;
}

/** Where `terraform` stands on PATH. */
export function findTerraform(path: string = process.env.PATH ?? ""): string | undefined {
  const names = process.platform === "win32" ? ["terraform.exe"] : ["terraform"];
  return path
    .split(delimiter)
    .filter((folder) => folder !== "")
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
}

/** `1.11.4` for instance; undefined when it does not run. */
export function terraformVersion(binary: string): string | undefined {
  const { stdout } = spawnSync(binary, ["version", "-json"], { encoding: "utf8", env: { CHECKPOINT_DISABLE: "1" }, timeout: 30_000 });
  try {
    return (JSON.parse(stdout) as { terraform_version?: string }).terraform_version;
  } catch {
    return undefined;
  }
}

/** One run in a folder, with nothing in the environment but what is given. */
export class Terraform {
  constructor(
    private readonly binary: string,
    private readonly directory: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  async run(...args: readonly string[]): Promise<TerraformRun> {
    const { exitCode, stdout, stderr } = await this.#execute(args);
    return { exitCode, text: redactText(`${stdout}${stderr}`) };
  }

  /** Standard output as JSON. It holds secrets: to be redacted before anything else is done with it. */
  async json(...args: readonly string[]): Promise<unknown> {
    const { exitCode, stdout, stderr } = await this.#execute(args);
    if (exitCode !== 0) throw new TerraformFailure(args, { exitCode, text: redactText(stderr) });
    return JSON.parse(stdout);
  }

  #execute(args: readonly string[]): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }> {
    return new Promise((resolve, reject) => {
      const options = { cwd: this.directory, env: this.env, maxBuffer: 64 << 20, timeout: 120_000 };
      execFile(this.binary, args, options, (error, stdout, stderr) => {
        if (error === null) resolve({ exitCode: 0, stdout, stderr });
        else if (typeof error.code === "number") resolve({ exitCode: error.code, stdout, stderr });
        else
          reject(
            new Error(`terraform ${args.join(" ")}: ${error.killed === true ? "took longer than 120 s" : (error.code ?? "did not run")}`),
          );
      });
    });
  }
}

/** A run that should have succeeded. */
export class TerraformFailure extends Error {
  override readonly name = "TerraformFailure";

  constructor(
    args: readonly string[],
    readonly run: TerraformRun,
  ) {
    super(`terraform ${args.join(" ")}: exit code ${run.exitCode}\n${run.text}`);
  }
}
