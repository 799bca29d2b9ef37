import Ajv from "ajv";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { accessDiff, readPlan, readSynth } from "../../lib";
import { makeFolder, removeFolders, synthesized, tokenBody, tokenDocument } from "../read/files";
import { run } from "./run";

afterEach(removeFolders);

const FIXTURES = join(__dirname, "..", "read", "fixtures");
const DNS_READ = "82e64a83756745bbbb1c9c2701bf816b";
const metadata = {
  "//": {
    metadata: { path: "prod/ci/Resource", names: { "com.cloudflare.api.account.zone.11111111111111111111111111111111": "example.com" } },
  },
};
const folder = (more: object = {}): string => makeFolder(synthesized("prod", tokenDocument({ ...metadata, ...more })));
const policies = [
  { effect: "allow", permission_groups: [{ id: DNS_READ }], resources: (tokenBody()["policies"] as { resources: string }[])[0]!.resources },
];
const TEXT = `Access changes: 1 token, broadening

  ci
    verdict  broadening
    gains    DNS Write on zone example.com (11111111…)
    risk     DNS Write can redirect the traffic and mail of a domain
    at       prod/ci
`;

describe("principals diff", () => {
  it("shows what changes between two folders, with the names of the stack", async () => {
    expect(await run(["diff", folder({ policies }), folder()])).toEqual({ code: 0, out: TEXT, err: "" });
    expect(await run(["diff", folder(), folder()])).toEqual({ code: 0, out: "Access changes: none\n", err: "" });
  });

  it("gives as JSON what accessDiff gives", async () => {
    const [before, after] = [folder({ policies }), folder()];
    const { out } = await run(["diff", before, after, "--format", "json"]);
    expect(JSON.parse(out)).toEqual(accessDiff(readSynth(before), readSynth(after)));
  });

  it("writes a page, and Markdown of a length, with what could not be read", async () => {
    const beside = { module: { extra: { source: "./extra" } } };
    const after = makeFolder(synthesized("prod", { ...tokenDocument(metadata), ...beside }));
    const warning = "module extra is not read: tokens within it are not shown";
    const html = await run(["diff", folder({ policies }), after, "--format", "html"]);
    expect([html.code, html.err]).toEqual([0, `warning: ${warning}\n`]);
    expect(html.out).toMatch(/^<!doctype html>/);
    expect(html.out).toContain("DNS Write on zone example.com (<code>11111111…</code>)");
    expect(html.out).toContain(warning);
    const many = makeFolder(
      synthesized("prod", {
        resource: {
          cloudflare_account_token: Object.fromEntries(
            Array.from({ length: 100 }, (_, i) => [`t${String(i)}`, tokenBody({ name: `t${String(i)}` })]),
          ),
        },
        ...beside,
      }),
    );
    const { out } = await run(["diff", folder(), many, "--format", "markdown", "--max-length", "5000"]);
    expect(out.length).toBeLessThanOrEqual(5000);
    expect(out).toContain(`- **warning** ${warning}`);
    expect(out).toMatch(/\n… and \d+ more tokens: /);
  });

  it.each<[string[], number]>([
    [[], 0],
    [["--fail-on", "broadening"], 3],
    [["--fail-on", "disruptive"], 0],
    [["--fail-on", "disruptive", "--fail-on", "broadening"], 3],
  ])("has the exit code that %j asks for", async (args, code) => {
    expect((await run(["diff", folder({ policies }), folder(), ...args])).code).toBe(code);
  });

  it("shows what is allowed besides tokens from now on, and takes it for broadening", async () => {
    const list = (...types: string[]): string =>
      join(
        makeFolder({ "allowed.json": { version: 1, types: types.map((type) => ({ type, reason: "holds a page" })), hosts: [] } }),
        "allowed.json",
      );
    const asked = ["diff", folder(), folder(), "--fail-on", "broadening", "--allowed"];
    const { code, err } = await run([...asked, list("random_pet"), "--allowed-after", list("random_pet", "null_resource")]);
    expect([code, err]).toEqual([3, "warning: broadening: allows the type null_resource besides tokens: holds a page\n"]);
    expect(await run([...asked, list("random_pet"), "--allowed-after", list()])).toEqual({
      code: 0,
      out: "Access changes: none\n",
      err: "warning: no longer allows the type random_pet besides tokens: holds a page\n",
    });
    expect((await run([...asked, "missing.json"])).code).toBe(0);
  });

  it("fails on what is disruptive when asked to, and on mixed as on broadening", async () => {
    const disabled = ["diff", folder(), folder({ status: "disabled" })];
    expect([
      (await run([...disabled, "--fail-on", "disruptive"])).code,
      (await run([...disabled, "--fail-on", "broadening"])).code,
    ]).toEqual([3, 0]);
    const mixed = ["diff", folder({ policies }), folder({ expires_on: "2037-01-01T00:00:00Z" }), "--fail-on", "broadening"];
    expect((await run(mixed)).code).toBe(3);
  });

  it("reads a plan, and a state against a state", async () => {
    const plan = join(FIXTURES, "plan-5.22.0.json");
    const { code, out, err } = await run(["diff", "--plan", plan, "--format", "json"]);
    const { before, after } = readPlan(readFileSync(plan, "utf8"));
    expect([code, err, (JSON.parse(out) as { tokens: unknown[] }).tokens.length]).toEqual([0, "", accessDiff(before, after).tokens.length]);
    const state = join(FIXTURES, "state-5.22.0.json");
    expect((await run(["diff", state, state])).out).toBe("Access changes: none\n");
    expect((await run(["diff", state, folder(), "--format", "markdown"])).out).toContain("### Access changes: 9 tokens, mixed, disruptive");
    expect(out).not.toContain("canary");
  });

  it("takes a token that Terraform only forgets for one that stays, and warns", async () => {
    const at = (name: string): string => `cloudflare_account_token.${name}`;
    const after = makeFolder({ "main.tf.json": { removed: [{ from: at("ci"), lifecycle: { destroy: false } }] } });
    const before = makeFolder({ "main.tf.json": tokenDocument() });
    const [old, now] = [join(before, "main.tf.json"), join(after, "main.tf.json")];
    expect(await run(["diff", old, now])).toEqual({
      code: 0,
      out: "Access changes: none\n",
      err: "warning: Terraform only forgets cloudflare_account_token.ci: what is there stays, and keeps its access\n",
    });
    expect((await run(["diff", old, makeFolder({ "main.tf.json": { removed: [{ from: at("ci") }] } })])).out).toContain("verdict  mixed");
  });

  it("finds the line that makes the construct", async () => {
    const source = makeFolder({
      "lib/a.ts": '// "ci" is mentioned here\nconst id = "ci";\nnew ServicePrincipal(stack, "ci", {\n',
      "node_modules/b.ts": 'new ServicePrincipal(stack, "ci", {\n',
      "c.d.ts": 'new ServicePrincipal(stack, "ci", {\n',
    });
    const { out } = await run(["diff", folder({ policies }), folder(), "--source", source]);
    expect(out.split("\n").at(-2)).toMatch(/^ {4}at {7}prod\/ci \(.*lib\/a\.ts:3\)$/);
    const sarif = JSON.parse((await run(["diff", folder({ policies }), folder(), "-s", source, "-f", "sarif"])).out) as {
      runs: { results: { locations: { physicalLocation: { region: { startLine: number } } }[] }[] }[];
    };
    expect(sarif.runs[0]?.results[0]?.locations[0]?.physicalLocation.region.startLine).toBe(3);
    for (const none of [join(source, "gone"), join(source, "lib/a.ts")])
      expect(await run(["diff", folder({ policies }), folder(), "--source", none])).toEqual({
        code: 2,
        out: "",
        err: expect.stringContaining(
          "the file can't be read: there is no such folder; check the path and the file [UnreadableFile]",
        ) as string,
      });
  });

  it("writes SARIF that is valid, a result for each verdict and risk", async () => {
    /* eslint-disable @typescript-eslint/no-require-imports */
    const ajv = new Ajv({ schemaId: "auto", allErrors: true });
    ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
    const validate = ajv.compile(require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"));
    for (const [before, after] of [
      [folder(), folder()],
      [folder({ policies }), folder()],
    ] as const) {
      validate(JSON.parse((await run(["diff", before, after, "--format", "sarif"])).out));
      expect(validate.errors ?? []).toEqual([]);
    }
    const { out } = await run(["diff", folder({ policies }), folder(), "-f", "sarif"]);
    expect(out).not.toMatch(/docs\/|helpUri/);
    const { runs } = JSON.parse(out) as {
      runs: { results: unknown[] }[];
    };
    expect(runs[0]?.results).toMatchObject([
      {
        ruleId: "access-broadening",
        ruleIndex: 0,
        level: "warning",
        message: { text: "prod/ci: changed, broadening; gains DNS Write on zone example.com (11111111…)" },
      },
      { ruleId: "access-risk", level: "warning", message: { text: "prod/ci: DNS Write can redirect the traffic and mail of a domain" } },
    ]);
  });

  it.each<[string, (made: string) => string[], string]>([
    [
      "one input",
      (made) => ["diff", made],
      "error: give before and after, or --plan, or neither: then cdktf.out is compared with what is committed\n",
    ],
    [
      "both kinds",
      (made) => ["diff", made, made, "--plan", "x"],
      "error: give before and after, or --plan, or neither: then cdktf.out is compared with what is committed\n",
    ],
    [
      "a length that is none",
      (made) => ["diff", made, made, "--max-length", "10"],
      "error: option '--max-length <characters>' argument '10' is invalid. a length is a number from 1000 to 10000000.\n",
    ],
    [
      "an unknown kind",
      (made) => ["diff", made, made, "--fail-on", "x"],
      "error: option '--fail-on <kind>' argument 'x' is invalid. allowed are broadening, disruptive.\n",
    ],
  ])("fails with exit code 2 for %s", async (_, args, message) => {
    const { code, out, err } = await run(args(folder()));
    expect([code, out, err.replace(/\(see .*\n/, "")]).toEqual([2, "", message]);
  });

  it.each<[string, unknown, string]>([
    ["a file that is cut off", '{"format_version":"1.2","pla', "not valid JSON; it may be cut off; check the file [InvalidFile]"],
    [
      "a plan in the place of a state",
      { format_version: "1.2", planned_values: {} },
      "this is the JSON of a Terraform plan: give it as --plan; check the file [InvalidFile]",
    ],
    ["a file of something else", { name: "x" }, "name: not a top-level block of Terraform JSON; check the file [InvalidFile]"],
    [
      "a state of an unknown format",
      { format_version: "9.0" },
      "format_version: a format version that is not known here; 1.x is; check the file [InvalidFile]",
    ],
  ])("fails with exit code 2 and the place for %s", async (_, content, message) => {
    const file = join(makeFolder({ "x.json": content }), "x.json");
    expect(await run(["diff", file, folder()])).toEqual({ code: 2, out: "", err: `error: ${file}: ${message}\n` });
  });

  it("fails with exit code 2 for a plan that can't be read", async () => {
    const { code, out, err } = await run(["diff", "--plan", "gone.json"]);
    expect([code, out, err]).toEqual([
      2,
      "",
      "error: gone.json: the file can't be read: there is no such file; check the path and the file [UnreadableFile]\n",
    ]);
  });
});
