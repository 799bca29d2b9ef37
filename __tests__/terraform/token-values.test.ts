import type { DeliverySpec, NotUnderstood } from "../../lib";
import { AppDefinitions, type TerraformStack } from "../../lib/terraform";

type Document = Readonly<Record<string, unknown>>;
interface Uses {
  readonly deliveries: readonly DeliverySpec[];
  readonly odd: readonly NotUnderstood[];
}

const TOKEN = "cloudflare_account_token.ci";
const stackOf = (document: Document, name = "main"): TerraformStack => ({
  name,
  files: [{ file: `${name}.tf.json`, document: [document] }],
  others: [],
});
const usesOf = (document: Document, other?: Document): Uses => {
  const app = new AppDefinitions();
  const stack = stackOf(document);
  app.stack(stack);
  if (other !== undefined) app.stack(stackOf(other, "other"));
  const { deliveries, odd } = app.usesOf(stack, TOKEN);
  return { deliveries: deliveries.map(({ digest: _, place: __, ...delivery }) => delivery), odd };
};
const digestIn = (document: Document): string | undefined => {
  const app = new AppDefinitions();
  const stack = stackOf(document);
  app.stack(stack);
  return app.usesOf(stack, TOKEN).deliveries[0]?.digest;
};

describe("where a token's value goes", () => {
  it("is to outputs and sinks, through locals as well", () => {
    const { deliveries, odd } = usesOf({
      locals: { all: { ci: `\${${TOKEN}.value}`, id: `\${${TOKEN}.id}` }, again: "${local.all}", id: `\${${TOKEN}.id}` },
      output: {
        plain: { value: `\${sha256(${TOKEN}.value)}` },
        sensitive: { value: '${local.again["ci"]}', sensitive: true },
        whole: { value: `\${${TOKEN}}`, sensitive: "true" },
        id: { value: `\${${TOKEN}.id}\${local.id}\${${TOKEN}[0].name}` },
        other: { value: "${cloudflare_account_token.other.value}" },
      },
      resource: {
        github_actions_secret: { s: { plaintext_value: `\${${TOKEN}.value}`, repository: "x" } },
        gitlab_project_variable: { clear: { value: `\${${TOKEN}.value}` } },
      },
    });
    expect(deliveries).toEqual([
      { kind: "sink", to: "github_actions_secret.s", sensitive: true },
      { kind: "sink", to: "gitlab_project_variable.clear", sensitive: false },
      { kind: "output", to: "output.plain", sensitive: false },
      { kind: "output", to: "output.sensitive", sensitive: true },
      { kind: "output", to: "output.whole", sensitive: true },
    ]);
    expect(odd).toEqual([]);
  });

  it("is not understood anywhere else", () => {
    const value = `\${${TOKEN}.value}`;
    const { deliveries, odd } = usesOf({
      output: { o: { value: "x", precondition: { condition: `\${startswith(${TOKEN}.value, "a")}`, error_message: "x" } } },
      resource: { github_actions_secret: { s: { secret_name: value } }, x: { depends: { depends_on: [TOKEN] } } },
      data: { http: { h: { url: value } } },
      module: { m: { source: "./m", token: `\${${TOKEN}/* */.id}` } },
      provider: { other: { token: value, alias: "x" } },
      check: { c: { assert: { condition: `\${${TOKEN}.status == "active"}` } } },
    });
    expect(deliveries).toEqual([]);
    expect(odd.map(({ what, where }) => `${where}: ${what}`)).toEqual([
      "check.c: a check looks at it",
      "data.http.h: its value goes to what is no secret store",
      "github_actions_secret.s: its value goes to what is no secret store",
      "module.m: its value goes to what is no secret store",
      "output.o: a condition looks at its value",
      "provider.other: its value goes to what is no secret store",
    ]);
  });

  it("fails where tokens are used in too many places", () => {
    const many = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`o${String(index)}`, { value: "${local.all}" }]));
    const app = new AppDefinitions();
    const stack = stackOf({ locals: { all: `\${${TOKEN}}\${cloudflare_account_token.b}` }, output: many });
    app.stack(stack);
    expect(() => {
      for (let index = 0; index < 2000; index++) app.usesOf(stack, TOKEN);
    }).toThrow("main.tf.json: tokens are used in more places than can be followed; read fewer stacks at once");
  });

  it("is followed through what a secret store gives back, and through outputs of other stacks", () => {
    const value = `\${${TOKEN}.value}`;
    const store = { aws_ssm_parameter: { s: { type: "SecureString", name: "/ci", value } } };
    const { odd } = usesOf({
      resource: { ...store, cloudflare_dns_record: { r: { content: "${aws_ssm_parameter.s.value}", name: "${aws_ssm_parameter.s.arn}" } } },
      data: { aws_ssm_parameter: { back: { name: "/ci" } }, aws_region: { here: {} } },
      locals: { back: "${data.aws_ssm_parameter.back.value}" },
      provider: { other: { token: "${local.back}", region: "${data.aws_region.here.region}" } },
    });
    expect(odd.map(({ where }) => where)).toEqual(["cloudflare_dns_record.r", "provider.other"]);

    const state = { backend: "s3", config: { bucket: "b", key: "main" } };
    const elsewhere = usesOf(
      { terraform: { backend: { s3: state.config } }, output: { t: { value, sensitive: true } } },
      {
        data: { terraform_remote_state: { main: state } },
        resource: { cloudflare_dns_record: { r: { content: "${data.terraform_remote_state.main.outputs.t}" } } },
        output: { again: { value: "${data.terraform_remote_state.main.outputs.t}", sensitive: true } },
      },
    );
    expect(elsewhere.deliveries.map(({ to }) => to)).toEqual(["other/output.again", "output.t"]);
    expect(elsewhere.odd.map(({ where }) => where)).toEqual(["other/cloudflare_dns_record.r"]);
  });

  it("is looked at by conditions on what keeps it, by programs beside it, and where it is bared", () => {
    const value = `\${${TOKEN}.value}`;
    const sink = (more: object): Document => ({ resource: { vault_kv_secret_v2: { s: { name: "ci", data_json: value, ...more } } } });
    const oddIn = (document: Document): string[] => usesOf(document).odd.map(({ what, where }) => `${where}: ${what}`);
    const condition = { condition: '${startswith(self.data_json, "a")}', error_message: "x" };
    expect(oddIn(sink({ lifecycle: { postcondition: condition } }))).toEqual([
      "vault_kv_secret_v2.s: a condition looks at what keeps its value",
    ]);
    expect(oddIn(sink({ provisioner: { "local-exec": { command: "x" } } }))).toEqual([
      "vault_kv_secret_v2.s: a provisioner stands beside its value",
    ]);
    expect(oddIn({ locals: { bare: `\${nonsensitive(${TOKEN}.value)}` } })).toEqual([
      'locals: the mark "sensitive" is taken off its value',
    ]);
    const own = { lifecycle: { postcondition: { condition: "${true}", error_message: "${self.value}" } } };
    expect(oddIn({ resource: { cloudflare_account_token: { ci: own } } })).toEqual([`${TOKEN}: a condition looks at its value`]);
    const harmless = { lifecycle: { postcondition: { condition: '${self.status == "active"}', error_message: "x" } } };
    expect(oddIn({ resource: { cloudflare_account_token: { ci: harmless } } })).toEqual([]);
    expect(usesOf(sink({})).deliveries).toEqual([{ kind: "sink", to: "vault_kv_secret_v2.s", sensitive: true }]);
    const bared = { resource: { vault_kv_secret_v2: { s: { name: "ci", data_json: `\${nonsensitive(${TOKEN}.value)}` } } } };
    expect(usesOf(bared).deliveries).toEqual([{ kind: "sink", to: "vault_kv_secret_v2.s", sensitive: false }]);
  });

  it("is another place where anything of the sink is another thing, and the same whatever the token may do", () => {
    const document = (sink: object, more: object = {}, token: object = {}): Document => ({
      resource: {
        cloudflare_account_token: { ci: { name: "ci", ...token } },
        aws_secretsmanager_secret: { s: { name: "ci" } },
        aws_secretsmanager_secret_version: {
          v: { secret_id: "${aws_secretsmanager_secret.s.id}", secret_string: `\${${TOKEN}.value}`, ...sink },
        },
      },
      ...more,
    });
    const digest = digestIn(document({}));
    expect(digestIn(document({ "//": "x", depends_on: ["x.y"] }, {}, { name: "other" }))).toBe(digest);
    for (const other of [
      document({ secret_id: "arn:aws:secretsmanager:eu-west-1:1:secret:x" }),
      document({}, { provider: { aws: { profile: "other" } } }),
      document({}, { terraform: { required_providers: { aws: { source: "evil/aws" } } } }),
      {
        ...document({}),
        data: {},
        resource: { ...(document({})["resource"] as object), aws_secretsmanager_secret: { s: { name: "other" } } },
      },
    ])
      expect(digestIn(other)).not.toBe(digest);
  });
});
