import { join } from "node:path";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";
import { ROOT } from "./pages";

/** Compares a value with what an example says it is (`// => value`). */
export type Compare = (value: unknown, said: unknown) => void;

/**
 * Runs a program of the documentation. A line that ends in `// => value` is compared with that value. `test` and `describe` run what they are
 * given at once.
 *
 * @param load the caller's `require`, so that the example gets the modules that the caller has
 * @param globals what the example finds besides, by name
 */
export async function runSnippet(
  source: string,
  load: NodeJS.Require,
  compare: Compare,
  globals: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const checked = source.replace(/^(\s*)(\S.*); \/\/ => (.+)$/gm, "$1__compare($2, $3);");
  const { outputText } = transpileModule(checked, { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 } });
  const pending: unknown[] = [];
  const runNow = (_: string, run: () => unknown): void => void pending.push(run());
  const requireHere = (id: string): unknown => load(id.startsWith("./") ? join(ROOT, id) : id);
  // The documentation is our own code, and this is the way to run a text in the realm of the caller (jest has one of its own).
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const program = new Function("require", "exports", "__compare", "test", "describe", ...Object.keys(globals), outputText) as (
    ...args: readonly unknown[]
  ) => void;
  program(requireHere, {}, compare, runNow, runNow, ...Object.values(globals));
  await Promise.all(pending);
}
