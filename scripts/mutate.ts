import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

/*
 * `npm run mutate -- [part…] [--lines 400] [--seed 1]`: changes the code of a part in many small ways and says which changes no test of the part notices.
 * All of a part takes hours; so many lines of it, chosen by the seed, take some minutes.
 */

/** What is changed, and the tests that have to notice: by their names below __tests__/. */
const PARTS: Readonly<Record<string, { readonly files: RegExp; readonly tests: readonly string[] }>> = {
  policy: { files: /^lib\/policy\//, tests: ["policy/**/*.test.ts"] },
  terraform: {
    files: /^lib\/(?:terraform|read)\//,
    tests: [
      "terraform/**/*.test.ts",
      "read/**/*.test.ts",
      "field/**/*.test.ts",
      "guardrails/terraform-rules.test.ts",
      "guardrails/hand-written.test.ts",
      "cli/shown.test.ts",
    ],
  },
  diff: {
    files: /^lib\/review\/(?:compare\.ts|diff\/)/,
    tests: ["review/diff/**/*.test.ts", "field/**/*.test.ts", "cli/diff.test.ts", "cli/renames.test.ts"],
  },
  escape: { files: /^lib\/(?:printable\.ts|review\/render\/escape)/, tests: ["hostile/escape.test.ts", "show-value.test.ts"] },
  gate: {
    files: /^lib\/review\/(?:gate|record)\//,
    tests: [
      "review/gate/**/*.test.ts",
      "review/record/**/*.test.ts",
      "field/**/*.test.ts",
      "cli/codeowners.test.ts",
      "cli/gate.test.ts",
      "cli/snapshot.test.ts",
    ],
  },
  rules: { files: /^lib\/guardrails\//, tests: ["guardrails/**/*.test.ts", "field/**/*.test.ts"] },
};

/** So many lines stand together, so that whole conditions are changed. */
const WINDOW = 6;

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { lines: { type: "string", default: "400" }, seed: { type: "string", default: "1" } },
  });
  for (const part of positionals.length === 0 ? Object.keys(PARTS) : positionals) {
    const chosen = PARTS[part];
    if (chosen === undefined) throw new RangeError(`there is no part ${part}, only ${Object.keys(PARTS).join(", ")}`);
    const files = filesBelow("lib").filter((file) => chosen.files.test(file) && !file.includes("generated"));
    const ranges = sample(files, Number(values.lines), Number(values.seed));
    process.stdout.write(`\n== ${part}: ${String(ranges.length)} places in ${String(files.length)} files\n`);
    // A property test runs again for each change of what it reaches: a few runs find most of them.
    const env = { FAST_CHECK_RUNS: "50", ...process.env, MUTATE_FILES: ranges.join(","), MUTATE_TESTS: chosen.tests.join(",") };
    const { status } = spawnSync("npx", ["--no-install", "stryker", "run", "--logLevel", "warn"], { stdio: "inherit", env });
    if (status !== 0) process.exitCode = 1;
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(path) : entry.name.endsWith(".ts") ? [path] : [];
    })
    .sort();
}

/** Places of some lines each, `file:first-last`, spread over all files. */
function sample(files: readonly string[], lines: number, seed: number): string[] {
  const all = files.flatMap((file) => {
    const count = readFileSync(join(file), "utf8").split("\n").length;
    return Array.from({ length: Math.ceil(count / WINDOW) }, (_, index) => {
      const first = index * WINDOW + 1;
      return `${file}:${String(first)}-${String(Math.min(first + WINDOW - 1, count))}`;
    });
  });
  return shuffled(all, seed)
    .slice(0, Math.ceil(lines / WINDOW))
    .sort();
}

/** The same order for the same seed. */
function shuffled(list: readonly string[], seed: number): string[] {
  const left = [...list];
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return list.map(() => left.splice(Math.floor(next() * left.length), 1)[0] ?? "");
}

main();
