import type { TokenSpec } from "../../lib/policy";
import { accessDiff, compare, diffText } from "../../lib/review";
import { ACCOUNT_KEY, DNS_WRITE, policy, summary, token, Z1, Z2, ZONES } from "./diff/tokens";

const STAYS = "cloudflare_account_token.ci: Terraform only forgets this token: it stays, and keeps its access";

describe("a token that Terraform does not destroy", () => {
  const kept: TokenSpec = token({ stays: true });

  it("stays when it leaves the code: nothing is lost", () => {
    expect(accessDiff([kept], [])).toEqual({ verdict: "neutral", disruptive: false, tokens: [], warnings: [STAYS] });
  });

  it("stays beside the one that takes its place, which is new, and Terraform and OpenTofu differ", () => {
    const successors = [
      { ...kept, accountId: "f".repeat(32) },
      { ...kept, newSecret: true as const },
      { ...kept, address: "cloudflare_account_token.other" },
    ];
    for (const after of successors) {
      const { tokens, warnings } = accessDiff([kept], [after]);
      expect([tokens.map(summary), warnings]).toEqual([["created broadening"], [STAYS]]);
      expect(tokens[0]?.lost).toEqual([]);
      expect(tokens[0]?.risks[0]).toEqual({
        code: "forgotten-token",
        reason:
          "the token before has destroy = false: OpenTofu leaves it, Terraform 1.16 fails or destroys it, so both may work from then on, and nothing manages the old one",
      });
    }
  });

  it("is compared as others while it stays in the code", () => {
    const wider = { ...kept, policies: [policy("allow", [DNS_WRITE], { [Z1]: "*" })] };
    expect(accessDiff([kept], [wider]).tokens.map(summary)).toEqual(["changed broadening"]);
    expect(accessDiff([kept], [wider]).warnings).toEqual([]);
    expect(accessDiff([token()], [kept])).toMatchObject({ tokens: [], warnings: [STAYS] });
  });

  it("stands beside its successor at one address where a plan forgets it", () => {
    const plan = [kept, token()];
    for (const after of [plan, [...plan].reverse()]) {
      const { tokens, warnings } = accessDiff([token()], after);
      expect([tokens.map(summary), warnings]).toEqual([["created broadening"], [STAYS]]);
    }
  });
});

describe("an object that Terraform has still to destroy", () => {
  const deposed = token({ deposed: "a1b2", policies: [policy("allow", [DNS_WRITE], { [Z1]: "*" })] });

  it("is a token of its own beside its successor, and never takes the place of another one", () => {
    const { tokens } = accessDiff([token(), deposed], [token()]);
    expect(tokens.map(summary)).toEqual(["deleted narrowing deleted"]);
    expect(tokens[0]?.deposed).toBe("a1b2");
    expect(accessDiff([token(), deposed], [token(), deposed]).tokens).toEqual([]);
    expect(accessDiff([deposed], [token()]).tokens.map(summary).sort()).toEqual(["created broadening", "deleted narrowing deleted"]);
  });
});

