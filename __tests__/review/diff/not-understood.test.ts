import type { NotUnderstood, PolicySpec, TokenSpec } from "../../../lib/policy";
import { type AccessDiff, accessDiff } from "../../../lib/review";
import { ACCOUNT_KEY, change, DNS_READ, DNS_WRITE, policy, summary, token, Z1, Z2, ZONES } from "./tokens";

const IMPORT: NotUnderstood = { what: "imported: somebody may hold its value", where: "import[0]", digest: "1" };
const diffOf = (before: Partial<TokenSpec> | undefined, after: Partial<TokenSpec> | undefined): AccessDiff =>
  accessDiff(before === undefined ? [] : [token(before)], after === undefined ? [] : [token(after)]);
const risks = ({ tokens }: AccessDiff): string[] =>
  tokens.flatMap((each) => each.risks.filter(({ code }) => code === "not-understood").map(({ reason }) => reason));

describe("what is not understood of a token", () => {
  const other = { ...IMPORT, digest: "2" };
  const { digest: _, ...unknown } = IMPORT;
  const said = "not understood: imported: somebody may hold its value (import[0])";
  const gone = "not understood, and no longer there: imported: somebody may hold its value (import[0])";

  it.each<[string, Partial<TokenSpec> | undefined, Partial<TokenSpec> | undefined, string, string[]]>([
    ["on what is changed", {}, { notUnderstood: [IMPORT] }, "changed mixed", [said]],
    ["no longer", { notUnderstood: [IMPORT] }, {}, "changed mixed", [gone]],
    ["otherwise than before", { notUnderstood: [IMPORT] }, { notUnderstood: [other] }, "changed mixed", [said]],
    ["without a digest on both sides", { notUnderstood: [unknown] }, { notUnderstood: [unknown] }, "changed mixed", [said]],
    ["on what is created", undefined, { notUnderstood: [IMPORT] }, "created mixed", [said]],
    ["on what is deleted", { notUnderstood: [IMPORT] }, undefined, "deleted mixed deleted", [gone]],
    ["on what is narrowed", {}, { notUnderstood: [IMPORT], status: "disabled" }, "changed mixed disabled", [said]],
    [
      "of several, the one that is new",
      { notUnderstood: [IMPORT] },
      { notUnderstood: [IMPORT, { what: "x", where: "y" }] },
      "changed mixed",
      ["not understood: x (y)"],
    ],
  ])("makes it mixed: %s", (_name, before, after, expected, reasons) => {
    const diff = diffOf(before, after);
    expect(diff.tokens.map(summary)).toEqual([expected]);
    expect(risks(diff)).toEqual(reasons);
  });

  it("is no new token for certain that takes an address by import, nor one from something unseen", () => {
    const codes = (after: Partial<TokenSpec>): string[] | undefined =>
      change({}, { address: "cloudflare_account_token.other", ...after })?.risks.map(({ code }) => code);
    expect(codes({})).toEqual(["new-secret"]);
    expect(codes({ notUnderstood: [IMPORT] })).toEqual(["not-understood"]);
    expect(codes({ movedFrom: ["module.m.cloudflare_account_token.x"] })).toEqual(["not-understood"]);
    expect(codes({ notUnderstood: [{ what: "x", where: "y" }] })).toEqual(["new-secret", "not-understood"]);
  });

  it("is one warning where it is the same on both sides, and no verdict", () => {
    const warning = "cloudflare_account_token.ci: not understood, before and after: imported: somebody may hold its value (import[0])";
    expect(diffOf({ notUnderstood: [IMPORT] }, { notUnderstood: [IMPORT] })).toEqual({
      verdict: "neutral",
      disruptive: false,
      tokens: [],
      warnings: [warning],
    });
    const narrowed = diffOf({ notUnderstood: [IMPORT] }, { notUnderstood: [IMPORT], status: "disabled" });
    expect([narrowed.tokens.map(summary), narrowed.warnings]).toEqual([["changed narrowing disabled"], [warning]]);
  });
});

