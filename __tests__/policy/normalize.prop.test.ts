import fc from "fast-check";
import { normalize, type TokenSpec } from "../../lib/policy";
import { entriesOf, USER_ENTRIES, GROUPS } from "../models/access";
import { minimal, rangeText } from "../models/addresses";
import { randomFrom, runs, shuffled } from "../models/runs";
import { INSTANTS, RANGES, sample } from "../models/specs";
import { type Triple, write } from "../models/writings";

/** The same access in other words: policies cut anew, ranges in another order with contained ones added, other spellings, other order of fields. */
function reworded(
  { spec, filter }: { spec: TokenSpec; filter: typeof sample extends fc.Arbitrary<{ filter: infer F }> ? F : never },
  seed: number,
): TokenSpec {
  const random = randomFrom(seed);
  const triples = spec.policies.flatMap((p): Triple[] =>
    p.permissionGroups.flatMap((group) => entriesOf(p).map((entry) => ({ effect: p.effect, group, entry }))),
  );
  const list = (ranges: typeof RANGES): string[] => {
    const contained = RANGES.filter(
      (range) => ranges.some((other) => other.family === range.family && range.bits.startsWith(other.bits)) && random(2) === 0,
    );
    return shuffled([...ranges, ...contained], random).map((range) => {
      const text = rangeText(range);
      return random(2) === 0 ? text.replace(/\/32$/, "") : text.toUpperCase();
    });
  };
  const time = (text: string | undefined): { text?: string } => {
    const known = INSTANTS.find(({ texts }) => text !== undefined && texts.includes(text));
    return known === undefined ? {} : { text: known.texts[random(known.texts.length)] ?? known.texts[0] };
  };
  const { notBefore, expiresOn, requestIp: _, policies: __, ...rest } = spec;
  const fields: TokenSpec = {
    ...rest,
    policies: write([...new Map(triples.map((t) => [JSON.stringify(t), t])).values()], random),
    ...(filter === undefined
      ? {}
      : {
          requestIp: {
            ...(filter.notIn === undefined ? {} : { notIn: list(filter.notIn) }),
            ...(filter.in === undefined ? {} : { in: list(filter.in) }),
          },
        }),
    ...(notBefore === undefined ? {} : { notBefore: time(notBefore).text ?? notBefore }),
    ...(expiresOn === undefined ? {} : { expiresOn: time(expiresOn).text ?? expiresOn }),
  };
  return Object.fromEntries(shuffled(Object.entries(fields), random)) as unknown as TokenSpec;
}

test("the same access in any words and any order gives the same bytes", () => {
  fc.assert(
    fc.property(sample, fc.integer(), (token, seed) => {
      expect(JSON.stringify(normalize(reworded(token, seed)))).toBe(JSON.stringify(normalize(token.spec)));
    }),
    runs(),
  );
});

test("normalize is idempotent", () => {
  fc.assert(
    fc.property(sample, ({ spec }) => {
      const normal = normalize(spec);
      expect(JSON.stringify(normalize(normal))).toBe(JSON.stringify(normal));
    }),
    runs(),
  );
});

test("another access gives other bytes: one triple less, one range less, another second", () => {
  const triple = fc.record({
    effect: fc.constantFrom("allow" as const, "deny" as const),
    group: fc.constantFrom(...GROUPS.map((g) => g.id)),
    entry: fc.constantFrom(...USER_ENTRIES),
  });
  fc.assert(
    fc.property(
      sample,
      fc.uniqueArray(triple, { minLength: 1, maxLength: 8, selector: (t) => JSON.stringify(t) }),
      fc.integer(),
      ({ spec, filter }, triples, seed) => {
        const random = randomFrom(seed);
        const bytes = (changed: Partial<TokenSpec>): string =>
          JSON.stringify(normalize({ ...spec, policies: write(triples, random), ...changed }));
        expect(bytes({ policies: write(triples.slice(1), random) })).not.toBe(bytes({}));
        const outer = minimal(filter?.in ?? []);
        if (outer.length > 0) expect(bytes({ requestIp: { ...spec.requestIp, in: outer.slice(1).map(rangeText) } })).not.toBe(bytes({}));
        expect(bytes({ expiresOn: "2035-01-01T00:00:00Z" })).not.toBe(bytes({ expiresOn: "2035-01-01T00:00:01Z" }));
      },
    ),
    runs(),
  );
});
