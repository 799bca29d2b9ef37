import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gateFiles } from "../../lib/review";
import { DNS_WRITE, makeFolder, removeFolders, synthesized, tokenBody, ZONE_READ } from "../read/files";
import { run } from "./run";

afterEach(removeFolders);

const SOUND = {
  terraform: {
    backend: { s3: { bucket: "state", encrypt: true, use_lockfile: true } },
    required_providers: { cloudflare: { source: "cloudflare/cloudflare" } },
  },
};
const body = (more: object = {}, metadata: object = {}): object =>
  tokenBody({
    expires_on: "2027-01-01T00:00:00Z",
    condition: { request_ip: { in: ["192.0.2.0/24"] } },
    "//": { metadata: { path: "prod/ci/Resource", owner: "team-dns", ...metadata } },
    ...more,
  });
const folder = (ci: object): string => makeFolder(synthesized("prod", { ...SOUND, resource: { cloudflare_account_token: { ci } } }));
const groups = (...ids: string[]): object => ({
  policies: [
    {
      effect: "allow",
      permission_groups: ids.map((id) => ({ id })),
      resources: '{"com.cloudflare.api.account.zone.11111111111111111111111111111111":"*"}',
    },
  ],
});
const acknowledgements = [{ rule: "no-expiry", detail: "expiresOn", reason: "rotated by hand", owner: "team-dns" }];

