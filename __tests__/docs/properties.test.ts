import ts from "typescript";
import { readText } from "../../scripts/docs/pages";

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
    ...membersOf("lib/constructs/token-props.ts", "TokenProps"),
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
