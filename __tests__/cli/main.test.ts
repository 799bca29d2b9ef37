import { readFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import { CORPUS } from "../hostile/corpus";
import { makeFolder, removeFolders } from "../read/files";
import { run } from "./run";

afterAll(removeFolders);

describe("the command line", () => {
  it("shows help and version", async () => {
    const help = await run(["--help"]);
    expect(help.code).toBe(0);
    expect(help.err).toBe("");
    expect(help.out).toContain("Usage: principals [options] [command]");
    expect(help.out).toMatch(/ {2}summary \[options\] \[input\] +show what every token may do\n/);
    expect((await run(["summary", "--help"])).out).toContain("Usage: principals summary [options] [input]");
    expect(await run(["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
  });

  it.each<[string, string[], string]>([
    ["an option that is missing", ["gate", "plan.json"], "error: required option '-s, --stack <name>' not specified\n"],
    ["an unknown command", ["sumary"], "error: unknown command 'sumary'\n(Did you mean summary?)\n"],
    ["help for an unknown command", ["help", "sumary"], "error: unknown command 'sumary'\n(Did you mean summary?)\n"],
    ["an unknown option", ["summary", "--colour"], "error: unknown option '--colour'\n"],
    [
      "an unknown format",
      ["summary", "--format", "xml"],
      "error: option '-f, --format <format>' argument 'xml' is invalid. Allowed choices are text, markdown, json, html.\n",
    ],
    [
      "a width that is none",
      ["summary", "--width", "8e1"],
      "error: option '-w, --width <columns>' argument '8e1' is invalid. a width is a number from 40 to 1000.\n",
    ],
    [
      "a width that is too small",
      ["summary", "--width", "39"],
      "error: option '-w, --width <columns>' argument '39' is invalid. a width is a number from 40 to 1000.\n",
    ],
    ["too many arguments", ["summary", "a", "b"], "error: too many arguments for 'summary'. Expected 1 argument but got 2.\n"],
    ["an argument that is missing", ["search"], "error: missing required argument 'text'\n"],
  ])("fails with exit code 2 for %s", async (_, args, message) => {
    const result = await run(args);
    expect(result.code).toBe(2);
    expect(result.out).toBe("");
    expect(result.err.startsWith(message)).toBe(true);
    const [command = ""] = args;
    expect(result.err).toContain(
      command === "sumary" || command === "help" ? "(see principals --help)" : `(see principals ${command} --help)`,
    );
  });

  it("says in the help what the exit codes and the kinds of --fail-on are, and shows examples that parse", async () => {
    const { out } = await run(["--help"]);
    expect(out).toContain("\nExit codes:\n  0  fine\n");
    const report = (await run(["report", "--help"])).out.replace(/\s+/g, " ");
    expect(report).toContain("findings (a new finding of level error that is not acknowledged; older ones do not count)");
    const names = [...out.matchAll(/^ {2}([a-z]+) (?=\[|<)/gm)].map((match) => match[1]!);
    expect(names).toHaveLength(14);
    // Some of them write: not here.
    const from = process.cwd();
    process.chdir(makeFolder({}));
    try {
      await checkExamples(names);
    } finally {
      process.chdir(from);
    }
  });

  async function checkExamples(names: readonly string[]): Promise<void> {
    for (const name of names.filter((each) => each !== "help")) {
      const help = (await run([name, "--help"])).out;
      expect(help).not.toContain("default: []");
      for (const [, line = ""] of help.matchAll(/^ {2}principals (.*)$/gm)) {
        const args = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]!);
        // What the examples name is not here; that it is looked for shows that they are no wrong usage.
        expect((await run(args)).err).not.toContain("--help)");
      }
    }
  }

  it.each([
    ["summary"],
    ["check"],
    ["snapshot"],
    ["can", "x", "DNS Write", "account"],
    ["who", "DNS Write", "account"],
    ["diff", "./cdktf.out", "after"],
  ])("says what makes the default input where there is none: %s", async (...args) => {
    const folder = makeFolder({});
    const from = process.cwd();
    process.chdir(folder);
    try {
      const { code, out, err } = await run(args);
      expect([code, out]).toEqual([2, ""]);
      expect(err).toMatch(
        /cdktf\.out: the file can't be read: there is no such file; run `npm start` or `cdktf synth` first, which makes it/,
      );
      expect((await run(["summary", "other.out"])).err).toContain("no such file; check the path and the file [");
    } finally {
      process.chdir(from);
    }
  });

  it("lists the exit codes of each command in its help: those that it can end with", async () => {
    const { out } = await run(["--help"]);
    const names = [...out.matchAll(/^ {2}([a-z]+) (?=\[|<)/gm)].map((match) => match[1]!).filter((name) => name !== "help");
    for (const name of names) {
      const source = readFileSync(join(__dirname, `../../lib/cli/${name}.ts`), "utf8");
      const codes = ["0", ...(source.includes("EXIT.no") ? ["1"] : []), "2", ...(source.includes("EXIT.findings") ? ["3"] : [])];
      const [, list = ""] = (await run([name, "--help"])).out.split("\nExit codes:\n");
      expect([name, ...[...list.matchAll(/^ {2}(\d) {2}\S/gm)].map((match) => match[1])]).toEqual([name, ...codes]);
      expect(source).not.toContain("EXIT.api");
    }
  });

  it("fails with exit code 2 and the help when no command is given", async () => {
    const result = await run([]);
    expect(result.code).toBe(2);
    expect(result.out).toBe("");
    expect(result.err).toContain("Usage: principals");
  });

  it("fails with one printable line a fault for every hostile argument", async () => {
    for (const { text } of CORPUS) {
      for (const args of [[text], ["summary", `./none/${text}`], ["permission", text || "x"], ["summary", `--${text}`]]) {
        const { err } = await run(args);

        expect(err.replaceAll("\n", "")).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066\u2067\u200b]/);
      }
    }
  });

  it("fails with one line for an unexpected error, and shows where only with DEBUG", async () => {
    const out = (): never => {
      throw new TypeError("broken\u001b[31m");
    };
    const short = await run(["search", "dns"], { out });
    expect(short).toEqual({ code: 2, out: "", err: "internal error: broken\\u{1b}[31m; set DEBUG=1 to see where\n" });
    const long = await run(["search", "dns"], { out, env: { DEBUG: "1" } });
    expect(long.err).toMatch(/^internal error: broken\\u\{1b\}\[31m; set DEBUG=1 to see where\nTypeError: broken\\u\{1b\}\[31m\n {4}at /);
  });
});
