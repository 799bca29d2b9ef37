import { readAccessPair } from "../../lib/read";
import { accessDiff, readSynth, readSynthesized } from "../../lib/review";
import { compare } from "../../lib/review/compare";
import { makeFolder, removeFolders, synthesized, tokenBody } from "./files";

afterEach(removeFolders);

const ZONES = "com.cloudflare.api.account.zone";
/** A token on the zone of an expression, and what is beside it in the file. */
function folder(expression: string, beside: Readonly<Record<string, unknown>>): string {
  const resources = `\${jsonencode({(format("${ZONES}.%s", ${expression})) = "*"})}`;
  const policies = [{ effect: "allow", permission_groups: [{ id: "82e64a83756745bbbb1c9c2701bf816b" }], resources }];
  const body = tokenBody({ policies, "//": { metadata: { path: "prod/ci/Resource" } } });
  return makeFolder(
    synthesized("prod", { ...beside, resource: { cloudflare_account_token: { ci: body }, ...(beside["resource"] as object | undefined) } }),
  );
}
const verdict = (before: string, after: string): string => accessDiff(readSynth(before), readSynth(after)).verdict;

describe("what an expression refers to", () => {
  const zone = (name: string, more: object = {}) => ({ data: { cloudflare_zone: { z: { filter: { name }, ...more } } } });

  it("is a part of its meaning: another zone behind the same text is no neutral change", () => {
    const expression = "data.cloudflare_zone.z.id";
    expect(verdict(folder(expression, zone("a.example")), folder(expression, zone("a.example", { "//": "a comment" })))).toBe("neutral");
    expect(verdict(folder(expression, zone("a.example")), folder(expression, zone("b.example")))).toBe("mixed");
  });

  it.each<[string, string, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>]>([
    ["a variable's default", "var.z", { variable: { z: { default: "a" } } }, { variable: { z: { default: "b" } } }],
    ["a local", "local.z", { locals: { z: "a", other: 1 } }, { locals: { z: "b", other: 1 } }],
    [
      "a local through another",
      "local.z",
      { locals: [{ z: "${local.y}" }], variable: { x: { default: "a" } }, data: {} },
      { locals: [{ z: "${local.y}", y: "b" }], variable: { x: { default: "a" } } },
    ],
    ["a variable behind a comment", "var/* . */ .z", { variable: { z: { default: "a" } } }, { variable: { z: { default: "b" } } }],
    ["a variable on the next line", "var. #\n z", { variable: { z: { default: "a" } } }, { variable: { z: { default: "b" } } }],
    ["a local behind another's comment", "local.z", { locals: { z: "${local . y}", y: "a" } }, { locals: { z: "${local . y}", y: "b" } }],
    ["a name that is not ASCII", "var.zone_ä", { variable: { zone_ä: { default: "a" } } }, { variable: { zone_ä: { default: "b" } } }],
    ["a variable that is defined now", "var.z", {}, { variable: { z: {} } }],
    ["a module", "module.m.zone", { module: { m: { source: "./a" } } }, { module: { m: { source: "./b" } } }],
    [
      "a resource",
      "cloudflare_zone.z.id",
      { resource: { cloudflare_zone: { z: { name: "a.example" } } } },
      { resource: { cloudflare_zone: { z: { name: "b.example" } } } },
    ],
    [
      "the provider that answers",
      "data.cloudflare_zone.z.id",
      { ...zone("a.example"), provider: { cloudflare: [{ api_token: "${var.t}" }] } },
      { ...zone("a.example"), provider: { cloudflare: [{ base_url: "https://evil.example" }] } },
    ],
    [
      "another provider that answers",
      "data.cloudflare_zone.z.id",
      { ...zone("a.example", { provider: "other.alias" }), provider: { other: {} } },
      { ...zone("a.example", { provider: "other.alias" }), provider: { other: { account: "x" } } },
    ],
    [
      "where the provider comes from",
      "data.cloudflare_zone.z.id",
      { ...zone("a.example"), terraform: { required_providers: { cloudflare: { source: "cloudflare/cloudflare", version: "5.0.0" } } } },
      { ...zone("a.example"), terraform: { required_providers: [{ cloudflare: { source: "evil/cloudflare", version: "5.0.0" } }] } },
    ],
    [
      "a part of a local that is called as an argument of Terraform",
      'local.z["//"]',
      { locals: { z: { "//": "a", depends_on: "b" } } },
      { locals: { z: { "//": "c", depends_on: "b" } } },
    ],
    ["spaces within", "local . z", { locals: { z: "a" } }, { locals: { z: "b" } }],
    ["a line break before", "\nlocal.z", { locals: { z: "a" } }, { locals: { z: "b" } }],
    ["a comment within", "local./* . */z", { locals: { z: "a" } }, { locals: { z: "b" } }],
    [
      "that a resource is another thing of the world: import",
      "cloudflare_zone.z.id",
      { resource: { cloudflare_zone: { z: { name: "a.example" } } } },
      {
        resource: { cloudflare_zone: { z: { name: "a.example" } } },
        import: [{ to: "cloudflare_zone . z", id: "22222222222222222222222222222222" }],
      },
    ],
    [
      "that a resource is another thing of the world: moved, and what was moved before",
      "cloudflare_zone.z.id",
      { resource: { cloudflare_zone: { z: { name: "a.example" } } }, moved: { from: "cloudflare_zone.y", to: "cloudflare_zone.z" } },
      {
        resource: { cloudflare_zone: { z: { name: "a.example" } } },
        moved: [
          { from: "cloudflare_zone.y", to: "cloudflare_zone.z" },
          { from: "cloudflare_zone.x[0]", to: "cloudflare_zone.y" },
        ],
      },
    ],
    [
      "that a resource is another thing of the world: removed",
      "cloudflare_zone.z.id",
      { resource: { cloudflare_zone: { z: { name: "a.example" } } } },
      {
        resource: { cloudflare_zone: { z: { name: "a.example" } } },
        removed: [{ from: 'cloudflare_zone.z["a"]', lifecycle: { destroy: false } }],
      },
    ],
    [
      "that what is written of a resource no longer counts",
      "cloudflare_zone.z.id",
      { resource: { cloudflare_zone: { z: { name: "a.example" } } } },
      { resource: { cloudflare_zone: { z: { name: "a.example", lifecycle: [{ ignore_changes: ["name"] }] } } } },
    ],
    [
      "the workspace of HCP Terraform",
      "terraform.workspace",
      { terraform: { cloud: { organization: "o", workspaces: { name: "a" } } } },
      { terraform: { cloud: { organization: "o", workspaces: { name: "b" } } } },
    ],
    [
      "where the workspaces of a backend are",
      "terraform . workspace",
      { terraform: { backend: { s3: { bucket: "b", key: "a" } } } },
      { terraform: [{ backend: [{ s3: [{ bucket: "b", key: "b" }] }] }] },
    ],
    ["letters of any script", "local.zoné", { locals: { zoné: "a" } }, { locals: { zoné: "b" } }],
    ["what a name in other code points refers to", "local.zone\u0301", { locals: { "zon\u00e9": "a" } }, { locals: { "zon\u00e9": "b" } }],
  ])("is followed: %s", (_, expression, before, after) => {
    expect(verdict(folder(expression, before), folder(expression, after))).toBe("mixed");
    expect(verdict(folder(expression, before), folder(expression, before))).toBe("neutral");
  });

  it("does not matter where it is not used", () => {
    expect(verdict(folder("var.z", { locals: { other: "a" } }), folder("var.z", { locals: { other: "b" } }))).toBe("neutral");
    expect(readSynth(folder("var.z", { locals: { other: "a" } }))[0]).not.toHaveProperty("references");
    const beside = (lifecycle: object, version: string) => ({
      resource: { cloudflare_zone: { z: { name: "a.example", lifecycle } } },
      terraform: { required_providers: { cloudflare: { source: "cloudflare/cloudflare", version } } },
    });
    const [before, after] = [beside({}, "5.1.0"), beside({ prevent_destroy: true }, "5.2.0")];
    expect(verdict(folder("cloudflare_zone.z.id", before), folder("cloudflare_zone.z.id", after))).toBe("neutral");
    const elsewhere = {
      ...before,
      import: [{ to: "cloudflare_zone.y", id: "x" }],
      moved: [{ from: "cloudflare_zone.a", to: "cloudflare_zone.b" }],
      terraform: { ...before.terraform, backend: { local: { path: "a" } } },
      output: { id: { value: "${cloudflare_zone.z.id}" } },
    };
    expect(verdict(folder("cloudflare_zone.z.id", before), folder("cloudflare_zone.z.id", elsewhere))).toBe("neutral");
  });
});

