import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describeEquipped, results, said, Scenario } from "./harness";
import { synthesize } from "./harness/sample";

jest.setTimeout(120_000);

/** Two slots of one principal, each valid for 120 days; the second begins when the first is halfway. Made anew when their time has come. */
const ROTATION = `
  for (const [slot, offset] of [["a", 0], ["b", 60]] as const) {
    const day = 86_400_000;
    const start = Date.parse("2026-11-01T00:00:00Z") + offset * day;
    const generation = Math.max(0, Math.floor((Date.parse(process.env.PRINCIPALS_NOW ?? "") - start) / (120 * day)));
    const from = start + generation * 120 * day;
    new ServicePrincipal(stack, \`publisher-\${slot}\`, {
      name: \`publisher-\${slot}-\${generation}\`,
      policies: [allow(permissions.zone.cache.purge).on(zone)],
      requestIp: { in: network },
      notBefore: new Date(from),
      expiresOn: new Date(from + 120 * day),
      owner: "team-web",
      purpose: "publishes",
    });
  }
  return {`;

/** What makes slots of one rotation of them: metadata, which no override of a resource can set. */
const METADATA = `
for (const name of Object.keys(environments)) {
  const file = \`cdktf.out/stacks/\${name}/cdk.tf.json\`;
  const document = JSON.parse(readFileSync(file, "utf8"));
  for (const token of Object.values<any>(document.resource.cloudflare_account_token)) {
    const [, slot, generation] = /^publisher-(.)-(\\d+)$/.exec(token.name) ?? [];
    if (slot !== undefined) token["//"].metadata.rotation = { principal: \`\${name}/publisher\`, slot, generation: Number(generation) };
  }
  writeFileSync(file, JSON.stringify(document));
}
`;

/** After the first slot has ended: its turn. */
const NIGHT = { PRINCIPALS_NOW: "2027-03-02T04:23:00Z" };
/** And after the second has. */
const LATER_NIGHT = { PRINCIPALS_NOW: "2027-05-01T04:23:00Z" };

let scenario: Scenario;
let sha: string;
/** Changes the code on main and writes the snapshot again, as people do. */
const commit = (change: (text: string) => string): string =>
  scenario.sample.commit(
    "main",
    (folder) => {
      const file = path.join(folder, "principals.ts");
      writeFileSync(file, change(readFileSync(file, "utf8")));
      const main = path.join(folder, "main.ts");
      const text = readFileSync(main, "utf8");
      if (!text.includes(METADATA)) writeFileSync(main, `import { readFileSync, writeFileSync } from "node:fs";\n${text}${METADATA}`);
      synthesize(folder);
      execFileSync(process.execPath, [scenario.sample.command, "snapshot"], {
        cwd: folder,
        env: process.env,
      });
    },
    "main",
  );
beforeAll(() => {
  scenario = new Scenario();
  sha = commit((text) => text.replace("\n  return {", ROTATION));
  expect(results(scenario.main(sha)).slice(-2)).toEqual(["apply-staging: success", "apply-prod: success"]);
});
beforeEach(() => {
  scenario.clearLogs();
});
afterAll(() => {
  scenario.remove();
});

const commands = (): string[] => scenario.terraformLog.map(({ args }) => args[0] ?? "");
const names = (): string[] => {
  let found: string[] = [];
  scenario.setTokens("prod", (tokens) => (found = Object.values(tokens).map(({ name }) => String(name))));
  return found.filter((name) => name.startsWith("publisher")).sort();
};

describeEquipped("a rotation at night", () => {
  test("fails when a package widens the slot whose turn it is", () => {
    interface Synthesized {
      readonly resource: {
        readonly cloudflare_account_token: Readonly<Record<string, { name: string; policies: { permission_groups: { id: string }[] }[] }>>;
      };
    }
    const runs = scenario.main(sha, {
      event: "schedule",
      env: NIGHT,
      beforeStep: ({ job, run, workspace }) => {
        if (job !== "synth") return;
        for (const stack of ["staging", "prod"]) {
          const file = path.join(workspace, "cdktf.out/stacks", stack, "cdk.tf.json");
          const good = path.join(workspace, `good-${stack}`);
          if (run === "npm test") writeFileSync(file, readFileSync(good));
          if (run?.startsWith("hashes=") !== true) continue;
          const text = readFileSync(file, "utf8");
          writeFileSync(good, text);
          const document = JSON.parse(text) as Synthesized;
          for (const { name, policies } of Object.values(document.resource.cloudflare_account_token))
            if (name.startsWith("publisher-a")) policies[0]?.permission_groups.push({ id: "4755a26eedb94da69e1066d98aa820be" });
          writeFileSync(file, JSON.stringify(document));
        }
      },
    });
    expect(results(runs).slice(-2)).toEqual(["apply-staging: failure", "apply-prod: failure"]);
    expect(said(runs, "apply-prod")).toMatch(/publisher-a-1: policies not as reviewed \(access\/prod\/publisher\.md\)/);
    expect(names()).toEqual(["publisher-a-0", "publisher-b-0"]);
  });

  test("is applied when its time has come, without anybody who approves, and nothing else is", () => {
    expect(names()).toEqual(["publisher-a-0", "publisher-b-0"]);
    const early = scenario.main(sha, { event: "schedule", env: { PRINCIPALS_NOW: "2027-02-28T04:23:00Z" } });
    expect(results(early).slice(-2)).toEqual(["apply-staging: success", "apply-prod: success"]);
    expect(said(early, "apply-prod")).toContain("the plan changes nothing");
    expect(names()).toEqual(["publisher-a-0", "publisher-b-0"]);

    scenario.clearLogs();
    const turn = scenario.main(sha, { event: "schedule", env: NIGHT });
    expect(results(turn).slice(-2)).toEqual(["apply-staging: success", "apply-prod: success"]);
    expect(said(turn, "apply-prod")).toContain("the plan turns slots of rotations and changes nothing else");
    expect(commands()).toEqual(["init", "plan", "show", "apply", "init", "plan", "show", "apply"]);
    expect(names()).toEqual(["publisher-a-1", "publisher-b-0"]);

    expect(said(scenario.main(sha, { event: "schedule", env: NIGHT }), "apply-prod")).toContain("the plan changes nothing");
    expect(names()).toEqual(["publisher-a-1", "publisher-b-0"]);
  });

  test("fails when the code has a reviewed change that nobody approved for the environment yet", () => {
    const wider = commit((text) =>
      text.replaceAll("permissions.zone.cache.purge)", "permissions.zone.cache.purge, permissions.zone.dns.write)"),
    );
    const runs = scenario.main(wider, { event: "schedule", env: LATER_NIGHT });
    expect(results(runs).slice(-2)).toEqual(["apply-staging: failure", "apply-prod: failure"]);
    expect(said(runs, "apply-prod")).toMatch(/publisher-a-1: would change, and this run only rotates/);
    expect(commands()).not.toContain("apply");
  });
});
