import { rules } from "../../lib";
import { RULES } from "../../lib/guardrails/rules";
import type { Json, TerraformStack } from "../../lib/guardrails/terraform";
import { ofTerraform, terraform } from "./support";

const value = "${cloudflare_account_token.ci.value}";
const backend = (body: Json): Json => ({ terraform: { backend: body } });
/** A stack of these parts and nothing else. */
const bare = (more: Json, name = "prod"): TerraformStack => ({
  name,
  files: [{ file: `${name}/cdk.tf.json`, document: [more] }],
  others: [],
});
const output = (text: string, more: Json = { sensitive: true }): Json => ({ output: { token: { value: text, ...more } } });

type Case = readonly [rule: keyof typeof RULES, what: string, stack: TerraformStack, findings: readonly string[]];

const CASES: readonly Case[] = [
  ["tokenValueExposed", "a plain output", terraform(output(value, {})), ["output.token: output.token shows a token's value"]],
  [
    "tokenValueExposed",
    "an output whose mark is an expression",
    terraform(output(value, { sensitive: "${false}" })),
    ["output.token: output.token shows a token's value"],
  ],
  [
    "tokenValueExposed",
    "a user token's, in a list of blocks",
    terraform({ output: [{ token: [{ value: ["${cloudflare_api_token.x.value}"] }] }] }),
    ["output.token: output.token shows a token's value"],
  ],
  [
    "tokenValueExposed",
    "the whole token",
    terraform(output("${jsonencode(cloudflare_account_token.ci)}", {})),
    ["output.token: output.token shows a token's value"],
  ],
  [
    "tokenValueExposed",
    "a computed attribute",
    terraform(output('${cloudflare_account_token.ci["value"]}', {})),
    ["output.token: output.token shows a token's value"],
  ],
  [
    "tokenValueExposed",
    "spaces and a splat",
    terraform(output("${values( cloudflare_account_token\n.ci )}", {})),
    ["output.token: output.token shows a token's value"],
  ],
  [
    "tokenValueExposed",
    "in a key",
    terraform({ output: { token: { value: { [value]: 1 } } } }),
    ["output.token: output.token shows a token's value"],
  ],
  [
    "tokenValueExposed",
    "nonsensitive",
    terraform(output("${nonsensitive(cloudflare_account_token.ci.value)}")),
    ['output.token: output.token takes the mark "sensitive" off a token\'s value'],
  ],
  [
    "tokenValueExposed",
    "another resource",
    terraform({ resource: { local_file: { f: { content: value } } } }),
    ["local_file.f: local_file.f uses a token's value and is no secret store"],
  ],
  [
    "tokenValueExposed",
    "a data source",
    terraform({ data: { http: { x: { url: `https://example.com/${value}` } } } }),
    ["data.http.x: data.http.x uses a token's value and is no secret store"],
  ],
  [
    "tokenValueExposed",
    "a provider",
    terraform({ provider: { vault: { token: value } } }),
    ["provider.vault: provider.vault uses a token's value and is no secret store"],
  ],
  [
    "tokenValueExposed",
    "through locals",
    terraform({ locals: { a: "${local.b}", b: value, c: "x" }, ...output("${local.a}", {}) }),
    ["output.token: output.token shows a token's value"],
  ],
  [
    "tokenValueExposed",
    "nonsensitive in a local",
    terraform({ locals: { a: "${nonsensitive(cloudflare_account_token.ci.value)}" } }),
    ['locals: locals takes the mark "sensitive" off a token\'s value'],
  ],
  [
    "tokenValueExposed",
    "the message of a condition of its own",
    terraform({
      resource: {
        cloudflare_account_token: {
          ci: { lifecycle: { postcondition: [{ condition: "${length(self.value) < 0}", error_message: "${nonsensitive(self.value)}" }] } },
        },
      },
    }),
    ['cloudflare_account_token.ci: cloudflare_account_token.ci takes the mark "sensitive" off a token\'s value'],
  ],
  [
    "tokenValueExposed",
    "a condition on its id",
    terraform({
      resource: {
        cloudflare_account_token: { ci: { lifecycle: { postcondition: [{ condition: '${self.id != ""}', error_message: "x" }] } } },
      },
    }),
    [],
  ],
  ["tokenValueExposed", "another local", terraform({ locals: { b: value, c: "x" }, ...output("${local.c}", {}) }), []],
  ["tokenValueExposed", "a sensitive output", terraform(output(value)), []],
  ["tokenValueExposed", "a secret store", terraform({ resource: { vault_kv_secret_v2: { s: { data_json: value } } } }), []],
  ["tokenValueExposed", "the id", terraform(output("${cloudflare_account_token.ci.id} ${cloudflare_account_token.ci[0].name}", {})), []],
  [
    "tokenValueExposed",
    "the text without a template, and a dependency",
    terraform({
      ...output("cloudflare_account_token.ci.value", {}),
      resource: { local_file: { f: { depends_on: ["cloudflare_account_token.ci"], "//": value } } },
    }),
    [],
  ],

  ["backendWithoutLock", "no backend", bare({}), ["backend.local: the state is a local file, which no other machine sees or locks"]],
  ["backendWithoutLock", "s3 without a lock", bare(backend({ s3: { encrypt: true } })), ["backend.s3: the s3 backend has no use_lockfile"]],
  [
    "backendWithoutLock",
    "http without a lock",
    bare(backend({ http: { address: "https://example.com" } })),
    ["backend.http: the http backend has no lock_address"],
  ],
  [
    "backendWithoutLock",
    "consul with its lock off",
    bare(backend({ consul: { lock: false } })),
    ["backend.consul: the consul backend has its lock switched off"],
  ],
  ["backendWithoutLock", "oss without a table", bare(backend({ oss: {} })), ["backend.oss: the oss backend has no tablestore_table"]],
  [
    "backendWithoutLock",
    "a backend nobody knows",
    bare(backend({ swift: {} })),
    ["backend.swift: nothing is known of a lock of backend swift"],
  ],
  ["backendWithoutLock", "s3 with DynamoDB", bare(backend({ s3: { dynamodb_table: "locks" } })), []],
  ["backendWithoutLock", "HCP Terraform", bare({ terraform: [{ cloud: { organization: "x" } }] }), []],
  ["backendWithoutLock", "s3 with a lock file", terraform(), []],

  ["backendWithoutEncryption", "no backend", bare({}), ["backend.local: the state is a plain local file"]],
  ["backendWithoutEncryption", "s3", bare(backend({ s3: {} })), ["backend.s3: the s3 backend has no encrypt"]],
  [
    "backendWithoutEncryption",
    "R2 by plain http",
    bare(backend({ s3: { endpoints: { s3: "http://x.r2.cloudflarestorage.com" } } })),
    ["backend.s3: the s3 backend has no encrypt"],
  ],
  ["backendWithoutEncryption", "cos", bare(backend({ cos: {} })), ["backend.cos: the cos backend has no encrypt"]],
  ["backendWithoutEncryption", "pg", bare(backend({ pg: {} })), ["backend.pg: nothing is known of encryption of backend pg"]],
  ["backendWithoutEncryption", "R2", bare(backend({ s3: { endpoints: { s3: "https://x.eu.r2.cloudflarestorage.com" } } })), []],
  ["backendWithoutEncryption", "OpenTofu's own", bare({ terraform: { backend: { local: {} }, encryption: { state: {} } } }), []],
  ["backendWithoutEncryption", "s3 with encrypt", terraform(), []],

  [
    "foreignProvider",
    "a declared one",
    terraform({ terraform: { required_providers: { evil: { source: "Evil/Cloudflare" } } } }),
    ["provider.evil: provider evil is evil/cloudflare, which is on no list"],
  ],
  [
    "foreignProvider",
    "under Cloudflare's name",
    bare({ terraform: { required_providers: { cloudflare: { source: "registry.evil.example/cloudflare/cloudflare" } } } }),
    ["provider.cloudflare: provider cloudflare is registry.evil.example/cloudflare/cloudflare, which is on no list"],
  ],
  [
    "foreignProvider",
    "without a source",
    bare({ resource: { cloudflare_account_token: { x: {} } } }),
    ["provider.cloudflare: provider cloudflare is hashicorp/cloudflare, which is on no list"],
  ],
  [
    "foreignProvider",
    "an old form",
    bare({ terraform: { required_providers: [{ null: "~> 3.0" }] } }),
    ["provider.null: provider null is hashicorp/null, which is on no list"],
  ],
  [
    "foreignProvider",
    "a source that is no text",
    bare({ terraform: { required_providers: { x: { source: ["cloudflare/cloudflare"] } } } }),
    ['provider.x: provider x is ["cloudflare/cloudflare"], which is on no list'],
  ],
  [
    "foreignProvider",
    "implied by blocks of every kind",
    terraform({
      resource: { null_resource: { x: {} }, cloudflare_zone: { y: { provider: "aws.west" } } },
      data: [{ external: [{ x: {} }] }],
      ephemeral: { random_password: { x: {} } },
      action: { shell_run: { x: {} } },
      provider: { tls: {} },
      check: { c: { data: { http: { x: {} } } } },
      import: [{ to: "archive_file.x" }, { to: "cloudflare_zone.x", provider: "google" }],
    }),
    [
      "provider.archive: provider archive is hashicorp/archive, which is on no list",
      "provider.aws: provider aws is hashicorp/aws, which is on no list",
      "provider.external: provider external is hashicorp/external, which is on no list",
      "provider.google: provider google is hashicorp/google, which is on no list",
      "provider.http: provider http is hashicorp/http, which is on no list",
      "provider.null: provider null is hashicorp/null, which is on no list",
      "provider.random: provider random is hashicorp/random, which is on no list",
      "provider.shell: provider shell is hashicorp/shell, which is on no list",
      "provider.tls: provider tls is hashicorp/tls, which is on no list",
    ],
  ],
  [
    "foreignProvider",
    "Cloudflare's, and Terraform's own",
    terraform({ resource: { terraform_data: { x: {} } }, data: { terraform_remote_state: { y: {} } } }),
    [],
  ],
  [
    "foreignProvider",
    "with its registry's name",
    bare({ terraform: { required_providers: { cloudflare: { source: "registry.terraform.io/cloudflare/cloudflare" } } } }),
    [],
  ],

  [
    "foreignHttp",
    "http data",
    terraform({ data: { http: { x: { url: "https://evil.example/" } } } }),
    ["data.http.x: data.http.x asks evil.example"],
  ],
  [
    "foreignHttp",
    "http data within a check",
    terraform({ check: { c: { data: { http: { x: { url: "https://evil.example/" } } } } } }),
    ["data.http.x: data.http.x asks evil.example"],
  ],
  [
    "foreignHttp",
    "a URL that is not known",
    terraform({ data: { http: { x: { url: "https://${var.host}/" } } } }),
    ["data.http.x: data.http.x asks a host that is known at plan time only"],
  ],
  [
    "foreignHttp",
    "a remote state by http",
    terraform({ data: { terraform_remote_state: { x: { backend: "http", config: { address: "https://evil.example/s" } } } } }),
    ["data.terraform_remote_state.x: data.terraform_remote_state.x keeps or reads a state at evil.example"],
  ],
  [
    "foreignHttp",
    "a state elsewhere",
    bare(backend({ s3: { endpoints: [{ s3: "https://r2.cloudflarestorage.com.evil.example" }] } })),
    ["backend.s3: backend.s3 keeps or reads a state at r2.cloudflarestorage.com.evil.example"],
  ],
  [
    "foreignHttp",
    "a host without a scheme",
    bare(backend({ remote: { hostname: "evil.example:8443" } })),
    ["backend.remote: backend.remote keeps or reads a state at evil.example"],
  ],
  [
    "foreignHttp",
    "userinfo",
    bare(backend({ http: { address: "https://app.terraform.io@evil.example/" } })),
    ["backend.http: backend.http keeps or reads a state at evil.example"],
  ],
  ["foreignHttp", "R2", bare(backend({ s3: { endpoints: { s3: "https://x.r2.cloudflarestorage.com" } } })), []],
  ["foreignHttp", "HCP Terraform", bare({ terraform: { cloud: { hostname: "app.terraform.io", workspaces: { name: "https" } } } }), []],

  [
    "providerBaseUrl",
    "a base_url",
    terraform({ provider: { cloudflare: [{ alias: "x", base_url: "https://evil.example" }] } }),
    ["provider.cloudflare.base_url: provider.cloudflare has a base_url"],
  ],
  ["providerBaseUrl", "none", terraform({ provider: { cloudflare: { base_url: null } } }), []],

  [
    "externalProgram",
    "external data",
    terraform({ data: { external: { x: { program: ["sh"] } } } }),
    ["data.external.x: data.external.x runs a program"],
  ],
  [
    "externalProgram",
    "within a check",
    terraform({ check: { c: [{ data: [{ external: [{ x: {} }] }] }] } }),
    ["data.external.x: data.external.x runs a program"],
  ],
  [
    "externalProgram",
    "OpenTofu's encryption",
    terraform({ terraform: { encryption: { key_provider: { external: { k: { command: ["sh"] } } } } } }),
    ["encryption.external.k: encryption.external.k runs a program"],
  ],
  ["externalProgram", "other data", terraform({ data: { cloudflare_zone: { external: {} } } }), []],

  [
    "provisioner",
    "a provisioner",
    terraform({ resource: { terraform_data: { x: { provisioner: [{ "local-exec": { command: "env" } }] } } } }),
    ["terraform_data.x.provisioner: terraform_data.x has a provisioner"],
  ],
  [
    "provisioner",
    "on a token, in another form",
    terraform({ resource: [{ cloudflare_account_token: [{ x: [{ provisioner: { "local-exec": {} }, connection: {} }] }] }] }),
    [
      "cloudflare_account_token.x.connection: cloudflare_account_token.x has a connection",
      "cloudflare_account_token.x.provisioner: cloudflare_account_token.x has a provisioner",
    ],
  ],
  [
    "provisioner",
    "on what is removed",
    terraform({ removed: { from: "terraform_data.x", provisioner: { "local-exec": {} } } }),
    ["removed.terraform_data.x.provisioner: removed.terraform_data.x has a provisioner"],
  ],
  ["provisioner", "none", terraform({ resource: { terraform_data: { x: { provisioner: null } } }, removed: { from: "x.y" } }), []],

  [
    "unreadModule",
    "a remote one",
    terraform({ module: { m: { source: "git::https://evil.example/m.git" } } }),
    ["module.m: module.m is loaded from elsewhere, and nothing here reads it"],
  ],
  [
    "unreadModule",
    "a local one",
    terraform({ module: [{ m: [{ source: "./assets/m" }] }] }),
    ["module.m: module.m is loaded from a folder, and nothing here reads it"],
  ],
  ["unreadModule", "none", terraform(), []],

  ["readsLocalFiles", "file", terraform(output('${file("/proc/self/environ")}')), ["output.token: output.token calls file"]],
  [
    "readsLocalFiles",
    "with a comment",
    terraform({ locals: { x: "%{if fileexists /* ( */ # x\n (var.x)}a%{endif}" } }),
    ["locals: locals calls fileexists"],
  ],
  [
    "readsLocalFiles",
    "by its full name, in a key",
    terraform({ resource: { cloudflare_account_token: { x: { name: { '${core::templatefile("x", {})}': 1 } } } } }),
    ["cloudflare_account_token.x: cloudflare_account_token.x calls templatefile"],
  ],
  [
    "readsLocalFiles",
    "a text that says so, and other functions",
    terraform({ ...output("file(x)"), locals: { a: "${profile(1)}", b: "${local.file}" } }),
    [],
  ],

  [
    "unexpectedFile",
    "files that Terraform reads",
    terraform({}, "prod", [".terraform", "assets", "a.auto.tfvars", "metadata.json", "terraform.d", "terraform.tfvars.json"]),
    [
      "a.auto.tfvars: Terraform would read a.auto.tfvars as well",
      "terraform.d: Terraform would read terraform.d as well",
      "terraform.tfvars.json: Terraform would read terraform.tfvars.json as well",
    ],
  ],
  ["unexpectedFile", "others", terraform({}, "prod", [".terraform.lock.hcl", "plan", "terraform.tfstate"]), []],
];

