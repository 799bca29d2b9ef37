import { expandPolicies, normalizePolicies, type PolicySpec } from "../../lib/policy";
import { conflictingKeys } from "../../lib/policy/normal-form";

const ACCOUNT = "com.cloudflare.api.account.0123456789abcdef0123456789abcdef";
const ALL_ZONES = "com.cloudflare.api.account.zone.*";
const ZONE_1 = "com.cloudflare.api.account.zone.11111111111111111111111111111111";
const ZONE_2 = "com.cloudflare.api.account.zone.22222222222222222222222222222222";

function allow(groups: readonly string[], resources: PolicySpec["resources"]): PolicySpec {
  return { effect: "allow", permissionGroups: groups, resources };
}

function deny(groups: readonly string[], resources: PolicySpec["resources"]): PolicySpec {
  return { effect: "deny", permissionGroups: groups, resources };
}

/** With the order of keys, which toEqual does not see. */
function text(policies: readonly PolicySpec[]): string {
  return JSON.stringify(policies);
}

describe("normalizePolicies", () => {
  test("puts groups of equal resources into one policy, in order", () => {
    expect(
      text(normalizePolicies([allow(["c"], { [ZONE_2]: "*", [ZONE_1]: "*" }), allow(["a", "b"], { [ZONE_1]: "*", [ZONE_2]: "*" })])),
    ).toBe(text([allow(["a", "b", "c"], { [ZONE_1]: "*", [ZONE_2]: "*" })]));
  });

  test("lets each group stand once per effect, with all its resources", () => {
    expect(
      text(normalizePolicies([allow(["a", "b"], { [ZONE_1]: "*" }), allow(["b"], { [ZONE_2]: "*" }), deny(["b"], { [ZONE_2]: "*" })])),
    ).toBe(text([allow(["b"], { [ZONE_1]: "*", [ZONE_2]: "*" }), allow(["a"], { [ZONE_1]: "*" }), deny(["b"], { [ZONE_2]: "*" })]));
  });

  test("puts allow before deny, and then goes by the text of the resources", () => {
    expect(
      normalizePolicies([deny(["a"], { [ZONE_1]: "*" }), allow(["b"], { [ZONE_2]: "*" }), allow(["a"], { [ACCOUNT]: "*" })]).map((p) => [
        p.effect,
        ...Object.keys(p.resources),
      ]),
    ).toEqual([
      ["allow", ACCOUNT],
      ["allow", ZONE_2],
      ["deny", ZONE_1],
    ]);
  });

  test("sorts a single policy as well, at both levels", () => {
    expect(text(normalizePolicies([allow(["b", "a", "b"], { [ZONE_1]: "*", [ACCOUNT]: { "com.b.*": "*", "com.a.*": "*" } })]))).toBe(
      text([allow(["a", "b"], { [ACCOUNT]: { "com.a.*": "*", "com.b.*": "*" }, [ZONE_1]: "*" })]),
    );
  });

  test("keeps two policies where a group holds both * and entries under one key", () => {
    const mixed = [allow(["a"], { [ACCOUNT]: { [ALL_ZONES]: "*" }, [ZONE_1]: "*" }), allow(["a", "b"], { [ACCOUNT]: "*" })];
    const normal = normalizePolicies(mixed);
    expect(text(normal)).toBe(
      text([
        allow(["a"], { [ACCOUNT]: "*", [ZONE_1]: "*" }),
        allow(["b"], { [ACCOUNT]: "*" }),
        allow(["a"], { [ACCOUNT]: { [ALL_ZONES]: "*" } }),
      ]),
    );
    expect(text(normalizePolicies([...normal].reverse()))).toBe(text(normal));
  });

  test.each([
    ["no groups", [allow([], { [ZONE_1]: "*" })]],
    ["no resources", [allow(["a"], {})]],
    ["an empty object", [allow(["a"], { [ACCOUNT]: {} })]],
    ["no policies", []],
  ])("drops what grants nothing: %s", (_, policies) => {
    const real = allow(["b"], { [ZONE_1]: "*" });
    expect([normalizePolicies(policies), normalizePolicies([real, ...policies])]).toEqual([[], [real]]);
  });

  test("drops an empty object beside an entry and beside *", () => {
    expect(normalizePolicies([allow(["a"], { [ACCOUNT]: {}, [ZONE_1]: "*" })])).toEqual([allow(["a"], { [ZONE_1]: "*" })]);
    expect(normalizePolicies([allow(["a"], { [ACCOUNT]: {} }), allow(["a"], { [ACCOUNT]: "*" })])).toEqual([
      allow(["a"], { [ACCOUNT]: "*" }),
    ]);
  });

  test("keeps __proto__ of a foreign file as data", () => {
    const foreign = JSON.parse('{"__proto__":"*","com.a":{"__proto__":"*"}}') as PolicySpec["resources"];
    const one = normalizePolicies([allow(["a"], foreign)]);
    expect([text(one), text(normalizePolicies([...one, allow(["a"], { "com.b": "*" })]))]).toEqual([
      '[{"effect":"allow","permissionGroups":["a"],"resources":{"__proto__":"*","com.a":{"__proto__":"*"}}}]',
      '[{"effect":"allow","permissionGroups":["a"],"resources":{"__proto__":"*","com.a":{"__proto__":"*"},"com.b":"*"}}]',
    ]);
  });

  test("leaves its input alone", () => {
    const policies = [allow(["b", "a"], { [ZONE_2]: "*", [ZONE_1]: "*" }), deny(["a"], { [ACCOUNT]: { b: "*", a: "*" } })];
    const before = text(policies);
    normalizePolicies(policies);
    expect(text(policies)).toBe(before);
  });
});

