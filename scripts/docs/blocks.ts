import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSynthesized, renderText, summarize } from "../../lib/review";
import { sampleDiffJson, sampleDiffMarkdown, sampleDiffText, sampleReport } from "./access-diff";
import { entryTable, guardrailReport, guardrailTable } from "./guardrails";
import { failureOf, MATCHERS, TESTING_PAGE } from "./matchers";
import { readPage } from "./markdown";
import { readText, ROOT } from "./pages";
import { runSnippet } from "./run-snippet";
import { templateTable } from "./template-table";

/** A part of a page that is written by a program: what stands between `<!-- begin: generated x -->` and `<!-- end: generated x -->`. */
export interface GeneratedBlock {
  readonly file: string;
  readonly name: string;
  readonly make: (load: NodeJS.Require) => Promise<string>;
}

/** The blocks that `npm run docs:update` writes, and that a test compares. */
export const BLOCKS: readonly GeneratedBlock[] = [
  { file: "docs/provider-versions.md", name: "terraform", make: exampleTerraform },
  { file: "docs/summary.md", name: "summary", make: exampleSummary },
  { file: "docs/templates.md", name: "dashboard templates", make: () => Promise.resolve(templateTable("dashboard")) },
  { file: "docs/templates.md", name: "common templates", make: () => Promise.resolve(templateTable("common")) },
  { file: "docs/review.md", name: "access diff", make: () => Promise.resolve(sampleDiffText()) },
  { file: "docs/review.md", name: "access diff comment", make: () => Promise.resolve(sampleDiffMarkdown()) },
  { file: "docs/review.md", name: "access diff json", make: () => Promise.resolve(sampleDiffJson()) },
  { file: "docs/pipelines.md", name: "pipeline report", make: () => Promise.resolve(sampleReport()) },
  { file: "docs/guardrails.md", name: "guardrail report", make: () => Promise.resolve(guardrailReport()) },
  { file: "docs/guardrails.md", name: "outside the list", make: () => Promise.resolve(entryTable()) },
  { file: "docs/guardrails.md", name: "guardrail rules", make: () => Promise.resolve(guardrailTable()) },
  ...MATCHERS.map((name) => ({ file: TESTING_PAGE, name, make: (load: NodeJS.Require) => failureOf(name, load) })),
];

/** The text of a page with another content of one block. */
export function replaceBlock(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- begin: generated ${name} -->`, `<!-- end: generated ${name} -->`];
  const [start, stop] = [text.indexOf(begin), text.indexOf(end)];
  if (start === -1 || stop < start) throw new Error(`no ${begin} … ${end}`);
  return `${text.slice(0, start)}${begin}\n\n${content}\n\n${text.slice(stop)}`;
}

/** The Terraform of the README's first example: what it writes under `resource`. */
async function exampleTerraform(load: NodeJS.Require): Promise<string> {
  const example = readPage(readText("README.md")).blocks.find(({ language }) => language === "ts");
  if (example === undefined) throw new Error("README.md has no ts block");
  return withOutdir(async (outdir) => {
    const before = process.env["CDKTF_OUTDIR"];
    process.env["CDKTF_OUTDIR"] = outdir;
    try {
      await runSnippet(example.code, load, () => undefined);
    } finally {
      if (before === undefined) delete process.env["CDKTF_OUTDIR"];
      else process.env["CDKTF_OUTDIR"] = before;
    }
    const written = JSON.parse(readFileSync(join(outdir, "stacks/prod/cdk.tf.json"), "utf8")) as { readonly resource: unknown };
    return fenced("json", JSON.stringify(written.resource, null, 2));
  });
}

// A day on which the compatibility matrix is new: its age in days is no part of the example.
const NOW = "2026-12-01T00:00:00Z";

/** The summary of main.ts: of `prod`, without the principal that may read everything. */
async function exampleSummary(): Promise<string> {
  return withOutdir((outdir) => {
    const { CI: _, USER_TOKENS: __, ...env } = process.env;
    execFileSync(process.execPath, [join(ROOT, "node_modules/tsx/dist/cli.mjs"), "main.ts"], {
      cwd: ROOT,
      env: { ...env, CDKTF_OUTDIR: outdir, PRINCIPALS_NOW: NOW },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const { stacks } = summarize(readSynthesized(outdir).stacks, new Date(NOW));
    const shown = stacks
      .filter(({ name }) => name === "prod")
      .map((stack) => ({ ...stack, principals: stack.principals.filter(({ path }) => path?.includes("/auditor") !== true) }));
    return Promise.resolve(fenced("text", renderText({ stacks: shown }).trimEnd()));
  });
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

async function withOutdir<T>(use: (outdir: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "principals-docs-"));
  try {
    return await use(join(folder, "cdktf.out"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
