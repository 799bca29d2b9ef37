import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "../package/consumer";

const NAME = "cloudflare-principals-1.2.3.tgz";
const COMMAND = "exports.runAction = () => 0;\n";

let folder: string;
let tarball: Buffer;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "principals-command-"));
  put("package/README.md", "x".repeat(1000));
  put("package/action/principals.cjs", COMMAND);
  // A file of the same end, which is not it.
  put("package/x/package/action/principals.cjs", "evil");
  execFileSync("tar", ["-czf", "made.tgz", "package/x", "package/README.md", "package/action"], { cwd: folder });
  tarball = readFileSync(path.join(folder, "made.tgz"));
  cpSync(path.join(ROOT, "action/take-command.cjs"), path.join(folder, "project/.principals/take-command.cjs"));
  pin("1.2.3", integrityOf(tarball));
  // npm as it is called: writes down what it sees, and gives what the registry has.
  put("bin/npm", `#!/bin/sh\n{ echo "$*"; pwd; env; } > "$HOME/npm.log"\ncp "$HOME/made.tgz" "\${4#*=}/${NAME}"\n`);
  chmodSync(path.join(folder, "bin/npm"), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(file: string, text: string | Buffer): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

const integrityOf = (bytes: Buffer): string => `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
const pin = (version: string, integrity: string): void => put("project/.principals/command.json", JSON.stringify({ version, integrity }));

function run(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: path.join(folder, "project"),
    encoding: "utf8",
    env: { PATH: `${path.join(folder, "bin")}:${process.env.PATH ?? ""}`, HOME: folder, ...env },
  });
  return { status, said: stdout + stderr };
}
const take = (...more: readonly string[]) =>
  run(".principals/take-command.cjs", ["../command", ...more], { CLOUDFLARE_API_TOKEN: "made up", NPM_CONFIG_REGISTRY: "a mirror" });
const taken = (): string => readFileSync(path.join(folder, "command/principals.cjs"), "utf8");
const npmLog = (): string => (existsSync(path.join(folder, "npm.log")) ? readFileSync(path.join(folder, "npm.log"), "utf8") : "");

describe("take-command.cjs", () => {
  test("has npm fetch the tarball, in the project's folder and without what the job knows, and takes the command out", () => {
    expect(take()).toEqual({ status: 0, said: "" });
    expect(taken()).toBe(COMMAND);
    expect(npmLog()).toMatch(/^pack --ignore-scripts --silent --pack-destination=\/\S+ cloudflare-principals@1\.2\.3\n.*\/project\n/);
    expect(npmLog()).toContain("NPM_CONFIG_REGISTRY=a mirror");
    expect(npmLog()).not.toContain("made up");
    // For a job that has no npm.
    rmSync(path.join(folder, "npm.log"));
    cpSync(path.join(folder, "command/cloudflare-principals.tgz"), path.join(folder, "handed.tgz"));
    rmSync(path.join(folder, "command"), { recursive: true });
    expect(take("../handed.tgz")).toEqual({ status: 0, said: "" });
    expect([taken(), npmLog()]).toEqual([COMMAND, ""]);
  });

  test("takes a tarball that is committed, and asks nobody", () => {
    put(`project/vendor/${NAME}`, tarball);
    expect(take()).toEqual({ status: 0, said: "" });
    expect([taken(), npmLog()]).toEqual([COMMAND, ""]);
  });

  test("fails for another tarball than that of the hash, wherever it comes from, and takes nothing out", () => {
    const refused = {
      status: 1,
      said: expect.stringMatching(
        /^refused: cloudflare-principals-1\.2\.3\.tgz has the hash sha512-\S+, and command\.json asks for sha512-\S+\n$/,
      ) as string,
    };
    put("handed.tgz", Buffer.concat([tarball, Buffer.from("x")]));
    expect(take("../handed.tgz")).toEqual(refused);
    put("made.tgz", "evil");
    expect(take()).toEqual(refused);
    put(`project/vendor/${NAME}`, "evil");
    expect(take()).toEqual(refused);
    expect(existsSync(path.join(folder, "command/principals.cjs"))).toBe(false);
  });

  test.each([
    ["1.2.3", ""],
    ["1.2.3", "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="],
    ["../1.2.3", `sha512-${"a".repeat(86)}==`],
    ["1.2.3 x", `sha512-${"a".repeat(86)}==`],
    ["--x", `sha512-${"a".repeat(86)}==`],
  ])("fails for the version %j with the hash %j", (version, integrity) => {
    pin(version, integrity);
    expect(take()).toEqual({
      status: 1,
      said: "refused: command.json names no version and its sha512: principals init --update writes it\n",
    });
    expect(npmLog()).toBe("");
  });

  test("fails for a tarball without the command, and where npm fails", () => {
    execFileSync("tar", ["-czf", "made.tgz", "package/x"], { cwd: folder });
    pin("1.2.3", integrityOf(readFileSync(path.join(folder, "made.tgz"))));
    expect(take()).toEqual({ status: 1, said: "refused: the tarball has no package/action/principals.cjs\n" });
    put("bin/npm", "#!/bin/sh\nexit 1\n");
    expect(take().status).toBe(1);
  });
});

describe("the action by this repository's name", () => {
  beforeEach(() => {
    for (const file of ["main.cjs", "take-command.cjs"]) cpSync(path.join(ROOT, "action", file), path.join(folder, "action", file));
  });
  const act = () => run("../action/main.cjs", [], { RUNNER_TEMP: folder, INPUT_PLAN: "made up" });

  test("runs the version of action/version.json, by its hash", () => {
    put("action/version.json", JSON.stringify({ version: "1.2.3", integrity: integrityOf(tarball) }));
    expect(act()).toEqual({ status: 0, said: "" });
    expect(npmLog()).not.toContain("made up");
    put("made.tgz", "evil");
    expect(act()).toEqual({
      status: 2,
      said: expect.stringMatching(/^::error::cloudflare-principals-1\.2\.3\.tgz has the hash /) as string,
    });
  });

  test("names a version, and its hash from its release on", () => {
    const { version, integrity } = JSON.parse(readFileSync(path.join(ROOT, "action/version.json"), "utf8")) as Record<string, string>;
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(integrity).toMatch(/^(?:sha512-[A-Za-z0-9+/]{86}==)?$/);
  });
});
