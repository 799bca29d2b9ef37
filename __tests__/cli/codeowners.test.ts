import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CORPUS } from "../hostile/corpus";
import { makeFolder, removeFolders, synthesized, tokenBody, ZONE_KEY } from "../read/files";
import { run } from "./run";

afterEach(removeFolders);

/**
 * Who owns a path, as GitHub's page on code owners says. Patterns with what it does not support there are an error.
 *
 * Source: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
function ownerOf(codeowners: string, path: string): string | undefined {
  let owner: string | undefined;
  for (const line of codeowners.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const [pattern = "", named, ...more] = line.split(" ");
    if (!/^[A-Za-z0-9/._-]+$/.test(pattern) || more.length > 0) throw new Error(`not a plain line: ${line}`);
    const anchored = pattern.slice(0, -1).includes("/");
    const text = pattern.replace(/^\//, "").replace(/\./g, "\\.");
    const whole = new RegExp(`^${anchored ? "" : "(?:.*/)?"}${text.endsWith("/") ? `${text}.*` : `${text}(?:/.*)?`}$`);
    if (whole.test(path)) owner = named;
  }
  return owner;
}

describe("principals snapshot --codeowners", () => {
  const reader = tokenBody({
    name: "reader",
    policies: [
      {
        effect: "allow",
        permission_groups: [{ id: "82e64a83756745bbbb1c9c2701bf816b" }],
        resources: '{"com.cloudflare.api.account.zone.11111111111111111111111111111111":"*"}',
      },
    ],
  });
  const input = (): string => makeFolder(synthesized("prod", { resource: { cloudflare_account_token: { ci: tokenBody(), reader } } }));

  it("prints owners by risk, the security owner for what is new, and writes nothing", async () => {
    const { code, out } = await run(["snapshot", input(), "--codeowners", "@org/security", "--others", "@org/platform"]);
    expect(code).toBe(0);
    expect(out.split("\n").filter((line) => !line.startsWith("#") && line !== "")).toEqual([
      "CODEOWNERS @org/security",
      "/.github/ @org/security",
      ".gitlab-ci.yml @org/security",
      "/.principals/ @org/security",
      "package.json @org/security",
      "package-lock.json @org/security",
      ".npmrc @org/security",
      "cdktf.json @org/security",
      ".terraform.lock.hcl @org/security",
      "/access/ @org/security",
      "/access/prod/reader.md @org/platform",
      "/access/prod/ci.md @org/security",
    ]);
    expect(out).toContain("# DNS Write can redirect the traffic and mail of a domain\n/access/prod/ci.md @org/security\n");
    expect((await run(["snapshot", input(), "--codeowners", "security@example.com"])).out).not.toContain("reader.md");
  });

  it.each([
    ["D1 Write", "09b2857d1c31407795e75e3fed8617a1", "@org/security"],
    ["Logs Write", "96163bd1b0784f62b3e44ed8c2ab1eb6", "@org/security"],
    ["Workers KV Storage Read", "8b47d2786a534c08a1f94ee8f9f599ef", "@org/security"],
    ["a group that nobody knows", "0".repeat(32), "@org/security"],
    ["Pipelines Read", "14b9cf2f410f4c0c9a16bb10a81c0e0b", "@org/platform"],
  ])("asks the owner for it that %s needs", async (_, id, owner) => {
    const policies = [
      { effect: "allow", permission_groups: [{ id }], resources: '{"com.cloudflare.api.account.0123456789abcdef0123456789abcdef":"*"}' },
    ];
    const folder = makeFolder(synthesized("prod", { resource: { cloudflare_account_token: { ci: tokenBody({ name: "ci", policies }) } } }));
    const { out } = await run(["snapshot", folder, "--codeowners", "@org/security", "--others", "@org/platform"]);
    expect(ownerOf(out, "access/prod/ci.md")).toBe(owner);
  });

  it("means for GitHub what it says, whatever stacks and constructs are called: the last line that matches counts", async () => {
    const names = [...CORPUS.map(({ text }) => text), "#hash", "!not", "a b", "[a-z]", "*", "**/x", "\\", "@org/x", "x/y"].filter(
      (name) => name !== "" && !name.includes("\0") && name !== "__proto__",
    );
    const at = (path: string): unknown => ({ metadata: { path: `prod/${path}/Resource` } });
    const labels = names.map(
      (name, index) => [`t${String(index)}`, { ...(index % 2 === 0 ? reader : tokenBody()), "//": at(name) }] as const,
    );
    const folder = makeFolder(synthesized("prod", { resource: { cloudflare_account_token: Object.fromEntries(labels) } }));
    const out = makeFolder({});
    const { out: owners } = await run([
      "snapshot",
      folder,
      "--codeowners",
      "@org/security",
      "--others",
      "@org/platform",
      "--out",
      "infra/access",
    ]);
    expect((await run(["snapshot", folder, "--out", out])).code).toBe(0);
    const files = readdirSync(join(out, "prod"));
    expect(files).toHaveLength(names.length);
    for (const file of files) {
      const harmful = readFileSync(join(out, "prod", file), "utf8").includes("- DNS Write\n");
      expect([file, ownerOf(owners, `infra/access/prod/${file}`)]).toEqual([file, harmful ? "@org/security" : "@org/platform"]);
    }
    for (const path of ["infra/access/prod/new.md", "infra/access/other/x.md", "CODEOWNERS", "docs/CODEOWNERS", ".github/CODEOWNERS"])
      expect([path, ownerOf(owners, path)]).toEqual([path, "@org/security"]);
    for (const path of [".github/workflows/x.yml", "sub/package-lock.json", ".terraform.lock.hcl"])
      expect([path, ownerOf(owners, path)]).toEqual([path, "@org/security"]);
    expect([ownerOf(owners, "access/prod/new.md"), ownerOf(owners, "main.ts")]).toEqual([undefined, undefined]);
  });

  it("does not take access that is known at plan time only, or that nobody knows, for harmless", async () => {
    const unsure = (group: string) =>
      tokenBody({ policies: [{ effect: "allow", permission_groups: [{ id: group }], resources: `{"${ZONE_KEY}":"*"}` }] });
    const tokens = { symbol: unsure("${var.group}"), unknown: unsure("0".repeat(32)) };
    const folder = makeFolder(synthesized("prod", { resource: { cloudflare_account_token: tokens } }));
    const { out } = await run(["snapshot", folder, "--codeowners", "@org/security", "--others", "@org/platform"]);
    expect(out).not.toContain("@org/platform");
  });

  it("warns of a file that GitHub would ignore for its size", async () => {
    const body = { ...reader, "//": undefined };
    const many = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`t${String(index)}`, { ...body, name: `t${String(index)}` }] as const),
    );
    const folder = makeFolder(synthesized("prod", { resource: { cloudflare_account_token: many } }));
    const long = `${"a/".repeat(20_000)}access`;
    const { code, err } = await run(["snapshot", folder, "--codeowners", "@org/security", "--others", "@org/platform", "--out", long]);
    expect([code, err]).toEqual([
      0,
      "warning: GitHub ignores a CODEOWNERS of 3 MB and more as a whole: leave --others out, and name folders by hand\n",
    ]);
  });

  it("fails with exit code 2 for the owner of the others alone, and writes nothing", async () => {
    const { code, out, err } = await run(["snapshot", "--others", "@org/team"]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/^error: --others goes with --codeowners/);
  });

  it("fails with exit code 2 for an owner or a folder that CODEOWNERS can't name", async () => {
    for (const owner of ["security", "@a b", "@a\n* @evil", "@", "#x"])
      expect((await run(["snapshot", input(), "--codeowners", owner])).code).toBe(2);
    for (const out of ["/abs", "../x", "a b", "a/*", "./access"])
      expect((await run(["snapshot", input(), "--codeowners", "@org/security", "--out", out])).code).toBe(2);
  });
});
