import ts from "typescript";
import * as library from "../../lib";
import { markdownFiles, readText } from "../../scripts/docs/pages";

/** Properties that an interface of a source file declares itself. */
function membersOf(file: string, name: string): string[] {
  const source = ts.createSourceFile(file, readText(file), ts.ScriptTarget.Latest);
  const found = source.statements.find(
    (statement): statement is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  );
  if (found === undefined) throw new Error(`${file} has no interface ${name}`);
  return found.members.map((member) => (member.name !== undefined && ts.isIdentifier(member.name) ? member.name.text : ""));
}

/** First column of the tables below a heading of the second level. */
function rowsOf(file: string, heading: string): string[] {
  const section = readText(file)
    .split(/^## /m)
    .find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`${file} has no heading ${heading}`);
  const [table = ""] = section.split(/^### /m);
  return [...table.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1]!);
}

test("docs/principals.md has a row for every property of ServicePrincipal, and for no other", () => {
  const declared = [
    ...membersOf("lib/constructs/principal.ts", "TokenProps"),
    ...membersOf("lib/constructs/service-principal.ts", "ServicePrincipalProps"),
  ];
  expect(declared).toContain("policies");
  expect(rowsOf("docs/principals.md", "ServicePrincipal").sort()).toEqual(declared.sort());
});

test("docs/principals.md has a row for every property of PrincipalStack, and for no other", () => {
  const file = "lib/constructs/principal-stack.ts";
  const declared = [...membersOf(file, "TokenStackProps"), ...membersOf(file, "PrincipalStackProps")];
  expect(declared).toContain("backend");
  expect(rowsOf("docs/principals.md", "PrincipalStack").sort()).toEqual(declared.sort());
});

test("docs/user-tokens.md names every property of UserTokenStack", () => {
  const text = readText("docs/user-tokens.md");
  expect(membersOf("lib/constructs/principal-stack.ts", "TokenStackProps").filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

test("docs/review.md names every field of the access diff, and every word and risk that it may hold", () => {
  const page = readText("docs/review.md");
  const model = readText("lib/review/diff/model.ts");
  const fields = ["TokenDiff", "AccessDiff", "ResourceRange", "Risk"].flatMap((name) => membersOf("lib/review/diff/model.ts", name));
  const words = [...model.matchAll(/"([a-zA-Z-]+)"/g)].map((match) => match[1]!);
  const codes = ["risks.ts", "harms.ts", "wider-addresses.ts", "token-diff.ts", "settings.ts", "not-understood.ts", "names.ts"].flatMap(
    (file) => [...readText(`lib/review/diff/${file}`).matchAll(/\bcode: "([a-z-]+)"/g)].map((match) => match[1]!),
  );
  expect(fields).toContain("formerStack");
  expect(words).toEqual(expect.arrayContaining(["neutral", "renamed", "starts-later", "lifetime", "deny", "mints-tokens"]));
  expect(codes).toEqual(expect.arrayContaining(["unknown-permission", "wider-addresses", "dormant"]));
  expect([...new Set([...fields, ...words, ...codes])].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test("docs/snapshot.md names every problem that the gate may have, and every note", () => {
  const page = readText("docs/snapshot.md");
  const unions = [...readText("lib/review/gate/model.ts").matchAll(/readonly (?:problem|note|changes|option):([^;]*);/g)].map(
    (match) => match[1]!,
  );
  const words = unions.flatMap((union) => [...union.matchAll(/"([a-zA-Z-]+)"/g)].map((match) => match[1]!));
  expect(words).toEqual(expect.arrayContaining(["different", "drifted", "not-reviewed", "other-words", "rotation", "replace"]));
  expect(words.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test("the pages name everything that the library exports", () => {
  const pages = markdownFiles()
    .filter((file) => file.startsWith("docs/"))
    .map(readText)
    .join("\n")
    // What an example imports is not said yet.
    .replace(/^import \{[^}]*\}.*$/gm, "");
  expect(Object.keys(library).filter((name) => !new RegExp(`\\b${name}\\b`).test(pages))).toEqual([]);
});
