import { ACCOUNT, tokenBody } from "../read/files";
import { terraform } from "./support";
import { backend, bare, output, type TerraformCase, value } from "./terraform-cases";

const oracle = "cloudflare_account_token.ci.value";
const R2 = "https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com";
const state = (config: object, type = "s3"): TerraformCase[2] =>
  terraform({ data: { terraform_remote_state: { net: { backend: type, config } } } });
const net = "data.terraform_remote_state.net";
const token = (body: object): TerraformCase[2] => terraform({ resource: { cloudflare_account_token: { x: body } } });
const x = "cloudflare_account_token.x";

/** What may not be made of a token's value: each fails for some values and not for others. */
const ORACLES = [
  `\${substr(${oracle}, 5, 1)}`,
  `\${{"S" = 1}[substr(${oracle}, 5, 1)]}`,
  `\${${oracle} == "x"}`,
  `\${length(${oracle})}`,
  `\${can(regex("^cfat_S", ${oracle}))}`,
  `\${tonumber(${oracle})}`,
  `Bearer \${${oracle}}`,
  `%{if ${oracle} == "x"}a%{endif}`,
  `\${[for c in split("", ${oracle}) : c]}`,
  `\${sha256("\${${oracle}}x")}`,
  `\${md5(${oracle})}`,
];

