import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { runAction } from "../../lib/cli";
import { makeFolder, removeFolders, synthesized, tokenBody, tokenDocument } from "../read/files";
import { run } from "./run";

afterEach(removeFolders);

interface ActionResult {
  readonly code: number;
  readonly out: string;
  readonly outputs: string;
  readonly summary: string;
  readonly report: string | undefined;
}

function act(inputs: Readonly<Record<string, string>>): ActionResult {
  const temp = makeFolder({ output: "", summary: "" });
  let out = "";
  const env = {
    RUNNER_TEMP: temp,
    GITHUB_OUTPUT: join(temp, "output"),
    GITHUB_STEP_SUMMARY: join(temp, "summary"),
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
  };
  const code = runAction({ out: (text) => (out += text), err: (text) => (out += text), env, isTerminal: false });
  const read = (name: string): string => readFileSync(join(temp, name), "utf8").replaceAll(temp, "<temp>");
  return {
    code,
    out,
    outputs: read("output"),
    summary: read("summary"),
    report: existsSync(join(temp, "principals-report.md")) ? read("principals-report.md") : undefined,
  };
}

const folder = (more: object = {}): string => makeFolder(synthesized("prod", tokenDocument(more as Record<string, unknown>)));

describe("the action", () => {
  it("writes the report to a file and to the job's summary, and says what came of it", () => {
    const { code, out, outputs, summary, report } = act({ before: folder({ status: "disabled" }), after: folder() });
    expect([code, outputs]).toEqual([0, "report=<temp>/principals-report.md\nverdict=broadening\ndisruptive=false\ngate-changed=false\n"]);
    expect(report).toMatch(/^### Access changes: 1 token, broadening\n/);
    expect(summary).toBe(`${report ?? ""}\n`);
    expect(out).toMatch(/^Access changes: 1 token, broadening\n/);
  });

  it("fails a step on what fail-on names, one a line or with commas", () => {
    const inputs = { before: folder({ status: "disabled" }), after: folder() };
    expect(act({ ...inputs, "fail-on": "disruptive, gate" }).code).toBe(0);
    const failed = act({ ...inputs, "fail-on": "gate\nbroadening" });
    expect(failed.code).toBe(3);
    expect(failed.out).toContain("::error::the change has what fail-on names: gate, broadening\n");
    expect(failed.report).toContain("broadening");
  });

  it("takes the list of changed files, and whether it was cut", () => {
    const changed = join(makeFolder({ changed: "x/own.json\n" }), "changed");
    const { report } = act({ after: folder(), changed, incomplete: "true", "gate-files": "y.json\nx/\n", pack: "strict" });
    expect(report).toMatch(/^### Gate changed\n[^]*- more files are changed[^]*- `x\/own.json`: named by the pipeline\n/);
    expect(report).toContain("**error** ci (prod) `no-expiry`");
  });

  describe("as the gate", () => {
    const values = { account_id: "0123456789abcdef0123456789abcdef", status: "active", ...tokenBody() };
    const plan = (change: object, more: object = {}): string => {
      const entry = { address: "cloudflare_account_token.ci", mode: "managed", type: "cloudflare_account_token", name: "ci" };
      const sides = { before: values, after: values, after_unknown: {}, before_sensitive: {}, after_sensitive: {}, ...change };
      const files = makeFolder({
        ...synthesized("prod", tokenDocument()),
        "plan.json": {
          format_version: "1.2",
          planned_values: {},
          configuration: {},
          resource_changes: [{ ...entry, change: sides }],
          ...more,
        },
      });
      return files;
    };
    const gate = async (files: string, more: Readonly<Record<string, string>> = {}): Promise<ActionResult> => {
      await run(["snapshot", files, "--out", join(files, "access")]);
      return act({ plan: join(files, "plan.json"), stack: "prod", snapshot: join(files, "access"), ...more });
    };

    it("passes a plan that leads to the reviewed access, and says whether there is anything to apply", async () => {
      expect(await gate(plan({ actions: ["no-op"] }))).toMatchObject({
        code: 0,
        outputs: "changes=none\n",
        summary: expect.stringContaining("the plan changes nothing"),
      });
      expect(await gate(plan({ actions: ["update"], before: { ...values, status: "disabled" } }))).toMatchObject({
        code: 0,
        outputs: "changes=other\n",
      });
    });

    it("writes every output that action.yml names, and no other", async () => {
      const { outputs } = parse(readFileSync(join(__dirname, "../../action.yml"), "utf8")) as { outputs: object };
      const written = [act({ after: folder() }), await gate(plan({ actions: ["no-op"] }))].flatMap(
        (result) => result.outputs.match(/^[^=\n]+(?==)/gm) ?? [],
      );
      expect(written.sort()).toEqual(Object.keys(outputs).sort());
    });

    it("fails a plan that was not reviewed, and gives no output to go on with", async () => {
      const refused = await gate(plan({ actions: ["update"], after: { ...values, status: "disabled" } }));
      expect(refused).toMatchObject({ code: 1, outputs: "" });
      expect(refused.out).toContain("refused: do not apply this plan\n::error::the plan was refused\n");
      expect(await gate(plan({ actions: ["dance"] }))).toMatchObject({
        code: 2,
        outputs: "",
        out: expect.stringMatching(/^::error::.*an action that is not known here/m),
      });
    });

    it("hands its permissions on, each by itself", async () => {
      const anew = plan({ actions: ["create", "delete"] });
      expect((await gate(anew)).code).toBe(1);
      expect((await gate(anew, { replace: "cloudflare_account_token.ci\n" })).code).toBe(0);
      expect((await gate(anew, { replace: "cloudflare_account_token.ci", "only-rotation": "true" })).code).toBe(1);
      const drift = { address: "cloudflare_account_token.ci", mode: "managed", type: "cloudflare_account_token", name: "ci" };
      const change = {
        actions: ["update"],
        before: values,
        after: { ...values, status: "disabled" },
        after_unknown: {},
        before_sensitive: {},
        after_sensitive: {},
      };
      const drifted = plan({ actions: ["update"], before: { ...values, status: "disabled" } }, { resource_drift: [{ ...drift, change }] });
      expect((await gate(drifted)).code).toBe(1);
      expect((await gate(drifted, { "revert-drift": "false" })).code).toBe(1);
      expect((await gate(drifted, { "revert-drift": "true" })).code).toBe(0);
    });
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      "nothing to do",
      {},
      'with.after: not what the action takes here, got ""; give after (and before) for a report, or plan and stack for the gate',
    ],
    [
      "what is no resolution",
      { plan: "x", stack: "y", resolve: "var.zone=1\nfoo" },
      'with.resolve: not what the action takes here, got "foo"; write <expression>=<id>, such as var.zone=<id>',
    ],
    ["a plan without a stack", { plan: "x" }, "name the stack that the plan is of"],
    [
      "an unknown kind",
      { after: "x", "fail-on": "all" },
      'with.fail-on: not what the action takes here, got "all"; allowed are broadening, disruptive, findings, gate',
    ],
    [
      "a flag that is none",
      { plan: "x", stack: "y", "revert-drift": "yes" },
      'with.revert-drift: not what the action takes here, got "yes"; give true or false',
    ],
    ["a file that is not there", { after: "/none" }, "/none: the file can't be read"],
  ])("fails with exit code 2 for %s", (_, inputs, message) => {
    const { code, out, outputs } = act(inputs);
    expect([code, outputs]).toEqual([2, ""]);
    expect(out).toMatch(/^::error::/);
    expect(out).toContain(message);
  });

  it("gives the runner no command by a name that a stranger chose", () => {
    const hostile = "x\n::set-output name=verdict::neutral\n```\n::error::y";
    const { out, outputs, summary } = act({ after: folder({ name: hostile }) });
    expect(outputs.split("\n")).toHaveLength(5);
    expect(out).not.toMatch(/^\s*::/m);
    expect(summary).not.toMatch(/^\s*::|^```/m);
    expect(act({ after: `/none\n::error::x` }).out.match(/^::/gm)).toHaveLength(1);
  });
});
