import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Testing } from "cdktf";
import fc from "fast-check";
import { ServicePrincipal } from "../../lib";
import { readText } from "../constructs/support";
import { randomFrom, runs } from "../models/runs";
import type { Triple } from "../models/writings";
import { build, PAIRS, type PrincipalData } from "./worlds";

const triples = (effect: "allow" | "deny", minLength: number): fc.Arbitrary<Triple[]> =>
  fc.array(
    fc.constantFrom(...PAIRS).chain((pair) =>
      fc.record({
        effect: fc.constant(effect),
        group: fc.constantFrom(...pair.permissions.map((p) => p.id)),
        entry: fc.constantFrom(...pair.entries),
      }),
    ),
    { minLength, maxLength: 7 },
  );

const principal: fc.Arbitrary<Omit<PrincipalData, "id">> = fc.record({
  // A read of billing that nothing denies, so that something stays allowed.
  triples: fc
    .tuple(triples("allow", 0), triples("deny", 0))
    .map(([allowed, denied]) => [
      { effect: "allow" as const, group: PAIRS[1]?.permissions[0]?.id ?? "", entry: PAIRS[1]?.entries[0] ?? { key: "" } },
      ...allowed,
      ...denied.filter((d) => d.group !== PAIRS[1]?.permissions[0]?.id),
    ]),
  in: fc.subarray(["198.51.100.7/32", "2001:db8::/32"] as const).chain((rest) => fc.constantFrom([], ["192.0.2.0/24", ...rest] as const)),
  notIn: fc.subarray(["192.0.2.64/26"] as const),
  notBefore: fc.constantFrom(0, 1_764_547_200),
  expiresOn: fc.constantFrom(0, 2_127_427_200),
  status: fc.constantFrom("active", "disabled"),
  owner: fc.boolean(),
  adopt: fc.boolean(),
});

const principals = (most: number): fc.Arbitrary<PrincipalData[]> =>
  fc.array(principal, { minLength: 1, maxLength: most }).map((list) => list.map((data, i) => ({ ...data, id: `p${String(i)}` })));
const seed = fc.nat(0xffff_ffff);
const outdir = mkdtempSync(join(tmpdir(), "principals-determinism-"));

test("any order and any words for the same principals give the same bytes", () => {
  const synth = (list: readonly PrincipalData[], random: number): string => {
    const app = new App({ outdir });
    build(app, list, randomFrom(random));
    app.synth();
    return readText(outdir);
  };
  fc.assert(
    fc.property(principals(3), seed, seed, (list, a, b) => {
      expect(synth(list, a)).toBe(synth(list, b));
    }),
    runs(80),
  );
});

test("any order and any words for one principal give the same arguments and the same spec", () => {
  const app = new App({ outdir });
  const written = (list: readonly PrincipalData[], random: number): unknown => {
    app.node.tryRemoveChild("prod");
    const stack = build(app, list, randomFrom(random));
    const p = stack.node.children.find((child) => child instanceof ServicePrincipal);
    return [p?.spec, p?.resource.toTerraform()];
  };
  fc.assert(
    fc.property(principals(1), seed, seed, (list, a, b) => {
      expect(written(list, a)).toEqual(written(list, b));
    }),
    runs(1000),
  );
});

test("the worlds differ: other access is other text", () => {
  const texts = fc.sample(principals(1), { numRuns: 50, seed: 1 }).map((list) => {
    return Testing.synth(build(new App({ outdir }), list, randomFrom(1)));
  });
  expect(new Set(texts).size).toBeGreaterThan(40);
});
