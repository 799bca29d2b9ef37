import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { ROOT } from "../../scripts/docs/pages";
import type { Snippet } from "../../scripts/docs/snippets";

/** What the compiler says of each snippet that it refuses: `docs/policies.md:12: message`. One program for all of them. */
export function compile(snippets: readonly Snippet[]): string[] {
  const files = new Map(snippets.map((snippet, index) => [join(ROOT, `snippet-${String(index)}.ts`), snippet]));
  const program = makeProgram(files);
  return [...files].flatMap(([path, snippet]) => {
    const source = program.getSourceFile(path);
    if (source === undefined) throw new Error(`${snippet.at} is not in the program`);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((diagnostic) => {
      const line = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line - snippet.before;
      return `${place(snippet.at, line)}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n")}`;
    });
  });
}

function makeProgram(files: ReadonlyMap<string, Snippet>): ts.Program {
  const { config, error } = ts.readConfigFile(join(ROOT, "tsconfig.json"), (path) => readFileSync(path, "utf8"));
  if (error !== undefined) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, "\n"));
  const parsed = ts.parseJsonConfigFileContent({ ...(config as object), include: [], files: [] }, ts.sys, ROOT);
  // An example shows one thing and need not use all that it makes, nor the whole prelude.
  const options = { ...parsed.options, noUnusedLocals: false, noEmit: true };
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (path, target, ...rest) => {
    const snippet = files.get(path);
    return snippet === undefined ? getSourceFile(path, target, ...rest) : ts.createSourceFile(path, snippet.source, target, true);
  };
  host.fileExists = (path) => files.has(path) || existsSync(path);
  return ts.createProgram({ rootNames: [...files.keys()], options, host });
}

/** `docs/policies.md:12` and a line of the snippet as a line of the page. */
function place(at: string, line: number): string {
  const colon = at.lastIndexOf(":");
  return `${at.slice(0, colon)}:${String(Number(at.slice(colon + 1)) + line)}`;
}
