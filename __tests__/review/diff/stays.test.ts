import { type AccessDiff, accessDiff, readAccessPair } from "../../../lib/review";
import { makeFolder, removeFolders, tokenBody, tokenDocument } from "../files";

afterEach(removeFolders);

const diffOf = (before: string, after: string): AccessDiff => {
  const pair = readAccessPair(before, after);
  return accessDiff(pair.before.specs, pair.after.specs);
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