/** Entries of the list, one kind of thing after the other. */
export const LIST_CASES: readonly TerraformCase[] = [
  ...ORACLES.flatMap((text): TerraformCase[] => [
    [
      "token-value-exposed",
      `a local: ${text}`,
      terraform({ locals: { a: text } }),
      ["locals: locals computes something of a token's value"],
    ],
    [
      "token-value-exposed",
      `a sensitive output: ${text}`,
      terraform(output(text)),
      ["output.token: output.token computes something of a token's value"],
    ],
    [
      "token-value-exposed",
      `a variable's condition: ${text}`,
      terraform({ variable: { v: { default: "a", validation: [{ condition: text, error_message: "no" }] } } }),
      ["variable.v: variable.v has a condition on a token's value"],
    ],
  ]),
  ...[`\${substr(${oracle}, 5, 1)}`, `\${{"S" = 1}[${oracle}]}`, `\${${oracle} == "x" ? "a" : "b"}`, `\${format("%d", ${oracle})}`].flatMap(
    (text): TerraformCase[] => [
      [
        "token-value-exposed",
        `a sink: ${text}`,
        terraform({ resource: { vault_kv_secret_v2: { s: { data_json: text } } } }),
        ["vault_kv_secret_v2.s: vault_kv_secret_v2.s computes something of a token's value"],
      ],
      [
        "token-value-exposed",
        `a check: ${text}`,
        terraform({ check: { c: { assert: { condition: text, error_message: "no" } } } }),
        ["check.c: check.c uses a token's value and is no secret store"],
      ],
    ],
  ),
  [
    "token-value-exposed",
    "through a local that is whole",
    terraform({ locals: { a: value }, ...output("${substr(local.a, 0, 1)}") }),
    ["output.token: output.token computes something of a token's value"],
  ],
  [
    "token-value-exposed",
    "taken whole, as a SHA-256, and in a sink's text",
    terraform({
      locals: { whole: value, hash: `\${ sha256( ${oracle} ) }`, of: "${local.whole}", many: [`\${cloudflare_api_token.x[0].value}`] },
      resource: {
        cloudflare_secrets_store_secret: { s: { value } },
        kubernetes_secret_v1: { s: { data: { token: value, key: "${local.hash}" } } },
        vault_kv_secret_v2: {
          s: { data_json: `\${jsonencode({ token = ${oracle}, list = ["a", "Bearer \${${oracle}}"], key = sha256(local.whole) })}` },
        },
      },
      ...output("${local.many[0]}"),
    }),
    [],
  ],
  [
    "token-value-exposed",
    "something of a sensitive variable",
    terraform({
      variable: {
        api_token: { sensitive: true, validation: [{ condition: '${substr(var.api_token, 0, 1) == "a"}' }] },
        other: { ephemeral: true },
      },
      data: { cloudflare_zone: { z: { filter: { name: "${var.other}.example.com" } } } },
      resource: { cloudflare_dns_record: { r: { content: "x-${var.api_token}" } } },
    }),
    [
      "data.cloudflare_zone.z: data.cloudflare_zone.z computes something of a sensitive variable",
      "variable.api_token: variable.api_token computes something of a sensitive variable",
    ],
  ],
  [
    "token-value-exposed",
    "a secrets store of another account",
    terraform({
      resource: {
        cloudflare_account_token: { ci: tokenBody() },
        cloudflare_secrets_store_secret: {
          own: { account_id: ACCOUNT, value },
          computed: { account_id: "${var.account}", value },
          s: { account_id: "f".repeat(32), value },
        },
      },
    }),
    [
      "cloudflare_secrets_store_secret.s: cloudflare_secrets_store_secret.s keeps a token's value in another account than that of any token here",
    ],
  ],
  ...["cloudflare_workers_script", "cloudflare_worker_version", "cloudflare_pages_project"].map((type): TerraformCase => [
    "token-value-exposed",
    `a secrets store beside ${type}`,
    terraform({ resource: { cloudflare_secrets_store_secret: { s: { value } }, [type]: { code: {} } } }),
    [
      `cloudflare_secrets_store_secret.s: cloudflare_secrets_store_secret.s keeps a token's value, and ${type}.code can be given it and show it`,
    ],
  ]),

  ...(
    [
      ["assume_role_with_web_identity", { role_arn: "r", web_identity_token_file: "/proc/self/environ" }, ".web_identity_token_file"],
      ["web_identity_token_file", "/proc/self/environ", ""],
      ["custom_ca_bundle", "/root/.aws/credentials", ""],
      ["profile", "other", ""],
    ] as const
  ).flatMap(([name, setting, more]): TerraformCase[] => [
    [
      "reads-local-files",
      `a state of S3 by ${name}`,
      state({ bucket: "b", key: "k", [name]: setting }),
      [`${net}.config.${name}${more}: ${net} uses the file that ${name}${more} names`],
    ],
    [
      "reads-local-files",
      `a backend by ${name}`,
      bare(backend({ s3: { bucket: "b", encrypt: true, use_lockfile: true, [name]: setting } })),
      [`backend.s3.${name}${more}: backend.s3 uses the file that ${name}${more} names`],
    ],
  ]),
  ...(
    [
      ["azurerm", "client_certificate_path"],
      ["azurerm", "oidc_token_file_path"],
      ["pg", "sslkey_file"],
      ["consul", "ca_file"],
      ["etcd", "cert_file"],
      ["kubernetes", "client_key_path"],
    ] as const
  ).map(([type, name]): TerraformCase => [
    "reads-local-files",
    `a state of ${type} by ${name}`,
    state({ [name]: "/proc/self/environ" }, type),
    [`${net}.config.${name}: ${net} uses the file that ${name} names`],
  ]),
  [
    "reads-local-files",
    "a provider that is given a file",
    terraform({ provider: { vault: { ca_cert_file: "/etc/passwd" }, kubernetes: { client_certificate: "x", config_path: "x" } } }),
    ["provider.vault.ca_cert_file: provider.vault uses the file that ca_cert_file names"],
  ],
  [
    "reads-local-files",
    "a text that is evaluated again, and an address that calls",
    terraform({ locals: { a: "${templatestring(local.t, {})}" }, moved: { from: 'a.b[file("x")]', to: "a.c" } }),
    ["locals: locals calls templatestring", "moved: moved calls file"],
  ],

  ...(
    [
      ["s3", "https://abc123.execute-api.us-east-1.amazonaws.com"],
      ["s3", "https://s3-x-123456.us-east-1.elb.amazonaws.com"],
      ["s3", "https://s3.us-east-1.amazonaws.com.evil.example"],
      ["s3", "https://s3.evil.amazonaws.com"],
      ["s3", "https://bucket.s3-website-us-east-1.amazonaws.com"],
      ["s3", "https://s3.us-east-1.amazonaws.com:8443"],
      ["s3", "https://evil.r2.cloudflarestorage.com"],
      ["s3", "https://sts.us-east-1.amazonaws.com"],
      ["sts", "https://abc123.execute-api.us-east-1.amazonaws.com/prod"],
      ["sts", "https://s3.us-east-1.amazonaws.com"],
      ["dynamodb", "https://dynamodb.us-east-1.example.com"],
      ["iam", "https://iam.example.com"],
      ["sso", "https://portal.sso.us-east-1.amazonaws.com"],
    ] as const
  ).map(([endpoint, url]): TerraformCase => [
    "foreign-http",
    `an endpoint of a state: ${endpoint} ${url}`,
    state({ endpoints: { [endpoint]: url } }),
    [`${net}.config.endpoints.${endpoint}: ${net} keeps or reads a state at ${new URL(url).host}`],
  ]),
  ...["https://s3.us-east-1.amazonaws.com/x", "https://s3.amazonaws.com?x=1"].map((url): TerraformCase => [
    "foreign-http",
    `a host of S3 with more: ${url}`,
    state({ endpoint: url }),
    [`${net}.config.endpoint: ${net} keeps or reads a state at ${new URL(url).host}`],
  ]),
  ...(
    [
      ["s3", "https://s3.amazonaws.com"],
      ["s3", "https://s3.eu-central-1.amazonaws.com/"],
      ["s3", "https://s3-eu-west-1.amazonaws.com"],
      ["s3", "https://s3.dualstack.us-gov-west-1.amazonaws.com"],
      ["s3", "https://my.bucket.s3.us-east-1.amazonaws.com"],
      ["s3", "https://s3.cn-north-1.amazonaws.com.cn"],
      ["s3", R2],
      ["s3", R2.replace(".r2", ".fedramp-high.r2")],
      ["sts", "https://sts.us-east-1.amazonaws.com"],
      ["sts", "https://sts.amazonaws.com"],
      ["dynamodb", "https://dynamodb.us-east-1.amazonaws.com"],
      ["iam", "https://iam.amazonaws.com"],
    ] as const
  ).map(([endpoint, url]): TerraformCase => [
    "foreign-http",
    `AWS and R2 themselves: ${url}`,
    state({ endpoints: { [endpoint]: url } }),
    [],
  ]),
  ...(
    [
      ["s3", { region: "x.evil.example/" }, "region"],
      ["s3", { bucket: "evil.example/" }, "bucket"],
      ["azurerm", { storage_account_name: "evil.example/" }, "storage_account_name"],
    ] as const
  ).map(([type, config, name]): TerraformCase => [
    "foreign-http",
    `a host that is made of ${name}`,
    state(config, type),
    [`${net}.config.${name}: ${net} makes a host of ${name}, which is no plain name`],
  ]),
  ...(
    [
      ["s3", "ec2_metadata_service_endpoint"],
      ["azurerm", "metadata_host"],
      ["azurerm", "oidc_request_url"],
      ["gcs", "storage_custom_endpoint"],
      ["http", "address"],
      ["consul", "address"],
      ["remote", "hostname"],
    ] as const
  ).map(([type, name]): TerraformCase => [
    "foreign-http",
    `a state of ${type} by ${name}`,
    state({ [name]: "https://evil.example" }, type),
    [`${net}.config.${name}: ${net} keeps or reads a state at evil.example`],
  ]),

  ...["replace_triggered_by", "postpone"].map((name): TerraformCase => [
    "unknown-argument",
    `a token's lifecycle.${name}`,
    token({ lifecycle: { [name]: ["terraform_data.x"] } }),
    [`${x}.lifecycle.${name}: ${x} has lifecycle.${name}, which is on no list`],
  ]),
  [
    "unknown-argument",
    "a token's",
    token({ name: "x", dynamic: { policies: {} } }),
    [`${x}.dynamic: ${x} has dynamic, which is on no list`],
  ],
  [
    "unknown-argument",
    "a look-up that says more, an output, a provider and a backend",
    terraform({
      data: { cloudflare_zone: { z: { filter: { name: "example.com" }, count: "${length(var.t)}" } } },
      output: { o: { value: "x", postcondition: {} } },
      provider: { cloudflare: { email: "x@example.com", retries: 5 } },
      terraform: { backend: { s3: { encrypt: true, use_lockfile: true, colour: "red" } }, experiments: ["x"] },
    }),
    [
      "backend.s3.colour: backend.s3 has colour, which is on no list",
      "data.cloudflare_zone.z.count: data.cloudflare_zone.z has count, which is on no list",
      "output.o.postcondition: output.o has postcondition, which is on no list",
      "provider.cloudflare.email: provider.cloudflare has email, which is on no list",
      "provider.cloudflare.retries: provider.cloudflare has retries, which is on no list",
      "terraform.experiments: terraform has experiments, which is on no list",
    ],
  ],
  ["unknown-argument", "those that are known", token({ status: "active", lifecycle: { prevent_destroy: true } }), []],

  ...[true, "true", false].map((enabled): TerraformCase => [
    "uncertain-token",
    `enabled = ${String(enabled)}`,
    token({ lifecycle: { enabled } }),
    [],
  ]),
  [
    "uncertain-token",
    "enabled by an expression",
    token({ lifecycle: { enabled: "${var.on}" } }),
    [`${x}.lifecycle.enabled: ${x} may or may not exist (enabled)`],
  ],

  ...["cloudflare_account_token.x", "${ cloudflare_api_token . x }", "module.m.cloudflare_zone.z", undefined].map((to): TerraformCase => {
    const name = to?.replace(/ /g, "") ?? "something";
    return [
      "imported-token",
      `to ${name}`,
      terraform({ import: [{ to, id: "a/b" }] }),
      [`import.${name}: ${name} is imported: somebody may hold its value`],
    ];
  }),
  ["imported-token", "a zone", terraform({ import: { to: "cloudflare_zone.z", id: "x" } }), []],

  [
    "external-program",
    "an action, and what triggers one",
    terraform({
      action: { local_command: { after: { config: { command: "bash" } } } },
      resource: { cloudflare_account_token: { x: { lifecycle: { action_trigger: [{ actions: ["action.local_command.after"] }] } } } },
    }),
    [
      "action.local_command.after: action.local_command.after runs a program",
      `${x}.lifecycle.action_trigger: ${x} makes an action run a program`,
    ],
  ],
  [
    "external-program",
    "an action of Cloudflare's, and OpenTofu's way to encrypt",
    terraform({
      action: { cloudflare_purge: { x: {} } },
      terraform: { encryption: { method: { external: { m: { encrypt_command: ["sh"] } } } } },
    }),
    ["action.cloudflare_purge.x: action.cloudflare_purge.x runs a program", "encryption.external.m: encryption.external.m runs a program"],
  ],

  [
    "unknown-type",
    "a type that is new, and an ephemeral one",
    terraform({ resource: { cloudflare_brand_new: { a: {} } }, ephemeral: { cloudflare_account_token: { e: {} } } }),
    [
      "cloudflare_brand_new: cloudflare_brand_new (a) is a type that nobody has sorted yet: it may give access",
      "ephemeral.cloudflare_account_token: ephemeral.cloudflare_account_token (e) is opened at each run, and nothing here knows what it does",
    ],
  ],
  ["unknown-type", "one that is sorted", terraform({ resource: { cloudflare_zone: { z: {} } } }), []],
  [
    "other-type",
    "types that are no tokens, one finding each",
    terraform({
      resource: { cloudflare_dns_record: { a: {}, b: {}, c: {}, d: {} }, terraform_data: { t: {} } },
      data: { cloudflare_ip_ranges: { r: {} }, cloudflare_zone: { z: { filter: { name: "example.com" } } } },
    }),
    [
      "cloudflare_dns_record: cloudflare_dns_record (a, b and 2 more) is no token and gives no access: names and settings of DNS, which everybody may read",
      "data.cloudflare_ip_ranges: data.cloudflare_ip_ranges (r) is read at each plan",
      "terraform_data: terraform_data (t) keeps what it is given in the state",
    ],
  ],
  ["other-type", "tokens and a sink", terraform({ resource: { cloudflare_secrets_store_secret: { s: { value } } } }), []],
  [
    "unknown-block",
    "a check, a list, and what is new",
    terraform({ check: { c: { assert: {} } }, list: { cloudflare_zone: { z: {} } }, language: { edition: "x" } }),
    [
      "check.c: check.c is a block of a kind that is on no list",
      "language: language is no kind of block that is known",
      "list.cloudflare_zone.z: list.cloudflare_zone.z is a block of a kind that is on no list",
    ],
  ],
  ["unknown-block", "those that are known", terraform({ locals: { a: 1 }, moved: { from: "a.b", to: "a.c" } }), []],

  ...[
    "timestamp",
    "plantimestamp",
    "uuid",
    "bcrypt",
    "abspath",
    "pathexpand",
    "provider::acme::name",
    "provider::terraform::applying",
    "brandnew",
  ].map((name): TerraformCase => [
    "unknown-expression",
    `${name}()`,
    terraform({ locals: { a: `\${${name} /* x */ ("a")}` } }),
    [`locals: locals calls ${name}, which is on no list`],
  ]),
  [
    "unknown-expression",
    "what is pure, text that looks like a call, and an escaped one",
    terraform({
      locals: { a: '${join(",", [upper("x (y)")])} by ops (day)', b: "$${uuid()} %%{uuid()}", c: "${[for a in (local.d) : a]}" },
    }),
    [],
  ],

  ...["~> 5.19.0", "5.19.1", ">= 5.14, < 5.20, != 5.19.1", "< 5.13", "~> 4.0"].map((version): TerraformCase => [
    "broken-provider",
    version,
    bare({ terraform: { required_providers: { cloudflare: { source: "cloudflare/cloudflare", version } } } }),
    [
      `provider.cloudflare: the newest version of cloudflare that ${JSON.stringify(version)} lets in is ${
        version === "5.19.1" || version === "~> 5.19.0" ? "5.19.1" : version.startsWith(">=") ? "5.19.0" : "below 5.13.0"
      }`,
    ],
  ]),
  ...["~> 5.14", "5.22.0", ">= 5.0", "x"].map((version): TerraformCase => [
    "broken-provider",
    version,
    bare({ terraform: { required_providers: { cloudflare: { source: "cloudflare/cloudflare", version } } } }),
    [],
  ]),

  [
    "pipelines-only",
    "what a pipeline does not apply",
    terraform({
      terraform: { cloud: { organization: "x" } },
      variable: { zone: {}, api_token: { sensitive: true, ephemeral: true, default: "" } },
      locals: { a: "${upper(local.b)}", b: "${var.zone}" },
      resource: { cloudflare_account_token: { x: { lifecycle: { precondition: {} } } } },
      data: { terraform_remote_state: { s: { backend: "s3", config: {} } } },
    }),
    [
      "backend.cloud: backend.cloud makes its plans on machines of its own, where no gate stands before apply",
      `${x}.lifecycle.precondition: ${x} has a condition, whose message may show a value`,
      "data.terraform_remote_state.s: data.terraform_remote_state.s reads the state of another stack",
      "locals: locals calls upper",
      "locals: locals takes a variable",
      "variable.api_token: variable.api_token is not a credential from outside: sensitive, ephemeral, without default and validation",
      "variable.zone: variable.zone is not a credential from outside: sensitive, ephemeral, without default and validation",
    ],
  ],
  [
    "pipelines-only",
    "what our own stacks write",
    terraform({
      variable: { api_token: { type: "string", sensitive: true, ephemeral: true } },
      provider: { cloudflare: [{ api_token: "${var.api_token}" }] },
      output: { id: { value: "${cloudflare_account_token.ci.id}" } },
    }),
    [],
  ],
];
