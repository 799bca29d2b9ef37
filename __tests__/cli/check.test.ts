import { join, relative } from "node:path";
import Ajv from "ajv";
import { ACCOUNT, DNS_WRITE, makeFolder, removeFolders, synthesized, tokenBody, ZONE_KEY } from "../read/files";
import { CORPUS } from "../hostile/corpus";
import { obeyedCommands, parseMarkdown, TRICKS } from "../hostile/checks";
import { run } from "./run";

beforeEach(() => {
  process.env["PRINCIPALS_NOW"] = "2026-11-22T00:00:00Z";
});
afterEach(() => {
  delete process.env["PRINCIPALS_NOW"];
  removeFolders();
});

const SOUND = {
  terraform: {
    backend: { s3: { bucket: "state", encrypt: true, use_lockfile: true } },
    required_providers: { cloudflare: { source: "cloudflare/cloudflare" } },
  },
};
const metadata = { path: "prod/ci/Resource", owner: "team-dns" };
const sound = { expires_on: "2027-01-01T00:00:00Z", condition: { request_ip: { in: ["192.0.2.0/24"] } }, "//": { metadata } };
const folder = (body: Readonly<Record<string, unknown>> = {}, more: Readonly<Record<string, unknown>> = {}): string =>
  makeFolder(synthesized("prod", { ...SOUND, ...more, resource: { cloudflare_account_token: { ci: tokenBody({ ...sound, ...body }) } } }));
const acknowledged = (acknowledgements: unknown): Readonly<Record<string, unknown>> => ({
  expires_on: null,
  "//": { metadata: { ...metadata, acknowledgements } },
});
const reason = { rule: "no-expiry", detail: "expiresOn", reason: "rotated by hand", owner: "team-dns", until: "2027-01-01T00:00:00Z" };