describe("stacks", () => {
  const [a, b] = [token({ name: "a", path: "a/a" }), token({ name: "b", path: "b/b" })];

  it("leave their tokens where they are when the app no longer makes them, as far as tokens tell", () => {
    const warning = "stack b has no token any more: where the app no longer makes it, nothing destroys those it had";
    expect(accessDiff([a, b], [a])).toMatchObject({ tokens: [], warnings: [warning] });
    const elsewhere = { ...b, path: "c/b" };
    expect(accessDiff([a, b], [a, elsewhere])).toMatchObject({ tokens: [{ change: "created", path: "c/b" }], warnings: [warning] });
    expect(accessDiff([b], [a]).tokens).toHaveLength(2);
    expect(accessDiff([a, b], []).tokens.map(summary)).toEqual(["deleted narrowing deleted", "deleted narrowing deleted"]);
  });

  it("are known where somebody says which there are", () => {
    const stacks = [{ name: "a" }, { name: "b" }];
    const app = stacks.map((stack) => ({ ...stack, ofApp: true as const }));
    expect(compare({ specs: [a, b], stacks }, { specs: [a], stacks }).tokens.map(summary)).toEqual(["deleted narrowing deleted"]);
    expect(compare({ specs: [a, b], stacks: app }, { specs: [a], stacks: app.slice(0, 1) })).toMatchObject({
      tokens: [],
      warnings: ["stack b is no longer made: nothing destroys its tokens"],
    });
    // A state says nothing of stacks.
    const { path: _, ...live } = a;
    expect(compare({ specs: [a, b], stacks: app }, { specs: [live] }).tokens.map(summary)).toEqual(["deleted narrowing deleted"]);
  });

  it("give what reading warned of, each once, before what the comparison adds", () => {
    const warnings = [{ message: "module x is not read" }, { message: "y", address: "cloudflare_account_token.a" }];
    expect(compare({ specs: [a], warnings }, { specs: [a], warnings }).warnings).toEqual([
      "module x is not read",
      "cloudflare_account_token.a: y",
    ]);
  });
});

describe("names and lookups", () => {
  const on = (...keys: string[]): TokenSpec["policies"] => [
    policy("allow", [DNS_WRITE], Object.fromEntries(keys.map((key) => [key, "*"]))),
  ];

  it("come from the specs, those from before the change first, the token's own before its stack's", () => {
    const other = (name: string): TokenSpec => token({ name: "other", names: { [Z2]: name } });
    const [before, after] = [token({ names: { [Z1]: "example.com" } }), token({ policies: on(Z1, Z2), names: { [Z1]: "evil.example" } })];
    const { tokens } = accessDiff([before, other("shop.example")], [after, other("shop.example")]);
    expect(tokens[0]?.names).toEqual({ [Z1]: "example.com", [Z2]: "shop.example" });
    expect(tokens[0]?.risks.map(({ reason }) => reason)).toContain(
      `the code now calls zone ${"1".repeat(32)} "evil.example", before it was "example.com"`,
    );
  });

  it("are those of what the lists name, and nothing else", () => {
    const names = { [Z1]: "example.com", [Z2]: "shop.example", [ACCOUNT_KEY]: "Example Inc", __proto__x: "y" };
    expect(accessDiff([], [token({ names })]).tokens[0]?.names).toEqual({ [Z1]: "example.com" });
  });

  it("say what an expression finds after the change in what is gained, and before it in what is lost", () => {
    const key = `${ZONES}.\${data.cloudflare_zone.z.id}`;
    const finds = (name: string): TokenSpec =>
      token({ policies: on(key), lookups: { "${data.cloudflare_zone.z.id}": { kind: "zone", name } } });
    const diff = accessDiff([finds("dev.example")], [finds("prod.example")]);
    expect(diff.tokens.map(summary)).toEqual(["changed mixed permission-lost"]);
    expect(diff.tokens[0]).toMatchObject({ changedExpressions: [key], lookups: { gained: {}, lost: {} } });
    expect(diffText(diff)).toContain(`    gains    DNS Write on zone prod.example (looked up)
    loses    DNS Write on zone dev.example (looked up)
`);
    expect(accessDiff([finds("dev.example")], [finds("dev.example")]).tokens).toEqual([]);
  });
});

test("equal values give equal answers: a copy, a round trip through JSON, and the same again", () => {
  const before = [token({ notUnderstood: [{ what: "x", where: "y" }], provider: { name: "cloudflare", fingerprint: "1" } })];
  const after = [token({ name: "new", movedFrom: ["cloudflare_account_token.gone"], references: { "${a}": "1" }, names: { [Z1]: "a" } })];
  const diff = accessDiff(before, after);
  expect(
    accessDiff(
      JSON.parse(JSON.stringify(before)) as TokenSpec[],
      after.map((spec) => ({ ...spec })),
    ),
  ).toEqual(diff);
  expect(accessDiff(before, after)).toEqual(diff);
  expect(JSON.parse(JSON.stringify(diff))).toEqual(diff);
});