describe("an output of another stack", () => {
  const backend = (stack: string) => ({ s3: { bucket: "states", key: `${stack}.tfstate`, use_lockfile: true } });
  /** As cdktf writes what one stack reads of another: `prod` reads `net`, and `dev-net` gives out the same names. */
  const app = (net: object, options: { devNet?: object; key?: string; prod?: object; beside?: object } = {}): string => {
    const { devNet = { output: { zone: { value: "d" } } }, key = "net.tfstate", beside = {} } = options;
    const prod = options.prod ?? token("data.terraform_remote_state.net.outputs.zone");
    const config = { bucket: "states", key };
    const stacks = {
      net: { terraform: { backend: backend("net") }, ...net },
      "dev-net": { terraform: { backend: backend("dev-net") }, ...devNet },
      prod: {
        terraform: { backend: backend("prod") },
        data: { terraform_remote_state: { net: { backend: "s3", config, workspace: "${terraform.workspace}" } } },
        ...prod,
        ...beside,
      },
    };
    return makeFolder(Object.fromEntries(Object.entries(stacks).map(([name, file]) => [`${name}/cdk.tf.json`, file])));
  };
  const token = (expression: string): object => {
    const resources = `\${jsonencode({(format("${ZONES}.%s", ${expression})) = "*"})}`;
    const policies = [{ effect: "allow", permission_groups: [{ id: "82e64a83756745bbbb1c9c2701bf816b" }], resources }];
    return { resource: { cloudflare_account_token: { ci: tokenBody({ policies }) } } };
  };
  const zone = (value: unknown, more: object = {}): object => ({ output: { zone: { value, ...more }, other: { value: "o" } } });

  it("is a part of the meaning of what reads it", () => {
    expect(verdict(app(zone("a")), app(zone("a", { description: "said otherwise" })))).toBe("neutral");
    expect(verdict(app(zone("a")), app(zone("*")))).toBe("mixed");
  });

  it("is followed through the stack that gives it out", () => {
    const through = (name: string): string => app({ ...zone("${data.cloudflare_zone.z.id}"), data: { cloudflare_zone: { z: { name } } } });
    expect(verdict(through("a.example"), through("a.example"))).toBe("neutral");
    expect(verdict(through("a.example"), through("b.example"))).toBe("mixed");
    // Two stacks may read each other.
    const closed = (value: string): string =>
      app(
        {
          data: { terraform_remote_state: { prod: { backend: "s3", config: { bucket: "states", key: "prod.tfstate" } } } },
          output: { zone: { value: "${data.terraform_remote_state.prod.outputs.back}" } },
        },
        { beside: { output: { back: { value: `\${data.terraform_remote_state.net.outputs.zone == "" ? "" : "${value}"}` } } } },
      );
    expect(verdict(closed("a"), closed("b"))).toBe("mixed");
  });

  it.each<[string, object]>([
    ["a local", { ...token("local.z"), locals: { z: "${data.terraform_remote_state.net.outputs.zone}" } }],
    ["an index", token('data.terraform_remote_state.net.outputs[ "zone" ]')],
    ["an instance", token("data.terraform_remote_state.net[0].outputs.zone")],
    ["a computed index", token('data.terraform_remote_state.net.outputs["z\\u006fne"]')],
    ["all outputs", token("values(data.terraform_remote_state.net.outputs)[0]")],
    ["a comment", token("data.terraform_remote_state.net/**/.outputs.zone")],
    ["the whole state", { ...token("values(local.z.outputs)[0]"), locals: { z: "${data.terraform_remote_state.net}" } }],
  ])("is found behind %s", (_, prod) => {
    expect(verdict(app(zone("a"), { prod }), app(zone("a"), { prod }))).toBe("neutral");
    expect(verdict(app(zone("a"), { prod }), app(zone("b"), { prod }))).toBe("mixed");
  });

  it("does not matter where another one is read", () => {
    const other = { output: { zone: { value: "a" }, other: { value: "p" } } };
    expect(verdict(app(zone("a")), app(other))).toBe("neutral");
    expect(verdict(app(zone("a")), app(zone("a"), { devNet: zone("b") }))).toBe("neutral");
    // Whose state another backend is nobody can tell.
    const key = "elsewhere";
    expect(verdict(app(zone("a"), { key }), app(zone("b"), { key }))).toBe("mixed");
  });
});

