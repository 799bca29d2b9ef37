import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describeEquipped, results, said, Scenario } from "./harness";

jest.setTimeout(120_000);

let scenario: Scenario;
beforeAll(() => {
  scenario = new Scenario();
});
afterAll(() => {
  scenario.remove();
});

function edit(file: string, change: (text: string) => string): (folder: string) => void {
  return (folder) => writeFileSync(path.join(folder, file), change(readFileSync(path.join(folder, file), "utf8")));
}

const widen = edit("principals.ts", (text) =>
  text.replace("permissions.zone.cache.purge)", "permissions.zone.cache.purge, permissions.zone.dns.write)"),
);

describeEquipped("the report on a pull request", () => {
  test("says in one comment what changes in access, and updates that comment", () => {
    scenario.sample.commit("widen", widen);
    const { run, report } = scenario.pullRequest("widen", { files: ["principals.ts"] });
    // The tests fail because access/ was not written again; the report comes all the same.
    expect(results(run)).toEqual(["base: success", "synth: failure", "command: success", "expiry: skipped", "apply: skipped"]);
    expect(said(run, "synth")).toContain("stale: access/prod/cache-purger.md");
    expect(results(report)).toEqual(["render: success", "comment: success"]);
    expect(scenario.comments).toHaveLength(1);
    const [body = ""] = scenario.comments;
    const { sha } = scenario.github.pulls[0]!.head;
    // The commit stands in the heading: where no run could start for a newer one, this comment stays.
    expect(body).toMatch(
      /^<!-- cloudflare-principals -->\n## What commit [0-9a-f]{12} changes in access\n\n[^#]*\n### Access changes: 2 tokens, broadening\n/,
    );
    expect(body).toContain(`## What commit ${sha.slice(0, 12)} changes in access\n`);
    expect(body).toContain("| cache-purger (prod) | **broadening** | DNS Write on zone example.com");
    expect(body).not.toContain("Gate changed");
    expect(body).toMatch(/\nFrom \[this run\]\(https:\/\/github\.example\/runs\/\d+\)\.\n$/);

    scenario.sample.commit(
      "widen",
      edit("principals.ts", (text) => text.replace(", permissions.zone.dns.write)", ")")),
      "widen",
    );
    scenario.pullRequest("widen", { files: ["principals.ts"] });
    expect(scenario.comments).toHaveLength(1);
    expect(scenario.comments[0]).toContain("### Access changes: none");
    expect(scenario.comments[0]).toContain(`## What commit ${scenario.github.pulls[0]!.head.sha.slice(0, 12)} changes`);
    expect(scenario.comments[0]).not.toContain(sha.slice(0, 12));
  });

  test("runs no code of the pull request where it can write, and gives npm no credential", () => {
    const { report } = scenario.pullRequest("widen");
    expect(scenario.npmLog).not.toMatch(/token of|cfat_|made-up|GH_TOKEN|GITHUB_TOKEN/);
    const tokens = scenario.github.log.map(({ method, token }) => [method, token.replace(/ \(.*/, "")]);
    expect(tokens.filter(([method]) => method !== "GET").map(([, token]) => token)).toEqual(
      tokens.filter(([method]) => method !== "GET").map(() => "token of comment"),
    );
    const node = report.flatMap(({ steps }) => steps).filter(({ run }) => run?.includes("node ") === true);
    expect(node.map(({ job, env }) => [job, Object.keys(env)])).toEqual([
      ["render", []],
      ["render", ["BASE", "INCOMPLETE"]],
    ]);
  });

  test("is the same for a fork", () => {
    scenario.sample.commit("fork", widen);
    scenario.pullRequest("fork", { owner: "stranger", files: ["principals.ts"] });
    expect(scenario.comments.at(-1)).toContain("### Access changes: 2 tokens, broadening");
  });

  test("marks a change of workflows, packs, acknowledgements and lock files, before anything else", () => {
    scenario.sample.commit("gate", (folder) => {
      edit("principals.ts", (text) =>
        text.replace(
          "  return {",
          '  cachePurger.acknowledge({ rule: "no-expiry", detail: "expiresOn", reason: "[click](https://evil.example) @team" });\n  return {',
        ),
      )(folder);
    });
    const files = [
      ".github/workflows/principals.yml",
      "package-lock.json",
      ".principals/expiry.json",
      "odd\nname|@all/pack.json",
      "README.md",
    ];
    scenario.pullRequest("gate", { files });
    const body = scenario.comments.at(-1) ?? "";
    const block = body.slice(body.indexOf("### Gate changed"), body.indexOf("### Access changes"));
    expect(body.indexOf("### Gate changed")).toBeGreaterThan(0);
    expect(block.split("\n").filter((line) => line.startsWith("- "))).toEqual([
      "- `.github/workflows/principals.yml`: the pipeline",
      "- `.principals/expiry.json`: the pipeline's tool, checks and packs",
      "- `package-lock.json`: what npm installs",
      "- `odd\\nname\\u{7c}@all/pack.json`: the rules of the guardrails",
      ...["prod", "staging"].map(
        () => "- finding `no-expiry` (`expiresOn`) of cache-purger: acknowledged: `[click](https://evil.example) @team`",
      ),
    ]);
    expect(body).toContain("### Access changes: none");
  });

  test("says that there is no report where the code can't be synthesized, and leaves no older one standing", () => {
    scenario.sample.commit(
      "broken",
      edit("main.ts", () => 'throw new Error("broken");\n'),
    );
    const { run, report } = scenario.pullRequest("broken");
    expect(results(run)).toContain("synth: failure");
    expect(results(report)).toEqual(["render: success", "comment: success"]);
    expect(scenario.comments.at(-1)).toContain("### Access changes: unknown");
    scenario.sample.commit(
      "widen",
      edit("main.ts", () => 'throw new Error("broken");\n'),
      "widen",
    );
    scenario.pullRequest("widen");
    expect(scenario.comments[0]).toContain("### Access changes: unknown");
    expect(scenario.comments[0]).not.toContain("broadening");
  });

  test("says nothing where two pull requests are at one commit, or one goes elsewhere: a run does not say whose it was", () => {
    const { github } = scenario;
    const [pull] = github.pulls;
    const before = scenario.comments;
    const run = { branch: "widen", sha: pull!.head.sha, run_id: "101", owner: "team" };
    scenario.github = { ...github, pulls: [...github.pulls, { ...pull!, number: 99, base: { ref: "eve" } }] };
    expect(results(scenario.report(run))).toEqual(["render: success", "comment: skipped"]);
    scenario.github = { ...github, pulls: [{ ...pull!, base: { ref: "eve" } }] };
    expect(results(scenario.report(run))).toEqual(["render: success", "comment: skipped"]);
    scenario.github = github;
    expect(scenario.comments).toEqual(before);
  });

  test("says nothing for a commit that the pull request has left behind", () => {
    const before = scenario.comments;
    const report = scenario.report({ branch: "widen", sha: "0".repeat(40), run_id: "101", owner: "team" });
    expect(results(report)).toEqual(["render: success", "comment: skipped"]);
    expect(scenario.comments).toEqual(before);
  });
});

describeEquipped("a hostile pull request", () => {
  const stacks = (workspace: string): string => path.join(workspace, "cdktf.out/stacks");

  /** Whoever changes the code controls every file that the job leaves behind. */
  function attack(
    name: string,
    write: (folder: string) => void,
  ): { readonly body: string; readonly report: ReturnType<Scenario["report"]> } {
    scenario.sample.commit(name, widen);
    const { report } = scenario.pullRequest(name, {
      files: ["principals.ts"],
      beforeStep: ({ job, uses, workspace }) => {
        if (job === "synth" && uses?.startsWith("actions/upload-artifact") === true) write(stacks(workspace));
      },
    });
    return { body: scenario.comments.at(-1) ?? "", report };
  }

  test("gets none of its files but a stack's into the report", () => {
    const { report } = attack("files", (folder) => {
      mkdirSync(path.join(folder, "(evil)"));
      writeFileSync(path.join(folder, "(evil)", "cdk.tf.json"), "{}");
    });
    expect(results(report)).toEqual(["render: success", "comment: success"]);
    expect(scenario.comments.at(-1)).toContain("### Access changes: 2 tokens, broadening");
    expect(scenario.comments.at(-1)).not.toContain("evil");
    expect(readdirSync(path.join(scenario.sample.folder, "temp/render/artifacts/head")).sort()).toEqual(["(evil)", "prod", "staging"]);
    expect(readdirSync(path.join(scenario.sample.folder, "temp/render/stacks/head")).sort()).toEqual(["prod", "staging"]);
  });

  test("can't hide what it changes behind a report of files that it made: the files of access/ are counted by GitHub's list", () => {
    scenario.sample.commit("liar", widen);
    const { report } = scenario.pullRequest("liar", {
      files: ["principals.ts", "access/prod/cache-purger.md", "access/staging/cache-purger.md"],
      beforeStep: ({ job, uses, workspace }) => {
        if (job !== "synth" || uses?.startsWith("actions/upload-artifact") !== true) return;
        const base = path.join(
          scenario.sample.folder,
          "artifacts",
          readdirSync(path.join(scenario.sample.folder, "artifacts")).sort().at(-1)!,
        );
        for (const stack of ["prod", "staging"])
          writeFileSync(path.join(stacks(workspace), stack, "cdk.tf.json"), readFileSync(path.join(base, "base", stack, "cdk.tf.json")));
      },
    });
    expect(results(report)).toEqual(["render: success", "comment: success"]);
    const body = scenario.comments.at(-1) ?? "";
    expect(body).toContain("### Access changes: none");
    expect(body).toContain("Files of `access/` that change: 2. They are what is approved");
  });

  test("can't make the report longer than a comment may be, and so leave an older one standing", () => {
    const { body, report } = attack("long", (folder) => {
      const file = path.join(folder, "prod", "cdk.tf.json");
      const document = JSON.parse(readFileSync(file, "utf8")) as { resource: { cloudflare_account_token: Record<string, object> } };
      const [[, token] = ["", {}]] = Object.entries(document.resource.cloudflare_account_token);
      for (let index = 0; index < 400; index++)
        document.resource.cloudflare_account_token[`t${String(index)}`] = { ...token, name: `${"é|".repeat(60)}${String(index)}` };
      writeFileSync(file, JSON.stringify(document));
    });
    expect(results(report)).toEqual(["render: success", "comment: success"]);
    expect(body).toContain("### Access changes: 402 tokens");
    expect(body.length).toBeLessThan(65_536);
  });

  test("can't put a report of its own in the place of ours", () => {
    scenario.sample.commit("own-report", widen);
    const { report } = scenario.pullRequest("own-report", {
      files: ["principals.ts"],
      beforeStep: ({ job }) => {
        if (job !== "synth") return;
        const store = path.join(
          scenario.sample.folder,
          "artifacts",
          readdirSync(path.join(scenario.sample.folder, "artifacts")).sort().at(-1)!,
        );
        mkdirSync(path.join(store, "report"), { recursive: true });
        writeFileSync(path.join(store, "report", "principals-report.md"), "### Access changes: none\n");
      },
    });
    expect(results(report)).toEqual(["render: success", "comment: success"]);
    expect(scenario.comments.at(-1)).toContain("### Access changes: 2 tokens, broadening");
  });

  test("can't waive a rule unseen: an acknowledgement is marked, whatever files it is in", () => {
    scenario.sample.commit(
      "waived",
      edit("principals.ts", (text) =>
        text.replace("  return {", '  cachePurger.acknowledge({ rule: "no-expiry", detail: "expiresOn", reason: "later" });\n  return {'),
      ),
    );
    scenario.pullRequest("waived", { files: ["principals.ts"] });
    const body = scenario.comments.at(-1) ?? "";
    expect(body).toMatch(
      /\n### Gate changed\n[^#]*- finding `no-expiry` \(`expiresOn`\) of cache-purger: acknowledged: later\n[^]*### Access changes: none\n/,
    );
  });

  test("can't break out of a row, mention anybody or give the runner a command by a name", () => {
    const name = "x | y |\n\n@everyone <img src=x> [a](https://evil.example)\n::set-output name=number::1\n<!-- cloudflare-principals -->";
    const { body, report } = attack("names", (folder) => {
      const file = path.join(folder, "prod", "cdk.tf.json");
      const document = JSON.parse(readFileSync(file, "utf8")) as {
        resource: { cloudflare_account_token: Record<string, { name: string }> };
      };
      for (const token of Object.values(document.resource.cloudflare_account_token)) token.name = name;
      writeFileSync(file, JSON.stringify(document));
    });
    expect(results(report)).toEqual(["render: success", "comment: success"]);
    expect(body.match(/cloudflare-principals -->/g)).toHaveLength(1 + (body.match(/`[^`]*cloudflare-principals -->[^`]*`/g) ?? []).length);
    expect(body).not.toMatch(/^@everyone|^<img|^::/m);
    const log = said(report, "render");
    expect(log).not.toMatch(/^\s*::set-output/m);
  });

  test.each<[string, string, string]>([
    ["a file that is cut off", '{"resource":', "unknown"],
    ["a file of another stack", '{"//":{"metadata":{"stackName":"staging"}}}', "unknown"],
  ])("gets no report on %s", (what, text, shown) => {
    const { body, report } = attack(`bad-${String(what.length)}`, (folder) =>
      writeFileSync(path.join(folder, "prod", "cdk.tf.json"), text),
    );
    expect(results(report)).toEqual(["render: failure", "comment: success"]);
    expect(body).toContain(`### Access changes: ${shown}`);
    expect(said(report, "render")).not.toMatch(/\bat .*\.cjs:\d+/);
  });
});
