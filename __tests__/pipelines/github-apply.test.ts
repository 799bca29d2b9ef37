import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describeEquipped, results, said, Scenario, SECRETS } from "./harness";
import type { MainOptions } from "./harness/scenario";

jest.setTimeout(120_000);

type Token = Record<string, unknown> & { policies: { permission_groups: { id: string }[] }[] };
interface Synthesized {
  readonly resource: { readonly cloudflare_account_token: Readonly<Record<string, Token>> };
}

const DNS_WRITE = "4755a26eedb94da69e1066d98aa820be";
const APPLIED = ["init", "plan", "show", "apply"];

let scenario: Scenario;
let sha: string;
beforeAll(() => {
  scenario = new Scenario();
  sha = scenario.sample.commit("main", () => undefined, "main");
  scenario.main(sha);
});
afterAll(() => {
  scenario.remove();
});
beforeEach(() => {
  scenario.clearLogs();
});

const commands = (): string[] => scenario.terraformLog.map(({ args }) => args[0] ?? "");

/** As if one token had never been made, or had been disabled by hand. */
const forgetFirst = (tokens: Record<string, object>): void => {
  Reflect.deleteProperty(tokens, Object.keys(tokens)[0] ?? "");
};
const disableFirst = (tokens: Record<string, object>): void => {
  Object.assign(Object.values(tokens)[0] ?? {}, { status: "disabled" });
};

/** What a package that npm installed can do: write another file than the code says, after it was synthesized and, if careful, back before the tests. */
function takeOver(change: (document: Synthesized) => object, careful: boolean): Pick<MainOptions, "beforeStep"> {
  return {
    beforeStep: ({ job, run, workspace }) => {
      if (job !== "synth") return;
      const file = path.join(workspace, "cdktf.out/stacks/staging/cdk.tf.json");
      if (run?.startsWith("hashes=") === true) {
        const text = readFileSync(file, "utf8");
        writeFileSync(path.join(workspace, "good"), text);
        writeFileSync(file, JSON.stringify(change(JSON.parse(text) as Synthesized)));
      }
      if (careful && run === "npm test") writeFileSync(file, readFileSync(path.join(workspace, "good")));
    },
  };
}

function widened(document: Synthesized): object {
  Object.values(document.resource.cloudflare_account_token)[0]?.policies[0]?.permission_groups.push({ id: DNS_WRITE });
  return document;
}

