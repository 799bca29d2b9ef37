import { makeFolder, removeFolders, synthesized, tokenDocument } from "../read/files";

afterEach(removeFolders);

/** Parts that take time to load, and that not every command needs. */
const PARTS = {
  review: "../../lib/review",
  guardrails: "../../lib/guardrails",
  compare: "../../lib/review/compare",
  gate: "../../lib/review/gate/gate-plan",
  record: "../../lib/review/record/folder",
  report: "../../lib/review/report/report",
  answers: "../../lib/review/questions/words",
  summary: "../../lib/review/render/summary-text",
  page: "../../lib/review/render/page/tokens-page",
  "diff as text": "../../lib/review/render/diff-text",
  "diff as a page": "../../lib/review/render/diff-html",
  versions: "semver/ranges/intersects",
  action: "../../lib/cli/action",
} as const;

/** The parts that a command loads, run as in a process of its own. */
async function loadedBy(args: readonly string[]): Promise<string[]> {
  const loaded = new Set<string>();
  await jest.isolateModulesAsync(async () => {
    for (const [part, path] of Object.entries(PARTS))
      jest.doMock(path, () => {
        loaded.add(part);
        return jest.requireActual<object>(path);
      });
    const { run } = jest.requireActual<typeof import("./run")>("./run");
    expect((await run(args)).code).not.toBe(2);
  });
  for (const path of Object.values(PARTS)) jest.dontMock(path);
  return [...loaded].sort();
}

const input = (): string =>
  makeFolder(
    synthesized("prod", {
      ...tokenDocument(),
      terraform: { required_providers: { cloudflare: { source: "cloudflare/cloudflare", version: ">= 5.20.0, < 6.0.0" } } },
    }),
  );

test.each<[string, readonly string[], () => string[]]>([
  ["--version", [], () => ["--version"]],
  ["search", [], () => ["search", "dns"]],
  ["permission", ["review"], () => ["permission", "zone.dns.write"]],
  ["summary", ["review", "summary"], () => ["summary", input()]],
  ["summary as a page", ["compare", "guardrails", "page", "review", "versions"], () => ["summary", input(), "--format", "html"]],
  ["can", ["answers", "review"], () => ["can", "ci", "DNS Write", "all-zones", "--input", input()]],
  ["diff", ["compare", "diff as text", "review"], () => ["diff", input(), input()]],
  ["snapshot", ["record", "review"], () => ["snapshot", input(), "--check", "--out", "nowhere"]],
  ["check", ["guardrails", "review", "versions"], () => ["check", input()]],
])("%s loads %j and no other part", async (_, parts, args) => {
  expect(await loadedBy(args())).toEqual(parts);
});