describe("principals report", () => {
  it("says that nothing changes", async () => {
    const same = folder(body());
    expect(await run(["report", same, "--before", same])).toEqual({
      code: 0,
      out: "### Access changes: none\n\n### Guardrails: no change\n\nNo findings in all.\n",
      err: "",
    });
  });

  it("shows what changes in access, the findings that come and go, and what of the checks is changed, this first", async () => {
    const before = folder(body({ ...groups(ZONE_READ), condition: null }));
    const after = folder(body({ ...groups(ZONE_READ, DNS_WRITE), expires_on: null }, { acknowledgements }));
    const changed = join(makeFolder({ changed: "main.ts\n.github/workflows/principals.yml\npackage-lock.json\n" }), "changed");
    const { code, out, err } = await run(["report", after, "--before", before, "--changed", changed]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toBe(`### Gate changed

This changes what is checked, or what checks it, so what follows may not be the whole truth. Read these changes yourself.

- \`.github/workflows/principals.yml\`: the pipeline
- \`package-lock.json\`: what npm installs
- finding \`no-expiry\` (\`expiresOn\`) of ci: acknowledged by team-dns: rotated by hand

### Access changes: 1 token, mixed, disruptive

| token | verdict | gains | loses |
| --- | --- | --- | --- |
| ci (prod) | **mixed**, disruptive | DNS Write on zone \`11111111111111111111111111111111\`; use after 2027-01-01 00:00 UTC, too: it no longer expires | use from every address but \`192.0.2.0/24\` |

- **may break** ci: calls from every address but \`192.0.2.0/24\`
- **risk** ci: DNS Write can redirect the traffic and mail of a domain
- **risk** ci: it no longer expires

### Guardrails: 1 new

- **noted** ci (prod) \`no-expiry\` (\`expiresOn\`): the token never expires; acknowledged by team-dns: rotated by hand

In all: 1 acknowledged.
`);
  });

  it("takes every token for new without a state before", async () => {
    const { out } = await run(["report", folder(body())]);
    expect(out).toContain(
      "| ci (prod) | created: **broadening** | DNS Write on zone `11111111111111111111111111111111`; use from `192.0.2.0/24`, until 2027-01-01 00:00 UTC | - |",
    );
  });

  it("counts findings that go, acknowledgements that are withdrawn, and a list of files that was cut", async () => {
    const before = folder(body({ expires_on: null }, { acknowledgements }));
    const { out } = await run(["report", folder(body()), "--before", before, "--incomplete"]);
    expect(out).toContain("- more files are changed than could be listed, so any of these may be among them\n");
    expect(out).toContain("- finding `no-expiry` (`expiresOn`) of ci: no longer acknowledged\n");
    expect(out).toContain("### Guardrails: 1 resolved\n\n- resolved: `no-expiry` ci (prod): the token never expires\n");
  });

  it.each<[string, object, readonly string[], number]>([
    ["broadening", body(groups(DNS_WRITE, "e17beae8b8cb423a99b1730f21238bed")), ["broadening"], 3],
    ["broadening, in what narrows", body(groups(ZONE_READ)), ["disruptive"], 3],
    ["nothing that breaks", body(groups(DNS_WRITE, "e17beae8b8cb423a99b1730f21238bed")), ["disruptive", "findings", "gate"], 0],
    ["a new error", body({ condition: { request_ip: { in: ["0.0.0.0/0"] } } }), ["findings"], 3],
    ["a gate that changed", body({}, { acknowledgements: [{ rule: "x", detail: "y", reason: "z" }] }), ["gate"], 3],
  ])("fails on what --fail-on names: %s", async (_, after, failOn, code) => {
    const result = await run(["report", folder(after), "--before", folder(body()), ...failOn.flatMap((kind) => ["--fail-on", kind])]);
    expect(result.code).toBe(code);
  });

  it("gives all of it as JSON", async () => {
    const changed = join(makeFolder({ changed: "a\nb\0CODEOWNERS\0" }), "changed");
    const { out } = await run([
      "report",
      folder(body()),
      "--before",
      folder(body({ status: "disabled" })),
      "--changed",
      changed,
      "--format",
      "json",
    ]);
    expect(JSON.parse(out)).toEqual({
      version: 1,
      access: expect.objectContaining({ verdict: "broadening", tokens: [expect.objectContaining({ name: "ci" })] }),
      warnings: [],
      findings: { added: [], resolved: [], all: [] },
      gate: {
        changed: true,
        files: [{ path: "CODEOWNERS", why: "who has to approve" }],
        incomplete: false,
        acknowledged: [],
        withdrawn: [],
        allowed: [],
      },
    });
  });

  it("shows first how what is allowed besides tokens differs, and takes more of it for broadening", async () => {
    const list = (types: readonly object[], hosts: readonly object[] = []) => ({ version: 1, types, hosts });
    const input = folder(body());
    const files = makeFolder({
      "before.json": list([
        { type: "cloudflare_zone_setting", reason: "old" },
        { type: "cloudflare_dns_record", reason: "ours" },
      ]),
      "after.json": list(
        [{ type: "cloudflare_dns_record", reason: "@team | <b>" }],
        [{ host: "vault.example.com", for: "provider.vault.address", reason: "our vault" }],
      ),
    });
    const report = (before: string, after: string, ...more: readonly string[]) =>
      run(["report", input, "--before", input, "--allowed", join(files, before), "--allowed-after", join(files, after), ...more]);
    const { out } = await report("before.json", "after.json");
    expect(
      out
        .slice(0, out.indexOf("### Access"))
        .split("\n")
        .filter((line) => line.startsWith("- ")),
    ).toEqual([
      "- **broadening**: allows for another reason the type `cloudflare_dns_record`: `@team \\u{7c} <b>`",
      "- **broadening**: allows the host `vault.example.com` for `provider.vault.address`: our vault",
      "- no longer allows the type `cloudflare_zone_setting`: old",
    ]);
    expect((await report("before.json", "after.json", "--fail-on", "broadening")).code).toBe(3);
    expect((await report("before.json", "none.json", "--fail-on", "broadening")).code).toBe(0);
    expect((await report("before.json", "before.json", "--fail-on", "gate")).code).toBe(0);
    writeFileSync(join(files, "broken.json"), "{}");
    expect((await report("before.json", "broken.json")).code).toBe(2);
  });

  it("has in its JSON the fields that the documentation names, and no others", async () => {
    const { out } = await run(["report", folder(body()), "--format", "json"]);
    const fields = Object.entries(JSON.parse(out) as Record<string, object>).flatMap(([name, value]) =>
      name === "findings" || name === "gate" ? Object.keys(value).map((inner) => `${name}.${inner}`) : [name],
    );
    const docs = readFileSync("docs/pipelines.md", "utf8");
    const start = docs.indexOf("`principals report --format json` gives one object");
    const table = docs.slice(start, docs.indexOf("\n\n", docs.indexOf("| --- |", start)));
    const named = [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`([\w.]+)`/g)].map(([, name]) => name),
    );
    expect(named.sort()).toEqual(fields.sort());
  });

  it("fits a comment, whatever there is to say, and counts what does not", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 900 }, (_, index) => [`t${String(index)}`, tokenBody({ name: `token-${String(index)}`.padEnd(120, "x") })]),
    );
    const after = makeFolder(synthesized("prod", { resource: { cloudflare_account_token: many } }));
    const changed = join(
      makeFolder({ changed: Array.from({ length: 5000 }, (_, index) => `.github/workflows/${String(index)}.yml`).join("\n") }),
      "changed",
    );
    const { out } = await run(["report", after, "--changed", changed]);
    expect(out.length).toBeLessThan(65_000);
    expect(out.match(/… and [\d,]+ more/g)).toHaveLength(3);
  });

  it("shows what decides most, however many other files, findings and acknowledgements there are", async () => {
    const quiet = { ...body(), "//": { metadata: { path: "prod/a/Resource" } } };
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`a${String(index)}`, { ...quiet, name: `aaa-${String(index).padStart(3, "0")}` }]),
    );
    const account = "com.cloudflare.api.account.0123456789abcdef0123456789abcdef";
    const powerful = body({
      name: "zzz",
      policies: [
        { effect: "allow", permission_groups: [{ id: "5bc3f8b21c554832afc660159ab75fa4" }], resources: JSON.stringify({ [account]: "*" }) },
      ],
    });
    const answered = { ...quiet, name: "answered", expires_on: null, "//": { metadata: { owner: "o", acknowledgements } } };
    const resource = { cloudflare_account_token: { ...many, zz: powerful, answered } };
    const after = makeFolder(synthesized("prod", { ...SOUND, resource }));
    const flood = Array.from({ length: 400 }, (_, index) => `!${String(index)}/package.json`);
    const tests = Array.from({ length: 400 }, (_, index) => `.github/!${String(index)}.yml`);
    const important = [".github/workflows/principals.yml", ".principals/take-command.cjs", "package.json", "ours/x.json"];
    const changed = join(makeFolder({ changed: [...flood, ...tests, ...important].join("\n") }), "changed");
    const { out } = await run([
      "report",
      after,
      "--before",
      folder(body()),
      "--changed",
      changed,
      "--gate-file",
      "ours/",
      "--pack",
      "strict",
    ]);
    for (const path of important) expect(out).toContain(`- \`${path}\`: `);
    expect(out).toMatch(/^- … and \d+ more: \d+ the pipeline, \d+ what npm installs$/m);
    expect(out).toContain("- finding `no-expiry` (`expiresOn`) of answered: acknowledged by team-dns: rotated by hand\n");
    const findings = out.slice(out.indexOf("### Guardrails"));
    // 300 errors of another rule stand before it.
    expect(findings).toMatch(/^- \*\*error\*\* zzz \(prod\) `manages-access`/m);
    expect(findings).toMatch(/^- … and \d+ more: \d+ error$/m);
    const levels = [...findings.matchAll(/^- \*\*(\w+)\*\*/gm)].map(([, level = ""]) => level);
    expect([...levels].sort((a, b) => ["error", "warning", "noted"].indexOf(a) - ["error", "warning", "noted"].indexOf(b))).toEqual(levels);
    expect(new Set(levels).size).toBeGreaterThan(1);
    expect(out).toMatch(/^\| --- .*\n\| zzz \(prod\) /m);
  });

  it("fails with exit code 2 for what can't be read", async () => {
    expect((await run(["report", makeFolder({ "cdk.tf.json": "{" })])).code).toBe(2);
    const missing = await run(["report", folder(body()), "--changed", "/none"]);
    expect(missing).toMatchObject({ code: 2, err: expect.stringContaining("[UnreadableFile]") });
    expect((await run(["report", folder(body()), "--fail-on", "all"])).err).toContain(
      "allowed are broadening, disruptive, findings, gate.",
    );
  });
});

