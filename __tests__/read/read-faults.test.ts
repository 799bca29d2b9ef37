import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readSynthesized } from "../../lib/review";
import { CORPUS } from "../hostile/corpus";
import { DNS_WRITE, faultsOf, makeFolder, removeFolders, synthesized, tokenBody, tokenDocument, ZONE_KEY } from "./files";

afterEach(removeFolders);

const AT = "resource.cloudflare_account_token.ci";
const PLAN = "an expression here can't be read from configuration; read the plan (terraform show -json) instead; check the file";
const SEVERAL =
  "one block for several tokens can't be read from configuration; read the plan (terraform show -json) instead; check the file";

/** The faults of reading one file of this content. */
function faults(content: unknown): string[] {
  const folder = makeFolder({ "main.tf.json": content });
  return faultsOf(() => readSynthesized(join(folder, "main.tf.json")), folder);
}
const inFile = (rest: string): string[] => [`InvalidFile <dir>/main.tf.json: ${rest}`];

describe("readSynthesized fails for a file", () => {
  it.each<[string, unknown, string]>([
    ["that is empty", "", "the file is empty; check the file"],
    ["that holds spaces only", " \n", "the file is empty; check the file"],
    ["that is cut off", JSON.stringify(tokenDocument()).slice(0, -20), "not valid JSON; it may be cut off; check the file"],
    [
      "that is no JSON",
      '{\n  "a": 1,\n  b\n}',
      "not valid JSON at line 3, column 3: there has to be a name in double quotes; check the file",
    ],
    ["that is HCL", 'resource "x" "y" {}', "not valid JSON at line 1, column 1: there has to be a value; check the file"],
    [
      "with a byte order mark",
      `\ufeff${JSON.stringify(tokenDocument())}`,
      "not valid JSON: it begins with a byte order mark, which Terraform refuses as well; check the file",
    ],
    ["that is binary", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe]), "not UTF-8 text; check the file"],
    ["in Latin-1", Buffer.from('{"//":"M\xfcller"}', "latin1"), "not UTF-8 text; check the file"],
    [
      "in UTF-16",
      Buffer.from(JSON.stringify(tokenDocument()), "utf16le"),
      "not valid JSON: it holds NUL bytes, as UTF-16 does; check the file",
    ],
    ["that is no object", "5", "an object of Terraform JSON is needed here, not a number; check the file"],
    ["that is null", "null", "an object of Terraform JSON is needed here, not null; check the file"],
    ["that is a list of lists", "[[]]", "[0]: an object of Terraform JSON is needed here, not a list; check the file"],
    ["of another kind", { name: "package", version: "1" }, "name: not a top-level block of Terraform JSON; check the file"],
    [
      "that is a plan",
      { format_version: "1.2", terraform_version: "1.11.4", resource_changes: [] },
      "format_version: this is the JSON of a Terraform plan, not configuration; check the file",
    ],
    [
      "that is a state",
      { version: 4, terraform_version: "1.11.4", lineage: "x" },
      "version: this is a Terraform state, not configuration; check the file",
    ],
    [
      "with a key that stands twice",
      '{"resource":{"cloudflare_account_token":{"a":{}}},"resource":{}}',
      "resource: this key stands twice; check the file",
    ],
    [
      "with a key that stands twice once escapes are read",
      '{"terraform":[{"a":1,"\\u0061":2}]}',
      "terraform[0].a: this key stands twice; check the file",
    ],
    [
      "with __proto__",
      '{"resource":{"__proto__":{"cloudflare_account_token":{}}}}',
      "resource.__proto__: this key is not allowed; check the file",
    ],
    ["with __proto__ in disguise", '{"locals":{"\\u005f_proto__":1}}', "locals.__proto__: this key is not allowed; check the file"],
  ])("%s", (_, content, rest) => {
    expect(faults(content)).toEqual(inFile(rest));
  });

  it("that is nested deeply enough to exhaust a stack", () => {
    expect(faults(`{"locals":${"[".repeat(200000)}${"]".repeat(200000)}}`)[0]).toBe(
      inFile(`locals${"[0]".repeat(19)}: nested deeper than 100 levels; check the file`)[0],
    );
    expect(faults(`{"locals":${'{"a":'.repeat(150)}1${"}".repeat(150)}}`)[0]).toContain("nested deeper than 100 levels");
  });

  it("that is larger than 64 MiB, without reading it", () => {
    const folder = makeFolder({ "main.tf.json": "{}" });
    truncateSync(join(folder, "main.tf.json"), 64 * 1024 * 1024 + 1);
    expect(faultsOf(() => readSynthesized(join(folder, "main.tf.json")), folder)).toEqual([
      "UnreadableFile <dir>/main.tf.json: the file can't be read: it is larger than 64 MiB; check the path and the file",
    ]);
  });

  it("that does not exist", () => {
    expect(faultsOf(() => readSynthesized("/nowhere/cdktf.out"), "/nowhere")).toEqual([
      "UnreadableFile <dir>/cdktf.out: the file can't be read: there is no such file; check the path and the file",
    ]);
  });

  it("that is no regular file", () => {
    expect(faultsOf(() => readSynthesized("/dev/zero"), "/dev")).toEqual([
      "UnreadableFile <dir>/zero: the file can't be read: it is not a regular file; check the path and the file",
    ]);
    const folder = makeFolder({});
    execFileSync("mkfifo", [join(folder, "pipe.tf.json")]);
    expect(faultsOf(() => readSynthesized(join(folder, "pipe.tf.json")), folder)).toEqual([
      "UnreadableFile <dir>/pipe.tf.json: the file can't be read: it is not a regular file; check the path and the file",
    ]);
  });

  it("with every prefix of a valid one, and shows nothing of it", () => {
    const text = JSON.stringify(tokenDocument());
    for (let length = 0; length < text.length; length += 7) expect(faults(text.slice(0, length))).toHaveLength(1);
  });

  it("whose path or keys are hostile, with a message of one printable line", () => {
    for (const { text } of CORPUS) {
      const [message = ""] = faults(`{"locals":{${JSON.stringify(text)}:{"a":1,"a":2}},"resource":{}}`);

      expect(message).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066\u2067]/);
    }
    expect(faultsOf(() => readSynthesized("no\u001b[31m\nfile"), "<none>")).toEqual([
      "UnreadableFile no\\u{1b}[31m\\nfile: the file can't be read: there is no such file; check the path and the file",
    ]);
  });
});