describeEquipped("the job that applies", () => {
  test("plans once, applies that plan with credentials in Terraform's steps alone, and leaves no plan behind", () => {
    // Something to do: a token that nobody has yet.
    scenario.setTokens("prod", forgetFirst, ["live", "state"]);
    const runs = scenario.main(sha);
    expect(results(runs)).toEqual([
      ...["base: skipped", "synth: success", "command: success", "expiry: skipped"],
      ...["apply-staging: success", "apply-prod: success"],
    ]);
    // The state's credential is enough for init; showing a plan needs none.
    expect(scenario.terraformLog.map(({ args, seen }) => `${args[0] ?? ""} ${String(seen.length)}`)).toEqual(
      ["staging", "prod"].flatMap(() => ["init 2", "plan 3", "show 0", "apply 3"]),
    );
    expect(scenario.terraformLog.at(-1)?.args.at(-1)).toBe("principals.tfplan");

    const values = Object.values<string>(SECRETS);
    const withSecrets = runs.flatMap(({ steps }) => steps).filter(({ env }) => Object.values(env).some((value) => values.includes(value)));
    expect(withSecrets.map(({ job, run }) => `${job}: ${run?.split(" ", 2).join(" ") ?? ""}`)).toEqual(
      ["init", "plan", "apply", "init", "plan", "apply"].map((command) => `apply: terraform ${command}`),
    );
    expect(scenario.npmLog).toContain("npm ci --ignore-scripts");
    const shown = JSON.stringify(runs.map(({ summary, steps }) => [summary, steps.map(({ output }) => output)]));
    for (const secret of [...values, "made-up-secret"]) {
      expect(scenario.npmLog).not.toContain(secret);
      expect(shown).not.toContain(secret);
    }

    const files = (folder: string): string[] =>
      readdirSync(path.join(scenario.sample.folder, folder), { recursive: true, encoding: "utf8" });
    expect([...files("temp/apply-prod"), ...files("temp/apply-staging")].filter((file) => file.includes("plan"))).toEqual([]);
    const names = files("artifacts")
      .map((file) => path.basename(file))
      .filter((file) => path.extname(file) !== "");
    expect(new Set(names)).toEqual(new Set(["cdk.tf.json", "cloudflare-principals.tgz"]));
  });

  test("fails for access that nobody reviewed, whatever a package does to what is synthesized", () => {
    const careless = scenario.main(sha, takeOver(widened, false));
    expect(results(careless).slice(1)).toEqual(["synth: failure", "command: success", "expiry: skipped", "apply: skipped"]);
    const careful = scenario.main(sha, takeOver(widened, true));
    expect(results(careful).slice(-2)).toEqual(["apply-staging: failure", "apply-prod: success"]);
    expect(said(careful, "apply-staging")).toMatch(
      /: policies not as reviewed \(access\/staging\/[a-z-]+\.md\)\nrefused: do not apply this plan\n/,
    );
    // That of the other stack alone.
    expect(commands()).toEqual(["init", "plan", "show", ...APPLIED]);
  });

  test("fails before Terraform is started for a file that runs a program, for another state and for TF_LOG", () => {
    const external = takeOver((document) => ({ ...document, data: { external: { x: { program: ["env"] } } } }), true);
    expect(said(scenario.main(sha, external), "apply-staging")).toContain("refused: data.external.x runs a program");
    expect(commands()).toEqual(APPLIED);
    scenario.clearLogs();
    const elsewhere = scenario.main(sha, { settings: () => '{"backend":{"s3":{"bucket":"other"}}}' });
    expect(said(elsewhere, "apply-prod")).toContain("refused: the state's place is not the one in STATE_SETTINGS");
    expect(said(scenario.main(sha, { env: { TF_LOG: "TRACE" } }), "apply-prod")).toContain("refused: TF_LOG is set");
    expect(commands()).toEqual([]);
  });

  test("fails for a command that is not the one of .principals/command.json, whatever becomes of the artifact", () => {
    const swap: MainOptions["beforeStep"] = ({ job, run }) => {
      const file = path.join(scenario.sample.folder, "temp/apply-staging/tarball/cloudflare-principals.tgz");
      if (job === "apply" && run?.includes("take-command") === true && existsSync(file)) writeFileSync(file, "evil");
    };
    const swapped = scenario.main(sha, { beforeStep: swap, inputs: { stack: "staging" } });
    expect(said(swapped, "apply-staging")).toMatch(
      /^refused: cloudflare-principals-[\d.]+\.tgz has the hash sha512-\S+, and command\.json asks for sha512-/,
    );
    expect(commands()).toEqual([]);
  });

  test("applies the stacks of .principals/stacks.json, in its environments, and fails where the code makes others", () => {
    expect(results(scenario.main(sha, { inputs: { stack: "eu" } })).slice(2)).toEqual([
      "command: failure",
      "expiry: skipped",
      "apply: skipped",
    ]);
    const list = (...stacks: readonly object[]): string =>
      scenario.sample.commit(
        "listed",
        (folder) => writeFileSync(path.join(folder, ".principals/stacks.json"), JSON.stringify(stacks)),
        "main",
      );
    const entry = (stack: string, environment: string | null) => ({ stack, environment, nightly: null });
    const seen: string[] = [];
    const settings = (environment: string): string => (seen.push(environment), scenario.stateSettings(environment.replace(/^eu-/, "")));
    const listed = list(entry("staging", null), entry("prod", "eu-prod"));
    const runs = scenario.main(listed, { settings });
    expect(results(runs).slice(-2)).toEqual(["expiry: skipped", "apply-prod: success"]);
    expect(new Set(seen)).toEqual(new Set(["eu-prod"]));
    expect(results(scenario.main(listed, { event: "schedule" })).slice(-1)).toEqual(["apply: skipped"]);
    const other = scenario.main(list(entry("prod", "prod")));
    expect(results(other)).toContain("synth: failure");
    expect(said(other, "synth")).toContain('.principals/stacks.json: the code makes "staging", which is not listed');
    scenario.sample.commit("main", () => undefined, "main");
  });

  test("fails for a file that was swapped between the jobs, and for a commit that main has left behind", () => {
    const swap: MainOptions["beforeStep"] = ({ job, uses }) => {
      const store = path.join(scenario.sample.folder, "artifacts");
      const file = path.join(store, readdirSync(store).sort().at(-1) ?? "", "head/staging/cdk.tf.json");
      if (job === "apply" && uses?.startsWith("actions/download-artifact") === true && existsSync(file)) writeFileSync(file, "{}");
    };
    expect(said(scenario.main(sha, { beforeStep: swap }), "apply-staging")).toContain(
      "refused: the file is not the one that was synthesized",
    );
    scenario.clearLogs();
    const newest = "f".repeat(40);
    expect(said(scenario.main(sha, { newest }), "apply-staging")).toContain(`main is at ${newest}`);

    expect(commands()).toEqual([]);

    // While the plan waited for the state's lock: the newer commit's run may have applied it, and this plan would undo that.
    scenario.clearLogs();
    const moveMain: MainOptions["beforeStep"] = ({ run }) => {
      if (run?.startsWith("terraform plan") === true) scenario.github = { ...scenario.github, main: newest };
    };
    scenario.setTokens("prod", forgetFirst, ["live", "state"]);
    const late = scenario.main(sha, { inputs: { stack: "prod" }, beforeStep: moveMain });
    expect([results(late).at(-1), said(late, "apply-prod")]).toEqual([
      "apply-prod: failure",
      expect.stringContaining(`main is at ${newest}`),
    ]);
    expect(commands()).toEqual(["init", "plan", "show"]);
  });

  test("fails when somebody changed a token in the account, and undoes it when asked to", () => {
    scenario.setTokens("prod", disableFirst);
    const refused = scenario.main(sha, { event: "workflow_dispatch", inputs: { stack: "prod" } });
    expect(said(refused, "apply-prod")).toContain("Changed in the account since the last apply.");
    expect(said(refused, "apply-prod")).toMatch(/changed in the account, which the plan would undo; if it is meant, --revert-drift/);
    const undone = scenario.main(sha, { event: "workflow_dispatch", inputs: { stack: "prod", "revert-drift": true } });
    expect(results(undone).slice(4)).toEqual(["apply-prod: success"]);
    expect(commands()).toEqual(["init", "plan", "show", ...APPLIED]);
  });

  test("makes a leaked token anew when asked to", () => {
    const address = scenario.firstAddress("prod");
    const anew = scenario.main(sha, { event: "workflow_dispatch", inputs: { stack: "prod", replace: address } });
    expect(results(anew).slice(4)).toEqual(["apply-prod: success"]);
    expect(scenario.terraformLog.map(({ args }) => args.join(" "))).toEqual([
      "init -input=false -lockfile=readonly",
      `plan -input=false -lock-timeout=5m -out=principals.tfplan -replace=${address}`,
      "show -json principals.tfplan",
      "apply -input=false -lock-timeout=5m principals.tfplan",
    ]);
  });
});

describeEquipped("the nightly run", () => {
  test("applies nothing, and fails for drift, for a change that is no turn of a rotation, and for tokens that expire within 30 days", () => {
    const calm = scenario.main(sha, { event: "schedule" });
    expect(results(calm).slice(2)).toEqual(["command: success", "expiry: success", "apply-staging: success", "apply-prod: success"]);
    scenario.clearLogs();
    scenario.setTokens("staging", forgetFirst, ["live", "state"]);
    scenario.setTokens("prod", disableFirst);
    const late = { PRINCIPALS_NOW: "2038-01-01T00:00:00Z" };
    const runs = scenario.main(sha, { event: "schedule", env: late });
    expect(results(runs).slice(3)).toEqual(["expiry: failure", "apply-staging: failure", "apply-prod: failure"]);
    expect(said(runs, "expiry")).toContain("expires-soon");
    expect(said(runs, "apply-staging")).toContain("would change, and this run only rotates");
    expect(said(runs, "apply-prod")).toContain("changed in the account, which the plan would undo");
    expect(commands()).not.toContain("apply");
  });
});
