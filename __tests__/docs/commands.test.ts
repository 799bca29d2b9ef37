import { Command } from "commander";
import { COMMANDS } from "../../lib/cli/commands";
import { readPage } from "../../scripts/docs/markdown";
import { markdownFiles, readText } from "../../scripts/docs/pages";

const files = markdownFiles();

function scriptsOf(manifest: string): readonly string[] {
  return Object.keys((JSON.parse(readText(manifest)) as { readonly scripts: Record<string, string> }).scripts);
}

function commands(): readonly Command[] {
  const program = new Command("principals");
  const io = { out: () => undefined, err: () => undefined, env: {}, isTerminal: false };
  for (const { load } of COMMANDS) load()(program, io, () => undefined);
  return program.commands;
}

function commandNames(): readonly string[] {
  return ["help", ...commands().map((command) => command.name())];
}

/** `npm run x` and the short forms that code names. */
function npmScripts(code: string): string[] {
  return [...code.matchAll(/\bnpm (?:run (?:--silent )?([\w:.-]+)|(start|test)\b)/g)].map((match) => match[1] ?? match[2]!);
}

/** Commands of `principals` that code names. */
function principalsCommands(code: string): string[] {
  return [...code.matchAll(/(?:^|npx (?:\S+ )*|npm run (?:--silent )?)principals (?:-- )?([a-z][\w-]*)/gm)].map((match) => match[1]!);
}

test("every npm script that a page names exists", () => {
  const missing = files.flatMap((file) => {
    // The starter's files and the pipelines' become one project.
    const folder = file.startsWith("examples/") ? "examples/starter/" : "";
    const known = scriptsOf(`${folder}package.json`);
    return npmScripts(readPage(readText(file)).code)
      .filter((name) => !known.includes(name))
      .map((name) => `${file}: npm run ${name}`);
  });
  expect(missing).toEqual([]);
});

test("every command of principals that a page names exists", () => {
  const known = commandNames();
  const missing = files.flatMap((file) =>
    principalsCommands(readPage(readText(file)).code)
      .filter((name) => !known.includes(name))
      .map((name) => `${file}: principals ${name}`),
  );
  expect(missing).toEqual([]);
});

test("every command of principals in a block for a shell can be pasted into one", () => {
  // Bare `principals` is not on the PATH, and npx without --no-install would fetch a stranger's package of that name.
  const bare = files.flatMap((file) =>
    readPage(readText(file))
      .blocks.filter(({ language }) => language === "sh")
      .flatMap(({ code }) => code.split("\n"))
      .filter((line) => /(?:^|[|&;(] *)principals |\bnpx principals\b/.test(line))
      .map((line) => `${file}: ${line}`),
  );
  expect(bare).toEqual([]);
});

test("pages install the tarball that npm run pack makes of this version", () => {
  const { name, version } = JSON.parse(readText("package.json")) as { readonly name: string; readonly version: string };
  const named = files.flatMap((file) =>
    [...readText(file).matchAll(/cloudflare-principals-\d[\w.-]*\.tgz/g)].map(([tarball]) => ({ file, tarball })),
  );
  expect(named.filter(({ tarball }) => tarball !== `${name}-${version}.tgz`)).toEqual([]);
  expect(named.map(({ file }) => file)).toContain("README.md");
});

test("docs/testing.md installs the TypeScript that the tests here run with: ts-jest can't use a newer one", () => {
  const { devDependencies } = JSON.parse(readText("package.json")) as { readonly devDependencies: Readonly<Record<string, string>> };
  const installed = /npm install --save-dev .* typescript(\S*)/.exec(readText("docs/testing.md"))?.[1];
  expect(installed).toBe(`@${devDependencies["typescript"]!.split(".")[0]!}`);
});

test("docs/cli.md has a row for each command, with all of its options and formats", () => {
  const rows = readText("docs/cli.md")
    .split("\n")
    .filter((line) => line.startsWith("| `principals "));
  for (const command of commands()) {
    const row = rows.find((line) => line.startsWith(`| \`principals ${command.name()} `)) ?? "";
    const named = command.options.flatMap(({ long, argChoices }) => [long ?? "", ...(argChoices ?? [])]);
    expect([command.name(), named.filter((each) => !row.includes(each))]).toEqual([command.name(), []]);
  }
});

test("these checks see the commands of the README", () => {
  const { code } = readPage(readText("README.md"));
  expect(npmScripts(code)).toEqual(expect.arrayContaining(["start", "test", "test:integration", "typecheck", "ci", "principals", "pack"]));
  expect(principalsCommands(code)).toEqual(["diff", "init"]);
  expect(principalsCommands("principals nope x\nnpx principals neither\nnpx --no-install principals nor\nthe principals of")).toEqual([
    "nope",
    "neither",
    "nor",
  ]);
});