describe("readSynthesized fails for a token", () => {
  const policy = { effect: "allow", permission_groups: [{ id: DNS_WRITE }], resources: JSON.stringify({ [ZONE_KEY]: "*" }) };
  const policies = (more: Record<string, unknown>) => ({ policies: [policy, { ...policy, ...more }] });

  it.each<[string, Record<string, unknown>, string]>([
    ["without a name", { name: undefined }, ".name: expected string, received undefined; check the file"],
    ["without an account", { account_id: undefined }, ".account_id: expected string, received undefined; check the file"],
    ["without policies", { policies: undefined }, ".policies: expected array, received undefined; check the file"],
    ["whose policies are an expression", { policies: "${local.policies}" }, `.policies: ${PLAN}`],
    ["with a policy that is an expression", { policies: ["${local.policy}"] }, `.policies[0]: ${PLAN}`],
    ["whose effect is an expression", policies({ effect: "${var.effect}" }), `.policies[1].effect: ${PLAN}`],
    ["with an effect nobody knows", policies({ effect: "Allow" }), '.policies[1].effect: expected one of "allow"|"deny"; check the file'],
    ["with an attribute nobody knows", { scopes: ["all"] }, ".scopes: unknown attribute, so the access can't be told; check the file"],
    [
      "with a condition nobody knows",
      { condition: { request_ip: {}, country: ["de"] } },
      ".condition.country: unknown attribute, so the access can't be told; check the file",
    ],
    [
      "with a policy attribute nobody knows",
      policies({ unless: "x" }),
      ".policies[1].unless: unknown attribute, so the access can't be told; check the file",
    ],
    ["with a condition that is an expression", { condition: "${var.condition}" }, `.condition: ${PLAN}`],
    ["whose status is an expression", { status: "${var.status}" }, `.status: ${PLAN}`],
    ["with count", { count: 2 }, `.count: ${SEVERAL}`],
    ["with for_each", { for_each: "${var.x}" }, `.for_each: ${SEVERAL}`],
    [
      "with a permission group without id",
      policies({ permission_groups: [{ name: "DNS Write" }] }),
      ".policies[1].permission_groups[0]: a permission group is an object with an id; check the file",
    ],
    [
      "with a permission group of more than an id",
      policies({ permission_groups: [{ id: DNS_WRITE, except: "x" }] }),
      ".policies[1].permission_groups[0]: a permission group has an id and nothing else; check the file",
    ],
    [
      "with a permission group that is an expression",
      policies({ permission_groups: ["${var.group}"] }),
      `.policies[1].permission_groups[0]: ${PLAN}`,
    ],
    [
      "with permission groups of another type",
      policies({ permission_groups: 5 }),
      ".policies[1].permission_groups: a list of permission groups is needed; check the file",
    ],
    [
      "with resources that are no JSON",
      policies({ resources: "all" }),
      '.policies[1].resources: not a JSON object of resource names, each with "*" or with names below it; check the file',
    ],
    [
      "with resources that hold something else",
      policies({ resources: '{"a":{"b":{"c":"*"}}}' }),
      '.policies[1].resources: not a JSON object of resource names, each with "*" or with names below it; check the file',
    ],
    [
      "with resources of another type",
      policies({ resources: ["a"] }),
      ".policies[1].resources: resources are JSON text, or a map of resource names; check the file",
    ],
    [
      "with a resource that stands twice",
      policies({ resources: `{"${ZONE_KEY}":"*","${ZONE_KEY}":{"x":"*"}}` }),
      `.policies[1].resources: ["${ZONE_KEY}"]: this key stands twice; check the file`,
    ],
    [
      "with __proto__ as a resource",
      policies({ resources: '{"__proto__":"*"}' }),
      ".policies[1].resources: __proto__: this key is not allowed; check the file",
    ],
    [
      "with an address that is none",
      { condition: { request_ip: { in: ["office"] } } },
      '.condition.request_ip.in[0]: an address range is an IPv4 or IPv6 address or CIDR, got "office"; write it like "192.0.2.0/24" or "2001:db8::/32"; check the file',
    ],
    [
      "with a date that is none",
      { expires_on: "2037-02-30T00:00:00Z" },
      '.expires_on: a date is a Date or an RFC 3339 string with time and offset, got "2037-02-30T00:00:00Z"; write it like "2037-06-01T00:00:00Z"; check the file',
    ],
  ])("%s", (_, more, rest) => {
    expect(faults(tokenDocument(more))).toEqual(inFile(`${AT}${rest}`));
  });

  it("with all its faults at once, of the first token", () => {
    const document = {
      resource: { cloudflare_account_token: { ci: tokenBody({ name: 5, status: "on", policies: [{ effect: "no" }] }), other: {} } },
    };
    expect(faults(document)).toEqual([
      `InvalidFile <dir>/main.tf.json: ${AT}.name: expected string, received number; check the file`,
      `InvalidFile <dir>/main.tf.json: ${AT}.policies[0].effect: expected one of "allow"|"deny"; check the file`,
      `InvalidFile <dir>/main.tf.json: ${AT}.policies[0].permission_groups: expected nonoptional, received undefined; check the file`,
      `InvalidFile <dir>/main.tf.json: ${AT}.policies[0].resources: expected nonoptional, received undefined; check the file`,
      `InvalidFile <dir>/main.tf.json: ${AT}.status: expected one of "active"|"disabled"; check the file`,
    ]);
  });

  it("with at most 20 faults", () => {
    expect(faults(tokenDocument({ policies: Array.from({ length: 1000 }, () => ({})) }))).toHaveLength(20);
  });

  it("that carries its value, without showing it", () => {
    const value = "cfat_0000000000000000000000000000000000000000";
    expect(faults(tokenDocument({ value }))).toEqual(inFile(`${AT}.value: unknown attribute, so the access can't be told; check the file`));
    expect(faults(tokenDocument({ name: { value } })).join()).not.toContain("cfat_");
    expect(faults(`{"resource": {"a": "${value}`).join()).not.toContain("cfat_");
  });

  it("that stands twice, or has a name that Terraform refuses", () => {
    expect(faults({ resource: { cloudflare_account_token: { ci: [tokenBody(), tokenBody()] } } })).toEqual(
      inFile(`${AT}[1]: this resource stands twice; check the file`),
    );
    expect(faults([tokenDocument(), tokenDocument()])).toEqual(inFile(`${AT}: this resource stands twice; check the file`));
    expect(faults({ resource: { cloudflare_account_token: { "a b": tokenBody() } } })).toEqual(
      inFile('resource.cloudflare_account_token["a b"]: not a name that Terraform allows; check the file'),
    );
    expect(faults({ resource: { cloudflare_account_token: { ci: "x" } } })).toEqual(
      inFile(`${AT}: an object of Terraform JSON is needed here, not a string; check the file`),
    );
  });
});

