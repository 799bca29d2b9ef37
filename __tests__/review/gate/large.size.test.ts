import type { TokenSpec } from "../../../lib";
import { gatePlan, gateSnapshot, type PlanReading, type SnapshotFile, snapshotOf } from "../../../lib/review";
import { growth, LINEAR } from "../../models/growth";
import { DNS_WRITE, stack, token, ZONE_READ } from "../record/stacks";

const zoneOf = (index: number): string => `com.cloudflare.api.account.zone.${String(index).padStart(32, "0")}`;
const on = (keys: readonly string[], permissionGroups: readonly string[] = [DNS_WRITE]): TokenSpec["policies"] => [
  { effect: "allow", permissionGroups, resources: Object.fromEntries(keys.map((key) => [key, "*"])) },
];
const list = <T>(size: number, make: (index: number) => T): T[] => Array.from({ length: size }, (_, index) => make(index));

/** How much longer it takes to judge a token that is four times as large. */
function judging(
  make: (size: number) => { readonly reviewed: readonly TokenSpec[]; readonly planned: readonly TokenSpec[] },
  size: number,
): number {
  const made = new Map([size, 4 * size].map((each) => [each, prepared(make(each))]));
  return growth((of) => {
    const { planned, files } = made.get(of)!;
    gateSnapshot("prod", planned, files);
  }, size);
}

function prepared({ reviewed, planned }: { readonly reviewed: readonly TokenSpec[]; readonly planned: readonly TokenSpec[] }) {
  return { planned, files: snapshotOf([stack(reviewed)]) };
}

describe("the time that judging takes grows with the size and no faster", () => {
  it.each<[string, number, (size: number) => readonly [reviewed: readonly TokenSpec[], planned: readonly TokenSpec[]]]>([
    ["many tokens", 150, (n) => [list(n, (i) => token({ name: `t${String(i)}` })), list(n, (i) => token({ name: `t${String(i)}` }))]],
    ["many resources", 2000, (n) => [[token({ policies: on(list(n, zoneOf)) })], [token({ policies: on(list(n, zoneOf)) })]]],
    [
      "many expressions",
      800,
      (n) => [
        [token({ policies: on(list(n, (i) => `com.cloudflare.api.account.zone.\${var.z${String(i)}}`)) })],
        [token({ policies: on(list(n, zoneOf)) })],
      ],
    ],
    [
      "expressions side by side",
      4000,
      (n) => [
        [token({ policies: on([`com.cloudflare.api.account.zone.${"${var.a}${var.b}".repeat(n)}`]) })],
        [token({ policies: on([`com.cloudflare.api.account.zone.${"0".repeat(20 * n)}`]) })],
      ],
    ],
    [
      "expressions with the same text between them",
      4000,
      (n) => [[token({ policies: on([`x${"-${var.a}-".repeat(n)}y`]) })], [token({ policies: on([`x${"-".repeat(20 * n)}`]) })]],
    ],
    ["expressions that do not end", 8000, (n) => [[token({ policies: on(["${".repeat(n)]) })], [token()]]],
    [
      "permissions that are looked up",
      800,
      (n) => {
        const looked = list(n, (i) => `\${one([for g in data.x.y${String(i)}.result : g.id if g.name == "Zone Read"])}`);
        const lookups = Object.fromEntries(looked.map((each) => [each, { kind: "permission", name: "Zone Read" } as const]));
        return [
          [token({ policies: on([zoneOf(1)], looked), lookups })],
          [token({ policies: on([zoneOf(1)], [ZONE_READ, ...list(n, (i) => `g${String(i)}`)]) })],
        ];
      },
    ],
  ])("%s", (_, size, make) => {
    expect(
      judging((of) => {
        const [reviewed, planned] = make(of);
        return { reviewed, planned };
      }, size),
    ).toBeLessThan(LINEAR);
  });

  it("tokens of one name without an address", () => {
    const nameless = (n: number): TokenSpec[] =>
      list(n, (i) => {
        const { address: _, ...rest } = token({ path: `prod/t${String(i)}` });
        return rest;
      });
    expect(judging((n) => ({ reviewed: nameless(n), planned: nameless(n) }), 150)).toBeLessThan(LINEAR);
  });

  it("slots of one principal in a plan", () => {
    const slot = (index: number): TokenSpec =>
      token({
        name: `ci-${String(index)}`,
        address: `cloudflare_account_token.s${String(index)}`,
        rotation: { principal: "prod/ci", slot: String(index), generation: 1 },
        notBefore: "2026-11-01T00:00:00Z",
        expiresOn: "2027-01-30T00:00:00Z",
      });
    const made = new Map([100, 400].map((size) => [size, { specs: list(size, slot), files: snapshotOf([stack(list(size, slot))]) }]));
    const planOf = (specs: readonly TokenSpec[]): PlanReading => ({
      before: specs.map((spec) => ({ ...spec, status: "disabled" })),
      after: specs,
      warnings: [],
      drift: { before: [], after: [] },
      others: [],
      stateOnly: [],
      notReviewed: [],
      outside: [],
      openUses: [],
      found: { zones: new Map(), permissions: new Map() },
    });
    const time = growth((size) => {
      const { specs, files } = made.get(size)!;
      gatePlan("prod", planOf(specs), files);
    }, 100);
    expect(time).toBeLessThan(LINEAR);
  });
});

describe("a record that multiplies", () => {
  /** A small text of as many pairs as asked for. */
  const file = (name: string, side: number): SnapshotFile => {
    const [{ path, text }] = snapshotOf([stack([token({ name })])]) as [SnapshotFile];
    const groups = list(side, (i) => `"${String(i)}"`).join();
    return {
      path,
      text: text
        .replace(/"permissionGroups": \[[^\]]*\]/, `"permissionGroups": [${groups}]`)
        .replace(/"resources": \{[^}]*\}/, `"resources": {${list(side, (i) => `"z${String(i)}":"*"`).join()}}`)
        .replace(/"(?:permissions|names)": \{(?:[^{}]|\{[^}]*\})*\}/g, (all) => `${all.slice(0, all.indexOf("{"))}{}`),
    };
  };

  it("is damaged beyond what one input may hold, alone and together with others", () => {
    const damaged = (...files: SnapshotFile[]): unknown[] =>
      gateSnapshot("prod", [], files).problems.flatMap((problem) => (problem.problem === "damaged" ? [problem.file] : []));
    expect(damaged(file("a", 1400))).toEqual([]);
    expect(damaged(file("a", 1500))).toEqual(["prod/a.md"]);
    expect(damaged(file("a", 1400), file("b", 1400), file("c", 1))).toEqual(["prod/b.md", "prod/c.md"]);
  });
});
