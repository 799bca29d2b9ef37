import { join } from "node:path";
import { makeFolder, removeFolders } from "../read/files";
import { run } from "./run";

afterEach(removeFolders);

const entry = (stack: string, environment: string | null = stack, nightly: string | null = `${stack}-nightly`) => ({
  stack,
  environment,
  nightly,
});
const BOTH = [entry("staging"), entry("prod")];

const stacks = (list: unknown, ...args: readonly string[]) =>
  run(["stacks", "--list", join(makeFolder({ "stacks.json": list }), "stacks.json"), ...args]);
/** What `cdktf synth` leaves, with a folder for each stack of the manifest unless said otherwise. */
const synthesized = (manifest: readonly string[], folders: readonly string[] = manifest): string =>
  makeFolder({
    "manifest.json": { version: "x", stacks: Object.fromEntries(manifest.map((name) => [name, {}])) },
    ...Object.fromEntries(folders.map((name) => [`stacks/${name}/cdk.tf.json`, {}])),
  });

describe("principals stacks", () => {
  it("shows the stacks that a run applies, with its environments, as a matrix of jobs too", async () => {
    expect(await stacks(BOTH)).toMatchObject({ code: 0, out: "staging in the environment staging\nprod in the environment prod\n" });
    const list = [entry("staging", null), entry("prod", "eu/prod", null), entry("users", "users")];
    expect(JSON.parse((await stacks(list, "--format", "json")).out)).toEqual([
      { stack: "prod", environment: "eu/prod" },
      { stack: "users", environment: "users" },
    ]);
    expect(JSON.parse((await stacks(list, "--format", "json", "--nightly")).out)).toEqual([
      { stack: "staging", environment: "staging-nightly" },
      { stack: "users", environment: "users-nightly" },
    ]);
    expect(JSON.parse((await stacks(list, "--format", "json", "--stack", "prod")).out)).toEqual([
      { stack: "prod", environment: "eu/prod" },
    ]);
    expect((await stacks(list, "--format", "json", "--stack", "staging")).out).toBe("[]\n");
    expect(await stacks(list, "--stack", "other")).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining('there is no stack "other" in it') as string,
    });
  });

  it("passes where the code makes what is listed", async () => {
    expect(await stacks(BOTH, synthesized(["prod", "staging"]))).toMatchObject({ code: 0, out: "" });
  });

  const unlisted = 'the code makes "bootstrap", which is not listed: add it, with the environment null where no pipeline is to apply it';
  it.each<[string, readonly string[], readonly string[], string]>([
    ["the manifest has one more", ["prod", "staging", "bootstrap"], ["prod", "staging"], unlisted],
    ["a folder is one more", ["prod", "staging"], ["prod", "staging", "bootstrap"], unlisted],
    ["one is missing", ["prod"], ["prod"], '"staging" is listed, and the code does not make it'],
  ])("fails where %s", async (_, manifest, folders, line) => {
    const { code, out } = await stacks(BOTH, synthesized(manifest, folders));
    expect([code, out.replace(/^\S*\//, "")]).toEqual([1, `stacks.json: ${line}\n`]);
  });

  it.each<[string, unknown, string]>([
    ["a stack twice", [entry("prod"), entry("prod", "other", null)], '"prod" stands there twice'],
    ["an environment of two stacks", [entry("a", "prod"), entry("b", "prod")], '"prod" stands there twice'],
    ["one that differs by case alone", [entry("a", "prod"), entry("b", "Prod")], '"Prod" stands there twice'],
    [
      "that of another stack's nightly run, which nobody approves",
      [entry("prod"), entry("prod-nightly")],
      '"prod-nightly" stands there twice',
    ],
    ["the same one by day and by night", [entry("prod", "prod", "prod")], '"prod" stands there twice'],
    ["a name that a shell would read", [entry("a;b")], "0.stack: a stack is called by"],
    ["an environment that YAML or GitLab would read", [entry("a", "$x")], "0.environment: an environment is called by"],
    ["no environment", [{ stack: "a", nightly: null }], "0.environment: "],
    ["an unknown key", [{ ...entry("a"), stage: "x" }], "stage"],
    ["no stack", [], "not a list of { stack, environment, nightly }"],
    ["no list", { stacks: [] }, "not a list of { stack, environment, nightly }"],
  ])("fails with exit code 2 for %s", async (_, list, message) => {
    const { code, err } = await stacks(list);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  it("fails with exit code 2 where there is no list, and nothing that the code made", async () => {
    expect((await run(["stacks", "--list", join(makeFolder({}), "stacks.json")])).code).toBe(2);
    expect((await stacks(BOTH, makeFolder({}))).code).toBe(2);
  });
});