describe("the path that is written beside a token", () => {
  const DNS_READ = "82e64a83756745bbbb1c9c2701bf816b";
  const resources = JSON.stringify({ [`${ZONES}.11111111111111111111111111111111`]: "*" });
  const harmless = { name: "reader", policies: [{ effect: "allow", permission_groups: [{ id: DNS_READ }], resources }] };
  const powerful = { name: "writer" };
  const body = (more: object, path?: string): object =>
    tokenBody({ ...more, ...(path === undefined ? {} : { "//": { metadata: { path } } }) });
  const one = (token: object): object => ({ resource: { cloudflare_account_token: { ci: token } } });

  it("can't pass a token off as that of another stack", () => {
    const both = (prod: object, stage: object): string => {
      const [a, b] = [synthesized("prod", one(prod)), synthesized("stage", one(stage))];
      const stacks = [a, b].map((each) => (each["manifest.json"] as { stacks: object }).stacks);
      return makeFolder({ ...a, ...b, "manifest.json": { version: "0.21.0", stacks: Object.assign({}, ...stacks) } });
    };
    const before = both(body(harmless, "prod/ci/Resource"), body(powerful, "stage/ci/Resource"));
    // The token of prod becomes the powerful one.
    for (const path of ["stage/ci/Resource", "ci", undefined])
      expect(verdict(before, both(body(powerful, path), body(harmless, "prod/ci/Resource")))).toBe("mixed");
    expect(readSynth(before).map(({ stack }) => stack)).toEqual([undefined, undefined]);
  });

  it("can't tell the tokens of one file apart, nor those of a file that calls its stack otherwise", () => {
    const two = (a: object, b: object, more: object = {}): string =>
      makeFolder({ "main.tf.json": { ...more, resource: { cloudflare_account_token: { a, b } } } });
    const before = two(body(harmless), body(powerful));
    expect(verdict(before, two(body(powerful, "x/a"), body(harmless, "y/b")))).toBe("mixed");
    const named = (stackName: string) => ({ "//": { metadata: { stackName } } });
    const [was, is] = [
      two(body(harmless, "prod/a"), body(powerful, "prod/b"), named("prod")),
      two(body(powerful, "other/a"), body(harmless, "other/b"), named("other")),
    ];
    expect(verdict(was, is)).toBe("mixed");
    expect(verdict(was, two(body(harmless, "other/a"), body(powerful, "other/b"), named("prod")))).toBe("neutral");
  });
});

