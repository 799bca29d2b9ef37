import { baseline, defineRule, type Pack, rules, strict } from "../../lib";
import { evaluate, type GuardrailReport, parseAcknowledgements, type TokenInput } from "../../lib/guardrails";
import type { AcknowledgementSpec } from "../../lib/policy";
import { dnsWrite, NOW, terraform, token } from "./support";

const bare = token([dnsWrite], { owner: undefined as never, expiresOn: undefined as never });
const pack: Pack = [
  [rules.noOwner, "warning"],
  [rules.noExpiry, "error"],
];
const ack = (more: Partial<AcknowledgementSpec> = {}): AcknowledgementSpec => ({
  rule: "no-owner",
  detail: "owner",
  reason: "a spare",
  ...more,
});

function check(acknowledgements: readonly AcknowledgementSpec[], with_: Pack = pack, input: Partial<TokenInput> = {}): GuardrailReport {
  return evaluate([{ name: "prod", tokens: [{ spec: bare, acknowledgements, ...input }] }], with_, NOW);
}
const short = ({ findings }: GuardrailReport): string[] =>
  findings.map(({ level, rule, detail, acknowledged }) => `${acknowledged === undefined ? level : "noted"} ${rule} (${detail})`);
const messages = ({ findings }: GuardrailReport, rule: string): string[] => findings.filter((f) => f.rule === rule).map((f) => f.message);
const broken = (run: () => never): Pack => [[defineRule({ id: "acme-broken", title: "t", why: "w", fix: "f", token: run }), "note"]];

test("a finding says everything", () => {
  expect(check([], [[rules.noOwner, "note"]]).findings).toEqual([
    {
      rule: "no-owner",
      level: "note",
      title: "somebody answers for a token",
      detail: "owner",
      message: "nobody answers for the token",
      fix: "set owner",
      stack: "prod",
      token: { name: "ci", account: "0123456789abcdef0123456789abcdef", address: "cloudflare_account_token.ci" },
    },
  ]);
});

test("findings are ordered, whatever the order of the input", () => {
  const stacks = ["a", "b"].map((name) => ({
    name,
    tokens: ["x", "y"].map((id) => ({ spec: { ...bare, name: id } })),
    terraform: terraform({ provider: { tls: {} } }, name),
  }));
  const report = evaluate(stacks, strict, NOW);
  const turned = evaluate(
    [...stacks].reverse().map((s) => ({ ...s, tokens: [...s.tokens].reverse() })),
    [...strict].reverse(),
    NOW,
  );
  expect(turned).toEqual(report);
  expect(report.findings.map(({ stack, token: t, rule }) => `${stack} ${t?.name ?? "-"} ${rule}`)).toEqual(
    ["a", "b"].flatMap((s) => [`${s} - outside-the-list`, `${s} x no-expiry`, `${s} x no-owner`, `${s} y no-expiry`, `${s} y no-owner`]),
  );
});

describe("a rule that fails is a finding", () => {
  const cases: [string, unknown, string][] = [
    [
      "throws",
      () => {
        throw new Error("x is undefined");
      },
      "x is undefined",
    ],
    [
      "throws a text",
      () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- rules of others throw what they like
        throw "no";
      },
      "no",
    ],
    [
      "throws something without words",
      () => {
        throw Object.create(null) as Error;
      },
      "it threw something without words",
    ],
    ["gives a promise", () => Promise.resolve([]), "(check(...) ?? []) is not iterable"],
    ["gives something else", () => [{ detail: "", message: "x" }], "what it gave is no violation"],
    ["gives null entries", () => [null], "what it gave is no violation"],
  ];
  test.each(cases)("%s", (_, run, message) => {
    const report = check([], [...pack, ...broken(run as () => never)]);
    expect(short(report)).toEqual(["error no-expiry (expiresOn)", "error rule-failed (acme-broken)", "warning no-owner (owner)"]);
    const [shown = ""] = messages(report, "rule-failed");
    expect(shown.startsWith("rule acme-broken failed: ")).toBe(true);
    if (!message.startsWith("(")) expect(shown).toBe(`rule acme-broken failed: ${message}`);
  });

  test("that no pack leaves out or lowers", () => {
    const off: Pack = [
      ...broken(() => {
        throw new Error("x");
      }),
      [rules.ruleFailed, "off"],
    ];
    expect(short(check([], off))).toEqual(["error rule-failed (acme-broken)"]);
    expect(short(check([], [...off, [rules.ruleFailed, "note"]]))).toEqual(["error rule-failed (acme-broken)"]);
  });

  test("on Terraform as well", () => {
    const rule = defineRule({
      id: "acme-broken",
      title: "t",
      why: "w",
      fix: "f",
      terraform: () => {
        throw new Error("x");
      },
    });
    expect(short(evaluate([{ name: "prod", tokens: [], terraform: terraform() }], [[rule, "note"]], NOW))).toEqual([
      "error rule-failed (acme-broken)",
    ]);
  });
});

