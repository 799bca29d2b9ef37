import { join } from "node:path";
import { ACCOUNT, makeFolder, removeFolders, synthesized, tokenBody, tokenDocument } from "../review/files";
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
    expect(await gate({ ci: reviewed })).toEqual({ code: 0, out: "the plan's access is the reviewed one\n", err: "" });
  });

  it("fails with exit code 1 for every other, and says what is not as reviewed", async () => {
    const { code, out } = await gate({
      ci: { ...reviewed, status: "disabled", expires_on: "2037-01-01T00:00:00Z" },
      new: { ...reviewed, name: "new" },
    });
    expect([code, out]).toEqual([
      1,
      `ci: status, expiresOn not as reviewed (<dir>/access/prod/ci.md)
new: no file of the snapshot is about this token
the plan's access is not the reviewed one: do not apply it
`,
    ]);
    expect((await gate({})).out).toContain("ci: reviewed (<dir>/access/prod/ci.md), and not in the plan\n");
    expect((await gate({ ci: reviewed }, "dev")).out).toContain("<dir>/access: nothing of this stack was reviewed\n");
  });

  it("fails with exit code 2 for a plan that can't be read, or without a stack", async () => {
    const folder = makeFolder({ "plan.json": "{" });
    expect((await run(["gate", join(folder, "plan.json"), "--stack", "prod"])).code).toBe(2);
    expect((await run(["gate", join(folder, "plan.json")])).code).toBe(2);
  });
});