describe("expandPolicies", () => {
  test("gives each pair once, with all its origins", () => {
    expect(
      expandPolicies([allow(["a"], { [ZONE_1]: "*" }), allow(["a", "a", "b"], { [ZONE_1]: "*", [ACCOUNT]: { [ALL_ZONES]: "*" } })]),
    ).toEqual([
      { effect: "allow", group: "a", key: ZONE_1, origins: ["policies[0]", "policies[1]"] },
      { effect: "allow", group: "a", key: ACCOUNT, nested: ALL_ZONES, origins: ["policies[1]"] },
      { effect: "allow", group: "b", key: ZONE_1, origins: ["policies[1]"] },
      { effect: "allow", group: "b", key: ACCOUNT, nested: ALL_ZONES, origins: ["policies[1]"] },
    ]);
  });

  test("names origins as it is told", () => {
    expect(expandPolicies([allow(["a"], { [ZONE_1]: "*" })], (i) => `prod/dns #${String(i + 1)}`)[0]?.origins).toEqual(["prod/dns #1"]);
  });

  test("keeps apart what only joined texts would confuse", () => {
    const foreign = [
      allow(["a"], { k: { "": "*" } }),
      allow(["a"], { k: "*" }),
      allow(["a\nk"], { l: "*" }),
      allow(["a"], { "k\nl": "*" }),
    ];
    expect(expandPolicies(foreign).map(({ group, key, nested }) => [group, key, nested])).toEqual([
      ["a", "k", ""],
      ["a", "k", undefined],
      ["a\nk", "l", undefined],
      ["a", "k\nl", undefined],
    ]);
  });
});

describe("conflictingKeys", () => {
  test("finds groups with both * and entries under one key, over all policies of one effect", () => {
    const policies = [
      allow(["a", "b"], { [ACCOUNT]: "*" }),
      allow(["b", "c"], { [ACCOUNT]: { [ALL_ZONES]: "*" }, [ZONE_1]: "*" }),
      deny(["a"], { [ACCOUNT]: { [ALL_ZONES]: "*" } }),
    ];
    expect(conflictingKeys(policies)).toEqual([{ group: "b", key: ACCOUNT }]);
  });
});