describe("readSynthesized fails for a folder", () => {
  const of = (files: Record<string, unknown>, change: (folder: string) => void = () => undefined): string[] => {
    const folder = makeFolder(files);
    change(folder);
    return faultsOf(() => readSynthesized(folder), folder);
  };
  const good = synthesized("prod", tokenDocument());
  const stack = { name: "prod", annotations: [], synthesizedStackPath: "stacks/prod/cdk.tf.json", workingDirectory: "stacks/prod" };
  const manifest = (more: Record<string, unknown>, key = "prod") => ({
    ...good,
    "manifest.json": { version: "1", stacks: { [key]: { ...stack, ...more } } },
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      "with nothing to read",
      { "README.md": "x" },
      "InvalidFile <dir>: neither manifest.json of cdktf nor a Terraform JSON file (*.tf.json), nor <stack>/cdk.tf.json, is in this folder; check the file",
    ],
    [
      "with HCL beside the JSON",
      { "a.tf.json": tokenDocument(), "b.tf": "" },
      "InvalidFile <dir>/b.tf: HCL can't be read; make JSON of it: terraform plan -out tfplan && terraform show -json tfplan > plan.json",
    ],
    [
      "with an override file",
      { "a.tf.json": tokenDocument(), "x_override.tf.json": {} },
      "InvalidFile <dir>/x_override.tf.json: an override file changes other files and can't be read; read the plan (terraform show -json) instead; check the file",
    ],
    [
      "whose manifest is none",
      { ...good, "manifest.json": { stacks: [] } },
      "InvalidFile <dir>/manifest.json: version: not a manifest of cdktf: expected string, received undefined; check the file",
    ],
    [
      "whose manifest is cut off",
      { ...good, "manifest.json": '{"version":' },
      "InvalidFile <dir>/manifest.json: not valid JSON; it may be cut off; check the file",
    ],
    [
      "whose manifest has an annotation nobody knows",
      manifest({ annotations: [{ constructPath: "a", level: "x", message: "m" }] }),
      'InvalidFile <dir>/manifest.json: stacks.prod.annotations[0].level: not a manifest of cdktf: expected one of "@cdktf/error"|"@cdktf/warn"|"@cdktf/info"; check the file',
    ],
    [
      "whose stack has two names",
      manifest({}, "other"),
      "InvalidFile <dir>/manifest.json: stacks.other: the stack's name differs from its key; check the file",
    ],
    [
      "whose stack runs elsewhere",
      manifest({ workingDirectory: "stacks/evil" }),
      "InvalidFile <dir>/manifest.json: stacks.prod: the stack's file lies outside its working directory; check the file",
    ],
    [
      "whose stack is HCL",
      manifest({ synthesizedStackPath: "stacks/prod/cdk.tf" }),
      "InvalidFile <dir>/manifest.json: stacks.prod: the stack was synthesized as HCL, which can't be read; synthesize JSON; check the file",
    ],
    [
      "whose stack is missing",
      manifest({ synthesizedStackPath: "stacks/gone/cdk.tf.json", workingDirectory: "stacks/gone" }),
      "UnreadableFile <dir>/stacks/gone/cdk.tf.json: the file can't be read: there is no such file; check the path and the file",
    ],
    [
      "whose stack has a file that cdktf did not write",
      { ...good, "stacks/prod/more.tf.json": {} },
      "InvalidFile <dir>/stacks/prod/more.tf.json: not written by cdktf, but Terraform would read it; remove it or read it on its own; check the file",
    ],
    [
      "whose stack has HCL beside it",
      { ...good, "stacks/prod/more.tofu": "" },
      "InvalidFile <dir>/stacks/prod/more.tofu: HCL can't be read; make JSON of it: terraform plan -out tfplan && terraform show -json tfplan > plan.json",
    ],
  ])("%s", (_, files, message) => {
    expect(of(files)).toEqual([message]);
  });

  it("whose stack lies outside of it, by its path or by a link", () => {
    const outside = makeFolder({ "cdk.tf.json": tokenDocument() });
    const expected = [
      "UnreadableFile <dir>/stacks/prod/cdk.tf.json: the file can't be read: it lies outside the folder that was given; check the path and the file",
    ];
    expect(
      of(good, (folder) => {
        renameSync(join(folder, "stacks/prod"), join(folder, "stacks/old"));
        symlinkSync(outside, join(folder, "stacks/prod"));
      }),
    ).toEqual(expected);
    const folder = makeFolder({ ...manifest({ synthesizedStackPath: "../out/cdk.tf.json", workingDirectory: "../out" }) });
    mkdirSync(join(folder, "in"));
    renameSync(join(folder, "manifest.json"), join(folder, "in/manifest.json"));
    mkdirSync(join(folder, "out"));
    writeFileSync(join(folder, "out/cdk.tf.json"), JSON.stringify(tokenDocument()));
    expect(faultsOf(() => readSynthesized(join(folder, "in")), folder)).toEqual([
      "UnreadableFile <dir>/out/cdk.tf.json: the file can't be read: it lies outside the folder that was given; check the path and the file",
    ]);
  });

  it("when one of several stacks can't be read: never the others alone", () => {
    const files = {
      ...good,
      ...synthesized("staging", "{"),
      "manifest.json": {
        version: "1",
        stacks: {
          prod: stack,
          staging: { ...stack, name: "staging", synthesizedStackPath: "stacks/staging/cdk.tf.json", workingDirectory: "stacks/staging" },
        },
      },
    };
    expect(of(files)).toEqual(["InvalidFile <dir>/stacks/staging/cdk.tf.json: not valid JSON; it may be cut off; check the file"]);
  });
});

