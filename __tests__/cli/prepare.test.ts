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
      "output.x has precondition, which our stacks do not write",
    ],
    [
      "an output that fails for some values of a token",
      {
        output: {
          x: { sensitive: true, value: '${["x"][(format("%.1s", cloudflare_account_token.ci.value) != "X") ? 0 : 1]}' },
        },
      },
      "computes something of a token's value",
    ],
    [
      "a name that fails for some values of a credential",
      token({ name: '${["x"][format("%.1s", var.cf) == "s" ? 1 : 0]}' }),
      "takes a variable",
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
      "takes a variable",
    ],
    ["a variable in an output", { output: { x: { sensitive: true, value: "${var.cf}" } } }, "takes a variable"],
    ["an external data source", { data: { external: { x: { program: ["sh"] } } } }, "data.external.x runs a program"],
    ["another state", { data: { terraform_remote_state: { x: {} } } }, "data.terraform_remote_state.x reads the state of another stack"],
    [
      "another resource of the provider",
      { resource: { cloudflare_dns_record: { x: {} } } },
      'or add {"type":"cloudflare_dns_record","reason":"say why"} to .principals/allowed.json',
    ],
    [
      "a null resource",
      { resource: { null_resource: { x: {} } } },
      "null_resource (x) comes from provider hashicorp/null, which is on no list",
    ],
    ["a provisioner", token({ provisioner: { "local-exec": { command: "env" } } }), "cloudflare_account_token.evil has a provisioner"],
    [
      "a provisioner by a dynamic block",
      token({ dynamic: { provisioner: {} } }),
      "cloudflare_account_token.evil has dynamic, which is on no list",
    ],
    [
      "a body in a list",
      { resource: { cloudflare_account_token: { evil: [{ provisioner: {} }] } } },
      "cloudflare_account_token.evil has a provisioner",
    ],
    ["a module", { module: { x: { source: "evil/x/y" } } }, "module.x is loaded from elsewhere"],
    ["a check block", { check: { x: {} } }, "check.x is a block of a kind that is on no list"],
    ["locals", { locals: { x: 1 } }, "locals is of a kind that our stacks do not write"],
    ["another provider", { provider: { http: [{}] } }, "provider http is hashicorp/http, which is on no list"],
    [
      "a resource of another provider",
      token({ provider: "evil" }),
      "cloudflare_account_token (evil) comes from provider hashicorp/evil, which is on no list",
    ],
    ["base_url", { provider: { cloudflare: [{ base_url: "https://evil.example" }] } }, "provider.cloudflare has a base_url"],
    [
      "a written credential in a list",
      { provider: { cloudflare: [{ api_token: ["${var.x}"] }] } },
      "provider.cloudflare holds a credential in api_token",
    ],
    ["a written credential", { provider: { cloudflare: [{ api_token: "x" }] } }, "provider.cloudflare holds a credential in api_token"],
    [
      "the provider from elsewhere",
      { terraform: { required_providers: { cloudflare: { source: "evil/cloudflare" } } } },
      "comes from provider evil/cloudflare, which is on no list",
    ],
    [
      "one more provider",
      { terraform: { required_providers: { evil: { source: "evil/evil", version: "1.0.0" } } } },
      "provider evil is evil/evil, which is on no list",
    ],
    ["another place for the state", { terraform: { backend: { s3: { bucket: "evil" } } } }, "the state's place is not the one"],
    ["one more backend", { terraform: { backend: { http: { address: "https://evil.example" } } } }, "the state's place is not the one"],
    [
      "a variable that can be shown",
      { variable: { x: { type: "string" } } },
      "variable.x is not a credential from outside: sensitive, ephemeral",
    ],
    [
      "a variable's default",
      { variable: { x: { ephemeral: true, sensitive: true, default: "x" } } },
      "variable.x has default, which our stacks do not write",
    ],
    ["a file that is read", token({ name: '${file("/proc/self/environ")}' }), "file; read the file in the program that synthesizes"],
    ["a file after a space", token({ name: '${file ("/x")}' }), "file; read the file in the program that synthesizes"],
    ["a file after a comment", token({ name: '${file/*=*/("/x")}' }), "file; read the file in the program that synthesizes"],
    [
      "a file after a comment with a line break",
      token({ name: '${file#=\n("/x")}' }),
      "file; read the file in the program that synthesizes",
    ],
    [
      "a file by a name that only begins like an allowed one",
      token({ name: '${élength(file("/x"))}' }),
      "file; read the file in the program that synthesizes",
    ],
    ["a file by its long name", token({ name: '${core::file("/x")}' }), "file; read the file in the program that synthesizes"],
    ["a file within an allowed call", token({ name: '${length(file("/x"))}' }), "file; read the file in the program that synthesizes"],
    [
      "a file behind an allowed name",
      token({ name: '${core::length(file("/x"))}' }),
      "file; read the file in the program that synthesizes",
    ],
    [
      "a file in a directive",
      token({ name: '%{ if file("/x") == "" }x%{ endif }' }),
      "file; read the file in the program that synthesizes",
    ],
    ["a file in a key", token({ condition: { '${file("/x")}': 1 } }), "file; read the file in the program that synthesizes"],
    [
      "a secret shown",
      { output: { x: { value: "${nonsensitive(cloudflare_account_token.ci.value)}" } } },
      'takes the mark "sensitive" off a token\'s value',
    ],
    [
      "a call in an address",
      { moved: [{ from: "cloudflare_account_token.y", to: 'cloudflare_account_token.x[file("/x")]' }] },
      "moved calls file",
    ],
    [
      "an import",
      { import: [{ to: "cloudflare_account_token.ci", id: "a/b" }] },
      "cloudflare_account_token.ci is imported: somebody may hold its value",
    ],
    [
      "a token's value in a request",
      { data: { cloudflare_zone: { x: { filter: { name: "${cloudflare_account_token.ci.value}" } } } } },
      "uses a token's value and is no secret store",
    ],
    [
      "a zone by its id, which is shown when it is not found",
      { data: { cloudflare_zone: { x: { zone_id: "x" } } } },
      "data.cloudflare_zone.x has zone_id, which our stacks do not write",
    ],
    [
      "a look-up that waits",
      { data: { cloudflare_zone: { x: { depends_on: ["cloudflare_account_token.ci"] } } } },
      "data.cloudflare_zone.x has depends_on, which is on no list",
    ],
    ["a look-up that counts", { data: { cloudflare_zone: { x: { count: 1 } } } }, "data.cloudflare_zone.x has count, which is on no list"],
    [
      "a token's value in another's name",
      token({ name: "${cloudflare_account_token.ci.value}" }),
      "uses a token's value and is no secret store",
    ],
    [
      "a token's value in a condition",
      token({ lifecycle: { postcondition: [{ condition: false, error_message: "${self.value}" }] } }),
      "cloudflare_account_token.evil has a condition, whose message may show a value",
    ],
    [
      "a replacement by the way",
      token({ lifecycle: { replace_triggered_by: ["cloudflare_account_token.ci"] } }),
      "cloudflare_account_token.evil has lifecycle.replace_triggered_by, which is on no list",
    ],
    [
      "a change that is ignored",
      token({ lifecycle: { ignore_changes: ["policies"] } }),
      "Terraform ignores changes of policies of cloudflare_account_token.evil",
    ],
    ["a workflow command", { "\n::stop-commands::x": 1 }, '["\\n::stop-commands::x"]: not a top-level block of Terraform JSON'],
  ])("fails for %s", async (_, change, message) => {
    const { said } = await prepare(plus(change));
    expect(said).toMatch(/^(?:refused|error): /);
    expect(said).toContain(message);
    expect(said).not.toMatch(/^::/m);
  });

  test("fails where a key stands twice: Terraform would read both", async () => {
    const twice = JSON.stringify(good).replace(/^\{/, '{"resource":{"null_resource":{"x":{"provisioner":{}}}},');
    expect((await prepare(twice)).said).toContain("resource: this key stands twice");
  });

  test("takes an import of a token that is asked for, and of no other", async () => {
    const stack = plus({ import: [{ to: "cloudflare_account_token.ci", id: "a/b" }] });
    expect((await prepare(stack, {}, "--import", "cloudflare_account_token.other")).said).toContain("refused: ");
    expect(await prepare(stack, {}, "--import", "cloudflare_account_token.ci")).toEqual({ said: "", taken: stack });
  });

  test("fails for a stack that says nothing of its state and its provider", async () => {
    const { terraform: _, ...rest } = good;
    const lines = (await prepare(rest)).said.split("\n");
    expect(lines).toContain("refused: the state's place is not the one in STATE_SETTINGS");
    expect(lines).toContainEqual(
      expect.stringMatching(/^refused: cloudflare_account_token .* comes from provider hashicorp\/cloudflare, /),
    );
  });

  test.each([
    ["two texts", `${JSON.stringify(good)}{}`, "cdk.tf.json: not valid JSON at line 1"],
    ["no text", "", "cdk.tf.json: the file is empty"],
    ["nesting without end", `${"[".repeat(200_000)}${"]".repeat(200_000)}`, "nested deeper than 100 levels"],
    ["no JSON", "resource {}", "cdk.tf.json: not valid JSON at line 1"],
    ["a list", "[]", "cdk.tf.json: an object is needed here"],
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
    ["AWS_S3_ENDPOINT", { AWS_S3_ENDPOINT: "https://evil.example" }, "refused: AWS_S3_ENDPOINT is set"],
    ["TF_ENCRYPTION", { TF_ENCRYPTION: "{}" }, "refused: TF_ENCRYPTION is set"],
    ["CLOUDFLARE_BASE_URL", { CLOUDFLARE_BASE_URL: "https://evil.example" }, "refused: CLOUDFLARE_BASE_URL is set"],
    ["no settings of the state", { STATE_SETTINGS: "" }, "refused: the variable STATE_SETTINGS is not set: see .principals/README.md"],
    ["settings without a backend", { STATE_SETTINGS: "{}" }, "the state's place is not the one in STATE_SETTINGS"],
    ["settings that are no JSON", { STATE_SETTINGS: "{" }, "STATE_SETTINGS: not valid JSON"],
  ])("fails for %s", async (_, env, message) => {
    expect((await prepare(good, env)).said).toContain(message);
  });

  /** With the state in another place, which STATE_SETTINGS names as well. */
  const inPlace = async (settings: Json): Promise<string> => {
    const { backend: _, ...block } = good["terraform"] as Json;
    return (await prepare({ ...good, terraform: { ...block, ...settings } }, { STATE_SETTINGS: JSON.stringify(settings) })).said;
  };

  test.each<[string, Json, string]>([
    [
      "a local state, which is lost with the runner",
      { backend: { local: {} } },
      "the state is a local file, which no other machine sees or locks",
    ],
    ["no backend", {}, "the state is a local file, which no other machine sees or locks"],
    ["HCP Terraform", { cloud: {} }, "backend.cloud makes its plans on machines of its own, where no gate stands before apply"],
    ["HCP Terraform's old name", { backend: { remote: {} } }, "backend.remote makes its plans on machines of its own"],
    ["two backends", { backend: { gcs: {}, pg: {} } }, "the state has several places"],
    ["an S3 bucket without a lock", { backend: { s3: { bucket: "b" } } }, "the s3 backend has no use_lockfile"],
    ["a server without a lock", { backend: { http: { address: "https://state.example" } } }, "the http backend has no lock_address"],
  ])("fails for %s", async (_, settings, message) => {
    expect(await inPlace(settings)).toContain(`refused: ${message}`);
  });

  test.each<[string, Json]>([
    ["gcs", { bucket: "b" }],
    ["azurerm", { container_name: "c" }],
    ["s3", { bucket: "b", use_lockfile: true }],
  ])("takes a state that is locked: %s", async (type, body) => {
    expect(await inPlace({ backend: { [type]: body } })).toBe("");
  });

  describe("takes what the team allows, by the line that each refusal prints:", () => {
    const allow = (lists: object): readonly string[] => {
      writeFileSync(path.join(folder, "allowed.json"), JSON.stringify({ version: 1, ...lists }));
      return ["--allowed", path.join(folder, "allowed.json")];
    };
    const lineOf = (said: string): unknown => JSON.parse(/ or add (\{.*?\}) to \.principals\/allowed\.json$/m.exec(said)?.[1] ?? "null");

    test.each<[string, Json]>([
      ["another resource of the provider", { resource: { cloudflare_dns_record: { x: {} } } }],
      ["a secret store of the provider", { resource: { cloudflare_secrets_store_secret: { x: { value: "x" } } } }],
      ["another look-up", { data: { cloudflare_account: { x: { filter: { name: "x" } } } } }],
      [
        "a sink of another provider, with its credential",
        {
          resource: { github_actions_secret: { x: { plaintext_value: "${cloudflare_account_token.ci.value}" } } },
          provider: { github: [{ owner: "example", token: "${var.github}" }] },
          variable: { github: { type: "string", sensitive: true, ephemeral: true } },
          terraform: { required_providers: { github: { source: "integrations/github", version: "6.6.0" } } },
        },
      ],
    ])("%s", async (_, change) => {
      const { said } = await prepare(plus(change));
      const entry = lineOf(said);
      expect([said, entry]).toEqual([said, { type: expect.any(String) as string, reason: "say why" }]);
      expect(await prepare(plus(change), {}, ...allow({ types: [entry] }))).toEqual({ said: "", taken: plus(change) });
    });

    test("the host of a state, for that setting alone", async () => {
      const place = { backend: { http: { address: "https://state.example", lock_address: "https://state.example/lock" } } };
      const { backend: _, ...block } = good["terraform"] as Json;
      const stack = { ...good, terraform: { ...block, ...place } };
      const settings = { STATE_SETTINGS: JSON.stringify(place) };
      const { said } = await prepare(stack, settings);
      expect(lineOf(said)).toEqual({ host: "state.example", for: "backend.http.address", reason: "say why" });
      const hosts = [{ host: "state.example", for: "backend.http.address", reason: "ours" }];
      expect((await prepare(stack, settings, ...allow({ hosts }))).said).toContain("backend.http.lock_address");
      const both = [...hosts, { host: "state.example", for: "backend.http.lock_address", reason: "ours" }];
      expect((await prepare(stack, settings, ...allow({ hosts: both }))).said).toBe("");
    });

    test("and fails all the same for what nobody may allow", async () => {
      const types = ["cloudflare_account_token", "null_resource", "cloudflare_dns_record"].map((type) => ({ type, reason: "ours" }));
      for (const change of [
        token({ provisioner: { "local-exec": { command: "env" } } }),
        { resource: { cloudflare_dns_record: { x: { provisioner: {} } } } },
        { resource: { cloudflare_dns_record: { x: { name: "${cloudflare_account_token.ci.value}" } } } },
        { data: { external: { x: { program: ["sh"] } } } },
        { data: { terraform_remote_state: { x: { backend: "s3", config: {} } } } },
        { provider: { cloudflare: [{ base_url: "https://evil.example" }] } },
      ])
        expect((await prepare(plus(change), {}, ...allow({ types }))).said).toMatch(/^refused: (?!.*\bor add\b)/);
    });
  });

  test("fails for a link in the file's place, and without a lock file", async () => {
    writeFileSync(path.join(folder, "real.json"), JSON.stringify(good));
    symlinkSync(path.join(folder, "real.json"), path.join(folder, "cdk.tf.json"));
    expect((await prepare(good)).said).toBe("refused: there is no synthesized file for this stack");
    rmSync(path.join(folder, ".terraform.lock.hcl"));
    expect((await prepare(good)).said).toBe("refused: there is no .terraform.lock.hcl: see .principals/README.md");
  });
});