describe("principals check", () => {
  it("finds nothing in what is as it should be, with either pack", async () => {
    for (const pack of ["baseline", "strict"])
      expect(await run(["check", folder(), "--pack", pack, "--fail-on", "note"])).toEqual({ code: 0, out: "no findings\n", err: "" });
  });

  it("shows findings of tokens and of the Terraform around them, and ends with exit code 3 for errors", async () => {
    const input = folder({ expires_on: null, policies: [] }, { module: { m: { source: "./assets/m" } } });
    expect(await run(["check", input])).toEqual({
      code: 3,
      out: `prod · 1 error · 1 warning

  Terraform
    error    outside-the-list (module.m): unread-module: module.m is loaded from a folder, and nothing here reads it
             write what it does with constructs
             in ${join(input, "stacks/prod/cdk.tf.json")}

  ci
    warning  no-expiry (expiresOn): the token never expires
             set expiresOn
`,
      err: "",
    });
  });

  it("says which id to write in place of null, where anything tells", async () => {
    const check = async (policy: object): Promise<string[]> => {
      const { code, out } = await run(["check", folder({ policies: [{ effect: "allow", ...policy }] })]);
      expect(code).toBe(3);
      return out
        .split("\n")
        .slice(3)
        .flatMap((line) => (line.trim() === "" ? [] : [line.trim().replace(/ +/g, " ")]));
    };
    const resources = JSON.stringify({ [ZONE_KEY]: "*" });
    const NOT_AN_ID = "in place of an id, which is 32 hexadecimal characters: Cloudflare refuses it";
    expect(await check({ permission_groups: [{ id: null, name: "DNS Write" }], resources })).toEqual([
      `error unresolved-permission (DNS Write): DNS Write stands ${NOT_AN_ID}`,
      `write ${DNS_WRITE}, the id of DNS Write`,
    ]);
    expect(await check({ permission_groups: [{ id: null }], resources })).toEqual([
      `error unresolved-permission (null): null stands ${NOT_AN_ID}`,
      "write the id of the group that is meant (principals search); what wrote this had none",
    ]);
    const account = JSON.stringify({ "com.cloudflare.api.account.null": "*" });
    expect(await check({ permission_groups: [{ id: "1a71c399035b4950a1bd1466bbe4f420" }], resources: account })).toEqual([
      `error unresolved-resource (com.cloudflare.api.account.null): com.cloudflare.api.account.null has null ${NOT_AN_ID}`,
      `write ${ACCOUNT}, the token's own account`,
    ]);
  });

  it.each<[string, number]>([
    ["error", 0],
    ["warning", 3],
    ["note", 3],
    ["never", 0],
  ])("fails on what --fail-on %s names: exit code %i", async (level, code) => {
    expect((await run(["check", folder({ expires_on: null }), "--fail-on", level])).code).toBe(code);
  });

  it("shows acknowledgements of a pull request in every format, and does not count what they are about", async () => {
    const input = folder(
      acknowledged([reason, { rule: "acme-own", detail: "x", reason: "ours" }, { rule: "no-ownr", detail: "owner", reason: "misspelt" }]),
    );
    const text = await run(["check", input, "--pack", "strict"]);
    expect(text).toEqual({
      code: 0,
      out: `prod · 1 acknowledged

  ci
    noted    no-expiry (expiresOn): the token never expires
             acknowledged by team-dns until 2027-01-01T00:00:00Z: rotated by hand

  ci: no pack in use has acme-own (x), acknowledged: ours
  ci: no pack in use has no-ownr (owner) (did you mean "no-owner"), acknowledged: misspelt
`,
      err: "",
    });
    expect((await run(["check", input, "--format", "markdown"])).out).toBe(`## prod · 1 acknowledged

### ci

- **noted** \`no-expiry\` (\`expiresOn\`): the token never expires; acknowledged by team-dns until \`2027-01-01T00:00:00Z\`: rotated by hand

### Acknowledged, not checked

- **ci** \`acme-own\` (\`x\`): acknowledged: ours
- **ci** \`no-ownr\` (\`owner\`) (did you mean "no-owner"): acknowledged: misspelt
`);
    const json = JSON.parse((await run(["check", input, "--format", "json"])).out) as {
      version: number;
      findings: unknown[];
      acknowledgements: unknown[];
    };
    expect([json.version, json.findings, json.acknowledgements]).toMatchObject([
      1,
      [{ rule: "no-expiry", acknowledged: { reason: "rotated by hand", owner: "team-dns" } }],
      [
        { rule: "acme-own", status: "not-checked" },
        { rule: "no-expiry", status: "used" },
        { rule: "no-ownr", status: "not-checked" },
      ],
    ]);
  });

  it("fails for an acknowledgement that can't be read, that is over, or that is about nothing", async () => {
    const broken = await run([
      "check",
      folder(acknowledged([{ ...reason, until: "2020-01-01T00:00:00Z" }, { rule: 1 }, { ...reason, detail: "x" }])),
      "--pack",
      "strict",
    ]);
    expect(broken.code).toBe(3);
    expect(
      broken.out
        .split("\n")
        .filter((line) => line.startsWith("    error"))
        .map((line) => line.slice(13).replace(/:.*/, "")),
    ).toEqual([
      "acknowledgement-expired (no-expiry expiresOn)",
      ...Array<string>(3).fill("acknowledgement-refused (acknowledgements)"),
      "acknowledgement-unused (no-expiry x)",
      "no-expiry (expiresOn)",
    ]);
  });

  it("takes a pack from a JSON file, with levels and parameters", async () => {
    const packs = makeFolder({
      "pack.json": {
        extends: "baseline",
        rules: { "max-lifetime": ["error", { days: 30 }], "no-owner": "off", "outside-the-list": ["error", { pipelines: false }] },
      },
      "only.json": { rules: { "no-owner": "note" } },
    });
    const long = await run(["check", folder(), "--pack", join(packs, "pack.json")]);
    expect([long.code, long.out.includes("max-lifetime (expiresOn): the token lives 40 days")]).toEqual([3, true]);
    expect((await run(["check", folder({ expires_on: null }), "--pack", join(packs, "only.json"), "--fail-on", "note"])).out).toBe(
      "no findings\n",
    );
  });

  it("finds with expires-soon, at night, what expires by then and what has expired, by PRINCIPALS_NOW", async () => {
    const nightly = join(makeFolder({ "nightly.json": { rules: { "expires-soon": ["error", { withinDays: 30 }] } } }), "nightly.json");
    const input = folder();
    const at = async (now: string): Promise<[number, string | undefined]> => {
      process.env["PRINCIPALS_NOW"] = now;
      const { code, out } = await run(["check", input, "--pack", nightly]);
      return [code, /expires-soon .*/.exec(out)?.[0]];
    };
    expect(await at("2026-12-01T00:00:00Z")).toEqual([0, undefined]);
    expect(await at("2026-12-22T12:00:00Z")).toEqual([3, "expires-soon (expiresOn): the token expires in 9 days, on 2027-01-01T00:00:00Z"]);
    expect(await at("2027-03-01T00:00:00Z")).toEqual([3, "expires-soon (expiresOn): the token expired on 2027-01-01T00:00:00Z"]);
    for (const pack of ["baseline", "strict"]) {
      process.env["PRINCIPALS_NOW"] = "2026-12-22T12:00:00Z";
      expect((await run(["check", input, "--pack", pack])).out).toBe("no findings\n");
    }
  });

  it.each<[string, string]>([
    ["no-rules.json", '{ "rules": {} }'],
    ["empty.json", "{}"],
    ["all-off.json", '{ "rules": { "no-owner": "off" } }'],
    ["none.cjs", "module.exports = []"],
  ])("warns of a pack that checks nothing, in check and report: %s", async (name, content) => {
    const pack = join(makeFolder({ [name]: content }), name);
    const warning = `warning: this pack has no rules, so nothing is checked: ${pack}\n`;
    for (const command of ["check", "report"]) {
      const { code, err } = await run([command, folder(), "--pack", pack]);
      expect([code, err]).toEqual([0, warning]);
    }
    expect((await run(["check", folder(), "--pack", "strict", "--fail-on", "never"])).err).toBe("");
  });

  it("takes a pack of one's own rules from a module", async () => {
    const packs = makeFolder({
      "pack.cjs": `module.exports = { pack: [[{ id: "acme-x", title: "t", why: "w", fix: "f", level: "note", waivable: true, token: (t) => [{ detail: t.name, message: "seen" }] }, "error"]] };`,
    });
    const result = await run(["check", folder(), "--pack", join(packs, "pack.cjs")]);
    expect([result.code, result.out]).toEqual([3, "prod · 1 error\n\n  ci\n    error    acme-x (ci): seen\n             f\n"]);
  });

  it.each<[string, unknown, string]>([
    ["x.json", { rules: { "no-such-rule": "error" } }, 'rules.no-such-rule: no rule of this package has this id, got "no-such-rule"; use'],
    ["x.json", { rules: { "no-owner": ["error", { a: 1 }] } }, 'rules.no-owner: rule no-owner has no parameters, got {"a":1}; use'],
    [
      "x.json",
      { rules: { "max-lifetime": ["error", { days: "x" }] } },
      "rule max-lifetime does not take these parameters: days is a whole number from 1 on",
    ],
    ["x.json", { rules: { "expires-soon": ["error", { days: 30 }] } }, 'there is no parameter "days", only withinDays'],
    ["x.json", { rules: { "expires-soon": ["error", { withinDays: 30 }, "x"] } }, "a rule in a pack is its level, or [level, parameters]"],
    ["x.json", { rules: { "outside-the-list": ["error", { allowed: { hosts: "example.com" } }] } }, "allowed is types and hosts, as in"],
    ["x.json", { rules: { "foreign-http": "off" } }, "foreign-http is part of rule outside-the-list now, and what a team allows stands in"],
    ["x.json", { rules: { "no-owner": "fatal" } }, "a rule's level in a pack is error, warning, note or off"],
    ["x.json", { extends: "nothing" }, "extends: a pack extends baseline or strict"],
    ["x.json", { rule: {} }, "a pack has extends and rules and nothing else"],
    ["x.json", [], "a pack is an object with extends and rules"],
    ["x.json", { rules: [] }, "rules are an object of rule ids"],
    ["x.json", { rules: { "no-expry": "error" } }, 'this id (did you mean "no-expiry"), got "no-expry"'],
    ["x.json", { rules: { noExpiry: "error" } }, 'this id (did you mean "no-expiry"), got "noExpiry"'],
    ["x.json", { extends: "Strict" }, 'extends baseline or strict (did you mean "strict"), got "Strict"'],
    [
      "x.json",
      '{ "extends": "baseline",\n  "rules": { "no-owner": "error", }\n}',
      "x.json: not valid JSON at line 2, column 35: there has to be a name in double quotes; check the file [InvalidFile]",
    ],
    ["x.json", "{", "not valid JSON; it may be cut off; check the file [InvalidFile]"],
    ["x.json", '{"rules": {}, "rules": {}}', "this key stands twice; check the file [InvalidFile]"],
    ["x.cjs", "module.exports = 5", "a pack is a list of [rule, level], got 5"],
    ["x.cjs", "throw new Error('broken')", "the file can't be read: broken"],
    ["x.txt", "", "a pack is baseline, strict, a .json file or a module (.js, .cjs), got "],
    ["x.txt", "", "; name one of the two, or write the path of a file [InvalidPack]"],
  ])("fails with exit code 2 for the pack %s: %j", async (name, content, message) => {
    const path = join(makeFolder({ [name]: content }), name);
    const { code, out, err } = await run(["check", folder(), "--pack", path]);
    expect([code, out, err.includes(message) ? message : err]).toEqual([2, "", message]);
  });

  it("tells where a damaged pack is damaged, however long its strings are", async () => {
    const path = join(makeFolder({ "x.json": `["${"x".repeat(20e6)}" 1]` }), "x.json");
    const { code, err } = await run(["check", folder(), "--pack", path]);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining("x.json: not valid JSON at line 1, column 20000005: there has to be a comma or ]; check the file"),
    ]);
  });

  it("fails with exit code 2 for input that can't be read, and shows nothing of it", async () => {
    const input = makeFolder({
      "a.tf.json": { resource: { cloudflare_account_token: { ok: tokenBody({ expires_on: null }), bad: tokenBody({ name: 5 }) } } },
    });
    const result = await run(["check", input]);
    expect([result.code, result.out]).toEqual([2, ""]);
    expect((await run(["check", join(input, "gone")])).code).toBe(2);
  });

  it("reads one file and a folder of Terraform JSON as well", async () => {
    const input = makeFolder({
      "a.tf.json": { data: { external: { x: {} } } },
      "b.tf.json": { ...SOUND, resource: { cloudflare_account_token: { ci: tokenBody(sound) } } },
      "x.auto.tfvars": "",
    });
    const text = (await run(["check", input])).out;
    expect(text.match(/\boutside-the-list \([^)]+\): [a-z-]+/g)).toEqual([
      "outside-the-list (data.external.x): external-program",
      "outside-the-list (x.auto.tfvars): unexpected-file",
    ]);
    const single = (await run(["check", join(input, "a.tf.json")])).out;
    expect(single).toContain("outside-the-list (data.external.x): external-program: data.external.x runs a program");
  });
});

