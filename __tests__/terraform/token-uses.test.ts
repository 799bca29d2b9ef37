import { TokenUses } from "../../lib/terraform";

const TOKEN = "cloudflare_account_token.ci";
const usesOf = (document: Readonly<Record<string, unknown>>): ReturnType<TokenUses["of"]> =>
  new TokenUses({ files: [{ file: "main.tf.json", document: [document] }] }).of(TOKEN);

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
    const uses = new TokenUses({
      files: [{ file: "main.tf.json", document: [{ locals: { all: `\${${TOKEN}}\${cloudflare_account_token.b}` }, output: many }] }],
    });
    expect(() => {
      for (let index = 0; index < 2000; index++) uses.of(TOKEN);
    }).toThrow("main.tf.json: tokens are used in more places than can be followed; read fewer stacks at once");
  });
});