describe("acknowledgements", () => {
  test("are shown with their reason, and the finding counts for nothing", () => {
    const report = check([ack({ owner: "team-web", until: "2027-01-01T00:00:00Z" })]);
    expect(short(report)).toEqual(["error no-expiry (expiresOn)", "noted no-owner (owner)"]);
    expect(report.findings[1]?.acknowledged).toEqual({ reason: "a spare", owner: "team-web", until: "2027-01-01T00:00:00Z" });
    expect(report.acknowledgements.map(({ rule, status, stack, token: t }) => [rule, status, stack, t.name])).toEqual([
      ["no-owner", "used", "prod", "ci"],
    ]);
  });

  test("count until their date, and are a finding from then on", () => {
    expect(short(check([ack({ until: "2026-11-22T00:00:01Z" })]))).toContain("noted no-owner (owner)");
    const report = check([ack({ until: "2026-11-22T00:00:00Z" })]);
    expect(short(report)).toEqual([
      "error no-expiry (expiresOn)",
      "warning acknowledgement-expired (no-owner owner)",
      "warning no-owner (owner)",
    ]);
    expect(messages(report, "acknowledgement-expired")).toEqual(["the acknowledgement of no-owner (owner) ended at 2026-11-22T00:00:00Z"]);
    expect(report.acknowledgements[0]?.status).toBe("expired");
  });

  test("that are about nothing are a finding, a similar detail included", () => {
    const report = check([ack({ detail: "Owner" })]);
    expect(short(report)).toEqual([
      "error no-expiry (expiresOn)",
      "warning acknowledgement-unused (no-owner Owner)",
      "warning no-owner (owner)",
    ]);
    expect(messages(report, "acknowledgement-unused")).toEqual(["the acknowledgement of no-owner (Owner) is about nothing that was found"]);
  });

  test("of a rule that can't be waived don't count", () => {
    const spec = { ...bare, requestIp: { in: ["0.0.0.0/0"] } };
    const report = check([ack({ rule: "everything-cidr", detail: "requestIp.in" })], [[rules.everythingCidr, "warning"]], { spec });
    expect(short(report)).toEqual([
      "error acknowledgement-refused (everything-cidr requestIp.in)",
      "warning everything-cidr (requestIp.in)",
    ]);
    expect(messages(report, "acknowledgement-refused")).toEqual([
      "the acknowledgement of everything-cidr (requestIp.in) does not count: this rule can't be waived",
    ]);
  });

  test("can't wave away what is found about rules and acknowledgements", () => {
    const report = check(
      [ack({ rule: "rule-failed", detail: "acme-broken" })],
      broken(() => {
        throw new Error("x");
      }),
    );
    expect(short(report)).toEqual(["error acknowledgement-refused (rule-failed acme-broken)", "error rule-failed (acme-broken)"]);
  });

  test("of a rule that no pack in use has are listed, and nothing else", () => {
    const report = check([ack({ rule: "acme-own" })]);
    expect(short(report)).toEqual(["error no-expiry (expiresOn)", "warning no-owner (owner)"]);
    expect(report.acknowledgements.map(({ status }) => status)).toEqual(["not-checked"]);
  });

  test("have the levels of the pack for what is found about them", () => {
    expect(short(check([ack({ detail: "x" })], strict))).toContain("error acknowledgement-unused (no-owner x)");
    expect(short(check([ack({ detail: "x" })], [...baseline, [rules.acknowledgementUnused, "off"]]))).toContain(
      "warning acknowledgement-unused (no-owner x)",
    );
  });

  test("fails for entries that can't be read: they are named and never dropped", () => {
    const { acknowledgements, unreadable } = parseAcknowledgements([
      ack(),
      null,
      { rule: "x" },
      ack({ until: "soon" }),
      ack({ reason: " " }),
      ack({ owner: "a\u202eb" }),
    ]);
    expect(acknowledgements).toEqual([ack()]);
    expect(unreadable).toHaveLength(6);
    for (const blank of ["\u200b", "\u2800", "\u3164", "\u{e0041}\u{e0042}", "-"]) {
      expect(parseAcknowledgements([ack({ reason: blank })]).unreadable).toEqual([
        expect.stringContaining("acknowledgements.reason: the reason has a letter or a digit"),
      ]);
      expect(parseAcknowledgements([ack({ owner: blank })]).unreadable).toHaveLength(1);
    }
    expect(parseAcknowledgements([ack({ reason: "#1", owner: "\u7ba1\u7406" })]).unreadable).toEqual([]);
    expect(parseAcknowledgements("x").unreadable).toEqual(["acknowledgements are a list"]);
    const report = check([], pack, { unreadable: ["acknowledgements are a list"] });
    expect(messages(report, "acknowledgement-refused")).toEqual(["an acknowledgement can't be read: acknowledgements are a list"]);
  });
});