describe("what a team allows", () => {
  const GITHUB = { github: { source: "integrations/github" }, ...SOUND.terraform.required_providers };
  const open = (): string =>
    folder(
      {},
      {
        terraform: { ...SOUND.terraform, required_providers: GITHUB },
        module: [],
        data: { terraform_remote_state: { net: { backend: "http", config: { address: "https://state.example.com/x" } } } },
      },
    );
  const withTypes = (): string =>
    makeFolder({
      "a.tf.json": {
        ...SOUND,
        terraform: { ...SOUND.terraform, required_providers: GITHUB },
        resource: {
          cloudflare_account_token: { ci: tokenBody(sound) },
          cloudflare_dns_record: { a: {}, b: {} },
          cloudflare_account_member: { m: {} },
          github_actions_secret: { s: { plaintext_value: "${cloudflare_account_token.ci.value}" } },
        },
      },
    });
  const lines = (out: string): unknown[] =>
    [...out.matchAll(/add (\{.*\}) to \.principals/g)].map(([, line = ""]) => JSON.parse(line) as unknown);
  const allowedFile = (types: unknown, hosts: unknown = []): string =>
    join(makeFolder({ "allowed.json": { version: 1, types, hosts } }), "allowed.json");

  it("is printed by each finding, line by line, and taken from the file it is added to", async () => {
    const input = withTypes();
    const { code, out } = await run(["check", input, "--pack", "strict"]);
    expect(code).toBe(3);
    expect(lines(out)).toEqual([
      { type: "cloudflare_account_member", reason: "say why" },
      { type: "github_actions_secret", reason: "say why" },
      { type: "cloudflare_dns_record", reason: "say why" },
    ]);
    expect(await run(["check", input, "--pack", "strict", "--allowed", allowedFile(lines(out))])).toEqual({
      code: 0,
      out: "no findings\n",
      err: "",
    });
    const once = await run(["check", input, "--pack", "strict", "--allowed", allowedFile(lines(out).slice(1))]);
    expect(lines(once.out)).toEqual([{ type: "cloudflare_account_member", reason: "say why" }]);
  });

  it("is printed and taken for hosts, each for the setting that names it", async () => {
    const { out } = await run(["check", open(), "--pack", "strict"]);
    expect(lines(out)).toEqual([{ host: "state.example.com", for: "backend.http.address", reason: "say why" }]);
    const after = async (hosts: unknown): Promise<boolean> =>
      (await run(["check", open(), "--allowed", allowedFile([], hosts)])).out.includes("foreign-http");
    expect(await after(lines(out))).toBe(false);
    expect(await after([{ host: "state.example.com", for: "data.http", reason: "x" }])).toBe(true);
    expect(await after([{ host: "example.com", for: "backend.http.address", reason: "x" }])).toBe(true);
  });

  it("is a note where a type touches no token and runs no program, and nothing that is hostile", async () => {
    const { out } = await run(["check", withTypes(), "--format", "json"]);
    const { findings } = JSON.parse(out) as { findings: { level: string; detail: string }[] };
    expect(findings.map(({ level, detail }) => `${level} ${detail}`)).toEqual([
      "error github_actions_secret",
      "warning cloudflare_account_member",
      "note cloudflare_dns_record",
    ]);
  });

  it("is never a program, a provisioner, a file, base_url, a module, another backend or a token's value", async () => {
    const hostile = makeFolder({
      "a.tf.json": {
        ...SOUND,
        terraform: { ...SOUND.terraform, backend: { swift: { cacert_file: "/x" } } },
        provider: { cloudflare: { base_url: "https://evil.example" } },
        module: { m: { source: "./m" } },
        data: { external: { x: {} }, terraform_remote_state: { s: { backend: "s3", config: { custom_ca_bundle: "/x" } } } },
        action: { local_command: { a: {} } },
        resource: { cloudflare_account_token: { ci: tokenBody({ ...sound, provisioner: { "local-exec": {} } }) } },
        output: { v: { value: "${cloudflare_account_token.ci.value}" } },
      },
    });
    const { code, out } = await run(["check", hostile]);
    expect([code, lines(out)]).toEqual([3, []]);
    expect(out.match(/error {4}outside-the-list/g)?.length).toBeGreaterThan(7);
  });

  it("is read from .principals/allowed.json of the working directory, and no file but that one may be missing", async () => {
    const input = withTypes();
    const project = makeFolder({ ".principals/allowed.json": { version: 1, types: [{ type: "github_actions_secret", reason: "ours" }] } });
    const before = process.cwd();
    try {
      process.chdir(project);
      expect((await run(["check", input])).out).not.toContain("github_actions_secret");
    } finally {
      process.chdir(before);
    }
    expect((await run(["check", input])).out).toContain("github_actions_secret");
    const gone = await run(["check", input, "--allowed", "gone.json"]);
    expect([gone.code, gone.err]).toEqual([2, expect.stringContaining("gone.json: the file can't be read: there is no such file")]);
    const wrong = await run(["check", input, "--allowed", allowedFile([{ type: "*" }])]);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("[InvalidFile]")]);
  });

  it("stands in a pack as well", async () => {
    const allowed = { types: [{ type: "cloudflare_account_member", reason: "x" }] };
    const pack = join(makeFolder({ "pack.json": { rules: { "outside-the-list": ["error", { allowed }] } } }), "pack.json");
    const { out } = await run(["check", withTypes(), "--pack", pack]);
    expect(out).not.toContain("cloudflare_account_member");
    expect(out).toContain("note     outside-the-list (cloudflare_dns_record)");
  });

  it("is a note of types that touch no token, in every pack but one for pipelines", async () => {
    const terraform = { required_providers: { cloudflare: { source: "cloudflare/cloudflare", version: "5.22.0" } } };
    const record = makeFolder({ "a.tf.json": { terraform, resource: { cloudflare_dns_record: { a: { name: "a" } } } } });
    const packOf = (entry: unknown): string => join(makeFolder({ "pack.json": { rules: { "outside-the-list": entry } } }), "pack.json");
    const levelIn = async (pack: string): Promise<string | undefined> =>
      /(\w+) +outside-the-list \(cloudflare_dns_record\)/.exec((await run(["check", record, "--pack", pack])).out)?.[1];
    expect(await Promise.all(["baseline", "strict", packOf("error")].map(levelIn))).toEqual(["note", "note", "note"]);
    expect(await levelIn(packOf(["error", { pipelines: true }]))).toBe("error");
  });
});

