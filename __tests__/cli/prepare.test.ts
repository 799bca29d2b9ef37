import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { S3Backend, Testing } from "cdktf";
import {
  Account,
  allow,
  Backend,
  Permission,
  permissions,
  PrincipalStack,
  type PrincipalStackProps,
  ServicePrincipal,
  User,
  UserTokenStack,
  UserToken,
} from "../../lib";
import { main } from "../../lib/cli/main";

const account = Account.of("0123456789abcdef0123456789abcdef");
const backend = Backend.r2({ account, bucket: "terraform-state" });
const SETTINGS = { backend: { s3: {} as unknown } };

type Json = Record<string, unknown>;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "principals-pipeline-"));
  writeFileSync(path.join(folder, ".terraform.lock.hcl"), "# lock\n");
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function synth(props: Partial<PrincipalStackProps> = {}): Json {
  const app = Testing.app();
  const stack = new PrincipalStack(app, "prod", { account, backend, ...props });
  const token = new ServicePrincipal(stack, "ci", {
    policies: [
      allow(permissions.zone.cache.purge).on(account.zoneNamed("example.com")),
      allow(Permission.lookup(stack, "Workers Scripts Bind", "account")).on(account),
    ],
    purpose: "purges (and binds)",
    exposeValue: true,
  });
  expect(token.r2Credentials.secretAccessKey).toMatch(/^\$\{TfToken\[/);
  return JSON.parse(Testing.synth(stack, true)) as Json;
}

const good = synth();
SETTINGS.backend.s3 = (good["terraform"] as { backend: { s3: unknown } }).backend.s3;

/** What the command says of a file: nothing where it was taken, and the folder of Terraform then. */
async function prepare(
  stack: unknown,
  env: Record<string, string> = {},
  ...args: readonly string[]
): Promise<{ readonly said: string; readonly taken?: Json }> {
  const file = path.join(folder, "cdk.tf.json");
  const text = typeof stack === "string" ? stack : JSON.stringify(stack);
  if (!existsSync(file)) writeFileSync(file, text);
  const target = path.join(folder, "stack");
  let said = "";
  const io = {
    out: () => undefined,
    err: (line: string) => void (said += line),
    env: { SHA256: createHash("sha256").update(text).digest("hex"), STATE_SETTINGS: JSON.stringify(SETTINGS), ...env },
    isTerminal: false,
  };
  const here = process.cwd();
  process.chdir(folder);
  const code = await main(["prepare", file, target, ...args], io).finally(() => process.chdir(here));
  expect(code === 0).toBe(existsSync(target));
  if (code !== 0) return { said: said.trim() };
  expect(readFileSync(path.join(target, ".terraform.lock.hcl"), "utf8")).toBe("# lock\n");
  return { said, taken: JSON.parse(readFileSync(path.join(target, "cdk.tf.json"), "utf8")) as Json };
}

/** The text with one more thing in it. */
function plus(change: Json): Json {
  const merge = (a: unknown, b: unknown): unknown =>
    isObject(a) && isObject(b) ? { ...a, ...Object.fromEntries(Object.entries(b).map(([key, value]) => [key, merge(a[key], value)])) } : b;
  return merge(good, change) as Json;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const token = (extra: Json): Json => ({ resource: { cloudflare_account_token: { evil: { name: "x", ...extra } } } });

describe("the check of a synthesized file", () => {
  test("takes what a stack of service principals writes, look-ups, outputs and a credential's variable included", async () => {
    expect(await prepare(good)).toEqual({ said: "", taken: good });
  });

  test("takes a stack with a credential variable", async () => {
    const stack = synth({ credentialVariable: "prod_token" });
    expect(await prepare(stack)).toEqual({ said: "", taken: stack });
  });

  test("takes a stack of user tokens", async () => {
    const made = new UserTokenStack(Testing.app(), "users", {
      backend: Backend.custom(
        (each) => new S3Backend(each, { bucket: "terraform-state", key: "users.tfstate", region: "auto", dynamodbTable: "locks" }),
      ),
    });
    new UserToken(made, "t", { policies: [allow(permissions.user.userDetails.read).on(User.of(account.id))] });
    const stack = JSON.parse(Testing.synth(made, true)) as Json;
    const { required_providers: _providers, required_version: _version, ...settings } = stack["terraform"] as Json;
    expect(await prepare(stack, { STATE_SETTINGS: JSON.stringify(settings) })).toEqual({ said: "", taken: stack });
  });

  test.each<[string, Json, string]>([
    [
      "a condition of an output, each of which tells a character of a value",
      { output: { x: { sensitive: true, value: "x", precondition: [{ condition: "${true}", error_message: "no" }] } } },
      'output."x": "precondition" is not allowed',
    ],
    [
      "an output that fails for some values of a token",
      {
        output: {
          x: { sensitive: true, value: '${["x"][(format("%.1s", cloudflare_account_token.ci.value) != "X") ? 0 : 1]}' },
        },
      },
      "computes something of a token",
    ],
    [
      "a name that fails for some values of a credential",
      token({ name: '${["x"][format("%.1s", var.cf) == "s" ? 1 : 0]}' }),
      "is of a variable",
    ],
    [
      "a look-up's condition on a credential",
      {
        data: {
          cloudflare_account_api_token_permission_groups_list: {
            x: { lifecycle: { postcondition: [{ condition: '${format("%.1s", var.cf) == "s"}', error_message: "no" }] } },
          },
        },
      },
      "is of a variable",
    ],
    ["a variable in an output", { output: { x: { sensitive: true, value: "${var.cf}" } } }, "is of a variable"],
    ["an external data source", { data: { external: { x: { program: ["sh"] } } } }, 'data: the type "external" is not allowed'],
    ["another state", { data: { terraform_remote_state: { x: {} } } }, 'data: the type "terraform_remote_state" is not allowed'],
    [
      "another resource of the provider",
      { resource: { cloudflare_dns_record: { x: {} } } },
      'the type "cloudflare_dns_record" is not allowed',
    ],
    ["a null resource", { resource: { null_resource: { x: {} } } }, 'resource: the type "null_resource" is not allowed'],
    ["a provisioner", token({ provisioner: { "local-exec": { command: "env" } } }), "provisioner is not allowed"],
    ["a provisioner by a dynamic block", token({ dynamic: { provisioner: {} } }), "dynamic is not allowed"],
    ["a body in a list", { resource: { cloudflare_account_token: { evil: [{ provisioner: {} }] } } }, "can't be read"],
    ["a module", { module: { x: { source: "evil/x/y" } } }, 'the file: "module" is not allowed'],
    ["a check block", { check: { x: {} } }, 'the file: "check" is not allowed'],
    ["locals", { locals: { x: 1 } }, 'the file: "locals" is not allowed'],
    ["another provider", { provider: { http: [{}] } }, 'provider: "http" is not allowed'],
    ["a resource of another provider", token({ provider: "evil" }), 'the provider "evil" is not allowed'],
    ["base_url", { provider: { cloudflare: [{ base_url: "https://evil.example" }] } }, 'provider.cloudflare: "base_url" is not allowed'],
    [
      "a written credential in a list",
      { provider: { cloudflare: [{ api_token: ["${var.x}"] }] } },
      "provider.cloudflare: api_token is not a variable",
    ],
    ["a written credential", { provider: { cloudflare: [{ api_token: "x" }] } }, "provider.cloudflare: api_token is not a variable"],
    [
      "the provider from elsewhere",
      { terraform: { required_providers: { cloudflare: { source: "evil/cloudflare" } } } },
      "terraform.required_providers is not cloudflare/cloudflare alone",
    ],
    [
      "one more provider",
      { terraform: { required_providers: { evil: { source: "evil/evil", version: "1.0.0" } } } },
      "terraform.required_providers is not cloudflare/cloudflare alone",
    ],
    ["another place for the state", { terraform: { backend: { s3: { bucket: "evil" } } } }, "the state's place is not the one"],
    ["one more backend", { terraform: { backend: { http: { address: "https://evil.example" } } } }, "the state's place is not the one"],
    ["a variable that can be shown", { variable: { x: { type: "string" } } }, 'variable."x" is not sensitive and ephemeral'],
    ["a variable's default", { variable: { x: { ephemeral: true, sensitive: true, default: "x" } } }, '"default" is not allowed'],
    ["a file that is read", token({ name: '${file("/proc/self/environ")}' }), "calls a function that is not allowed"],
    ["a file after a space", token({ name: '${file ("/x")}' }), "calls a function that is not allowed"],
    ["a file after a comment", token({ name: '${file/*=*/("/x")}' }), "calls a function that is not allowed"],
    ["a file after a comment with a line break", token({ name: '${file#=\n("/x")}' }), "calls a function that is not allowed"],
    [
      "a file by a name that only begins like an allowed one",
      token({ name: '${élength(file("/x"))}' }),
      "calls a function that is not allowed",
    ],
    ["a file by its long name", token({ name: '${core::file("/x")}' }), "calls a function that is not allowed"],
    ["a file within an allowed call", token({ name: '${length(file("/x"))}' }), "calls a function that is not allowed"],
    ["a file behind an allowed name", token({ name: '${core::length(file("/x"))}' }), "calls a function that is not allowed"],
    ["a file in a directive", token({ name: '%{ if file("/x") == "" }x%{ endif }' }), "calls a function that is not allowed"],
    ["a file in a key", token({ condition: { '${file("/x")}': 1 } }), "calls a function that is not allowed"],
    ["a secret shown", { output: { x: { value: "${nonsensitive(cloudflare_account_token.ci.value)}" } } }, "calls a function"],
    [
      "a call in an address",
      { moved: [{ from: "cloudflare_account_token.y", to: 'cloudflare_account_token.x[file("/x")]' }] },
      "calls a function",
    ],
    ["an import", { import: [{ to: "cloudflare_account_token.ci", id: "a/b" }] }, 'the file: "import" is not allowed'],
    [
      "a token's value in a request",
      { data: { cloudflare_zone: { x: { filter: { name: "${cloudflare_account_token.ci.value}" } } } } },
      "is of a token",
    ],
    [
      "a zone by its id, which is shown when it is not found",
      { data: { cloudflare_zone: { x: { zone_id: "x" } } } },
      '"zone_id" is not allowed',
    ],
    [
      "a look-up that waits",
      { data: { cloudflare_zone: { x: { depends_on: ["cloudflare_account_token.ci"] } } } },
      '"depends_on" is not allowed',
    ],
    ["a look-up that counts", { data: { cloudflare_zone: { x: { count: 1 } } } }, '"count" is not allowed'],
    ["a token's value in another's name", token({ name: "${cloudflare_account_token.ci.value}" }), "is of a token"],
    [
      "a token's value in a condition",
      token({ lifecycle: { postcondition: [{ condition: false, error_message: "${self.value}" }] } }),
      "a token has a condition",
    ],
    [
      "a replacement by the way",
      token({ lifecycle: { replace_triggered_by: ["cloudflare_account_token.ci"] } }),
      '"replace_triggered_by" is not allowed',
    ],
    ["a change that is ignored", token({ lifecycle: { ignore_changes: ["policies"] } }), '"ignore_changes" is not allowed'],
    ["a workflow command", { "\n::stop-commands::x": 1 }, 'the file: "\\n::stop-commands::x" is not allowed'],
  ])("fails for %s", async (_, change, message) => {
    const { said } = await prepare(plus(change));
    expect(said).toContain("refused: ");
    expect(said).toContain(message);
    expect(said).not.toMatch(/^::/m);
  });

  test("fails where a key stands twice: Terraform would read both", async () => {
    const twice = JSON.stringify(good).replace(/^\{/, '{"resource":{"null_resource":{"x":{"provisioner":{}}}},');
    expect((await prepare(twice)).said).toContain("can't be read");
  });

  test("takes an import of a token that is asked for, and of no other", async () => {
    const stack = plus({ import: [{ to: "cloudflare_account_token.ci", id: "a/b" }] });
    expect((await prepare(stack, {}, "--import", "cloudflare_account_token.other")).said).toContain("refused: ");
    expect(await prepare(stack, {}, "--import", "cloudflare_account_token.ci")).toEqual({ said: "", taken: stack });
  });

  test("fails for a stack that says nothing of its state and its provider", async () => {
    const { terraform: _, ...rest } = good;
    expect((await prepare(rest)).said.split("\n")).toEqual([
      "refused: terraform.required_providers is not cloudflare/cloudflare alone",
      "refused: terraform: the state's place is not the one in STATE_SETTINGS",
    ]);
  });

  test.each([
    ["two texts", `${JSON.stringify(good)}{}`, "the file or STATE_SETTINGS can't be read"],
    ["no text", "", "the file or STATE_SETTINGS can't be read"],
    ["nesting without end", `${"[".repeat(200_000)}${"]".repeat(200_000)}`, "the file or STATE_SETTINGS can't be read"],
    ["no JSON", "resource {}", "the file or STATE_SETTINGS can't be read"],
    ["a list", "[]", "the file or STATE_SETTINGS can't be read"],
  ])("fails for %s", async (_, text, message) => {
    expect((await prepare(text)).said).toContain(message);
  });

  test.each<[string, Record<string, string>, string]>([
    ["another hash", { SHA256: "0".repeat(64) }, "refused: the file is not the one that was synthesized"],
    ["no hash", { SHA256: "" }, "refused: there is no SHA-256 for this stack"],
    ["TF_LOG", { TF_LOG: "TRACE" }, "refused: TF_LOG is set"],
    ["TF_LOG_PROVIDER", { TF_LOG_PROVIDER: "DEBUG" }, "refused: TF_LOG_PROVIDER is set"],
    ["TF_CLI_ARGS_plan", { TF_CLI_ARGS_plan: "-x" }, "refused: TF_CLI_ARGS_plan is set"],
    ["TF_CLI_CONFIG_FILE", { TF_CLI_CONFIG_FILE: "x" }, "refused: TF_CLI_CONFIG_FILE is set"],
    ["TF_WORKSPACE", { TF_WORKSPACE: "x" }, "refused: TF_WORKSPACE is set"],
    ["AWS_ENDPOINT_URL_S3", { AWS_ENDPOINT_URL_S3: "https://evil.example" }, "refused: AWS_ENDPOINT_URL_S3 is set"],
    ["CLOUDFLARE_BASE_URL", { CLOUDFLARE_BASE_URL: "https://evil.example" }, "refused: CLOUDFLARE_BASE_URL is set"],
    ["no settings of the state", { STATE_SETTINGS: "" }, "refused: the variable STATE_SETTINGS is not set: see .principals/README.md"],
    ["settings without a backend", { STATE_SETTINGS: "{}" }, "STATE_SETTINGS names no backend that outlives a run"],
    ["settings that are no JSON", { STATE_SETTINGS: "{" }, "the file or STATE_SETTINGS can't be read"],
  ])("fails for %s", async (_, env, message) => {
    expect((await prepare(good, env)).said).toContain(message);
  });

  /** With the state in another place, which STATE_SETTINGS names as well. */
  const inPlace = async (settings: Json): Promise<string> => {
    const { backend: _, ...block } = good["terraform"] as Json;
    return (await prepare({ ...good, terraform: { ...block, ...settings } }, { STATE_SETTINGS: JSON.stringify(settings) })).said;
  };

  test.each<[string, Json, string]>([
    ["a local state, which is lost with the runner", { backend: { local: {} } }, "STATE_SETTINGS names no backend that outlives a run"],
    ["no backend", {}, "STATE_SETTINGS names no backend that outlives a run"],
    ["HCP Terraform", { cloud: {} }, "STATE_SETTINGS: this pipeline does not work with HCP Terraform: see .principals/README.md"],
    ["HCP Terraform's old name", { backend: { remote: {} } }, 'STATE_SETTINGS: this pipeline does not work with the backend "remote"'],
    ["two backends", { backend: { gcs: {}, pg: {} } }, 'STATE_SETTINGS: this pipeline does not work with the backend "gcs"'],
    [
      "an S3 bucket without a lock",
      { backend: { s3: { bucket: "b" } } },
      "STATE_SETTINGS: the backend s3 has no lock, and two runs could write at once",
    ],
    [
      "a server without a lock",
      { backend: { http: { address: "https://state.example" } } },
      "STATE_SETTINGS: the backend http has no lock, and two runs could write at once",
    ],
  ])("fails for %s", async (_, settings, message) => {
    expect(await inPlace(settings)).toBe(`refused: ${message}`);
  });

  test.each<[string, Json]>([
    ["gcs", { bucket: "b" }],
    ["azurerm", { container_name: "c" }],
    ["http", { address: "https://state.example", lock_address: "https://state.example/lock" }],
    ["s3", { bucket: "b", use_lockfile: true }],
  ])("takes a state that is locked: %s", async (type, body) => {
    expect(await inPlace({ backend: { [type]: body } })).toBe("");
  });

  test("fails for a link in the file's place, and without a lock file", async () => {
    writeFileSync(path.join(folder, "real.json"), JSON.stringify(good));
    symlinkSync(path.join(folder, "real.json"), path.join(folder, "cdk.tf.json"));
    expect((await prepare(good)).said).toBe("refused: there is no synthesized file for this stack");
    rmSync(path.join(folder, ".terraform.lock.hcl"));
    expect((await prepare(good)).said).toBe("refused: there is no .terraform.lock.hcl: see .principals/README.md");
  });
});
