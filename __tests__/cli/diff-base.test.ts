import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { App, TerraformVariable } from "cdktf";
import { allow, Permission, permissions, PrincipalStack, ServicePrincipal } from "../../lib";
import { account, zone } from "../constructs/support";
import { runMain } from "../main/run-main";
import { ACCOUNT, makeFolder, removeFolders, synthesized, tokenBody } from "../read/files";
import { run } from "./run";

const ROOT = join(__dirname, "../..");
const before = { cwd: process.cwd(), env: process.env };

beforeEach(() => {
  // Whose git runs the tests, and with which configuration, decides nothing.
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")));
  process.env = { ...own, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
});
afterEach(() => {
  process.chdir(before.cwd);
  process.env = before.env;
  removeFolders();
});

const git = (...args: string[]): string => {
  const who = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false"];
  return execFileSync("git", [...who, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
};

/** Enters a new repository. */
function enter(files: Readonly<Record<string, unknown>> = {}): string {
  const root = makeFolder({ ".gitignore": "cdktf.out\n", ...files });
  process.chdir(root);
  git("init", "-q", "-b", "main");
  return root;
}

function commit(): void {
  git("add", "--all");
  git("commit", "-q", "--allow-empty", "-m", "x");
}

/** What is synthesized into `cdktf.out`. */
function synthesize(folder: string): void {
  rmSync("cdktf.out", { recursive: true, force: true });
  cpSync(folder, "cdktf.out", { recursive: true });
}

/** Enters a new repository in which the access of a synthesized folder is committed. */
async function enterWith(folder: string): Promise<void> {
  enter();
  synthesize(folder);
  await run(["snapshot"]);
  commit();
}

const noteOf = (ref = "main"): string => `note: before is access of ${ref} (${git("rev-parse", ref).slice(0, 12)}), after is cdktf.out\n`;
const UNCHANGED = "Access changes: none\n";

/** What changes, by what is committed and by the folder before. */
async function both(old: string): Promise<{ readonly recorded: unknown; readonly compared: unknown; readonly err: string }> {
  const of = async (...args: string[]): Promise<{ json: unknown; err: string }> => {
    const { code, out, err } = await run(["diff", ...args, "--format", "json"]);
    expect(code).toBe(0);
    const { warnings: _, ...json } = JSON.parse(out) as { warnings: unknown };
    return { json, err };
  };
  const recorded = await of();
  return { recorded: recorded.json, compared: (await of(old, "cdktf.out")).json, err: recorded.err };
}

describe("principals diff without arguments, on this repository's own example", () => {
  it("says none where nothing has changed, with the records of this repository", async () => {
    enter();
    cpSync(join(ROOT, "access"), "access", { recursive: true });
    commit();
    synthesize(runMain());
    expect(await run(["diff"])).toEqual({ code: 0, out: UNCHANGED, err: noteOf() });
    expect((await run(["diff", "--format", "json"])).out).toContain('"verdict": "neutral"');
  });

  it.each<[string, (source: string) => string]>([
    [
      "a permission more",
      (source) => source.replace("permissions.zone.dns.write, ", "permissions.zone.dns.write, permissions.zone.sslAndCertificates.write, "),
    ],
    ["an address less", (source) => source.replace('notIn: ["192.0.2.128/25"]', 'notIn: ["192.0.2.0/25"]')],
    ["a token less", (source) => source.replace(/ {2}new ServicePrincipal\(stack, "auditor"[^]*?\n {2}\}\);\n/, "")],
    ["a token of another name", (source) => source.replaceAll('"auditor"', '"reader"')],
    ["a later end", (source) => source.replaceAll("2038-01-15", "2038-06-15")],
    ["a stack more", (source) => source.replace('["USER_TOKENS"] === "1"', '["USER_TOKENS"] !== "1"')],
  ])("shows %s as the comparison of two folders does", async (_, edit) => {
    const old = runMain();
    await enterWith(old);
    synthesize(runMain({ edit }));
    const { recorded, compared, err } = await both(old);
    expect(compared).not.toMatchObject({ tokens: [] });
    expect(recorded).toEqual(compared);
    expect(err).toBe(noteOf());
  });
});

test("principals diff without arguments warns of a stack that the app no longer makes", async () => {
  await enterWith(runMain());
  synthesize(runMain({ edit: (source) => source.replace("Object.entries(environments)", "Object.entries({ prod: environments.prod })") }));
  const { out, err } = await run(["diff"]);
  expect([out, err]).toEqual([
    UNCHANGED,
    `${noteOf()}warning: stack staging has no token any more: where the app no longer makes it, nothing destroys those it had\n`,
  ]);
});

describe("principals diff without arguments, where records hold less than the code", () => {
  /** Look-ups, an output of the value, another provider configuration, a former address, and what is not applied. */
  function app(edit: { zone?: string; alias?: string; expose?: boolean; bind?: string } = {}): string {
    const { zone: name = "example.com", alias = "second", expose = true, bind = "Workers Scripts Bind" } = edit;
    const outdir = makeFolder({});
    const made = new App({ outdir });
    const stack = new PrincipalStack(made, "prod", { account });
    new TerraformVariable(stack, "filter", { default: "192.0.2.0/24" });
    new ServicePrincipal(stack, "looked-up", {
      policies: [
        allow(permissions.zone.dns.write).on(account.zoneNamed(name)),
        allow(permissions.account.workersScripts.write, Permission.lookup(stack, bind, "account")).on(account),
      ],
      expiresOn: "2038-01-15T00:00:00Z",
      owner: "team",
    });
    new ServicePrincipal(stack, "exposed", {
      policies: [allow(permissions.zone.dns.write).on(zone)],
      exposeValue: expose,
      adopt: "cloudflare_account_token.old",
    });
    const provider = new CloudflareProvider(stack, "second", { alias });
    const other = new ServicePrincipal(stack, "other", { policies: [allow(permissions.zone.dns.write).on(zone)] });
    other.resource.provider = provider;
    other.resource.addOverride("lifecycle.ignore_changes", ["policies"]);
    made.synth();
    return outdir;
  }

  it("says none for an app that has not changed", async () => {
    await enterWith(app());
    synthesize(app());
    const { code, out, err } = await run(["diff"]);
    expect([code, out]).toEqual([0, UNCHANGED]);
    expect(err.replace(/other_\w+/, "other")).toBe(
      `${noteOf()}warning: what provider cloudflare.second says stands in no record: another credential there is not seen here, so compare the plan
warning: cloudflare_account_token.other: Terraform ignores changes of policies: what is live may differ from what is shown\n`,
    );
  });

  it.each<[string, Parameters<typeof app>[0]]>([
    ["another zone that is looked up", { zone: "example.org" }],
    ["another permission that is looked up", { bind: "Magic Firewall Bind" }],
    ["a value that is no longer an output", { expose: false }],
  ])("shows %s as the comparison of two folders does", async (_, edit) => {
    const old = app();
    await enterWith(old);
    synthesize(app(edit));
    const { recorded, compared } = await both(old);
    expect(compared).not.toMatchObject({ tokens: [] });
    expect(recorded).toEqual(compared);
  });

  it("shows another provider configuration", async () => {
    await enterWith(app());
    synthesize(app({ alias: "third" }));
    const { tokens } = JSON.parse((await run(["diff", "--format", "json"])).out) as { tokens: object[] };
    expect(tokens).toMatchObject([{ name: "other", verdict: "neutral", disruptive: ["provider-changed"] }]);
  });

  const document = (address: string, token: string): object => ({
    variable: { zone: { default: address } },
    provider: { cloudflare: [{ alias: "second", api_token: token }] },
    resource: {
      cloudflare_account_token: {
        ci: tokenBody({
          provider: "cloudflare.second",
          policies: [
            {
              effect: "allow",
              permission_groups: [{ id: "4755a26eedb94da69e1066d98aa820be" }],
              resources: JSON.stringify({ "com.cloudflare.api.account.zone.${var.zone}": "*" }),
            },
          ],
        }),
      },
    },
    import: [{ to: "cloudflare_account_token.ci", id: `${ACCOUNT}/x` }],
    output: { value: { value: "${cloudflare_account_token.ci.value}", sensitive: true } },
  });

  it("warns of what stands in no record, and takes what is not understood for what it was", async () => {
    await enterWith(makeFolder(synthesized("prod", document("1".repeat(32), "${var.a}"))));
    const warnings = [
      "what ${var.zone} refers to stands in no record: a change of that alone is not seen here, so compare the plan",
      "what provider cloudflare.second says stands in no record: another credential there is not seen here, so compare the plan",
      "cloudflare_account_token.ci: not understood, before and after: imported: somebody may hold its value (import[0])",
    ];
    const unchanged = await run(["diff"]);
    expect([unchanged.out, unchanged.err]).toEqual([UNCHANGED, noteOf() + warnings.map((line) => `warning: ${line}\n`).join("")]);
    synthesize(makeFolder(synthesized("prod", document("2".repeat(32), "${var.b}"))));
    expect((await run(["diff"])).out).toBe(UNCHANGED);
  });

  const slot = (id: string, generation: number, from: string, until: string): object =>
    tokenBody({
      name: `ci-${id}-${String(generation)}`,
      not_before: from,
      expires_on: until,
      "//": { metadata: { path: `prod/ci/${id}/Resource`, rotation: { principal: "prod/ci", slot: id, generation } } },
    });
  const rotation = (a: object, b: object): string => makeFolder(synthesized("prod", { resource: { cloudflare_account_token: { a, b } } }));

  it("takes a turn of a rotation for what it is, since the dates of its slots stand in no record, and shows another length", async () => {
    const b = slot("b", 2, "2026-03-01T00:00:00Z", "2026-05-30T00:00:00Z");
    await enterWith(rotation(slot("a", 1, "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z"), b));
    expect(await run(["diff"])).toMatchObject({ out: UNCHANGED });
    synthesize(rotation(slot("a", 3, "2026-05-01T00:00:00Z", "2026-07-30T00:00:00Z"), b));
    expect(await run(["diff"])).toMatchObject({ out: UNCHANGED });
    synthesize(rotation(slot("a", 3, "2026-05-01T00:00:00Z", "2026-08-30T00:00:00Z"), b));
    const { out } = await run(["diff"]);
    expect(out).toContain("verdict  broadening\n    gains    use from 2026-07-30 00:00 UTC to 2026-08-30 00:00 UTC, too\n");
  });

  it("leaves out what has ended and left the code", async () => {
    const made = (...names: string[]): string =>
      makeFolder(
        synthesized("prod", {
          resource: {
            cloudflare_account_token: Object.fromEntries(
              names.map((name) => [
                name,
                tokenBody({ name, expires_on: name === "ended" ? "2026-11-30T00:00:00Z" : "2036-01-01T00:00:00Z" }),
              ]),
            ),
          },
        }),
      );
    await enterWith(made("ci", "ended", "lives"));
    synthesize(made("ci"));
    const { out } = await run(["diff", "--format", "json"]);
    expect((JSON.parse(out) as { tokens: object[] }).tokens).toMatchObject([{ name: "lives", change: "deleted" }]);
  });

  it("reads what an older version wrote, and takes what that did not say for what it is today", async () => {
    const old = app();
    await enterWith(old);
    for (const name of ["exposed", "other"]) {
      const file = `access/prod/${name}.md`;
      const text = readFileSync(file, "utf8");
      const [words = "", json = ""] = text.split("```json\n");
      const record = JSON.parse(json.replace(/\n```\n$/, "")) as { tokens: Record<string, unknown>[] };
      const names = Object.assign({}, ...record.tokens.map((token) => token["names"])) as object;
      const tokens = record.tokens.map(({ deliveries: _, permissions: __, notUnderstood: ___, names: ____, ...token }) => token);
      writeFileSync(file, `${words}\`\`\`json\n${JSON.stringify({ ...record, version: 1, tokens, names }, null, 2)}\n\`\`\`\n`);
    }
    commit();
    expect((await run(["diff"])).out).toBe(UNCHANGED);
  });
});

describe("principals diff --base", () => {
  const made = (more: object = {}): string =>
    makeFolder(synthesized("prod", { resource: { cloudflare_account_token: { ci: tokenBody({ ...more }) } } }));

  it("takes any commit and any folder, from below the root as well, and reads nothing that is not committed", async () => {
    const root = enter();
    mkdirSync("app");
    process.chdir("app");
    synthesize(made());
    await run(["snapshot", "--out", "reviewed"]);
    commit();
    git("tag", "first");
    synthesize(made({ status: "disabled" }));
    await run(["snapshot", "--out", "reviewed"]);
    commit();
    synthesize(made());
    rmSync("reviewed", { recursive: true });
    for (const folder of ["./reviewed/", join(process.cwd(), "reviewed")])
      expect((await run(["diff", "--base", "first", "--snapshot", folder])).out).toBe(UNCHANGED);
    expect((await run(["diff", "--snapshot", "reviewed", "--fail-on", "broadening"])).code).toBe(3);
    expect((await run(["diff", "--base", "HEAD~1", "--snapshot", "reviewed", "--fail-on", "broadening"])).code).toBe(0);
    process.chdir(root);
  });

  it("takes files with Windows line ends for what they are, and none that somebody else wrote", async () => {
    await enterWith(made());
    writeFileSync("access/prod/ci.md", readFileSync("access/prod/ci.md", "utf8").replaceAll("\n", "\r\n"));
    writeFileSync("access/prod/README.md", "mine");
    commit();
    expect((await run(["diff"])).out).toBe(UNCHANGED);
  });

  it("runs nothing of the repository: neither filters nor hooks", async () => {
    await enterWith(made());
    writeFileSync(".gitattributes", "*.md filter=evil diff=evil\n");
    git("config", "filter.evil.smudge", "touch evil; cat");
    git("config", "diff.evil.textconv", "touch evil; cat");
    commit();
    rmSync("evil", { force: true });
    expect((await run(["diff"])).out).toBe(UNCHANGED);
    expect(git("status", "--short")).toBe("");
  });

  const failed = async (...args: string[]): Promise<string> => {
    const { code, out, err } = await run(["diff", ...args]);
    expect([code, out]).toEqual([2, ""]);
    return err.replace(/commit [0-9a-f]{12}/, "commit <id>");
  };
  const error = (text: string): string => `error: --base: the records of the commit can't be read: ${text} [UnreadableBase]\n`;
  const COMPARE = "compare two folders: principals diff <before> <after>";

  it("fails where there is no cdktf.out", async () => {
    enter();
    expect(await failed()).toBe(
      "error: cdktf.out: the file can't be read: there is no such file; run `npm start` or `cdktf synth` first, which makes it [UnreadableFile]\n",
    );
  });

  it("fails where there is no git, and no repository", async () => {
    process.chdir(makeFolder({}));
    synthesize(made());
    expect(await failed()).toBe(error(`git finds no repository here that it may read, got "main"; ${COMPARE}`));
    process.env["PATH"] = "/nowhere";
    expect(await failed()).toBe(error(`git is not installed, got "main"; ${COMPARE}`));
  });

  it.each(["nowhere", "--output=x", "", "main:access", "a\nb"])("fails where there is no such commit: %j", async (ref) => {
    await enterWith(made());
    expect(await failed(`--base=${ref}`)).toBe(
      error(`git knows no such commit, got ${JSON.stringify(ref)}; fetch it, or name another one, --base origin/main for instance`),
    );
  });

  it("fails where the commit has no records: none at all, none of ours, or a link", async () => {
    const message = error(
      `the commit <id> has no records in access/, got "main"; write them there (principals snapshot) and commit them, or ${COMPARE}`,
    );
    enter();
    synthesize(made());
    commit();
    expect(await failed()).toBe(message);
    mkdirSync("access/prod", { recursive: true });
    writeFileSync("access/prod/ci.md", "mine");
    commit();
    expect(await failed()).toBe(message);
    await run(["snapshot", "--out", "elsewhere"]);
    rmSync("access", { recursive: true });
    symlinkSync("elsewhere", "access");
    commit();
    expect(await failed()).toBe(message);
  });

  it("fails on a record that can't be read", async () => {
    await enterWith(made());
    const text = readFileSync("access/prod/ci.md", "utf8");
    writeFileSync("access/prod/ci.md", text.replace('"version": 2', '"version": 3'));
    commit();
    const first = await failed();
    // One of another stack than its folder is none of it.
    writeFileSync("access/prod/ci.md", text.replace('"stack": "prod"', '"stack": "staging"'));
    commit();
    expect(await failed()).toBe(first);
    expect(first).toBe(
      "error: main:access/prod/ci.md: its record can't be read, so principals snapshot has to write it again; check the file [InvalidFile]\n",
    );
  });

  it.each([
    ["with before and after", ["a", "b", "--base", "main"]],
    ["with a plan", ["--plan", "x", "--snapshot", "access"]],
  ])("fails with exit code 2 %s", async (_, args) => {
    expect(await failed(...args)).toContain(
      "error: --base and --snapshot compare cdktf.out with what is committed: leave before, after and --plan out\n",
    );
  });
});