test("the form of provider 4 is told in one sentence, with how to go on", () => {
  const document = { resource: { cloudflare_api_token: { a: { name: "a", policy: [{ permission_groups: ["x"], resources: {} }] } } } };
  expect(faults(document)).toEqual([
    expect.stringMatching(
      /: resource\.cloudflare_api_token\.a\.policy: version 4 of Cloudflare's provider writes tokens so, .*upgrade by the provider's guide version-5-upgrade/,
    ),
  ]);
});

describe("a credential that is a key", () => {
  // In two parts, so that nothing takes this file for one that holds a credential.
  const secret = ["cfat_", "Ab1".repeat(14)].join("");

  it.each<[string, unknown, string]>([
    ["at the top", { [secret]: {} }, '["<redacted>"]'],
    ["as an attribute", tokenDocument({ [secret]: 1 }), `${AT}["<redacted>"]`],
    ["within a key", tokenDocument({ [`x ${secret}`]: 1 }), `${AT}["<redacted>"]`],
    ["that stands twice", `{"locals": {"a": {"${secret}": 1, "${secret}": 2}}}`, 'locals.a["<redacted>"]'],
  ])("is not shown: %s", (_, content, at) => {
    const [message = "", ...others] = faults(content);
    expect(others).toEqual([]);
    expect(message).not.toContain(secret);
    expect(message).toContain(`: ${at}: `);
  });
});
