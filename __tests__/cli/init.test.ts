import "cloudflare-principals/testing";
import { Testing } from "cdktf";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { copyStarter, PIPELINE_FILES, type PipelineName, STARTER_FILES } from "../../lib/cli/copy-starter";
import * as packageFolder from "../../lib/cli/package-root";
import { pinCommand } from "../../lib/cli/update-pipeline";
import { baseline, PrincipalStack, templates } from "../../lib";
import { environments } from "../../examples/starter/environments";
import { addPrincipals } from "../../examples/starter/principals";
import { faultsOf, makeFolder, removeFolders } from "../read/files";
import { run } from "./run";

afterEach(removeFolders);

const STARTER = join(__dirname, "../../examples/starter");
const FILES = [...STARTER_FILES, ...PIPELINE_FILES.github];
const NAMES = FILES.map(({ to }) => to);
const LISTED = Object.fromEntries(FILES.map(({ from }) => [from, `the package's ${from}`]));
/** The starter after somebody tried it out. */
const PACKAGE = {
  ...LISTED,
  "examples/starter/node_modules/x/index.js": "no",
  "examples/starter/cdktf.out/manifest.json": "no",
  "examples/starter/terraform.staging.tfstate": "no",
  "examples/starter/terraform.staging.tfstate.backup": "no",
  "examples/starter/terraform.tfvars": "no",
  "examples/starter/plan.json": "no",
  "examples/starter/.env": "no",
  "examples/starter/__tests__/.env": "no",
};
const VENDORED = "vendor/cloudflare-principals-0.1.0.tgz";
/** Without the tarball that `npm run pack` leaves in a clone. */
function notPacked(): void {
  const root = makeFolder({});
  for (const name of ["action", "examples"]) symlinkSync(resolve(name), join(root, name));
  jest.spyOn(packageFolder, "packageRoot").mockReturnValue(root);
}

const EXISTS = "it exists already, and nothing is overwritten; check the path and its permissions";

