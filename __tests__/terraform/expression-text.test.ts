import { ExpressionText, plainReference } from "../../lib/terraform";

test.each([
  ["cloudflare_account_token.ci", "cloudflare_account_token.ci"],
  [" cloudflare_account_token /* a */ . # b\n ci ", "cloudflare_account_token.ci"],
  ['module.x["a b /* c */"].y', 'module.x["a b /* c */"].y'],
  ['module.x["a\\" b"] . y', 'module.x["a\\" b"].y'],
  // Terraform takes a comment that ends with the text.
  ["a.b // c", "a.b"],
  ["a.b # c", "a.b"],
  ["a /*/ b */ .c", "a.c"],
  // What has no end is nothing that Terraform takes, and stays.
  ["a /* b c", "a/*bc"],
  ['a "b c', 'a"b c'],
])("a reference %j is %j to Terraform", (text, plain) => {
  expect(plainReference(text)).toBe(plain);
});

describe("a text with expressions", () => {
  const member = (text: string): string | undefined => {
    const expression = new ExpressionText(text);
    const [first] = expression.words();
    return expression.member(expression.afterIndexes(first?.end ?? 0))?.name;
  };

  it.each([
    ["a.b", "b"],
    ["${a . b}", "b"],
    ["a/**/./* x */b", "b"],
    ["a // x\n # y\n . b", "b"],
    ["a[0].b", "b"],
    ['a [ "x" ] [1] . b', "b"],
    ["a[b[0]].c", undefined],
    ["a[0.b", undefined],
    ["a /* .b", undefined],
    ["a-b.é", "é"],
    ["a.e\u0301", "\u00e9"],
    ["a.\u{20000}b", "\u{20000}b"],
    ["a.1b", undefined],
  ])("has behind its first word in %j the member %j", (text, name) => {
    expect(member(text)).toBe(name);
  });

  it("has words as Terraform has identifiers", () => {
    expect(Array.from(new ExpressionText("${x-local.ℼ} 1a _b\u{1f600}c").words(), ({ name }) => name)).toEqual([
      "x-local",
      "ℼ",
      "a",
      "_b",
      "c",
    ]);
  });
});
