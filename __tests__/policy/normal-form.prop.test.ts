import fc from "fast-check";
import { permissionWithId } from "../../lib/catalogue";
import {
  allow,
  type AnyResource,
  deny,
  makeResource,
  normalizePolicies,
  type Policy,
  toPolicySpecs,
  writeResources,
} from "../../lib/policy";
import { entriesOf, GROUPS, USER_ENTRIES } from "../models/access";
import { randomFrom, runs, shuffled } from "../models/runs";
import { expectedPolicies, type Triple, write } from "../models/writings";

const SYMBOLS = [
  { key: "com.cloudflare.api.account.zone.${var.zone}" },
  { key: "com.cloudflare.api.account.${var.account}", nested: "com.cloudflare.api.account.zone.*" },
];

function triplesOf(entries: readonly (typeof USER_ENTRIES)[number][]): fc.Arbitrary<Triple[]> {
  const triple = fc.record({
    // Few groups and entries, so that unions meet.
    effect: fc.constantFrom("allow" as const, "allow" as const, "deny" as const),
    group: fc.constantFrom(...GROUPS.slice(0, 5).map((g) => g.id)),
    entry: fc.constantFrom(...entries),
  });
  return fc.uniqueArray(triple, { maxLength: 14, selector: (t) => JSON.stringify(t) });
}

const few = triplesOf([...USER_ENTRIES.slice(0, 4), ...USER_ENTRIES.slice(-4)]);

test("any way of writing the same access gives the same bytes", () => {
  fc.assert(
    fc.property(triplesOf([...USER_ENTRIES.slice(0, 4), ...SYMBOLS]), fc.integer(), fc.integer(), (triples, one, other) => {
      const bytes = [one, other].map((seed) => JSON.stringify(normalizePolicies(write(triples, randomFrom(seed)))));
      expect(bytes[0]).toBe(bytes[1]);
    }),
    runs(2000),
  );
});

test("the normal form is the one that the rules give, read literally", () => {
  fc.assert(
    fc.property(few, fc.integer(), (triples, seed) => {
      const normal = normalizePolicies(write(triples, randomFrom(seed)));
      expect(normal.map((p) => `${p.effect} ${p.permissionGroups.join(",")} on ${JSON.stringify(p.resources)}`)).toEqual(
        expectedPolicies(triples),
      );
    }),
    runs(),
  );
});

test("the normal form holds the same access, no more and no less, and is its own normal form", () => {
  fc.assert(
    fc.property(few, fc.integer(), (triples, seed) => {
      const policies = write(triples, randomFrom(seed));
      const normal = normalizePolicies(policies);
      const pairs = (list: typeof policies): string[] =>
        [
          ...new Set(
            list.flatMap((p) => p.permissionGroups.flatMap((g) => entriesOf(p).map((e) => JSON.stringify([p.effect, g, e.key, e.nested])))),
          ),
        ].sort();
      expect(pairs(normal)).toEqual(pairs(policies));
      expect(JSON.stringify(normalizePolicies(normal))).toBe(JSON.stringify(normal));
    }),
    runs(),
  );
});

test("the keys of the normal form stand in the order that writeResources writes them in", () => {
  fc.assert(
    fc.property(few, fc.integer(), (triples, seed) => {
      for (const { resources } of normalizePolicies(write(triples, randomFrom(seed))))
        expect(writeResources(resources)).toBe(JSON.stringify(resources));
    }),
    runs(),
  );
});

test("any order and any splitting of allow, deny and on calls gives the same bytes", () => {
  const resourceOf = ({ key, nested }: Triple["entry"], scope: (typeof GROUPS)[number]["scope"]): AnyResource =>
    makeResource({ scope, key, ...(nested === undefined ? {} : { nested }) });
  /** The same policies as calls, some of them cut in two and some made twice. */
  const calls = (triples: readonly Triple[], seed: number): Policy[] => {
    const random = randomFrom(seed);
    const policies = write(triples, random).flatMap((policy): Policy[] => {
      const verb = policy.effect === "allow" ? allow : deny;
      const permissions = policy.permissionGroups.map((id) =>
        permissionWithId(
          id,
          GROUPS.find((g) => g.id === id)!,
        ),
      );
      const resources = shuffled(entriesOf(policy), random).map((entry) => resourceOf(entry, "zone"));
      const at = random(resources.length);
      const halves = [resources.slice(0, at), resources.slice(at)].filter((half) => half.length > 0);
      return random(2) === 0
        ? [verb(...permissions).on(...resources)]
        : halves.map((half) => verb(...shuffled(permissions, random)).on(...half, ...half.slice(random(2))));
    });
    return shuffled([...policies, ...policies.slice(0, random(3))], random);
  };
  fc.assert(
    fc.property(few, fc.integer(), fc.integer(), (triples, one, other) => {
      const bytes = [one, other].map((seed) => JSON.stringify(normalizePolicies(toPolicySpecs(calls(triples, seed)))));
      expect(bytes[0]).toBe(bytes[1]);
      expect(bytes[0]).toBe(JSON.stringify(normalizePolicies(write(triples, randomFrom(one)))));
    }),
    runs(),
  );
});