describe("a token that is moved", () => {
  const at = (label: string, more: Partial<TokenSpec> = {}): TokenSpec => token({ address: `cloudflare_account_token.${label}`, ...more });
  const from = (...labels: string[]): Partial<TokenSpec> => ({ movedFrom: labels.map((label) => `cloudflare_account_token.${label}`) });
  const unseen = (where: string): string => `not understood: it takes the place of something that is not seen (${where})`;

  it("is understood where it comes from a token of its kind and account, and where it is there already", () => {
    expect(accessDiff([at("a")], [at("b", from("a"))]).tokens).toEqual([]);
    expect(accessDiff([at("a")], [at("c", from("b", "a"))]).tokens).toEqual([]);
    expect(accessDiff([at("b", from("a"))], [at("b", from("a"))]).tokens).toEqual([]);
    expect(accessDiff([at("b")], [at("b", from("a"))]).tokens).toEqual([]);
  });

  it("is found from a state, which does not say in which stack it stands", () => {
    const { path: _, ...live } = at("a");
    expect(accessDiff([live], [at("b", from("a"))]).tokens).toEqual([]);
    expect(
      accessDiff([live, at("z", { name: "z", path: undefined as never })], [at("b", from("a")), at("z", { name: "z" })]).tokens,
    ).toEqual([]);
  });

  it("takes the place of something unseen where nothing of its kind and account was there", () => {
    const { accountId: _, ...user } = at("x", { kind: "user", name: "x" });
    const cases: [readonly TokenSpec[], TokenSpec, string][] = [
      [[], at("b", from("a")), "created mixed"],
      [[at("deploy")], at("b", { movedFrom: ["module.m.cloudflare_account_token.a"] }), "replaced mixed address-changed replaced"],
      [[user], at("b", from("x")), "created mixed"],
    ];
    for (const [before, after, expected] of cases) {
      const diff = accessDiff(before, [after]);
      expect(diff.tokens.filter(({ change: kind }) => kind !== "deleted").map(summary)).toEqual([expected]);
      expect(risks(diff)).toEqual([unseen(after.movedFrom?.[0] ?? "")]);
    }
  });

  it("shows what a token gains that takes the place of another one", () => {
    const [reader, deploy] = [
      at("reader", { name: "reader" }),
      at("deploy", { name: "deploy", policies: [policy("allow", [DNS_WRITE], { [Z1]: "*" })] }),
    ];
    const after = { ...deploy, address: "cloudflare_account_token.deployer", ...from("reader") };
    expect(accessDiff([reader, deploy], [after]).tokens.map(summary)).toEqual(["deleted narrowing deleted", "renamed broadening"]);
  });
});

describe("forms and spellings that Cloudflare may not take", () => {
  const zone = `${ZONES}.${"ab".repeat(16)}`;
  const upper = `${ZONES}.${"AB".repeat(16)}`;
  const all = policy("allow", [DNS_READ], { [ACCOUNT_KEY]: { [`${ZONES}.*`]: "*" } });
  const denied = (resources: PolicySpec["resources"], groups = [DNS_READ]): Partial<TokenSpec> => ({
    policies: [all, policy("deny", groups, resources)],
  });

  it.each<[string, Partial<TokenSpec>, Partial<TokenSpec>]>([
    ["a deny that comes to stand in upper case", denied({ [zone]: "*" }), denied({ [upper]: "*" })],
    ["a deny in upper case that goes", denied({ [upper]: "*" }), { policies: [all] }],
    ["a deny under a nested key in upper case that comes", { policies: [all] }, denied({ [ACCOUNT_KEY]: { [upper]: "*" } })],
    ["a deny under a nested key in upper case that goes", denied({ [ACCOUNT_KEY]: { [upper]: "*" } }), { policies: [all] }],
    ["a group in upper case", denied({ [zone]: "*" }), denied({ [zone]: "*" }, [DNS_READ.toUpperCase()])],
    ["a nesting that is not known", { policies: [all] }, denied({ "com.cloudflare.edge.worker.script.x": { [ACCOUNT_KEY]: "*" } })],
    ["an id that is none", { policies: [all] }, denied({ [`${zone} `]: "*" })],
    ["a key with a space", { policies: [all] }, denied({ "com.cloudflare.x y": "*" })],
    ["other groups on an odd key", denied({ [upper]: "*" }), denied({ [upper]: "*" }, [DNS_WRITE])],
    [
      "an allow that comes to stand in upper case",
      { policies: [policy("allow", [DNS_READ], { [zone]: "*" })] },
      { policies: [policy("allow", [DNS_READ], { [upper]: "*" })] },
    ],
  ])("are not understood: %s", (_name, before, after) => {
    const diff = change(before, after);
    expect(diff?.verdict).toBe("mixed");
    expect(diff?.risks.map(({ code }) => code)).toContain("not-understood");
  });

  it("deny nothing for certain", () => {
    for (const odd of [
      { [upper]: "*" },
      { [ACCOUNT_KEY]: { [upper]: "*" } },
      { "com.cloudflare.edge.worker.script.x": { [zone]: "*" } },
    ] as const) {
      expect(change({ policies: [all] }, denied(odd))?.lost).toEqual([]);
      expect(change(denied(odd), { policies: [all] })?.gained).toEqual([]);
    }
  });

  it("are warned of where they stand on both sides", () => {
    const both = denied({ [upper]: "*" });
    expect(diffOf(both, both)).toMatchObject({
      tokens: [],
      warnings: [
        `cloudflare_account_token.ci: not understood, before and after: an id in upper case, which Cloudflare may take for another thing or for none (${upper})`,
      ],
    });
  });

  it("are none of resources and forms that this package does not know yet, nor of expressions", () => {
    for (const key of [
      "com.cloudflare.new.thing.x",
      "${local.key}",
      `${ZONES}.\${var.zone}`,
      Z2,
      `com.cloudflare.edge.r2.bucket.${"1".repeat(32)}_us_x`,
    ])
      expect(risks(diffOf({}, { policies: [policy("allow", [DNS_READ], { [Z1]: "*", [key]: "*" })] }))).toEqual([]);
  });
});
