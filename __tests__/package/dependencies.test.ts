import { readFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.join(__dirname, "../..");

type Manifest = Readonly<Record<"dependencies" | "devDependencies" | "peerDependencies" | "overrides", Record<string, string>>>;

const manifest = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as Manifest;
const page = readFileSync(path.join(ROOT, "docs/dependencies.md"), "utf8");

/** The rows of the table under a heading: package name to reason. */
function rows(heading: string): Map<string, string> {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  return new Map([...section.matchAll(/^\| `([^`]+)` \| (.*) \|$/gm)].map((match) => [match[1]!, match[2]!]));
}

test.each([
  ["Peer dependencies", manifest.peerDependencies],
  ["Dependencies", manifest.dependencies],
  ["Development dependencies", manifest.devDependencies],
  ["Overrides", manifest.overrides],
])("docs/dependencies.md lists exactly the %s of package.json, by name, each with a reason", (heading, listed) => {
  const documented = rows(heading);
  expect([...documented.keys()]).toEqual(Object.keys(listed).sort());
  expect([...documented].filter(([, reason]) => reason.trim().length < 10)).toEqual([]);
});

test("versions are exact, peers excepted", () => {
  const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.overrides };
  expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[a-z]+\.\d+)?$/.test(version))).toEqual([]);
});

test("each peer is installed here in a version that its range allows", () => {
  for (const [name, range] of Object.entries(manifest.peerDependencies)) {
    // Caret ranges: the same major version, for 0.x the same minor one.
    const [, major, minor] = /^\^(\d+)\.(\d+)\.\d+$/.exec(range) ?? [];
    expect([name, manifest.devDependencies[name]]).toEqual([
      name,
      expect.stringMatching(new RegExp(major === "0" ? `^0\\.${minor}\\.` : `^${major}\\.`)),
    ]);
  }
});
