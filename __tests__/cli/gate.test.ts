import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ACCOUNT, DNS_WRITE, makeFolder, removeFolders, synthesized, tokenBody, tokenDocument } from "../read/files";
import { run } from "./run";

afterEach(removeFolders);

/** The JSON of a plan that makes these tokens. */
function planOf(tokens: Readonly<Record<string, object>>): object {
  const resources = Object.entries(tokens).map(([name, values]) => ({
    address: `cloudflare_account_token.${name}`,
    mode: "managed",
    type: "cloudflare_account_token",
    name,
    provider_name: "registry.terraform.io/cloudflare/cloudflare",
    values,
  }));
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    complete: true,
    errored: false,
    planned_values: { root_module: { resources } },
    resource_changes: resources.map(({ values, ...rest }) => ({
      ...rest,
      change: { actions: ["create"], before: null, after: values, after_unknown: {}, before_sensitive: false, after_sensitive: {} },
    })),
    configuration: {},
  };
}

async function gate(tokens: Readonly<Record<string, object>>, stack = "prod"): Promise<{ code: number; out: string; err: string }> {
  const folder = makeFolder({ ...synthesized("prod", tokenDocument()), "plan.json": planOf(tokens) });
  await run(["snapshot", folder, "--out", join(folder, "access")]);
  const result = await run(["gate", join(folder, "plan.json"), "--stack", stack, "--snapshot", join(folder, "access")]);
  return { ...result, out: result.out.replaceAll(folder, "<dir>") };
}

const reviewed = { account_id: ACCOUNT, status: "active", ...tokenBody() };

