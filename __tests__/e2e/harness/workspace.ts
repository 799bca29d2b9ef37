import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PLATFORM, type ProviderBinary } from "./provider-binaries";
import { redactJson } from "./redact";
import { Terraform, TerraformFailure, type TerraformRun } from "./terraform";

/** Long enough for the provider, which wants 40 characters, and nothing else. */
const CREDENTIAL = "simulated_not_a_real_token_0000000000000000";

export interface WorkspaceOptions {
  readonly terraform: string;
  readonly provider: ProviderBinary;
  /** Who is asked: a simulator, or a live account. Without a `url` it is Cloudflare. */
  readonly api: { readonly url?: string | undefined; readonly credential?: string | undefined };
  /** The calling credential. @default - that of the live account, else a fake that the simulator takes for anybody's */
  readonly credential?: string;
  /** The stack's name. @default "test" */
  readonly stack?: string;
  /** Another stack of the same output folder: local state files then lie where `../../../` leads from both. @default - a folder of its own */
  readonly beside?: Workspace;
}

/** What Terraform means to do. */
export interface Plan {
  /** Whether there is nothing to do (exit code 0 of `plan -detailed-exitcode`). */
  readonly quiet: boolean;
  /** What it says, without secrets. */
  readonly text: string;
}

/** A change of a plan: the resource's address, and `no-op`, `create`, `update` … joined by `+`; `import` where it is one. */
export type Change = readonly [address: string, actions: string];

type Attributes = Readonly<Record<string, unknown>>;

/** What Terraform remembers, with fingerprints in the place of secrets. */
export interface State {
  /** Attributes by address (`cloudflare_account_token.t`). */
  readonly resources: Readonly<Record<string, Attributes>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** State format 4, as far as it is read here. `terraform show -json` would have to load the provider's schemas, which takes a second. */
interface StateFile {
  readonly outputs: Readonly<Record<string, { readonly value: unknown; readonly sensitive?: boolean }>>;
  readonly resources: readonly {
    readonly module?: string;
    readonly mode: "managed" | "data";
    readonly type: string;
    readonly name: string;
    readonly instances: readonly { readonly index_key?: string | number; readonly attributes: Readonly<Record<string, unknown>> }[];
  }[];
}

interface PlanJson {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly change: { readonly actions: readonly string[]; readonly importing?: unknown };
  }[];
}

/**
 * A folder in which real Terraform and the real provider work against a simulator, or a live account. Against a simulator nothing reaches the network:
 * providers come from a mirror made of links, the environment holds nothing of the machine's, and proxies point at a closed port (loopback addresses
 * never use them).
 * State and plans hold secrets, so their text never leaves this class.
 */
export class Workspace {
  /** Where the stack's file is: three levels below the folder that `dispose` removes, as below a project. */
  readonly directory: string;
  readonly #root: string;
  readonly #terraform: Terraform;

  constructor(options: WorkspaceOptions) {
    this.#root = options.beside === undefined ? mkdtempSync(join(tmpdir(), "principals-e2e-")) : options.beside.#root;
    this.directory = join(this.#root, "cdktf.out", "stacks", options.stack ?? "test");
    mkdirSync(this.directory, { recursive: true });
    this.#terraform = new Terraform(options.terraform, this.directory, {
      PATH: process.env.PATH ?? "",
      HOME: this.#root,
      TMPDIR: tmpdir(),
      TF_CLI_CONFIG_FILE: writeMirror(this.#root, options.provider),
      TF_IN_AUTOMATION: "1",
      TF_INPUT: "0",
      CHECKPOINT_DISABLE: "1",
      ...(options.api.url === undefined
        ? {}
        : { HTTP_PROXY: "http://127.0.0.1:9", HTTPS_PROXY: "http://127.0.0.1:9", CLOUDFLARE_BASE_URL: options.api.url }),
      CLOUDFLARE_API_TOKEN: options.credential ?? options.api.credential ?? CREDENTIAL,
    });
  }

  /** Writes `cdk.tf.json`: a value, or the text of a synthesized file. */
  write(config: object | string): void {
    writeFileSync(join(this.directory, "cdk.tf.json"), typeof config === "string" ? config : JSON.stringify(config, undefined, 2));
  }

