import { type AccessDiff, compare, readAccessPair } from "../../../lib/review";
import { makeFolder, removeFolders, synthesized, tokenBody, tokenDocument } from "../../read/files";

afterEach(removeFolders);

const diffOf = (before: string, after: string): AccessDiff => {
  const pair = readAccessPair(before, after);
  return compare(pair.before, pair.after);
};

describe("a token that Terraform only forgets", () => {
  const removed = { removed: [{ from: "cloudflare_account_token.ci", lifecycle: { destroy: false } }] };
  const before = (): string => makeFolder({ "main.tf.json": tokenDocument() });

  it("stays, whatever the folders are called", () => {
    expect(diffOf(before(), makeFolder({ "main.tf.json": removed })).tokens).toEqual([]);
  });

  it("lives beside a new one of its name", () => {
    const again = { ...removed, resource: { cloudflare_account_token: { again: tokenBody() } } };
    expect(diffOf(before(), makeFolder({ "main.tf.json": again })).tokens).toMatchObject([
      { change: "created", verdict: "broadening", address: "cloudflare_account_token.again" },
    ]);
  });

  it("is gone where Terraform destroys it", () => {
    const destroyed = { removed: [{ from: "cloudflare_account_token.ci", lifecycle: { destroy: true } }] };
    expect(diffOf(before(), makeFolder({ "main.tf.json": destroyed })).tokens).toMatchObject([{ change: "deleted" }]);
  });
});

describe("a stack that an app no longer makes", () => {
  type Stacks = Readonly<Record<string, object>>;
  const ofManifest = (stacks: Stacks): string => {
    const all = Object.entries(stacks).map(([name, document]) => synthesized(name, document));
    const manifests = all.map((files) => (files["manifest.json"] as { stacks: object }).stacks);
    const manifest = { version: "0.21.0", stacks: Object.assign({}, ...manifests) as object };
    return makeFolder({ ...(Object.assign({}, ...all) as object), "manifest.json": manifest });
  };
  const ofFolders = (stacks: Stacks): string =>
    makeFolder(Object.fromEntries(Object.entries(stacks).map(([name, document]) => [`${name}/cdk.tf.json`, document])));
  const [a, b] = [tokenDocument(), tokenDocument({ name: "of-b" })];
  const at = (path: string, document = b): object => ({ ...document, terraform: { backend: { local: { path } } } });
  const warningsOf = (before: string, after: string): readonly string[] => diffOf(before, after).warnings;
  const WARNING = "stack b is no longer made: nothing destroys its tokens";

  it.each([
    ["a manifest", ofManifest],
    ["folders of stacks", ofFolders],
  ])("leaves its tokens where they are, by %s", (_name, write) => {
    const [before, after] = [write({ a, b }), write({ a })];
    expect([diffOf(before, after).tokens, warningsOf(before, after)]).toEqual([[], [WARNING]]);
    // Another one that makes the same makes it beside.
    const renamed = write({ a, c: b });
    expect(diffOf(before, renamed).tokens).toMatchObject([{ change: "created", stack: "c", verdict: "broadening" }]);
    expect(warningsOf(before, renamed)).toEqual([WARNING]);
    expect(warningsOf(write({ a, b: {} }), after)).toEqual([]);
  });

  it("goes on under another name where it keeps its state in one place", () => {
    const [before, after] = [ofManifest({ a, b: at("x") }), ofManifest({ a, c: at("x") })];
    expect(warningsOf(before, after)).toEqual([]);
    expect(diffOf(before, after).tokens).toMatchObject([{ change: "replaced", formerStack: "b" }]);
    expect(warningsOf(before, ofManifest({ a, c: at("y") }))).toEqual([WARNING]);
  });

  it("does not go on in one that was there before", () => {
    const [before, after] = [ofManifest({ a: at("x", a), b: at("x") }), ofManifest({ a: at("x", a) })];
    expect([diffOf(before, after).tokens, warningsOf(before, after)]).toEqual([[], [WARNING]]);
  });

  it("is not told from one stack beside one other", () => {
    const cases = [
      [ofManifest({ b }), ofManifest({ c: {} })],
      [makeFolder({ "main.tf.json": b }), makeFolder({ "main.tf.json": {} })],
      [ofManifest({ a, b }), makeFolder({ "main.tf.json": a })],
    ] as const;
    for (const [before, after] of cases) {
      expect(warningsOf(before, after)).toEqual([]);
      expect(diffOf(before, after).tokens).toContainEqual(expect.objectContaining({ change: "deleted", name: "of-b" }));
    }
  });
});
