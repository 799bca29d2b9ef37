import { allow, permissions, type TokenSpec } from "../../../lib";
import { Account, toPolicySpecs } from "../../../lib/policy";
import { type AccessDiff, accessDiff, diffHtml, diffSarif } from "../../../lib/review";
import { attribute, parseDocument, textOf } from "../html/parsed";

const account = Account.of("0123456789abcdef0123456789abcdef");
const { zone } = permissions;
const policies = toPolicySpecs([allow(zone.dns.write).on(account.zone("1".repeat(32)))]);

function token(more: Partial<TokenSpec> = {}): TokenSpec {
  return {
    kind: "account",
    accountId: account.id,
    name: "ci",
    status: "active",
    policies,
    address: "cloudflare_account_token.ci",
    ...more,
  };
}

function userToken(more: Partial<TokenSpec> = {}): TokenSpec {
  const { accountId: _, ...spec } = token(more);
  return { ...spec, kind: "user" };
}

/** What the page says at its top, of the one token, and over its risks. */
function said(diff: AccessDiff): string[] {
  const { elements } = parseDocument(diffHtml(diff));
  const text = (fits: (name: string, kind: string) => boolean): string[] =>
    elements.filter((each) => fits(each.tagName, attribute(each, "class") ?? "")).map(textOf);
  return [
    ...text((_, kind) => kind.startsWith("overall")),
    ...text((tag, kind) => tag === "p" && kind === "calm"),
    ...text((tag) => tag === "h2").filter((title) => title.startsWith("Risk")),
  ];
}

describe("the page of a change in how Terraform handles a token", () => {
  it.each<[string, AccessDiff, readonly string[]]>([
    [
      "another provider configuration",
      accessDiff([token()], [token({ provider: { name: "cloudflare.other" } })]),
      [
        "Neutral, disruptive Tokens may do after the change what they may do before it, no more and no less. Running integrations can break.",
        "Gains and loses nothing: what changes is the credential that manages it.",
        "Risks",
      ],
    ],
    [
      "another provider configuration of a user token",
      accessDiff([userToken()], [userToken({ provider: { name: "cloudflare.other" } })]),
      [
        "Mixed, disruptive Tokens may be able to do more after the change than before, or less: how much is not known. Running integrations can break.",
        "What is written gives and takes nothing; with another credential it may be another user's token.",
        "Risks",
      ],
    ],
    [
      "changes that are ignored from now on",
      accessDiff([token()], [token({ ignored: ["policies"] })]),
      [
        "Mixed Tokens may be able to do more after the change than before, or less: how much is not known.",
        "What is written gives and takes nothing; what is live may be something else.",
        "Risks",
      ],
    ],
    [
      "changes that are no longer ignored",
      accessDiff([token({ ignored: ["policies"] })], [token()]),
      [
        "Mixed Tokens may be able to do more after the change than before, or less: how much is not known.",
        "What is written gives and takes nothing; what is live may be something else.",
        "Risks",
      ],
    ],
    [
      "equal access in other words",
      accessDiff([token()], [token({ requestIp: { in: ["0.0.0.0/0", "::/0"] } })]),
      [
        "Neutral Tokens may do after the change what they may do before it, no more and no less.",
        "Gains and loses nothing: what it may do is written in other words.",
      ],
    ],
    [
      "a new token that may do nothing",
      accessDiff([], [token({ policies: [] })]),
      ["Broadening Tokens may be able to do more after the change than before: how much is not known.", "Gains nothing that is known."],
    ],
  ])("says nothing that is not so of %s", (_, diff, words) => {
    expect(said(diff)).toEqual(words);
  });
});

it("does not tell code scanning that nothing has to be done: a neutral change may replace a token", () => {
  const replaced = accessDiff([token()], [token({ address: "cloudflare_account_token.other" })]);
  expect(replaced.tokens.map(({ verdict, disruptive }) => [verdict, disruptive.length > 0])).toEqual([["neutral", true]]);
  const log = JSON.parse(diffSarif(replaced, { version: "1.0.0" })) as {
    runs: { tool: { driver: { rules: { id: string; help: { text: string } }[] } }; results: { ruleId: string }[] }[];
  };
  const [run] = log.runs;
  const help = (id: string): string | undefined => run?.tool.driver.rules.find((rule) => rule.id === id)?.help.text;
  expect(run?.results.map(({ ruleId }) => ruleId)).toEqual(["access-neutral", "access-disruptive", "access-risk"]);
  expect(help("access-neutral")).toBe(
    "A token changes, and what it may do does not. Equal access can be written in different ways: then nothing has to be done. What the change breaks all the same, such as the value of a token that is replaced, is a result of its own.",
  );
  expect(help("access-risk")).toMatch(
    /^Something to look at in a token that changes\. .* a new value or another credential, has to be meant\.$/,
  );
});