describe("moved and removed blocks", () => {
  const file = (labels: readonly string[], more: object): string =>
    makeFolder({
      "main.tf.json": {
        resource: { cloudflare_account_token: Object.fromEntries(labels.map((label) => [label, tokenBody({ name: label })])) },
        ...more,
      },
    });
  const at = (label: string): string => `cloudflare_account_token.${label}`;

  it("give the former addresses of a token, the nearest first", () => {
    const moved = [
      { from: at("a"), to: at("b") },
      { from: at("b"), to: at("c") },
      { from: at("c"), to: at("b") },
      { from: 5, to: at("c") },
    ];
    expect(readSynth(file(["c"], { moved }))[0]?.movedFrom).toEqual([at("b"), at("a")]);
    const { tokens } = accessDiff(readSynth(file(["a"], {})), readSynth(file(["c"], { moved })));
    expect(tokens.map(({ change, verdict: each, disruptive }) => [change, each, disruptive])).toEqual([["renamed", "mixed", []]]);
    expect(tokens[0]?.risks.map(({ reason }) => reason)).toEqual(["not understood: moved from what is no address (moved[3])"]);
  });

  it("name what Terraform forgets without destroying it", () => {
    const removed = [
      { from: at("a"), lifecycle: { destroy: false } },
      { from: at("b"), lifecycle: [{ destroy: false }] },
      // Terraform reads the text as false.
      { from: at("c"), lifecycle: { destroy: "false" } },
      { from: " cloudflare_account_token /* */ . f #\n", lifecycle: { destroy: false } },
      { from: at("d"), lifecycle: { destroy: "true" } },
      { from: at("e"), lifecycle: {} },
      { from: `resource . ${at("g")}` },
    ];
    const [stack] = readSynthesized(file([], { removed })).stacks;
    const unclear = { what: "removed without lifecycle: OpenTofu 1.7 and 1.8 forget it, others destroy it", digest: expect.any(String) };
    expect(stack?.forgotten).toEqual([
      ...["a", "b", "c", "f"].map((label) => ({ address: at(label) })),
      { address: at("e"), notUnderstood: { ...unclear, where: "removed[5]" } },
      { address: at("g"), notUnderstood: { ...unclear, where: "removed[6]" } },
    ]);
    expect(stack?.warnings.map(({ message }) => message)).toEqual([
      "Terraform only forgets cloudflare_account_token.a: what is there stays, and keeps its access",
      "Terraform only forgets cloudflare_account_token.b: what is there stays, and keeps its access",
      "Terraform only forgets cloudflare_account_token.c: what is there stays, and keeps its access",
      "Terraform only forgets cloudflare_account_token.f: what is there stays, and keeps its access",
      ...["e", "g"].map(
        (label) =>
          `${at(label)} is removed without lifecycle: OpenTofu 1.7 and 1.8 only forget it, and what is there may stay and keep its access`,
      ),
    ]);
  });

  it("keep a token that leaves the code: by removed, by a module's, and by destroy = false of its own", () => {
    const keeping = (more: Readonly<Record<string, unknown>>): string =>
      makeFolder({ "main.tf.json": { resource: { cloudflare_account_token: { a: tokenBody(more) } } } });
    const after = (from?: string, lifecycle?: object): string =>
      makeFolder({ "main.tf.json": { locals: {}, ...(from === undefined ? {} : { removed: { from, ...lifecycle } }) } });
    const outcome = (was: string, is: string): readonly [string, number] => {
      const pair = readAccessPair(was, is);
      const { verdict, tokens } = compare(pair.before, pair.after);
      return [verdict, tokens.flatMap(({ lost }) => lost).length];
    };
    expect(outcome(keeping({}), after())).toEqual(["narrowing", 1]);
    expect(outcome(keeping({}), after(at("a"), { lifecycle: { destroy: false } }))).toEqual(["neutral", 0]);
    expect(outcome(keeping({}), after(`resource.${at("a")}`))).toEqual(["mixed", 0]);
    expect(outcome(keeping({ lifecycle: { destroy: "false" } }), after())).toEqual(["neutral", 0]);
    expect(outcome(keeping({ lifecycle: { destroy: "${var.x}" } }), after())).toEqual(["mixed", 0]);
    // It is there under another address.
    const moved = { resource: { cloudflare_account_token: { b: tokenBody() } }, moved: { from: at("a"), to: at("b") } };
    expect(readAccessPair(keeping({ lifecycle: { destroy: false } }), makeFolder({ "main.tf.json": moved })).after.specs).toHaveLength(1);
  });
});
