/* What stands beside the tokens in files, and makes the same text mean another thing. */
import { type AccessDiff, accessDiff, compare, readAccessPair, readSynthesized, type TokenDiff } from "../../../lib/review";
import { makeFolder, removeFolders, tokenBody } from "../../read/files";

afterEach(removeFolders);

const specsOf = (document: object): Parameters<typeof accessDiff>[0] =>
  readSynthesized(makeFolder({ "main.tf.json": document })).stacks.flatMap(({ specs }) => specs);
const diffOf = (before: object, after: object): AccessDiff => accessDiff(specsOf(before), specsOf(after));
const summary = ({ change, verdict, disruptive }: TokenDiff): string => [change, verdict, ...disruptive].join(" ");

describe("the provider configuration that manages a token", () => {
  const SECRET = "s3cret-s3cret-s3cret-s3cret-s3cret-s3cre";
  const { account_id: _, ...user } = tokenBody();
  const variable = { a: { sensitive: true }, b: { sensitive: true, default: "x" } };
  const tokens = (provider: object | undefined, more: object = {}): object => ({
    resource: { cloudflare_api_token: { me: user }, cloudflare_account_token: { ci: tokenBody({ name: "ci-account" }) } },
    variable,
    ...(provider === undefined ? {} : { provider: { cloudflare: provider } }),
    ...more,
  });
  const changed = ["changed mixed provider-changed", "changed neutral provider-changed"];

  it.each<[string, object | undefined, object | undefined, string[]]>([
    ["another variable", { api_token: "${var.a}" }, { api_token: "${var.b}" }, changed],
    ["a variable for the environment", undefined, { api_token: "${var.a}" }, changed],
    ["another literal", { api_token: SECRET }, { api_token: SECRET.toUpperCase() }, changed],
    ["no block for an empty one", undefined, [{}], []],
    ["what says nothing of the credential", { api_token: "${var.a}" }, { api_token: "${var.a}", "//": "x", version: "5" }, []],
    ["another alias's", [{ api_token: "${var.a}" }], [{ api_token: "${var.a}" }, { alias: "o", api_token: "${var.b}" }], []],
  ])("is compared: %s", (_name, before, after, expected) => {
    const { tokens: found } = diffOf(tokens(before), tokens(after));
    expect(found.map(summary).sort()).toEqual([...expected].sort());
    expect(found.flatMap(({ risks }) => risks.map(({ code }) => code))).toEqual(expected.map(() => "provider-changed"));
    expect(JSON.stringify([found, specsOf(tokens(after))]).toLowerCase()).not.toContain(SECRET);
  });

  it("is not understood where it asks another host than Cloudflare's", () => {
    const { tokens: found } = diffOf(tokens([{}]), tokens([{ base_url: "https://example.com" }]));
    expect(found.map(summary)).toEqual(["changed mixed provider-changed", "changed mixed provider-changed"]);
    expect(found.map(({ risks }) => risks.map(({ code }) => code))).toEqual([
      ["not-understood", "provider-changed"],
      ["not-understood", "provider-changed"],
    ]);
  });

  it("is compared with what its variables mean, but not with how they are described", () => {
    const provider = { api_token: "${var.b}" };
    const other = (more: object): object => tokens(provider, { variable: { ...variable, b: { ...variable.b, ...more } } });
    expect(
      diffOf(tokens(provider), other({ default: "y" }))
        .tokens.map(summary)
        .sort(),
    ).toEqual([...changed].sort());
    expect(diffOf(tokens(provider), other({ description: "y", sensitive: false })).tokens).toEqual([]);
  });

  it("says so in words", () => {
    const { tokens: found } = diffOf(tokens({ api_token: "${var.a}" }), tokens({ api_token: "${var.b}" }));
    expect(found.flatMap(({ risks }) => risks.map(({ reason }) => reason)).sort()).toEqual([
      "provider cloudflare that manages it is configured in another way: it may be another credential",
      "provider cloudflare that manages it is configured in another way: it may be another credential, and so for another user",
    ]);
  });
});

test("a token is renamed when its name's expression means another name", () => {
  const named = (name: string): object => ({
    resource: { cloudflare_account_token: { ci: tokenBody({ name: "${var.n}" }) } },
    variable: { n: { default: name } },
  });
  expect(diffOf(named("a"), named("a")).tokens).toEqual([]);
  expect(diffOf(named("a"), named("b")).tokens).toMatchObject([
    { change: "renamed", verdict: "neutral", formerName: "${var.n}", name: "${var.n}", changedExpressions: ["${var.n}"] },
  ]);
});

describe("a token that hangs on what files do not say", () => {
  const warnings = (token: object, more: object = {}): string[] => {
    const folder = makeFolder({
      "main.tf.json": { resource: { cloudflare_account_token: { ci: tokenBody(token as Record<string, unknown>) } }, ...more },
    });
    const { before, after } = readAccessPair(folder, folder);
    expect(readSynthesized(folder).stacks.flatMap((stack) => stack.warnings)).toEqual([]);
    const { tokens: changed, warnings: said } = compare(before, after);
    expect(changed).toEqual([]);
    return [...said];
  };
  const warning = (cause: string): string[] => [
    `cloudflare_account_token.ci: an expression ${cause}: what it becomes is not seen here, so compare the plan`,
  ];
  const outside = (call: string, where = "cloudflare_account_token.ci"): string[] => [
    `cloudflare_account_token.ci: not understood, before and after: calls ${call} (${where})`,
  ];
  const NO_DEFAULT = "hangs on variable x, which has no default";

  it.each<[string, object, object | undefined, string[]]>([
    ["a file", { expires_on: '${trimspace(file("until"))}' }, undefined, outside("file()")],
    ["a template", { name: '${templatefile ("name", {})}' }, undefined, outside("templatefile()")],
    ["the time", { expires_on: '${timeadd(timestamp(), "24h")}' }, undefined, outside("timestamp()")],
    [
      "the time of the plan, by a local",
      { expires_on: "${local.a}" },
      { locals: { a: "${local.b}", b: ["${plantimestamp()}"] } },
      outside("plantimestamp()", "local.b"),
    ],
    ["a variable", { account_id: "${var.x}" }, { variable: { x: { type: "string" } } }, warning(NO_DEFAULT)],
    [
      "a variable, in a circle",
      { name: "${local.a}" },
      { variable: { x: {} }, locals: { a: "${local.b}", b: "${local.a}${var.x}" } },
      warning(NO_DEFAULT),
    ],
    ["a variable with a default", { account_id: "${var.x}" }, { variable: { x: { default: null } } }, []],
    [
      "the credential of a lookup",
      { name: "${data.cloudflare_zone.z.name}" },
      { data: { cloudflare_zone: { z: {} } }, variable: { x: {} }, provider: { cloudflare: { api_token: "${var.x}" } } },
      [],
    ],
    ["text that looks like it", { name: "file(x)" }, { variable: { x: {} } }, []],
  ])("is warned of: %s", (_name, token, more, expected) => {
    expect(warnings(token, more)).toEqual(expected);
  });
});
