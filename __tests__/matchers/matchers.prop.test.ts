import fc from "fast-check";
import { deny, Permission } from "../../lib";
import { makeResource, type PolicySpec, type TokenSpec } from "../../lib/policy";
import { type AskedGrant, principalMatchers } from "../../testing";
import { entriesOf, type Group, GROUPS, type ModelEntry, things, USER_ENTRIES, ACCOUNTS, WORKER_EDIT } from "../models/access";
import { ADDRESSES, inRange, isUsable, pairs, passes, READINGS, worldsOf as worldsOfPair } from "../models/differences";
import { assignments, SYMBOL_ZONES, symbolicPair } from "../models/symbolic-pairs";
import { tokenPair } from "../models/token-pairs";
import { runs } from "../models/runs";

/*
 * The matchers against plain enumeration: what toDeny, toGrantOnly and toBeReachableOnlyFrom say of a token holds for every thing, address and value.
 */

/** The worlds of one token. */
function worldsOf(spec: TokenSpec, zones?: readonly string[]) {
  return worldsOfPair(spec, spec, zones).map(({ after }) => after);
}

const PREFIXES: Readonly<Record<string, Group["scope"]>> = {
  "com.cloudflare.api.account.zone": "zone",
  "com.cloudflare.edge.r2.bucket": "r2Bucket",
  "com.cloudflare.edge.worker.script": "worker",
  "com.cloudflare.api.user": "user",
  "com.cloudflare.api.account": "account",
};

function scopeOf({ key, nested }: ModelEntry): Group["scope"] {
  const leaf = nested ?? key;
  return PREFIXES[leaf.slice(0, leaf.lastIndexOf("."))]!;
}

const KNOWN = GROUPS.filter((group) => group !== WORKER_EDIT);
const QUESTIONS = KNOWN.flatMap((group) =>
  USER_ENTRIES.filter((entry) => scopeOf(entry) === group.scope).map((entry) => ({ group, entry })),
);

/** Whether there is a thing among those that are asked about, in some account that it may be in, that the token may do something with. */
function mayDoSome(spec: TokenSpec, { group, entry }: (typeof QUESTIONS)[number], zones?: readonly string[]): boolean {
  const reach = spec.kind === "account" ? [spec.accountId ?? ""] : ACCOUNTS;
  return (
    isUsable(spec) &&
    worldsOf(spec, zones).some((world) => {
      const allowed = pairs(spec, world, "exact");
      return things(entry, reach, world).some((thing) => allowed.has(`${group.id} ${thing}`));
    })
  );
}

const textOf = ({ key, nested }: ModelEntry): string => (nested === undefined ? key : `${key}/${nested}`);

function denies(spec: TokenSpec, { group, entry }: (typeof QUESTIONS)[number]): boolean {
  return principalMatchers.toDeny.call({}, spec, { permission: group.id, resource: textOf(entry) }).pass;
}

test("toDeny passes for exactly the questions of which no part is allowed", () => {
  fc.assert(
    fc.property(tokenPair, fc.subarray(QUESTIONS, { minLength: 1, maxLength: 4 }), ([spec], questions) => {
      for (const question of questions)
        // A bare zone of a user token is in each account that the token names, for want of a better guess.
        expect([question, denies(spec, question)]).toEqual([question, !mayDoSome(spec, question)]);
    }),
    runs(600),
  );
});

test("toDeny passes for no token with unknown values that turn out to allow a part", () => {
  const questions = QUESTIONS.filter(({ group }) => group.scope === "zone");
  fc.assert(
    fc.property(symbolicPair, fc.subarray(questions, { minLength: 1, maxLength: 3 }), ([spec], asked) => {
      for (const question of asked.filter((each) => denies(spec, each)))
        for (const [known] of assignments([spec, spec])) expect([known, mayDoSome(known, question, SYMBOL_ZONES)]).toEqual([known, false]);
    }),
    runs(150),
  );
});

/** Policies as a list for toGrantOnly: what allows as pairs, what denies as policies. Permissions on other scopes grant nothing and are left out. */
function listOf(policies: readonly PolicySpec[]) {
  return policies.flatMap((policy) =>
    policy.permissionGroups.flatMap((id) => {
      const group = GROUPS.find((each) => each.id === id)!;
      const permission = Permission.withId(id, { name: group.name, scope: group.scope });
      return entriesOf(policy)
        .filter((entry) => scopeOf(entry) === group.scope)
        .map(({ key, nested }) => {
          const resource = makeResource({ scope: group.scope, key, ...(nested === undefined ? {} : { nested }) });
          const pair: AskedGrant = { permission, resource };
          return policy.effect === "allow" ? pair : deny(permission).on(resource);
        });
    }),
  );
}

test("toGrantOnly passes for exactly the tokens that grant nothing beyond the list, however a deny of Read is read", () => {
  const known = tokenPair.filter((pair) => !JSON.stringify(pair).includes(WORKER_EDIT.id));
  fc.assert(
    fc.property(known, ([before, spec]) => {
      // The list is of the same account, or of the same user, as the token.
      const given = { ...spec, policies: before.policies };
      const list = listOf(given.policies);
      fc.pre(list.some((entry) => !("effect" in entry)));
      const truth = worldsOf(spec).every((world) =>
        READINGS.every((reading) => {
          const listed = pairs(given, world, reading);
          return [...pairs(spec, world, reading)].every((pair) => listed.has(pair));
        }),
      );
      expect(principalMatchers.toGrantOnly.call({}, spec, list).pass).toBe(truth);
    }),
    runs(600),
  );
});

test("toGrantOnly passes for no token with unknown values that turn out to be more than the list", () => {
  const known = (policy: PolicySpec): PolicySpec => ({
    ...policy,
    permissionGroups: policy.permissionGroups.filter((id) => GROUPS.some((group) => group.id === id)),
  });
  fc.assert(
    fc.property(symbolicPair, ([before, changed]) => {
      // One expression means one thing: both stand in the same program.
      const { references: _, ...spec } = changed;
      const given = { ...spec, policies: before.policies.map(known) };
      const list = listOf(given.policies);
      fc.pre(list.some((entry) => !("effect" in entry)));
      if (!principalMatchers.toGrantOnly.call({}, spec, list).pass) return;
      for (const [listed, token] of assignments([given, spec]))
        for (const world of worldsOf(token, SYMBOL_ZONES))
          for (const reading of READINGS) {
            const allowed = pairs(listed, world, reading);
            expect([token, [...pairs(token, world, reading)].filter((pair) => !allowed.has(pair))]).toEqual([token, []]);
          }
    }),
    runs(300),
  );
});

test("toBeReachableOnlyFrom passes for exactly the tokens that no address outside can use", () => {
  const ranges = fc.subarray(
    ["10.0.0.0/29", "10.0.0.0/30", "10.0.0.4/30", "10.0.0.2/31", "0.0.0.0/1", "128.0.0.0/1", "2001:db8::/32", "::/0"],
    {
      minLength: 1,
    },
  );
  fc.assert(
    fc.property(tokenPair, ranges, ([spec], cidrs) => {
      const truth = ADDRESSES.every((address, index) => passes(spec)[index] !== true || inRange(address, cidrs));
      expect(principalMatchers.toBeReachableOnlyFrom.call({}, spec, cidrs).pass).toBe(truth);
    }),
    runs(600),
  );
});