describe("principals check --format sarif", () => {
  /* eslint-disable @typescript-eslint/no-require-imports */
  const ajv = new Ajv({ schemaId: "auto", allErrors: true });
  ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
  const validate = ajv.compile(require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"));

  interface Sarif {
    readonly runs: readonly {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly Record<string, never>[];
    }[];
  }
  const sarif = async (input: string, ...args: string[]): Promise<Sarif> => {
    const { out } = await run(["check", input, "--format", "sarif", ...args]);
    const log = JSON.parse(out) as Sarif;
    validate(log);
    expect(validate.errors ?? []).toEqual([]);
    return log;
  };

  it("is valid, with and without findings", async () => {
    expect((await sarif(folder())).runs[0]?.results).toEqual([]);
    const input = relative(process.cwd(), folder(acknowledged([reason]), { data: { external: { "x y": {} } } }));
    const [first] = (await sarif(input, "--pack", "strict")).runs;
    expect(first?.tool.driver.rules.map(({ id }) => id)).toEqual(["no-expiry", "outside-the-list"]);
    // Code scanning shows this text, and no page of ours is on a server: it has to say all.
    expect(first?.tool.driver.rules[0]).toMatchObject({
      help: {
        text: 'A leaked token that never expires works until somebody notices. Set expiresOn. If it is meant, say so where the token is made, with the detail of the finding: principal.acknowledge({ rule: "no-expiry", detail, reason })',
        markdown: expect.stringContaining("**Fix:** Set expiresOn") as string,
      },
    });
    expect(JSON.stringify(first?.tool.driver)).not.toMatch(/docs\/|helpUri/);
    expect(first?.results).toMatchObject([
      { ruleId: "outside-the-list", ruleIndex: 1, level: "error" },
      {
        ruleId: "no-expiry",
        ruleIndex: 0,
        level: "error",
        message: { text: "prod/ci: the token never expires (expiresOn); set expiresOn" },
        locations: [{ physicalLocation: { region: { startLine: 1 } }, logicalLocations: [{ fullyQualifiedName: "prod/ci" }] }],
        suppressions: [{ kind: "inSource", status: "accepted", justification: "rotated by hand (team-dns), until 2027-01-01T00:00:00Z" }],
      },
    ]);
  });

  it("names files relative to the working directory where they lie below it, and gives a finding one fingerprint for ever", async () => {
    const input = folder({ expires_on: null });
    const before = process.cwd();
    const uri = (log: Sarif): unknown =>
      (log.runs[0]?.results[0] as unknown as { locations: [{ physicalLocation: { artifactLocation: { uri: string } } }] }).locations[0]
        .physicalLocation.artifactLocation.uri;
    const prints = (log: Sarif): unknown[] => log.runs[0]?.results.map((each) => each["partialFingerprints"]) ?? [];
    const outside = await sarif(input);
    expect(uri(outside)).toBe(`file://${join(input, "stacks/prod/cdk.tf.json")}`);
    process.chdir(input);
    try {
      expect(uri(await sarif("."))).toBe("stacks/prod/cdk.tf.json");
    } finally {
      process.chdir(before);
    }
    expect(prints(await sarif(folder({ expires_on: null, policies: [] })))).toEqual(prints(outside));
  });
});

it("shows hostile texts harmlessly in every format", async () => {
  const names = CORPUS.map(({ text }) => text).filter(
    (text) => !text.includes("${") && !text.includes("\u0000") && text !== "" && text !== "__proto__",
  );
  const resources = Object.fromEntries(
    names.map((name, index) => [
      `t${String(index)}`,
      tokenBody({
        ...sound,
        name,
        expires_on: null,
        "//": {
          metadata: {
            path: name,
            owner: name,
            acknowledgements: [{ ...reason, reason: name, owner: name }, { rule: name, detail: name, reason: name }, name],
          },
        },
      }),
    ]),
  );
  const input = makeFolder(
    synthesized("prod", {
      ...SOUND,
      resource: { cloudflare_account_token: resources },
      data: { external: Object.fromEntries(names.map((n) => [n, {}])) },
    }),
  );
  for (const format of ["text", "markdown", "json", "sarif"]) {
    const { out, err } = await run(["check", input, "--pack", "strict", "--format", format]);
    expect(err).toBe("");
    expect(out.split("\n").filter((line) => TRICKS.test(line.replace(/[\u2068\u2069]/g, "")))).toEqual([]);
    expect(obeyedCommands(out)).toEqual([]);
    if (format === "sarif") {
      interface Result {
        readonly message: { readonly text: string; readonly markdown: string };
        readonly suppressions?: readonly { readonly justification: string }[];
      }
      const { runs } = JSON.parse(out) as { readonly runs: readonly { readonly results: readonly Result[] }[] };
      for (const { message, suppressions = [] } of runs[0]?.results ?? []) {
        const texts = [message.text, ...suppressions.map(({ justification }) => justification)];
        expect(texts.filter((text) => TRICKS.test(text.replace(/[\u2068\u2069]/g, "")))).toEqual([]);
        // Neither a link nor a placeholder of SARIF's plain messages.
        expect(message.text.replace(/\\[^]|\{\{|\}\}/g, "")).not.toMatch(/[[\]{}]/);
        expect(parseMarkdown(message.markdown)).toMatchObject({ onlyText: true, references: [] });
      }
    }
    if (format === "markdown") {
      const { onlyText, references } = parseMarkdown(out);
      expect([onlyText, references]).toEqual([true, []]);
    }
  }
});
