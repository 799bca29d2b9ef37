import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import * as environments from "../../environments";
import * as library from "../../lib";

const ROOT = join(__dirname, "..", "..");

export interface Run {
  readonly env?: Readonly<Record<string, string>>;
  /** Changes the text of main.ts, as somebody who edits it would. */
  readonly edit?: (source: string) => string;
}

/** Runs main.ts, or an edited copy of it, within this process, and gives the folder it wrote. */
export function runMain({ env = {}, edit = (source) => source }: Run = {}): string {
  const outdir = mkdtempSync(join(tmpdir(), "principals-main-"));
  const source = edit(readFileSync(join(ROOT, "main.ts"), "utf8"));
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const load = (name: string): unknown => {
    if (name === "cloudflare-principals") return library;
    if (name === "./environments") return environments;
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- what main.ts imports is not known here
    return require(name) as unknown;
  };
  const before = process.env;
  process.env = { ...process.env, PRINCIPALS_NOW: "2026-06-01T00:00:00Z", USER_TOKENS: "", CI: "", ...env, CDKTF_OUTDIR: outdir };
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the project's own program, which works by being run
    new Function("require", "exports", outputText)(load, {});
  } finally {
    process.env = before;
  }
  return outdir;
}
