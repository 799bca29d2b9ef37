import { accessDiff, readSynth, readSynthesized } from "../../lib/review";
import { makeFolder, removeFolders, synthesized, tokenBody } from "./files";

afterEach(removeFolders);

const ZONES = "com.cloudflare.api.account.zone";
/** A token on the zone of an expression, and what is beside it in the file. */
function folder(expression: string, beside: object): string {
  const resources = `\${jsonencode({(format("${ZONES}.%s", ${expression})) = "*"})}`;
  const policies = [{ effect: "allow", permission_groups: [{ id: "82e64a83756745bbbb1c9c2701bf816b" }], resources }];
  const body = tokenBody({ policies, "//": { metadata: { path: "prod/ci/Resource" } } });
  return makeFolder(synthesized("prod", { resource: { cloudflare_account_token: { ci: body } }, ...beside }));
}
const verdict = (before: string, after: string): string => accessDiff(readSynth(before), readSynth(after)).verdict;

describe("what an expression refers to", () => {
  const zone = (name: string, more: object = {}) => ({ data: { cloudflare_zone: { z: { filter: { name }, ...more } } } });

  it("is a part of its meaning: another zone behind the same text is no neutral change", () => {
    const expression = "data.cloudflare_zone.z.id";
    expect(verdict(folder(expression, zone("a.example")), folder(expression, zone("a.example", { "//": "a comment" })))).toBe("neutral");
    expect(verdict(folder(expression, zone("a.example")), folder(expression, zone("b.example")))).toBe("mixed");
  });

  it.each<[string, string, object, object]>([
    ["a variable's default", "var.z", { variable: { z: { default: "a" } } }, { variable: { z: { default: "b" } } }],
    ["a local", "local.z", { locals: { z: "a", other: 1 } }, { locals: { z: "b", other: 1 } }],
    [
      "a local through another",
      "local.z",
      { locals: [{ z: "${local.y}" }], variable: { x: { default: "a" } }, data: {} },
      { locals: [{ z: "${local.y}", y: "b" }], variable: { x: { default: "a" } } },
    ],
    ["a variable behind a comment", "var/* . */ .z", { variable: { z: { default: "a" } } }, { variable: { z: { default: "b" } } }],
    ["a variable on the next line", "var. #\n z", { variable: { z: { default: "a" } } }, { variable: { z: { default: "b" } } }],
    ["a local behind another's comment", "local.z", { locals: { z: "${local . y}", y: "a" } }, { locals: { z: "${local . y}", y: "b" } }],
    ["a name that is not ASCII", "var.zone_ä", { variable: { zone_ä: { default: "a" } } }, { variable: { zone_ä: { default: "b" } } }],
    ["a variable that is defined now", "var.z", {}, { variable: { z: {} } }],
    ["a module", "module.m.zone", { module: { m: { source: "./a" } } }, { module: { m: { source: "./b" } } }],
  ])("is followed: %s", (_, expression, before, after) => {
    expect(verdict(folder(expression, before), folder(expression, after))).toBe("mixed");
    expect(verdict(folder(expression, before), folder(expression, before))).toBe("neutral");
  });

  it("does not matter where it is not used", () => {
    expect(verdict(folder("var.z", { locals: { other: "a" } }), folder("var.z", { locals: { other: "b" } }))).toBe("neutral");
    expect(readSynth(folder("var.z", { locals: { other: "a" } }))[0]).not.toHaveProperty("references");
  });
});

describe("moved and removed blocks", () => {
  const file = (labels: readonly string[], more: object): string =>
    makeFolder({
      "main.tf.json": {
        resource: { cloudflare_account_token: Object.fromEntries(labels.map((label) => [label, tokenBody({ name: label })])) },
        ...more,
      },
    });
  const at = (label: string): string => `cloudflare_account_token.${label}`;

  it("give the former addresses of a token, the nearest first", () => {
    const moved = [
      { from: at("a"), to: at("b") },
      { from: at("b"), to: at("c") },
      { from: at("c"), to: at("b") },
      { from: 5, to: at("c") },
    ];
    expect(readSynth(file(["c"], { moved }))[0]?.movedFrom).toEqual([at("b"), at("a")]);
    const { tokens } = accessDiff(readSynth(file(["a"], {})), readSynth(file(["c"], { moved })));
    expect(tokens.map(({ change, verdict: each, disruptive }) => [change, each, disruptive])).toEqual([["renamed", "neutral", []]]);
  });

  it("name what Terraform forgets without destroying it", () => {
    const removed = [
      { from: at("a"), lifecycle: { destroy: false } },
      { from: at("b"), lifecycle: [{ destroy: false }] },
      // Terraform reads the text as false.
      { from: at("c"), lifecycle: { destroy: "false" } },
      { from: " cloudflare_account_token /* */ . f #\n", lifecycle: { destroy: false } },
      { from: at("d"), lifecycle: { destroy: "true" } },
      { from: at("e"), lifecycle: {} },
      { from: at("c") },
    ];
    const [stack] = readSynthesized(file([], { removed })).stacks;
    expect(stack?.forgotten).toEqual([at("a"), at("b"), at("c"), at("f")]);
    expect(stack?.warnings.map(({ message }) => message)).toEqual([
      "Terraform only forgets cloudflare_account_token.a: what is there stays, and keeps its access",
      "Terraform only forgets cloudflare_account_token.b: what is there stays, and keeps its access",
      "Terraform only forgets cloudflare_account_token.c: what is there stays, and keeps its access",
      "Terraform only forgets cloudflare_account_token.f: what is there stays, and keeps its access",
    ]);
  });
});
