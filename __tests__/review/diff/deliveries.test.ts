import type { DeliverySpec } from "../../../lib/policy";
import { accessDiff, diffMarkdown, diffText } from "../../../lib/review";
import { change, summary, token } from "./tokens";

const SINK: DeliverySpec = { kind: "sink", to: "github_actions_secret.ci", sensitive: true };
const OUTPUT: DeliverySpec = { kind: "output", to: "output.value", sensitive: true };
const CLEAR = { ...OUTPUT, sensitive: false };

describe("where a token's value goes", () => {
  it.each<[string, readonly DeliverySpec[], readonly DeliverySpec[], string]>([
    ["the same", [SINK, OUTPUT], [OUTPUT, SINK], "unchanged"],
    ["a new sink", [], [SINK], "changed broadening"],
    ["another sink", [SINK], [{ ...SINK, to: "gitlab_project_variable.ci" }], "changed mixed delivery-lost"],
    ["a sink that goes", [SINK], [], "changed narrowing delivery-lost"],
    ["an output that is no longer kept secret", [OUTPUT], [CLEAR], "changed broadening"],
    ["an output that is kept secret from now on", [CLEAR], [OUTPUT], "changed narrowing"],
  ])("is a change of its own: %s", (_name, before, after, expected) => {
    expect(summary(change({ deliveries: before }, { deliveries: after }))).toBe(expected);
  });

  it("is said in words", () => {
    const [created] = accessDiff([], [token({ deliveries: [SINK, CLEAR] })]).tokens;
    expect(created?.gained.slice(1)).toEqual([
      { kind: "delivery", to: "github_actions_secret.ci", as: "sink", sensitive: true },
      { kind: "delivery", to: "output.value", as: "output", sensitive: false },
    ]);
    const diff = accessDiff([token({ deliveries: [SINK] })], [token({ deliveries: [CLEAR] })]);
    expect(diffText(diff)).toContain(`    gains    its value as output.value in clear: Terraform shows it
    loses    its value to github_actions_secret.ci
    breaks   whoever takes its value from github_actions_secret.ci
`);
    expect(diffMarkdown(diff)).toContain(
      "| its value as `output.value` in clear: Terraform shows it | its value to `github_actions_secret.ci` |",
    );
  });

  it("is another place where another thing stands at the address, with its arguments in words", () => {
    const at = (secret: string, digest: string, more: object = {}): DeliverySpec => ({
      kind: "sink",
      to: "aws_secretsmanager_secret_version.v",
      sensitive: true,
      digest,
      place: { secret_id: secret, ...more },
    });
    const of = (before: DeliverySpec, after: DeliverySpec): string => summary(change({ deliveries: [before] }, { deliveries: [after] }));
    expect(of(at("arn:1", "a"), at("arn:1", "a"))).toBe("unchanged");
    expect(of(at("arn:1", "a"), at("arn:2", "b"))).toBe("changed broadening");
    // A record has no digest: its place is compared.
    const { digest: _, ...recorded } = at("arn:1", "a");
    expect(of(recorded, at("arn:1", "b"))).toBe("unchanged");
    expect(of(recorded, at("arn:2", "b"))).toBe("changed broadening");
    // A record of an older version has neither.
    const { place: __, ...older } = recorded;
    expect(of(older, at("arn:2", "b"))).toBe("unchanged");
    const text = (before: DeliverySpec, after: DeliverySpec): string =>
      diffText(accessDiff([token({ deliveries: [before] })], [token({ deliveries: [after] })]), { width: 200 });
    expect(text(at("arn:1", "a"), at("arn:2", "b", { version: "1" }))).toContain(
      "its value to aws_secretsmanager_secret_version.v, which is another place now: secret_id arn:2, was arn:1; version 1, was nothing\n",
    );
    expect(text(at("arn:1", "a"), at("arn:1", "b"))).toContain(
      "its value to aws_secretsmanager_secret_version.v, where another thing stands now than before\n",
    );
    const [created] = accessDiff([], [token({ deliveries: [at("arn:1", "a")] })]).tokens;
    expect(diffText({ verdict: "broadening", disruptive: false, tokens: [created!], warnings: [] })).toContain("(secret_id arn:1)");
  });
});
