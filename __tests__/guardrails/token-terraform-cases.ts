import { terraform } from "./support";
import { backend, bare, FAKE, output, type TerraformCase, value } from "./terraform-cases";

/** Rules on what is written for tokens, where their values go, and where the state is. */
export const TOKEN_CASES: readonly TerraformCase[] = [
  [
    "access-outside-tokens",
    "a member",
    terraform({ resource: [{ cloudflare_account_member: { m: {}, n: {} } }, { cloudflare_account_member: { o: {} } }] }),
    [
      "cloudflare_account_member: cloudflare_account_member (m, n, o) gives access that nothing here shows: makes people members of the account, with the roles it names",
    ],
  ],
  ...[
    ["share_recipient", "lets another account use what is shared"],
    ["workers_script", "its code can show each secret that is bound to it"],
    ["zero_trust_tunnel_cloudflared", "a way into a private network, with a secret of its own"],
  ].map(([type = "", reason = ""]): TerraformCase => [
    "access-outside-tokens",
    type,
    terraform({ resource: { [`cloudflare_${type}`]: { x: {} } } }),
    [`cloudflare_${type}: cloudflare_${type} (x) gives access that nothing here shows: ${reason}`],
  ]),
  [
    "access-outside-tokens",
    "a data source that shows a secret",
    terraform({ data: { cloudflare_zero_trust_tunnel_cloudflared_token: { t: {} } } }),
    ["data.cloudflare_zero_trust_tunnel_cloudflared_token: data.cloudflare_zero_trust_tunnel_cloudflared_token (t) shows a secret"],
  ],
  ["access-outside-tokens", "a zone", terraform({ resource: { cloudflare_zone: { z: {} } } }), []],

  ...[
    ["a local that is every zone", { locals: { z: "*" } }, "${local.z}", "local.z"],
    ["a local that ends the key", { locals: { z: 'x":"*","com.cloudflare.api.account.zone.*' } }, "${local.z}", "local.z"],
    ["a local that is of another scope", { locals: { z: "zone.11111111111111111111111111111111" } }, "${local.z}", "local.z"],
    ["a local that another one gives", { locals: [{ z: "${local.y}" }, { y: "*" }] }, "${local.z}", "local.y"],
    ["a local that is computed", { locals: { z: '${join("", ["*"])}' } }, "${local.z}", "local.z"],
    ["a part of an object", { locals: { z: { id: "*", name: "example.com" } } }, "${local.z.id}", "local.z.id"],
    ["a part that is of another scope", { locals: { z: { a: ["zone.*"] } } }, '${local.z["a"][0]}', 'local.z["a"][0]'],
    ["a part that can't be told", { locals: { z: { a: "x", b: "*" } } }, "${local.z.c}", "local.z.c"],
    ["a variable's default", { variable: { z: { default: "*" } } }, "${var.z}", "var.z"],
  ].map(([what, definitions, symbol, name]): TerraformCase => {
    const policies = [{ effect: "allow", permission_groups: [], resources: `{"com.cloudflare.api.account.zone.${symbol as string}":"*"}` }];
    return [
      "unresolved-resource",
      what as string,
      terraform({ ...(definitions as object), resource: { cloudflare_account_token: { ci: { policies } } } }),
      [
        `cloudflare_account_token.ci ${name as string}: ${name as string}, which cloudflare_account_token.ci names its resources by, is no plain id`,
      ],
    ];
  }),
  [
    "unresolved-resource",
    "locals and variables that are ids, or given by whoever runs Terraform",
    terraform({
      locals: { z: "11111111111111111111111111111111", site: { id: "${cloudflare_zone.site.id}", name: "example.com" }, unused: "*" },
      variable: { account: { type: "string" }, bucket: { default: "backups" } },
      resource: {
        cloudflare_account_token: {
          ci: {
            policies: [
              { resources: '{"com.cloudflare.api.account.zone.${local.z}":"*","com.cloudflare.api.account.zone.${local.site.id}":"*"}' },
              { resources: '{"com.cloudflare.edge.r2.bucket.${var.account}_eu_${var.bucket}":"*"}' },
            ],
          },
        },
      },
    }),
    [],
  ],

  [
    "token-value-exposed",
    "a sensitive output with a condition that tells the value by failing",
    terraform({
      output: {
        token: { value: "x", sensitive: true, precondition: [{ condition: `\${${value.slice(2, -1)} != "a"}`, error_message: "no" }] },
      },
    }),
    ["output.token: output.token has a condition on a token's value"],
  ],
  ["token-value-exposed", "an output that is sensitive in words", terraform(output(value, { sensitive: "true" })), []],
  ["token-value-exposed", "a plain output", terraform(output(value, {})), ["output.token: output.token shows a token's value"]],
  [
    "token-value-exposed",
    "an output whose mark is an expression",
    terraform(output(value, { sensitive: "${false}" })),
    ["output.token: output.token shows a token's value"],
  ],
  [
    "token-value-exposed",
    "a user token's, in a list of blocks",
    terraform({ output: [{ token: [{ value: ["${cloudflare_api_token.x.value}"] }] }] }),
    ["output.token: output.token shows a token's value"],
  ],
  [
    "token-value-exposed",
    "the whole token",
    terraform(output("${jsonencode(cloudflare_account_token.ci)}", {})),
    ["output.token: output.token shows a token's value"],
  ],
  [
    "token-value-exposed",
    "a computed attribute",
    terraform(output('${cloudflare_account_token.ci["value"]}', {})),
    ["output.token: output.token shows a token's value"],
  ],
  [
    "token-value-exposed",
    "spaces and a splat",
    terraform(output("${values( cloudflare_account_token\n.ci )}", {})),
    ["output.token: output.token shows a token's value"],
  ],
  [
    "token-value-exposed",
    "in a key",
    terraform({ output: { token: { value: { [value]: 1 } } } }),
    ["output.token: output.token shows a token's value"],
  ],
  [
    "token-value-exposed",
    "nonsensitive",
    terraform(output("${nonsensitive(cloudflare_account_token.ci.value)}")),
    ['output.token: output.token takes the mark "sensitive" off a token\'s value'],
  ],
  [
    "token-value-exposed",
    "another resource",
    terraform({ resource: { local_file: { f: { content: value } } } }),
    ["local_file.f: local_file.f uses a token's value and is no secret store"],
  ],
  [
    "token-value-exposed",
    "a data source",
    terraform({ data: { http: { x: { url: `https://example.com/${value}` } } } }),
    ["data.http.x: data.http.x uses a token's value and is no secret store"],
  ],
  [
    "token-value-exposed",
    "a provider",
    terraform({ provider: { vault: { token: value } } }),
    ["provider.vault: provider.vault uses a token's value and is no secret store"],
  ],
  [
    "token-value-exposed",
    "through locals",
    terraform({ locals: { a: "${local.b}", b: value, c: "x" }, ...output("${local.a}", {}) }),
    ["output.token: output.token shows a token's value"],
  ],
  [
    "token-value-exposed",
    "through locals, behind comments",
    terraform({ locals: { a: "${local /* . */ .b}", b: value }, ...output("${local #\n. // x\n a}", {}) }),
    ["locals: locals computes something of a token's value", "output.token: output.token shows a token's value"],
  ],
  [
    "token-value-exposed",
    "nonsensitive in a local",
    terraform({ locals: { a: "${nonsensitive(cloudflare_account_token.ci.value)}" } }),
    ['locals: locals takes the mark "sensitive" off a token\'s value'],
  ],
  [
    "token-value-exposed",
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
    "token-value-exposed",
    "a condition on its id",
    terraform({
      resource: {
        cloudflare_account_token: { ci: { lifecycle: { postcondition: [{ condition: '${self.id != ""}', error_message: "x" }] } } },
      },
    }),
    [],
  ],
  ["token-value-exposed", "another local", terraform({ locals: { b: value, c: "x" }, ...output("${local.c}", {}) }), []],
  ["token-value-exposed", "a sensitive output", terraform(output(value)), []],
  [
    "token-value-exposed",
    "a secret store, elsewhere than among its secrets",
    terraform({
      resource: {
        aws_ssm_parameter: { s: { name: "n", type: "SecureString", value: "x", description: value } },
        github_actions_secret: { s: { secret_name: value, plaintext_value: value } },
        vault_kv_secret_v2: { s: { data_json: value, custom_metadata: { data: { note: value } } } },
      },
    }),
    [
      "aws_ssm_parameter.s: aws_ssm_parameter.s uses a token's value outside value, value_wo",
      "github_actions_secret.s: github_actions_secret.s uses a token's value outside plaintext_value, value, value_wo",
      "vault_kv_secret_v2.s: vault_kv_secret_v2.s uses a token's value outside data_json, data_json_wo",
    ],
  ],
  [
    "token-value-exposed",
    "a secret store that keeps it in clear",
    terraform({
      resource: {
        aws_ssm_parameter: { s: { type: "String", value } },
        gitlab_project_variable: { s: { key: "K", value } },
        tfe_variable: { s: { key: "K", value, sensitive: false } },
      },
    }),
    [
      "aws_ssm_parameter.s: aws_ssm_parameter.s keeps a token's value and is no SecureString: whoever reads parameters reads it",
      "gitlab_project_variable.s: gitlab_project_variable.s keeps a token's value and is not masked: jobs show it in their logs",
      "tfe_variable.s: tfe_variable.s keeps a token's value and is not sensitive: the workspace shows it",
    ],
  ],
  [
    "token-value-exposed",
    "what a secret store gives back",
    terraform({
      resource: { aws_ssm_parameter: { s: { type: "SecureString", value_wo: value } } },
      data: { aws_ssm_parameter: { again: { name: "s" } } },
      output: {
        a: { value: "${nonsensitive(aws_ssm_parameter.s.value)}", sensitive: true },
        b: { value: "${aws_ssm_parameter.s}" },
        c: { value: "${data.aws_ssm_parameter.again.value}" },
        d: { value: "${aws_ssm_parameter.s.arn} ${aws_ssm_parameter.s[0].name} ${aws_ssm_parameter.other.value}" },
      },
    }),
    [
      'output.a: output.a takes the mark "sensitive" off a token\'s value',
      "output.b: output.b shows a token's value",
      "output.c: output.c shows a token's value",
    ],
  ],
  [
    "token-value-exposed",
    "secret stores, each as it keeps secrets",
    terraform({
      resource: {
        aws_ssm_parameter: { s: { name: "${cloudflare_account_token.ci.name}", type: "SecureString", value_wo: value } },
        gitlab_project_variable: { s: { key: "K", value, masked: "true" } },
        kubernetes_secret_v1: { s: { metadata: { name: "n" }, data: { token: value } } },
        tfe_variable: { s: { key: "K", value, sensitive: true } },
      },
    }),
    [],
  ],
  ...[
    "${data.terraform_remote_state.s.outputs.removed-token}",
    "${jsonencode(data.terraform_remote_state.s.outputs)}",
    "${data.terraform_remote_state.s.outputs[var.key]}",
    "${local.a}",
  ].map((text): TerraformCase => [
    "token-value-exposed",
    `an output that no stack declares: ${text}`,
    terraform({
      data: { terraform_remote_state: { s: { backend: "local", config: { path: "/elsewhere.tfstate" } } } },
      locals: { a: "${data.terraform_remote_state.s.outputs.removed-token}" },
      output: {
        t: { value: text },
        harmless: { value: "x" },
        kept: { value: "${data.terraform_remote_state.s.outputs.removed-token}", sensitive: true },
      },
    }),
    ["output.t: output.t shows what may be a token's value (an output that no stack here declares)"],
  ]),
  [
    "token-value-exposed",
    "outputs that no stack declares, elsewhere than in outputs",
    terraform({
      locals: { a: "${nonsensitive(data.terraform_remote_state.s.outputs.t)}" },
      resource: {
        acme_file: { f: { text: "${data.terraform_remote_state.s.outputs.t}" } },
        cloudflare_account_token: {
          named: { name: "${data.terraform_remote_state.s.outputs.t}" },
          bared: { policies: [{ resources: "${nonsensitive(data.terraform_remote_state.s.outputs.t)}" }] },
        },
      },
    }),
    [
      "acme_file.f: acme_file.f uses",
      'cloudflare_account_token.bared: cloudflare_account_token.bared takes the mark "sensitive" off',
      "cloudflare_account_token.named: cloudflare_account_token.named uses",
      'locals: locals takes the mark "sensitive" off',
    ].map(
      (text) =>
        `${text} what may be a token's value (an output that no stack here declares)${text.endsWith("uses") ? " and is no secret store" : ""}`,
    ),
  ],
  [
    "token-value-exposed",
    "zones and accounts that a token names by outputs of states elsewhere",
    terraform({
      resource: {
        cloudflare_account_token: {
          ci: {
            account_id: "${data.terraform_remote_state.s.outputs.account}",
            policies: [{ resources: '{"com.cloudflare.api.account.zone.${data.terraform_remote_state.s.outputs.zone}":"*"}' }],
          },
        },
      },
    }),
    [],
  ],
  ...[
    { output: { t: { value: "${nonsensitive(var.api_token)}" } } },
    { output: { t: { value: "${nonsensitive(local.a)}" } }, locals: { a: "${var.api_token}" } },
    { data: { cloudflare_zone: { z: { filter: { name: "${nonsensitive(var.api_token)}.example.com" } } } } },
    { locals: [{ b: "x" }, { a: "${ nonsensitive (var . api_token) }" }] },
    { resource: { cloudflare_account_token: { ci: { policies: [{ resources: "${nonsensitive(var.api_token)}" }] } } } },
  ].map((more): TerraformCase => {
    const [type = "", blocks] = Object.entries(more)[0] ?? [];
    const address = { output: "output.t", data: "data.cloudflare_zone.z", locals: "locals", resource: "cloudflare_account_token.ci" }[type];
    return [
      "token-value-exposed",
      `the mark of a sensitive variable is taken off: ${JSON.stringify(blocks)}`,
      terraform({ ...more, variable: { api_token: { type: "string", sensitive: "true" } } }),
      [`${String(address)}: ${String(address)} takes the mark "sensitive" off a variable`],
    ];
  }),
  [
    "token-value-exposed",
    "a sensitive variable that keeps its mark, and another that has none",
    terraform({
      variable: { api_token: { sensitive: true }, zone: {} },
      provider: { cloudflare: { api_token: "${var.api_token}" } },
      locals: { a: "${nonsensitive(var.zone)}", b: "${var.api_token}" },
    }),
    [],
  ],
  [
    "token-value-exposed",
    "what another data source of a secret store gives back",
    terraform({
      resource: { doppler_secret: { s: { value } }, aws_ssm_parameter: { s: { type: "SecureString", value } } },
      data: { doppler_secrets: { all: {} }, aws_ssm_parameters_by_path: { all: {} } },
      output: {
        a: { value: "${nonsensitive(data.doppler_secrets.all.map.T)}", sensitive: true },
        b: { value: "${data.aws_ssm_parameters_by_path.all.values[0]}" },
        c: { value: "${data.aws_ssm_parameters_by_path.all.arn} ${data.aws_caller_identity.x.account_id} ${data.vault_secret.x.data}" },
      },
    }),
    ['output.a: output.a takes the mark "sensitive" off a token\'s value', "output.b: output.b shows a token's value"],
  ],
  [
    "token-value-exposed",
    "what Cloudflare's data sources say beside a secret of Cloudflare's store",
    terraform({
      resource: { cloudflare_secrets_store_secret: { s: { value } } },
      output: { a: { value: "${data.cloudflare_zones.x.result[0].name_servers}" } },
    }),
    [],
  ],
  ["token-value-exposed", "a secret store", terraform({ resource: { vault_kv_secret_v2: { s: { data_json: value } } } }), []],
  ["token-value-exposed", "the id", terraform(output("${cloudflare_account_token.ci.id} ${cloudflare_account_token.ci[0].name}", {})), []],
  [
    "token-value-exposed",
    "the text without a template, and a dependency",
    terraform({
      ...output("cloudflare_account_token.ci.value", {}),
      resource: { local_file: { f: { depends_on: ["cloudflare_account_token.ci"], "//": value } } },
    }),
    [],
  ],

  ...[["policies[0].resources"], ["modified_on", "condition"], "all", ["expires_on"], ["${status}"], [{}]].map(
    (ignore, index): TerraformCase => [
      "ignored-changes",
      `ignore_changes ${JSON.stringify(ignore)}`,
      terraform({ resource: [{ cloudflare_api_token: [{ x: [{ lifecycle: [{ ignore_changes: ignore }] }] }] }] }),
      [
        `cloudflare_api_token.x: Terraform ignores changes of ${["policies", "condition", "all", "expires_on", "status", "something"][index] ?? ""} of cloudflare_api_token.x`,
      ],
    ],
  ),
  [
    "ignored-changes",
    "what the provider computes, and other resources",
    terraform({
      resource: {
        cloudflare_account_token: { x: { lifecycle: { ignore_changes: ["last_used_on"], prevent_destroy: true } } },
        vault_kv_secret_v2: { s: { lifecycle: { ignore_changes: "all" } } },
      },
    }),
    [],
  ],

  ...[false, "false", "${!true}"].map((destroy): TerraformCase => [
    "forgotten-token",
    `destroy = ${JSON.stringify(destroy)}`,
    terraform({ removed: [{ from: "cloudflare_account_token.x", lifecycle: [{ destroy }] }] }),
    ["removed.cloudflare_account_token.x: Terraform only forgets cloudflare_account_token.x: what is there stays, and keeps its access"],
  ]),
  [
    "forgotten-token",
    "without a lifecycle, which versions of OpenTofu forget by",
    terraform({ removed: [{ from: "cloudflare_account_token.x" }, { from: "vault_kv_secret_v2.s" }] }),
    [
      "removed.cloudflare_account_token.x: OpenTofu 1.7 and 1.8 only forget cloudflare_account_token.x: what is there stays, and keeps its access",
    ],
  ],
  ...[false, "false", "${var.destroy}"].map((destroy): TerraformCase => [
    "forgotten-token",
    `a token's own destroy = ${JSON.stringify(destroy)}`,
    terraform({ resource: { cloudflare_api_token: { x: { lifecycle: [{ destroy, prevent_destroy: true }] } } } }),
    [
      "cloudflare_api_token.x.lifecycle.destroy: Terraform only forgets cloudflare_api_token.x when it leaves the code or is replaced (destroy)",
    ],
  ]),
  [
    "forgotten-token",
    "a module, in which there may be tokens",
    terraform({ removed: { from: "module.m", lifecycle: { destroy: false } } }),
    ["removed.module.m: Terraform only forgets module.m: what is there stays, and keeps its access"],
  ],
  [
    "forgotten-token",
    "tokens that are deleted, and other resources",
    terraform({
      removed: [
        { from: "cloudflare_account_token.y", lifecycle: { destroy: "true" } },
        { from: "vault_kv_secret_v2.s", lifecycle: { destroy: false } },
      ],
    }),
    [],
  ],

  [
    "credential-in-file",
    "a provider's, however it is written",
    terraform({
      provider: {
        cloudflare: [{ api_token: FAKE }, { alias: "x", api_token: '${join("", [var.a, var.b])}' }, { api_user_service_key: FAKE }],
      },
      locals: { t: FAKE },
    }),
    [
      "provider.cloudflare.api_token: provider.cloudflare holds a credential in api_token",
      "provider.cloudflare.api_token: provider.cloudflare holds a credential in api_token",
      "provider.cloudflare.api_user_service_key: provider.cloudflare holds a credential in api_user_service_key",
    ],
  ],
  [
    "credential-in-file",
    "a variable that has its value",
    terraform({
      variable: { token: { sensitive: true, default: FAKE }, other: { default: FAKE } },
      provider: { cloudflare: { api_token: "${var.other}" } },
    }),
    [
      "provider.cloudflare.api_token: provider.cloudflare holds a credential in api_token",
      "variable.token: variable.token is sensitive and has its value as a default",
    ],
  ],
  [
    "credential-in-file",
    "backends and remote states",
    bare({
      terraform: {
        backend: { s3: { access_key: FAKE, assume_role: [{ token: FAKE }] } },
        encryption: { key_provider: { pbkdf2: { k: { passphrase: FAKE } } } },
      },
      data: { terraform_remote_state: { r: { backend: "http", config: { address: `https://state.example/?token=${FAKE}` } } } },
    }),
    [
      "backend.s3.access_key: backend.s3 holds a credential in access_key",
      "backend.s3.assume_role.token: backend.s3 holds a credential in assume_role.token",
      "data.terraform_remote_state.r.config.address: data.terraform_remote_state.r holds a credential in config.address",
      "encryption.key_provider.pbkdf2.k.passphrase: encryption holds a credential in key_provider.pbkdf2.k.passphrase",
    ],
  ],
  [
    "credential-in-file",
    "a variable whose mark is a text",
    terraform({ variable: { token: { sensitive: "true", default: FAKE } } }),
    ["variable.token: variable.token is sensitive and has its value as a default"],
  ],
  [
    "credential-in-file",
    "Cloudflare's, anywhere",
    terraform({ output: { x: { description: `use cfat_${"0".repeat(40)}`, value: "x" } } }),
    ["output.x: output.x holds a Cloudflare credential"],
  ],
  [
    "credential-in-file",
    "variables from outside",
    terraform({
      variable: { token: { sensitive: true, ephemeral: true }, key: { default: null } },
      provider: { cloudflare: { api_token: "${var.token}" }, vault: { token: "${ var.key }", skip_child_token: true } },
      terraform: { backend: { s3: { access_key: "", encrypt: true } } },
    }),
    [],
  ],

  ["backend-without-lock", "no backend", bare({}), ["backend.local: the state is a local file, which no other machine sees or locks"]],
  [
    "backend-without-lock",
    "s3 without a lock",
    bare(backend({ s3: { encrypt: true } })),
    ["backend.s3: the s3 backend has no use_lockfile"],
  ],
  [
    "backend-without-lock",
    "http without a lock",
    bare(backend({ http: { address: "https://example.com" } })),
    ["backend.http: the http backend has no lock_address"],
  ],
  [
    "backend-without-lock",
    "consul with its lock off",
    bare(backend({ consul: { lock: false } })),
    ["backend.consul: the consul backend has its lock switched off"],
  ],
  [
    "backend-without-lock",
    "consul with its lock off, as a text",
    bare(backend({ consul: { lock: "false" } })),
    ["backend.consul: the consul backend has its lock switched off"],
  ],
  ["backend-without-lock", "oss without a table", bare(backend({ oss: {} })), ["backend.oss: the oss backend has no tablestore_table"]],
  ["other-state", "a backend nobody knows", bare(backend({ swift: {} })), ["backend.swift: backend swift is on no list"]],
  [
    "other-state",
    "the state of one, and OpenTofu's own kind",
    terraform({ data: { terraform_remote_state: { s: { backend: "etcd", config: { prefix: "x" } } } } }),
    ["data.terraform_remote_state.s: data.terraform_remote_state.s reads a state of backend etcd, which is on no list"],
  ],
  ["other-state", "those that are known", terraform(), []],
  ["backend-without-lock", "s3 with DynamoDB", bare(backend({ s3: { dynamodb_table: "locks" } })), []],
  ["backend-without-lock", "HCP Terraform", bare({ terraform: [{ cloud: { organization: "x" } }] }), []],
  ["backend-without-lock", "s3 with a lock file", terraform(), []],

  ["backend-without-encryption", "no backend", bare({}), ["backend.local: the state is a plain local file"]],
  ["backend-without-encryption", "s3", bare(backend({ s3: {} })), ["backend.s3: the s3 backend has no encrypt"]],
  [
    "backend-without-encryption",
    "R2 by plain http",
    bare(backend({ s3: { endpoints: { s3: "http://x.r2.cloudflarestorage.com" } } })),
    ["backend.s3.endpoints.s3: backend.s3 speaks plain http"],
  ],
  ["backend-without-encryption", "cos", bare(backend({ cos: {} })), ["backend.cos: the cos backend has no encrypt"]],
  ["backend-without-encryption", "pg", bare(backend({ pg: {} })), ["backend.pg: nothing is known of encryption of backend pg"]],
  ["backend-without-encryption", "R2", bare(backend({ s3: { endpoints: { s3: "https://x.eu.r2.cloudflarestorage.com" } } })), []],
  ...["public-read", "authenticated-read", "bucket-owner-full-control", "${var.acl}"].map((acl): TerraformCase => [
    "backend-without-encryption",
    `an ACL: ${acl}`,
    bare({ terraform: { backend: { s3: { encrypt: true, acl } }, encryption: { state: { method: "${method.aes_gcm.own}" } } } }),
    ["backend.s3: the s3 backend gives the state to others than its owner (acl)"],
  ]),
  [
    "backend-without-encryption",
    "the ACL that is none, and that of a state which is only read",
    terraform({
      terraform: { backend: { s3: { encrypt: true, acl: "private" } } },
      data: { terraform_remote_state: { r: { backend: "s3", config: { bucket: "b", key: "k", acl: "public-read" } } } },
    }),
    [],
  ],
  [
    "backend-without-encryption",
    "OpenTofu's own",
    bare({ terraform: { backend: { local: {} }, encryption: { state: { method: "${method.aes_gcm.own}" } } } }),
    [],
  ],
  [
    "backend-without-encryption",
    "OpenTofu's method that encrypts nothing, and none at all",
    bare({
      terraform: [
        { backend: { local: {} } },
        { encryption: [{ state: [{ method: "method.unencrypted.x" }] }, { state: { method: "method.aes_gcm.own" } }] },
      ],
    }),
    ["backend.local: the state is a plain local file"],
  ],
  [
    "backend-without-encryption",
    "connections that anybody may read",
    bare({
      terraform: [
        { backend: { s3: { encrypt: true, insecure: true } } },
        { backend: { http: { address: "https://state.example", skip_cert_verification: "true" } } },
        { backend: { gcs: { storage_custom_endpoint: "http://gcs.example" } } },
      ],
    }),
    [
      "backend.gcs.storage_custom_endpoint: backend.gcs speaks plain http",
      "backend.http: nothing is known of encryption of backend http",
      "backend.http.skip_cert_verification: backend.http does not check whom it speaks with (skip_cert_verification)",
      "backend.s3.insecure: backend.s3 does not check whom it speaks with (insecure)",
    ],
  ],
  [
    "backend-without-encryption",
    "settings that Terraform converts, and a proxy",
    bare(backend({ s3: { encrypt: "true", http_proxy: "http://proxy.example:3128" } })),
    [],
  ],
  ["backend-without-encryption", "s3 with encrypt", terraform(), []],
];
