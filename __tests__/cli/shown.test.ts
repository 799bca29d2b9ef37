import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gatePlan, readPlan, readSnapshot } from "../../lib";
import { DNS_WRITE, makeFolder, removeFolders, tokenBody, ZONE, ZONE_KEY } from "../read/files";
import { run } from "./run";

const NOTE =
  "note: what configuration alone says is not checked: the Terraform around the tokens, no-owner, ignored-changes, rotation-without-expiry, unresolved-resource; nor are acknowledgements known\n";

beforeEach(() => {
  process.env["PRINCIPALS_NOW"] = "2026-11-22T00:00:00Z";
});
afterEach(() => {
  delete process.env["PRINCIPALS_NOW"];
  removeFolders();
});

const values = (more: object = {}): object => ({ ...tokenBody(), status: "active", ...more });
const resource = (more: object = {}): object => ({
  address: "cloudflare_account_token.ci",
  mode: "managed",
  type: "cloudflare_account_token",
  name: "ci",
  values: values(more),
  sensitive_values: {},
});
const root = (more: object = {}): object => ({ root_module: { resources: [resource(more)] } });

/** The JSON of a state with one token that may write DNS, in a file of that name. */
function state(name = "prod.json", more: object = {}): string {
  return join(makeFolder({ [name]: { format_version: "1.0", values: root(more) } }), name);
}

/** The JSON of a plan that lets it expire. */
function plan(unknown: object = {}): string {
  const after = { expires_on: "2027-06-01T00:00:00Z" };
  const actions = ["update"];
  const change = { actions, before: values(), after: values(after), after_unknown: unknown, before_sensitive: {}, after_sensitive: {} };
  const { values: _, sensitive_values: __, ...place } = resource() as Record<string, unknown>;
  const json = {
    format_version: "1.2",
    planned_values: root(after),
    resource_changes: [{ ...place, change }],
    prior_state: { format_version: "1.0", values: root() },
    configuration: {},
  };
  return join(makeFolder({ "plan.json": json }), "plan.json");
}

const shown = (stack: string, until: string): string => `${stack} · account 0123456789abcdef0123456789abcdef · 1 principal

  ci
    may      DNS Write  on zone ${ZONE}
    from     any address
    until    ${until}
`;