describe("principals gate", () => {
  it("passes a plan whose access is the reviewed one", async () => {
    expect(await gate({ ci: reviewed })).toEqual({
      code: 0,
      out: expect.stringMatching(/\nthe plan's access is the reviewed one; the plan may be applied\n$/),
      err: "",
    });
  });

  it("fails with exit code 1 for every other, and says what is not as reviewed, after what the plan does", async () => {
    const { code, out } = await gate({
      ci: { ...reviewed, status: "disabled", expires_on: "2037-01-01T00:00:00Z" },
      new: { ...reviewed, name: "new" },
    });
    expect(code).toBe(1);
    expect(out).toMatch(/^What the plan does\.\nAccess changes: 2 tokens, broadening\n\n {2}ci\n/);
    expect(
      out.endsWith(`
ci: status, expiresOn not as reviewed (<dir>/access/prod/ci.md)
new: no file of the snapshot is about this token
refused: do not apply this plan
`),
    ).toBe(true);
    expect((await gate({})).out).toContain("ci: reviewed (<dir>/access/prod/ci.md), and not in the plan\n");
    expect((await gate({ ci: reviewed }, "dev")).out).toContain("<dir>/access: nothing of this stack was reviewed\n");
  });

  it("says which token is made anew, changed in the account, or no part of a rotation, and what to do", async () => {
    const change = (actions: readonly string[], before: object | null, after: object | null): object => ({
      address: "cloudflare_account_token.ci",
      mode: "managed",
      type: "cloudflare_account_token",
      name: "ci",
      change: { actions, before, after, after_unknown: {}, before_sensitive: {}, after_sensitive: {} },
    });
    const anew = { ...planOf({}), planned_values: {}, resource_changes: [change(["delete", "create"], reviewed, reviewed)] };
    const drift = { ...anew, resource_drift: [change(["update"], reviewed, { ...reviewed, status: "disabled" })] };
    const folder = makeFolder({ ...synthesized("prod", tokenDocument()), "plan.json": drift });
    const args = ["--stack", "prod", "--snapshot", join(folder, "access")];
    await run(["snapshot", folder, "--out", join(folder, "access")]);
    const refused = await run(["gate", join(folder, "plan.json"), ...args, "--only-rotation"]);
    expect(refused.code).toBe(1);
    expect(refused.out).toContain("Changed in the account since the last apply.\nAccess changes: 1 token, narrowing, disruptive\n");
    expect(refused.out.split("\n").slice(-5, -1)).toEqual([
      "ci: made anew with a new value, which nobody asked for; if it is meant, --replace its address (cloudflare_account_token.ci)",
      "ci: changed in the account, which the plan would undo; if it is meant, --revert-drift (cloudflare_account_token.ci)",
      "ci: would change, and this run only rotates (cloudflare_account_token.ci)",
      "refused: do not apply this plan",
    ]);
    const move = { ...change(["no-op"], reviewed, reviewed), previous_address: "cloudflare_account_token.old" };
    writeFileSync(join(folder, "moved.json"), JSON.stringify({ ...anew, resource_changes: [move] }));
    expect((await run(["gate", join(folder, "moved.json"), ...args])).out).toContain(
      "cloudflare_account_token.ci: is another token's new address, whose value goes on working; if it is meant, --moved its address\n",
    );
    const allowed = ["gate", join(folder, "plan.json"), ...args, "--revert-drift", "--replace", "cloudflare_account_token.ci"];
    expect(await run(allowed)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/\nthe plan's access is the reviewed one; the plan may be applied\n$/),
    });
    expect(JSON.parse((await run([...allowed, "--format", "json"])).out)).toEqual({
      version: 1,
      passed: true,
      problems: [],
      resolved: [],
      notes: [],
      changes: "other",
      unused: [],
    });
    const idle = ["--replace", "x.old", "--import", "x.a", "--moved", "x.b", "--resolve", "var.zone=1"];
    expect(await run([...allowed, ...idle])).toMatchObject({
      code: 0,
      err: `note: --replace x.old matches nothing in the plan
note: --import x.a matches nothing in the plan
note: --moved x.b matches nothing in the plan
note: --resolve var.zone matches nothing in the plan
`,
    });
    expect(JSON.parse((await run([...allowed, ...idle, "--format", "json"])).out)).toMatchObject({
      passed: true,
      unused: [
        { option: "replace", value: "x.old" },
        { option: "imports", value: "x.a" },
        { option: "moves", value: "x.b" },
        { option: "resolve", value: "var.zone" },
      ],
    });
  });

  describe("against what somebody with a right to change one file, or what is written beside a token, may try", () => {
    const change = (before: object, after: object, actions = ["update"]): object => ({
      ...planOf({}),
      planned_values: {},
      resource_changes: [
        {
          address: "cloudflare_account_token.ci",
          mode: "managed",
          type: "cloudflare_account_token",
          name: "ci",
          change: { actions, before, after, after_unknown: {}, before_sensitive: {}, after_sensitive: {} },
        },
      ],
    });
    /** The gate's answer to a plan, against the snapshot of a document that `edit` may change. */
    async function attack(
      document: object,
      plan: object,
      edit: (read: (file: string) => string, write: (file: string, text: string) => void) => void = () => {},
    ) {
      const folder = makeFolder({ ...synthesized("prod", document), "plan.json": plan });
      const access = join(folder, "access");
      await run(["snapshot", folder, "--out", access]);
      edit(
        (file) => readFileSync(join(access, "prod", file), "utf8"),
        (file, text) => {
          writeFileSync(join(access, "prod", file), text);
        },
      );
      const { code, out } = await run(["gate", join(folder, "plan.json"), "--stack", "prod", "--snapshot", access]);
      const check = await run(["snapshot", folder, "--out", access, "--check"]);
      return { code, check: check.code, lines: out.replaceAll(folder, "<dir>").split("\n") };
    }

    const rotation = { "//": { metadata: { rotation: { principal: "prod/ci", slot: "a", generation: 1 } } } };
    const slot = (dates: object): object => ({
      resource: { cloudflare_account_token: { ci: tokenBody({ name: "ci-a-1", ...dates, ...rotation }) } },
    });
    const live = (dates: object): object => ({ ...reviewed, name: "ci-a-1", ...dates });

    it("refuses another end for a slot that has no start: its own end was reviewed", async () => {
      const [near, far] = [{ expires_on: "2026-12-28T00:00:00Z" }, { expires_on: "9999-12-31T00:00:00Z" }];
      expect(await attack(slot(near), change(live(near), live(near), ["no-op"]))).toMatchObject({ code: 0, check: 0 });
      for (const actions of [["update"], ["create", "delete"]])
        expect(await attack(slot(near), change(live(near), live(far), actions))).toMatchObject({ code: 1 });
      const folder = makeFolder({ ...synthesized("prod", slot(far)) });
      await run(["snapshot", makeFolder(synthesized("prod", slot(near))), "--out", join(folder, "access")]);
      expect((await run(["snapshot", folder, "--out", join(folder, "access"), "--check"])).code).toBe(1);
    });

    it("refuses a slot that is moved on in place, with its value", async () => {
      const [now, later] = [1, 2].map((month) => ({
        not_before: `2026-0${String(month)}-01T00:00:00Z`,
        expires_on: `2026-0${String(month)}-27T00:00:00Z`,
      })) as [object, object];
      expect((await attack(slot(now), change(live(now), live(later)))).lines).toContain(
        "ci-a-1: the dates or the name of a slot would change while its value stays; a slot has other ones only when it is made anew (cloudflare_account_token.ci)",
      );
    });

    it("takes a zone that is looked up for the one of that name in the token's own record, whatever other files say", async () => {
      const symbol = "${data.cloudflare_zone.main.id}";
      const policies = (key: string): object => ({
        policies: [
          {
            effect: "allow",
            permission_groups: [{ id: DNS_WRITE }],
            resources: JSON.stringify({ [`com.cloudflare.api.account.zone.${key}`]: "*" }),
          },
        ],
      });
      const document = {
        data: { cloudflare_zone: { main: { filter: { name: "internal.example" } } } },
        resource: {
          cloudflare_account_token: {
            ci: tokenBody({
              policies: [
                {
                  effect: "allow",
                  permission_groups: [{ id: DNS_WRITE }],
                  resources: '${jsonencode({(format("com.cloudflare.api.account.zone.%s", data.cloudflare_zone.main.id)) = "*"})}',
                },
              ],
            }),
            reader: tokenBody({ name: "reader" }),
          },
        },
      };
      const finds = (name: string): object => {
        const values = { id: "1".repeat(32), name };
        const zone = {
          address: "data.cloudflare_zone.main",
          mode: "data",
          type: "cloudflare_zone",
          name: "main",
          provider_name: "registry.terraform.io/cloudflare/cloudflare",
          values,
        };
        return {
          ...planOf({ ci: { ...reviewed, ...policies("1".repeat(32)) }, reader: { ...reviewed, name: "reader" } }),
          prior_state: { values: { root_module: { resources: [zone] } } },
        };
      };
      const fine = await attack(document, finds("internal.example"));
      expect(fine.lines).toContain(`note: data.cloudflare_zone.main.id is ${"1".repeat(32)}`);
      expect(fine.code).toBe(0);
      expect((await attack(document, finds("example.com"))).lines).toContain(
        "data.cloudflare_zone.main.id: nothing in the plan shows that it is what was reviewed (<dir>/access/prod/ci.md); if it is, --resolve it",
      );
      const lookup = `"lookups": { ${JSON.stringify(symbol)}: { "kind": "zone", "name": "example.com" } }, "permissions": {`;
      const forged = await attack(document, finds("example.com"), (read, write) => {
        write(
          "reader.md",
          read("reader.md").replace('"permissions": {', () => lookup),
        );
      });
      expect(forged.lines.join()).toContain("reader.md: its record was edited");
      expect(forged).toMatchObject({ code: 1, check: 1 });
    });

    it("takes no word of another file, and judges by records where words are other ones", async () => {
      const both = { resource: { cloudflare_account_token: { ci: tokenBody(), reader: tokenBody({ name: "reader" }) } } };
      const plan = planOf({ ci: reviewed, reader: { ...reviewed, name: "reader" } });
      const edited = await attack(both, plan, (read, write) => {
        write("ci.md", read("ci.md").replace("- DNS Write", "- Zone Read"));
      });
      expect(edited).toMatchObject({ code: 0, check: 1 });
      expect(edited.lines).toContain(
        "note: <dir>/access/prod/ci.md: its words are not those of its record, which is what counts; run principals snapshot",
      );
      const forged = await attack(both, plan, (read, write) => {
        write(
          "reader.md",
          read("reader.md").replace(
            '"permissions": {',
            '"names": { "com.cloudflare.api.account.zone.x": "internal.example" }, "permissions": {',
          ),
        );
      });
      expect(forged).toMatchObject({ code: 1, check: 1 });
      const copied = await attack(both, plan, (read, write) => {
        write("other.md", read("ci.md"));
      });
      expect(copied).toMatchObject({ code: 1, check: 1 });
      expect(copied.lines.join()).toContain(
        "its record was edited, contradicts another one, or does not say enough: run principals snapshot",
      );
    });
  });

  it.each(["foo", "=1", "foo="])("fails with exit code 2 for --resolve %s", async (text) => {
    const { code, out, err } = await run(["gate", "plan.json", "--stack", "prod", "--resolve", text]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(`argument '${text}' is invalid. write <expression>=<id>, such as var.zone=<id>.`);
  });

  it("fails with exit code 2 for a plan that can't be read, or without a stack", async () => {
    const folder = makeFolder({ "plan.json": "{" });
    expect((await run(["gate", join(folder, "plan.json"), "--stack", "prod"])).code).toBe(2);
    expect((await run(["gate", join(folder, "plan.json")])).code).toBe(2);
  });
});