  async init(): Promise<void> {
    await this.#succeed("init", "-no-color");
  }

  /** Plans into a file, which `changes` reads. */
  async plan(...more: readonly string[]): Promise<Plan> {
    const args = ["plan", "-no-color", "-detailed-exitcode", "-out=tfplan", ...more];
    const run = await this.#terraform.run(...args);
    if (run.exitCode !== 0 && run.exitCode !== 2) throw new TerraformFailure(args, run);
    return { quiet: run.exitCode === 0, text: run.text };
  }

  /** Plans without a file, for plans that are expected to fail. */
  tryPlan(): Promise<TerraformRun> {
    return this.#terraform.run("plan", "-no-color");
  }

  /** The changes of the last `plan`. */
  async changes(): Promise<readonly Change[]> {
    const { resource_changes = [] } = (await this.#terraform.json("show", "-json", "tfplan")) as PlanJson;
    return resource_changes.map(({ address, change: { actions, importing } }) => [
      address,
      [...(importing === undefined ? [] : ["import"]), ...actions].join("+"),
    ]);
  }

  /** Hands what `terraform show -json` says of the last plan, or of the state, to a reader; only what that gives comes out. */
  async shown<T>(what: "plan" | "state", read: (json: unknown) => T): Promise<T> {
    return read(await this.#terraform.json("show", "-json", ...(what === "plan" ? ["tfplan"] : [])));
  }

  async apply(): Promise<void> {
    await this.#succeed("apply", "-no-color", "-auto-approve");
  }

  /** For applies that are expected to fail. */
  tryApply(): Promise<TerraformRun> {
    return this.#terraform.run("apply", "-no-color", "-auto-approve");
  }

  /** Applies the file of the last `plan`, which may have been overtaken. */
  applyPlan(): Promise<TerraformRun> {
    return this.#terraform.run("apply", "-no-color", "tfplan");
  }

  async destroy(): Promise<void> {
    await this.#succeed("destroy", "-no-color", "-auto-approve");
  }

  async show(): Promise<State> {
    const { outputs } = await this.#state();
    const resources = await this.#resources();
    return {
      resources: Object.fromEntries([...resources].map(([address, attributes]) => [address, redactJson(attributes) as Attributes])),
      outputs: Object.fromEntries(
        Object.entries(outputs).map(([name, { value, sensitive }]) => [name, redactJson(value, sensitive === true)]),
      ),
    };
  }

  /** Asks something about an attribute as it is, secret or not; only the answer comes out. */
  async holds(address: string, attribute: string, question: (value: unknown) => boolean): Promise<boolean> {
    const attributes = (await this.#resources()).get(address);
    if (attributes === undefined) throw new Error(`${address} is not in the state`);
    return question(attributes[attribute]);
  }

  /** Removes the folder and everything in it. */
  dispose(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }

  async #state(): Promise<StateFile> {
    return (await this.#terraform.json("state", "pull")) as StateFile;
  }

  async #resources(): Promise<ReadonlyMap<string, Attributes>> {
    const { resources } = await this.#state();
    return new Map(
      resources.flatMap(({ module, mode, type, name, instances }) =>
        instances.map(({ index_key: key, attributes }) => {
          const address = [module, mode === "data" ? mode : undefined, type, name].filter((part) => part !== undefined).join(".");
          return [key === undefined ? address : `${address}[${JSON.stringify(key)}]`, attributes] as const;
        }),
      ),
    );
  }

  async #succeed(...args: readonly string[]): Promise<void> {
    const run = await this.#terraform.run(...args);
    if (run.exitCode !== 0) throw new TerraformFailure(args, run);
  }
}

/** Links the provider into a filesystem mirror, and writes a CLI configuration that installs from there and nowhere else. */
function writeMirror(root: string, { version, directory }: ProviderBinary): string {
  const mirror = join(root, "mirror");
  const target = join(mirror, "registry.terraform.io", "cloudflare", "cloudflare", version);
  const config = join(root, "terraform.rc");
  if (existsSync(join(target, PLATFORM))) return config;
  mkdirSync(target, { recursive: true });
  symlinkSync(directory, join(target, PLATFORM), "dir");
  writeFileSync(config, `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`);
  return config;
}