describe("commands on the JSON of a plan or a state", () => {
  it("summary shows a state, and what a plan leads to, under the name of the file", async () => {
    expect(await run(["summary", state()])).toEqual({ code: 0, out: shown("prod", "no expiry"), err: "" });
    expect(await run(["summary", plan()])).toEqual({ code: 0, out: shown("plan", "2027-06-01 00:00 UTC"), err: "" });
  });

  it("summary with findings says what was not checked", async () => {
    const { err, out } = await run(["summary", state(), "--pack", "baseline"]);
    expect(err).toBe(NOTE);
    expect(out).toContain("warning  no-expiry (expiresOn): the token never expires; set expiresOn");
    expect((await run(["summary", state(), "--format", "html"])).err).toBe(NOTE);
  });

  it("check runs the rules on tokens, and none on what configuration alone says", async () => {
    const { code, out, err } = await run(["check", state(), "--pack", "strict", "--format", "json"]);
    const rules = (JSON.parse(out) as { findings: { rule: string }[] }).findings.map(({ rule }) => rule);
    expect([code, rules, err]).toEqual([3, ["no-expiry", "no-ip-filter-on-write"], NOTE]);
    // A zone that the same plan makes is not known before apply, and a plan does not say that it is one.
    expect(await run(["check", plan({ policies: [{ resources: true }] }), "--fail-on", "error"])).toMatchObject({ code: 0, err: NOTE });
    for (const format of ["sarif", "code-quality", "markdown"])
      expect((await run(["check", state(), "--format", format])).out).toContain("no-expiry");
  });

  it("fails where a permission is not known before apply", async () => {
    const { code, out } = await run(["check", plan({ policies: [{ permission_groups: [{ id: true }] }] })]);
    expect([code, out]).toEqual([3, expect.stringContaining("unresolved-permission") as string]);
  });

  it("can and who answer", async () => {
    const asked = ["DNS Write", `zone:${ZONE}`, "--input", plan()];
    const can = await run(["can", "ci", ...asked, "--at", "2027-06-01T00:00:00Z"]);
    expect([can.code, can.out.split("\n")[0]]).toEqual([1, `no: ci may not DNS Write on zone ${ZONE}`]);
    expect((await run(["can", "plan/ci", ...asked])).code).toBe(0);
    const who = await run(["who", "DNS Write", `zone:${ZONE}`, "-i", state()]);
    expect([who.code, who.out.split("\n")[0]]).toEqual([0, `1 of 1 token may DNS Write on zone:${ZONE}`]);
  });

  it("snapshot writes what the gate takes, for the stack that is named", async () => {
    const [file, out] = [plan(), join(makeFolder({ "other/x": "" }), "access")];
    expect(await run(["snapshot", file, "--stack", "prod", "--out", out])).toEqual({
      code: 0,
      out: `created ${out}/prod/ci.md\n`,
      err: "",
    });
    expect(readFileSync(join(out, "prod/ci.md"), "utf8")).toContain(`"permissionGroups": [\n            "${DNS_WRITE}"`);
    expect((await run(["snapshot", file, "--stack", "prod", "--out", out, "--check"])).code).toBe(0);
    const { passed, problems } = gatePlan("prod", readPlan(readFileSync(file, "utf8")), readSnapshot(out));
    expect([problems, passed]).toEqual([[], true]);
    // By the name of the file otherwise.
    expect((await run(["snapshot", state("staging.json"), "--out", out])).out).toBe(`created ${out}/staging/ci.md\n`);
    const owners = await run(["snapshot", file, "--stack", "prod", "--out", "access", "--codeowners", "@org/security"]);
    expect(owners.out).toContain("# DNS Write can redirect the traffic and mail of a domain\n/access/prod/ci.md @org/security\n");
  });

  it.each(["summary", "check", "snapshot"])("%s fails on HCL with the command that makes JSON of it", async (command) => {
    const folder = makeFolder({ "main.tf": `resource "cloudflare_account_token" "ci" {}`, "x.tofu": "" });
    const message = (file: string): string =>
      `error: ${file}: HCL can't be read; make JSON of it: terraform plan -out tfplan && terraform show -json tfplan > plan.json [InvalidFile]\n`;
    for (const [input, file] of [
      [folder, "main.tf"],
      [join(folder, "main.tf"), "main.tf"],
      [join(folder, "x.tofu"), "x.tofu"],
    ] as const)
      expect(await run([command, input])).toEqual({ code: 2, out: "", err: message(join(folder, file)) });
  });

  it("fails on a plan or a state as Terraform stores them, with what to do", async () => {
    const folder = makeFolder({ tfplan: Buffer.from("PK\u0003\u0004…"), "terraform.tfstate": { version: 4, lineage: "x" } });
    const { err } = await run(["summary", join(folder, "tfplan")]);
    expect(err).toBe(
      `error: ${folder}/tfplan: a plan as Terraform stores it can't be read; make JSON of it: terraform show -json tfplan > plan.json [InvalidFile]\n`,
    );
    expect((await run(["can", "ci", "DNS Write", "account", "-i", join(folder, "terraform.tfstate")])).err).toBe(
      `error: ${folder}/terraform.tfstate: this is a state file as Terraform stores it; read the output of terraform show -json; check the file [InvalidFile]\n`,
    );
  });

  it("shows nothing of what is sensitive", async () => {
    const secret = "canary";
    const { out } = await run(["summary", state("prod.json", { value: secret }), "--format", "json"]);
    expect(out).toContain(ZONE_KEY);
    expect(out).not.toContain(secret);
  });
});