describe("principals init", () => {
  it("copies the starter under the names that a project has", () => {
    const folder = makeFolder({ starter: "" });
    const target = join(folder, "new/project");
    const files = copyStarter(makeFolder(PACKAGE), target, "github");
    expect(files).toEqual(FILES);
    expect(NAMES).toEqual(expect.arrayContaining([".github/workflows/principals.yml", ".gitignore", ".npmrc", "main.ts"]));
    expect(readFileSync(join(target, ".gitignore"), "utf8")).toBe(LISTED["examples/starter/gitignore"]);
    expect(readFileSync(join(target, ".github/workflows/principals.yml"), "utf8")).toBe(
      LISTED["examples/pipelines/github/.github/workflows/principals.yml"],
    );
  });

  it.each(["github", "gitlab"] as const)("copies every file and folder that the README of the pipeline names: %s", (forge) => {
    const copied = [...STARTER_FILES, ...PIPELINE_FILES[forge]].map(({ to }) => to);
    const made = [".principals/files.json", ".principals/command.json", "package-lock.json", "access/", "vendor/"];
    const known = (name: string): boolean =>
      [name, `.principals/${name}`].some((path) =>
        [...copied, ...made].some((each) => each === path || (path.endsWith("/") && each.startsWith(path))),
      );
    const text = readFileSync(`examples/pipelines/${forge}/.principals/README.md`, "utf8");
    const names = [...text.matchAll(/`((?:[\w.-]+\/)*[\w-][\w.-]*\.(?:cjs|jq|js|json|md|sh|sha256|ts|ya?ml)|[\w.-]+\/)`/g)].map(
      ([, name = ""]) => name,
    );
    // Pages of the package are shipped with it.
    expect(names.filter((name) => !known(name) && !(name.startsWith("docs/") && existsSync(name)))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(["allowed.json", "command.json", `${forge}/`]));
    // About the chosen forge alone, and short.
    expect(text).not.toMatch(forge === "github" ? /GitLab|merge request/i : /GitHub|pull request|Actions/i);
    expect(text.split("\n").length).toBeLessThan(80);
  });

  it("sets both pipelines up by the same steps, but for those that the forge decides", () => {
    const steps = (["github", "gitlab"] as const).map((forge) =>
      readFileSync(`examples/pipelines/${forge}/.principals/README.md`, "utf8").split(/^(?=\d+\. )/m),
    );
    const [github = [], gitlab = []] = steps;
    expect(github.map((step) => /^\d+/.exec(step)?.[0])).toEqual([undefined, ..."1 2 3 4 5 6 7 8 9 10".split(" ")]);
    const ofGitlab = (step: string): string => step.replace("The job `synth` fails", "The job `test` fails");
    expect(github.slice(1, 6).map(ofGitlab)).toEqual(gitlab.slice(1, 6));
    const settings = steps.map((each) => /^ *node -p .*$/m.exec(each.join(""))?.[0]);
    expect(settings).toEqual([expect.stringContaining("JSON.stringify(settings)"), settings[0]]);
  });

  it("says of each file that it writes what it is for, on a line that fits 80 columns", async () => {
    for (const pipeline of Object.keys(PIPELINE_FILES)) {
      const folder = makeFolder({ [VENDORED]: "a tarball" });
      const { out } = await run(["init", folder, "--pipeline", pipeline]);
      const [written = ""] = out.split("\n\n");
      const lines = written.split("\n");
      expect(lines.filter((line) => !/^created \S+ {2,}\S.*$/.test(line) || line.length > 80)).toEqual([]);
      const there = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      expect(lines.map((line) => line.split(/ +/)[1]).sort()).toEqual(
        there
          .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
          .filter((file) => file !== VENDORED)
          .sort(),
      );
    }
  });

  it("copies what is listed and nothing else: no state, no plan, no credential of whoever tried the starter out", () => {
    const target = makeFolder({});
    copyStarter(makeFolder(PACKAGE), target, "github");
    const copied = readdirSync(target, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(copied.map((entry) => relative(target, join(entry.parentPath, entry.name))).sort()).toEqual([...NAMES].sort());
  });

  it("copies the package's own starter and says what comes next", async () => {
    notPacked();
    const folder = makeFolder({});
    const { code, out, err } = await run(["init", join(folder, "new")]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("created principals.ts                             the tokens\n");
    expect(out.slice(out.indexOf("\n\n") + 2)).toBe(`Next:

  cd ${join(folder, "new")}
  npm install
  npx --no-install principals init --update   # writes .principals/command.json
  npm start

Where npm has no cloudflare-principals (404), this in place of npm install, with what npm run pack made in its clone; commit vendor/:

  mkdir vendor
  cp …/cloudflare-principals-0.1.0.tgz vendor/
  npm install ./vendor/cloudflare-principals-0.1.0.tgz

Then put your own ids into environments.ts: README.md goes on from there, and .principals/README.md sets the pipeline up.
`);
    const again = await run(["init", join(folder, "new")]);
    expect([again.code, again.out]).toEqual([2, ""]);
    const count = FILES.length - 3;
    expect(again.err).toBe(
      `error: ${join(folder, "new")}: the project can't be made here: README.md, environments.ts, principals.ts and ${String(count)} more exist already, and nothing is overwritten; name a folder without them, or bring the pipeline of a project to this version with --update [UnwritableFile]\n`,
    );
    const one = makeFolder({ "main.ts": "mine" });
    expect((await run(["init", one])).err).toContain(": main.ts exists already, and nothing is overwritten; ");
    expect(readdirSync(one)).toEqual(["main.ts"]);
  });

  it("says with the tarball in vendor/ how to install that one, and with no pipeline nothing of one", async () => {
    const folder = makeFolder({ [VENDORED]: "a tarball" });
    const { out } = await run(["init", folder, "--pipeline", "none"]);
    expect(out.slice(out.indexOf("\n\n") + 2)).toBe(
      `Next:\n\n  cd ${folder}\n  npm install ./${VENDORED}\n  npm start\n\nThen put your own ids into environments.ts: README.md goes on from there.\n`,
    );
  });

  it("gives example ids that differ where output shortens them to eight characters", () => {
    const text = readFileSync(join(STARTER, "environments.ts"), "utf8");
    const ids = [...text.matchAll(/"([0-9a-f]{32})"/g)].map(([, id = ""]) => id.slice(0, 8));
    expect(ids).toHaveLength(5);
    expect(new Set(ids).size).toBe(5);
  });

  it("begins with tokens that have no finding of the baseline", () => {
    const stack = new PrincipalStack(Testing.app(), "prod", { account: environments.prod.account });
    addPrincipals(stack, environments.prod);
    expect(stack).toPassGuardrails(baseline, { level: "note" });
  });

  it("begins with tokens that fit their purpose: GitHub's runners have no fixed address, and servers of one's own have", () => {
    const { account, zone, network } = environments.prod;
    const { workersDeployer, cachePurger } = addPrincipals(new PrincipalStack(Testing.app(), "prod", { account }), environments.prod);
    expect(workersDeployer).toGrantOnly(templates.deployWorkers({ account, zones: [account.zone(zone.id)] }).policies);
    expect(workersDeployer.spec.purpose).toContain("GitHub Actions");
    expect(workersDeployer.spec.requestIp).toBeUndefined();
    expect(cachePurger.spec.requestIp).toEqual({ in: network });
  });

  it("has tests of these tokens alone, which say whose they are", () => {
    const text = readFileSync(join(STARTER, "__tests__/principals.test.ts"), "utf8");
    expect(text).toContain("yours to change");
    // What holds of the whole stack is red for a token that somebody adds.
    expect(text).not.toContain("expect(stack)");
  });

  it.each([
    [{}, "baseline"],
    [{ ".principals/guardrails.json": "{}" }, ".principals/guardrails.json"],
  ])("checks the pipeline's guardrails where there are some, else the baseline: %j", (files, pack) => {
    const folder = makeFolder({ ...files, "package.json": readFileSync(join(STARTER, "package.json"), "utf8") });
    mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
    writeFileSync(join(folder, "node_modules/.bin/principals"), '#!/bin/sh\necho "principals $*"\nexit 3\n', { mode: 0o755 });
    const { status, stdout } = spawnSync("npm", ["run", "--silent", "guardrails"], { cwd: folder, encoding: "utf8" });
    expect([status, stdout]).toEqual([3, `principals check --pack ${pack}\n`]);
    expect(readFileSync(join(STARTER, "package.json"), "utf8")).toMatch(/"test": ".* && npm run --silent guardrails && jest"/);
  });

  it.each<[PipelineName, readonly string[], readonly string[]]>([
    [
      "github",
      [".github/workflows/principals-report.yml", ".principals/take-command.cjs", ".principals/github/comment.sh"],
      [".gitlab-ci.yml"],
    ],
    ["gitlab", [".gitlab-ci.yml", ".principals/gitlab/apply.yml", ".principals/stacks.json"], [".github", ".principals/github"]],
    ["github-cdktf-deploy", [".github/workflows/principals.yml"], [".principals/README.md", ".gitlab-ci.yml"]],
    ["none", ["main.ts"], [".github", ".principals", ".gitlab-ci.yml"]],
  ])("copies the pipeline that is asked for: %s", async (pipeline, there, missing) => {
    const target = join(makeFolder({}), "new");
    expect((await run(["init", target, "--pipeline", pipeline])).code).toBe(0);
    expect(there.filter((file) => !existsSync(join(target, file)))).toEqual([]);
    expect(missing.filter((file) => existsSync(join(target, file)))).toEqual([]);
  });

  it("copies into a folder that has other files", () => {
    const target = makeFolder({ "NOTES.md": "mine", ".github/CODEOWNERS": "mine" });
    copyStarter(makeFolder(PACKAGE), target, "github");
    expect(readFileSync(join(target, "NOTES.md"), "utf8")).toBe("mine");
    expect(existsSync(join(target, "main.ts"))).toBe(true);
  });

  it("fails when a file is in the way, and copies nothing", () => {
    const target = makeFolder({ "main.ts": "mine", ".gitignore": "mine" });
    expect(faultsOf(() => copyStarter(makeFolder(PACKAGE), target, "github"), target)).toEqual([
      `UnwritableFile <dir>/main.ts: the file can't be written: ${EXISTS}`,
      `UnwritableFile <dir>/.gitignore: the file can't be written: ${EXISTS}`,
    ]);
    expect(readFileSync(join(target, "main.ts"), "utf8")).toBe("mine");
    expect(readdirSync(target).sort()).toEqual([".gitignore", "main.ts"]);
  });

  it("fails rather than write through a link or over a file in a folder's place", () => {
    const outside = makeFolder({});
    const target = makeFolder({ __tests__: "a file" });
    symlinkSync(outside, join(target, ".github"));
    symlinkSync(join(outside, "gone"), join(target, "main.ts"));
    expect(faultsOf(() => copyStarter(makeFolder(PACKAGE), target, "github"), target)).toEqual([
      `UnwritableFile <dir>/main.ts: the file can't be written: ${EXISTS}`,
      "UnwritableFile <dir>/__tests__: the file can't be written: it is no folder; check the path and its permissions",
      "UnwritableFile <dir>/.github: the file can't be written: it is no folder; check the path and its permissions",
    ]);
    expect(readdirSync(outside)).toEqual([]);
  });

  it("fails when the target can't be made", () => {
    const folder = makeFolder({ file: "x" });
    expect(faultsOf(() => copyStarter(makeFolder(PACKAGE), join(folder, "file/project"), "github"), folder)[0]).toBe(
      "UnwritableFile <dir>/file/project/README.md: the file can't be written: ENOTDIR; check the path and its permissions",
    );
  });

  it("fails when the starter is not there", () => {
    const folder = makeFolder({});
    expect(faultsOf(() => copyStarter(join(folder, "none"), folder, "github"), folder)).toEqual([
      "UnreadableFile <dir>/none/examples/starter/README.md: the file can't be read: ENOENT; check the path and the file",
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("pinning the command", () => {
  it("goes by the clone's tarball, by what npm wrote down, and never by a lock file of the project", () => {
    const clone = makeFolder({ "cloudflare-principals-0.1.0.tgz": "packed" });
    const into = (files: Readonly<Record<string, unknown>> = {}): string => makeFolder(files);
    const pinned = (folder: string): unknown => JSON.parse(readFileSync(join(folder, ".principals/command.json"), "utf8"));
    const integrity = (text: string): string => `sha512-${createHash("sha512").update(text).digest("base64")}`;
    const vendored = into();
    expect(pinCommand(clone, vendored, { vendor: true })).toEqual([
      ["created", VENDORED],
      ["created", ".principals/command.json"],
    ]);
    expect([readFileSync(join(vendored, VENDORED), "utf8"), pinned(vendored)]).toEqual([
      "packed",
      { version: "0.1.0", integrity: integrity("packed") },
    ]);
    const lock = (version: string) => ({ packages: { "node_modules/cloudflare-principals": { version, integrity: integrity("npm's") } } });
    const installed = (version: string): string =>
      join(
        makeFolder({ "node_modules/.package-lock.json": lock(version), "node_modules/cloudflare-principals/x": "" }),
        "node_modules/cloudflare-principals",
      );
    const folder = into({ "package-lock.json": lock("0.1.0") });
    expect(pinCommand(installed("0.0.9"), folder, { vendor: false })).toBeUndefined();
    expect(pinCommand(makeFolder({}), folder, { vendor: false })).toBeUndefined();
    expect(pinCommand(installed("0.1.0"), folder, { vendor: false })).toEqual([["created", ".principals/command.json"]]);
    expect(pinned(folder)).toEqual({ version: "0.1.0", integrity: integrity("npm's") });
  });

  it("fails rather than write through a link", () => {
    const [outside, folder] = [makeFolder({}), makeFolder({})];
    symlinkSync(outside, join(folder, "vendor"));
    const clone = makeFolder({ "cloudflare-principals-0.1.0.tgz": "packed" });
    expect(faultsOf(() => pinCommand(clone, folder, { vendor: true }), folder)).toEqual([
      "UnwritableFile <dir>/vendor: the file can't be written: it is no folder; check the path and its permissions",
    ]);
    expect(readdirSync(outside)).toEqual([]);
  });
});

describe("principals init --update", () => {
  const update = (folder: string, ...args: readonly string[]) => run(["init", folder, "--update", ...args]);
  const append = (folder: string, file: string): void =>
    writeFileSync(join(folder, file), `${readFileSync(join(folder, file), "utf8")}# ours\n`);

  it("has nothing to do after init, and takes the pipeline that the project has", async () => {
    const folder = makeFolder({ [VENDORED]: "a tarball" });
    await run(["init", folder, "--pipeline", "gitlab"]);
    expect(await update(folder)).toMatchObject({ code: 0, out: "the pipeline is of this version already\n" });
    expect(existsSync(join(folder, ".github"))).toBe(false);
  });

  it("adds what is missing and replaces what nobody changed since it was copied, by an older version too", async () => {
    const folder = makeFolder({ [VENDORED]: "a tarball" });
    await run(["init", folder]);
    const record = join(folder, ".principals/files.json");
    // As an older version left it: its own text, its own sum.
    const old = "an older script\n";
    writeFileSync(join(folder, ".principals/take-stacks.sh"), old);
    const sum = createHash("sha256").update(old).digest("hex");
    writeFileSync(record, readFileSync(record, "utf8").replace(/("\.principals\/take-stacks\.sh": )"[0-9a-f]{64}"/, `$1"${sum}"`));
    rmSync(join(folder, ".principals/README.md"));
    const { code, out } = await update(folder);
    expect([code, out.split("\n").sort()]).toEqual([0, ["", "created .principals/README.md", "updated .principals/take-stacks.sh"]]);
    expect(readFileSync(join(folder, ".principals/take-stacks.sh"), "utf8")).toMatch(/^#!\/bin\/sh\n# Takes/);
    expect((await update(folder)).out).toBe("the pipeline is of this version already\n");
  });

  it("leaves what somebody changed as it is, says how to compare, and has exit code 1", async () => {
    const folder = makeFolder({ [VENDORED]: "a tarball" });
    await run(["init", folder, "--pipeline", "gitlab"]);
    append(folder, ".gitlab-ci.yml");
    for (let time = 0; time < 2; time++) {
      const { code, out } = await update(folder);
      expect([code, out]).toEqual([
        1,
        "kept .gitlab-ci.yml, which is yours: git diff --no-index .gitlab-ci.yml examples/pipelines/gitlab/.gitlab-ci.yml\n",
      ]);
      expect(readFileSync(join(folder, ".gitlab-ci.yml"), "utf8")).toMatch(/# ours\n$/);
    }
  });

  it("leaves to the team what is theirs to fill in, and makes it where it is missing", async () => {
    const folder = makeFolder({ [VENDORED]: "a tarball" });
    await run(["init", folder]);
    for (const name of ["allowed", "expiry", "guardrails", "stacks"]) writeFileSync(join(folder, `.principals/${name}.json`), "ours");
    expect(await update(folder)).toMatchObject({ code: 0, out: "the pipeline is of this version already\n" });
    expect(readFileSync(join(folder, ".principals/stacks.json"), "utf8")).toBe("ours");
    rmSync(join(folder, ".principals/allowed.json"));
    expect((await update(folder)).out).toBe("created .principals/allowed.json\n");
    expect(JSON.parse(readFileSync(join(folder, ".principals/allowed.json"), "utf8"))).toEqual({ version: 1, types: [], hosts: [] });
  });

  it("pins the command at its version, by the tarball that is there", async () => {
    notPacked();
    const folder = makeFolder({ [VENDORED]: "a tarball" });
    await run(["init", folder]);
    const pin = join(folder, ".principals/command.json");
    const integrity = `sha512-${createHash("sha512").update("a tarball").digest("base64")}`;
    expect(JSON.parse(readFileSync(pin, "utf8"))).toEqual({ version: "0.1.0", integrity });
    writeFileSync(pin, JSON.stringify({ version: "0.0.9", integrity: "sha512-x" }));
    expect(await update(folder)).toMatchObject({ code: 0, out: "updated .principals/command.json\n" });
    expect(JSON.parse(readFileSync(pin, "utf8"))).toEqual({ version: "0.1.0", integrity });
    // It is pinned already: where there is no tarball any more, nothing is to be told.
    rmSync(join(folder, VENDORED));
    expect((await update(folder)).code).toBe(0);
    rmSync(pin);
    expect(await update(folder)).toMatchObject({
      code: 1,
      err: expect.stringContaining("warning: .principals/command.json is not of this version: nothing says which tarball") as string,
    });
    expect(existsSync(pin)).toBe(false);
  });

  it("keeps every other file where nothing says what they were, and adds a pipeline where there is none", async () => {
    const folder = makeFolder({ ".gitlab-ci.yml": "mine\n", "main.ts": "mine\n" });
    const { code, out } = await update(folder, "--pipeline", "gitlab");
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(/^created \.principals\/README\.md\n[^]*\nkept \.gitlab-ci\.yml, which is yours: /),
    ]);
    expect(readFileSync(join(folder, ".gitlab-ci.yml"), "utf8")).toBe("mine\n");
    expect(existsSync(join(folder, "environments.ts"))).toBe(false);
  });

  it("fails rather than write through a link, and for a record that it did not write", async () => {
    const [outside, folder] = [makeFolder({}), makeFolder({})];
    symlinkSync(outside, join(folder, ".principals"));
    const { code, err } = await update(folder);
    expect([code, err]).toEqual([2, expect.stringContaining("it is no folder")]);
    expect(readdirSync(outside)).toEqual([]);
    const broken = makeFolder({ ".principals/files.json": '{"pipeline":"x"}' });
    expect(await update(broken, "--pipeline", "github")).toMatchObject({
      code: 2,
      err: expect.stringContaining("it is not what principals init wrote") as string,
    });
  });
});