describe("files that decide what is checked", () => {
  it.each([
    [".github/workflows/ci.yml", "the pipeline"],
    [".GitHub/Workflows/ci.yml", "the pipeline"],
    [".github/actions/x/index.js", "the pipeline"],
    ["sub/action.yaml", "the pipeline"],
    [".gitlab-ci.yml", "the pipeline"],
    [".principals/take-command.cjs", "the pipeline's tool, checks and packs"],
    [".principals/command.json", "which version of the command the pipeline runs"],
    [".principals/stacks.json", "which stacks the pipeline applies, and where"],
    [".principals/allowed.json", "what is applied besides tokens"],
    ["CODEOWNERS", "who has to approve"],
    [".github/CODEOWNERS", "who has to approve"],
    [".gitlab/CODEOWNERS", "who has to approve"],
    ["access/.gitattributes", "which changes a forge shows"],
    ["packages/a/package.json", "what npm installs"],
    ["pnpm-lock.yaml", "what npm installs"],
    [".npmrc", "what npm installs, and from where"],
    [".terraform.lock.hcl", "the provider's checksums"],
    ["x.auto.tfvars", "what Terraform reads besides the synthesized file"],
    ["terraform.d/plugins/x", "what Terraform reads besides the synthesized file"],
    ["sub/terraform.d", "what Terraform reads besides the synthesized file"],
    ["main.tofu", "what Terraform reads besides the synthesized file"],
    ["override.tofu.json", "what Terraform reads besides the synthesized file"],
    [".tofurc", "what Terraform reads besides the synthesized file"],
    [".tofu/credentials.json", "what Terraform reads besides the synthesized file"],
    [".env", "the environment of what is run"],
    [".env.production", "the environment of what is run"],
    [".envrc", "the environment of what is run"],
    ["vendor/cloudflare-principals-0.1.0.tgz", "what is installed in place of what npm has"],
    ["patches/cdktf+0.21.0.patch", "what is installed in place of what npm has"],
    ["cdktf.json", "what is synthesized, and how"],
    ["our-guardrails.ts", "the rules of the guardrails"],
    ["team.pack.json", "the rules of the guardrails"],
    ["packs/acme.ts", "the rules of the guardrails"],
    ["src/pack/acme.json", "the rules of the guardrails"],
    ["guardrails/own.ts", "the rules of the guardrails"],
    ["lib/rules/dns/x.cjs", "the rules of the guardrails"],
    ["jest.config.js", "which tests run, and how"],
    ["jest.setup.js", "which tests run, and how"],
    ["tsconfig.json", "which tests run, and how"],
    ["tsconfig.test.json", "which tests run, and how"],
    ["jsconfig.json", "which tests run, and how"],
    ["ts-jest.config.js", "which tests run, and how"],
    ["vitest.config.mts", "which tests run, and how"],
    ["babel.config.json", "which tests run, and how"],
    [".babelrc", "which tests run, and how"],
    [".swcrc", "which tests run, and how"],
    ["tsup.config.ts", "which tests run, and how"],
    ["__mocks__/cdktf.ts", "what the tests ask for"],
    ["lib/__mocks__/x.js", "what the tests ask for"],
    ["__tests__/access.test.ts", "what the tests ask for"],
    [".principals", "the pipeline's tool, checks and packs"],
    [".github/settings.yml", "the pipeline"],
    [".gitmodules", "which changes a forge shows"],
    ["policies/extra.json", "named by the pipeline"],
  ])("%s is one", async (path, why) => {
    const changed = join(makeFolder({ changed: `${path}\0README.md\0` }), "changed");
    const { out } = await run(["report", folder(body()), "--changed", changed, "--gate-file", "policies/", "--format", "json"]);
    expect((JSON.parse(out) as { gate: { files: unknown } }).gate.files).toEqual([{ path, why }]);
  });

  it.each([
    "main.ts",
    "access/prod/ci.md",
    "docs/github/workflows.md",
    "src/unpack.ts",
    "policies.json",
    "src/unpacks/x.ts",
    "rules/README.md",
  ])("%s is none", async (path) => {
    const changed = join(makeFolder({ changed: path }), "changed");
    const { out } = await run(["report", folder(body()), "--changed", changed, "--format", "json"]);
    expect((JSON.parse(out) as { gate: { changed: boolean } }).gate.changed).toBe(false);
  });

  it("are told in time that grows with the length of their paths", () => {
    const start = process.cpuUsage();
    const paths = Array.from({ length: 2000 }, (_, index) => `${"a/".repeat(2000)}${"a.".repeat(100)}${String(index)}`);
    expect(gateFiles([...paths, `${"a/".repeat(2000)}x.tf`]).map(({ why }) => why)).toEqual([
      "what Terraform reads besides the synthesized file",
    ]);
    const { user, system } = process.cpuUsage(start);
    // A fraction of a second; to look for the end from each slash would take a minute.
    expect((user + system) / 1e6).toBeLessThan(10);
  });
});
