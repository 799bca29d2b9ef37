import { buildSync } from "esbuild";
import type * as Library from "@actions/expressions" with { "resolution-mode": "import" };
import { ROOT } from "../../package/consumer";

/** GitHub's own evaluator. It comes as ES modules only, so it is bundled before it is used here. */
function load(): typeof Library & { readonly reviver: (key: string, value: unknown) => unknown } {
  const contents = 'export * from "@actions/expressions"; export { reviver } from "@actions/expressions/data/reviver";';
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: ROOT },
    bundle: true,
    format: "cjs",
    platform: "node",
    write: false,
    logLevel: "error",
  });
  const module = { exports: {} };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- a bundle that was made the line before
  new Function("module", "exports", outputFiles[0]?.text ?? "")(module, module.exports);
  return module.exports as ReturnType<typeof load>;
}

let library: ReturnType<typeof load> | undefined;

/** What YAML has for a text. */
export type Scalar = string | number | boolean | null | undefined;

export type Contexts = Readonly<Record<string, unknown>>;

/** Whether the steps, or the jobs that are needed, went well so far. */
export interface Status {
  readonly failed: boolean;
}

/** The value of one expression, as JSON has it. */
export function evaluate(expression: string, contexts: Contexts, { failed }: Status = { failed: false }): unknown {
  library ??= load();
  const { Evaluator, Lexer, Parser, data, reviver } = library;
  const functions = Object.entries({ always: true, success: !failed, failure: failed, cancelled: false }).map(([name, value]) => ({
    name,
    description: name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(value),
  }));
  const context = JSON.parse(JSON.stringify(contexts), reviver) as Library.data.Dictionary;
  const parser = new Parser(new Lexer(expression).lex().tokens, Object.keys(contexts), functions);
  const result = new Evaluator(parser.parse(), context, new Map(functions.map((each) => [each.name, each]))).evaluate();
  return JSON.parse(JSON.stringify(result, data.replacer)) as unknown;
}

/** A text with its `${{ }}` filled in, as an `env` or a `with` has it. */
export function fill(text: Scalar, contexts: Contexts, status?: Status): string {
  return String(text ?? "").replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => textOf(evaluate(expression.trim(), contexts, status)));
}

/** A value that is one expression as a whole may be a list or a truth value. */
export function valueOf(text: unknown, contexts: Contexts, status?: Status): unknown {
  const whole = typeof text === "string" ? /^\s*\$\{\{((?:(?!\}\}).)*)\}\}\s*$/s.exec(text)?.[1] : undefined;
  return whole === undefined ? (typeof text === "string" ? fill(text, contexts, status) : text) : evaluate(whole.trim(), contexts, status);
}

/** An `if`, with or without `${{ }}`: without a status function of its own it asks for success as well. */
export function holds(condition: Scalar, contexts: Contexts, status: Status): boolean {
  if (condition === undefined) return !status.failed;
  const text = String(condition).replace(/^\s*\$\{\{(.*)\}\}\s*$/s, "$1");
  if (!/\b(?:always|success|failure|cancelled)\(\)/.test(text) && status.failed) return false;
  const value = evaluate(text.trim(), contexts, status);
  return value !== false && value !== null && value !== "" && value !== 0;
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
}