describe("a rule that finds hundreds in one token", () => {
  const many = (count: number): Pack => [
    [
      defineRule({
        id: "acme-many",
        title: "t",
        why: "w",
        fix: "f",
        token: () => Array.from({ length: count }, (_, index) => ({ detail: `d${String(index).padStart(4, "0")}`, message: "m" })),
      }),
      "error",
    ],
  ];
  const acks = (count: number): AcknowledgementSpec[] =>
    Array.from({ length: count }, (_, index) => ack({ rule: "acme-many", detail: `d${String(index).padStart(4, "0")}` }));

  test("shows the first hundred, and says how many more there are", () => {
    expect(short(check([], many(100)))).toHaveLength(100);
    const { findings } = check([], many(350));
    expect(findings).toHaveLength(101);
    expect(findings.slice(0, 100).map(({ detail }) => detail)).toEqual(acks(100).map(({ detail }) => detail));
    expect(findings[100]).toMatchObject({
      rule: "acme-many",
      level: "error",
      detail: "more",
      message: "the rule finds 250 more of this token",
      token: { name: "ci" },
    });
  });

  test("leaves out none that somebody answers for, and counts the others", () => {
    const report = check(acks(150), many(350));
    expect(report.acknowledgements.map(({ status }) => status)).toEqual(Array.from({ length: 150 }, () => "used"));
    expect(report.findings.filter(({ acknowledged }) => acknowledged !== undefined)).toHaveLength(150);
    expect(messages(report, "acme-many")).toContain("the rule finds 100 more of this token");
    expect(report.findings.filter(({ acknowledged }) => acknowledged === undefined)).toHaveLength(101);
  });

  test("can't be acknowledged as a whole", () => {
    const report = check([ack({ rule: "acme-many", detail: "more" })], many(101));
    expect(report.findings.find(({ detail }) => detail === "more")?.acknowledged).toBeUndefined();
    expect(report.acknowledgements.map(({ status }) => status)).toEqual(["unused"]);
  });

  test("takes no time that grows with findings times acknowledgements", () => {
    const start = process.cpuUsage();
    const unused = Array.from({ length: 20_000 }, (_, index) => ack({ rule: "acme-many", detail: `x${String(index)}` }));
    expect(check(unused, many(20_000)).findings).toHaveLength(20_101);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1e6).toBeLessThan(5);
  });
});