test.each(CASES)("%s: %s", (rule, _, stack, findings) => {
  expect(ofTerraform(RULES[rule], stack)).toEqual(findings);
});

test("every rule on Terraform has a case that fires and one that does not", () => {
  const names = Object.entries(RULES).flatMap(([name, rule]) => (rule.terraform === undefined ? [] : [name]));
  const missing = names.filter((name) => {
    const own = CASES.filter(([rule]) => rule === name);
    return !own.some(([, , , f]) => f.length > 0) || !own.some(([, , , f]) => f.length === 0);
  });
  expect(missing).toEqual([]);
});

test("no rule on Terraform can be waived, and a stack that is as it should be passes all of them", () => {
  for (const rule of Object.values(RULES)) {
    if (rule.terraform === undefined) continue;
    expect([rule.id, rule.waivable, ofTerraform(rule, terraform())]).toEqual([rule.id, false, []]);
  }
});

test("a value is followed into other stacks", () => {
  const reader = (text: string): TerraformStack => terraform(output(text, {}), "reader");
  const source = terraform({ output: { "cross-stack-value": { value, sensitive: true }, harmless: { value: "x" } } }, "source");
  const exposed = ["output.token: output.token shows a token's value"];
  expect(ofTerraform(RULES.tokenValueExposed, source, reader("${data.terraform_remote_state.s.outputs.cross-stack-value}"))).toEqual(
    exposed,
  );
  expect(ofTerraform(RULES.tokenValueExposed, reader('${data.terraform_remote_state.s.outputs["cross-stack-value"]}'), source)).toEqual(
    exposed,
  );
  expect(ofTerraform(RULES.tokenValueExposed, source, reader("${jsonencode(data.terraform_remote_state.s)}"))).toEqual(exposed);
  expect(ofTerraform(RULES.tokenValueExposed, source, reader("${data.terraform_remote_state.s.outputs.harmless}"))).toEqual([]);
});

test("rules with parameters take them", () => {
  const stack = terraform({
    resource: { vault_kv_secret_v2: { s: {} }, acme_secret: { s: { text: value } } },
    data: { http: { x: { url: "https://api.example.com/x" } } },
    module: { m: { source: "./assets/m" } },
    terraform: {
      required_providers: {
        vault: { source: "hashicorp/vault" },
        acme: { source: "acme.example/acme/acme" },
        http: { source: "hashicorp/http" },
      },
    },
  });
  expect(
    ofTerraform(
      rules.foreignProvider({ sources: ["cloudflare/cloudflare", "hashicorp/vault", "Hashicorp/HTTP", "acme.example/acme/acme"] }),
      stack,
    ),
  ).toEqual([]);
  expect(ofTerraform(rules.tokenValueExposed({ sinks: ["acme_secret"] }), stack)).toEqual([]);
  expect(ofTerraform(rules.foreignHttp({ hosts: ["example.com"] }), stack)).toEqual([]);
  expect(ofTerraform(rules.foreignHttp({ hosts: ["xample.com"] }), stack)).toEqual(["data.http.x: data.http.x asks api.example.com"]);
  expect(ofTerraform(rules.unreadModule({ sources: ["./assets/m"] }), stack)).toEqual([]);
});
