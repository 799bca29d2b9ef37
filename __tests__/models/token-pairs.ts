/* Two states of one token, at random, on everything that the model knows. */
import fc from "fast-check";
import type { PolicySpec, TokenSpec } from "../../lib/policy";
import {
  CACHE_PURGE,
  DNS_READ,
  DNS_WRITE,
  ENTRIES,
  type Group,
  GROUPS,
  ITEM_READ,
  ITEM_WRITE,
  type ModelEntry,
  OTHER,
  OWN,
  R2_READ,
  R2_WRITE,
  SCRIPTS_READ,
  SCRIPTS_WRITE,
  USER_ENTRIES,
} from "./access";
import { CIDRS, INSTANTS } from "./differences";
import { resourcesOf } from "./writings";

const COMMON = [DNS_READ, DNS_WRITE, CACHE_PURGE, SCRIPTS_READ, SCRIPTS_WRITE, ITEM_READ, ITEM_WRITE];
const BUCKETS = [ITEM_READ, ITEM_WRITE, R2_READ, R2_WRITE, SCRIPTS_WRITE];

function policy(groups: readonly string[], entries: readonly ModelEntry[]): fc.Arbitrary<PolicySpec> {
  // A policy of no group or no resource grants nothing.
  const some = <T>(list: readonly T[]): fc.Arbitrary<T[]> =>
    fc.oneof(
      { weight: 12, arbitrary: fc.subarray([...list], { minLength: 1, maxLength: Math.min(3, list.length) }) },
      { weight: 1, arbitrary: fc.constant<T[]>([]) },
    );
  return fc
    .record({ effect: fc.constantFrom("allow" as const, "allow" as const, "deny" as const), groups: some(groups), entries: some(entries) })
    .map(({ effect, groups: ids, entries: list }) => ({ effect, permissionGroups: ids, resources: resourcesOf(list) }));
}

const same = Symbol("same");

/** A value before and one after, often the same. */
function twice<T>(value: fc.Arbitrary<T>, often = 2): fc.Arbitrary<readonly [T, T]> {
  return fc
    .tuple(value, fc.oneof({ weight: often, arbitrary: fc.constant(same) }, { weight: 1, arbitrary: value }))
    .map(([a, b]) => [a, b === same ? a : b] as const);
}

/** What the states of a token are made of. */
export interface Universe {
  readonly kind: TokenSpec["kind"];
  readonly accounts: readonly string[];
  readonly groups: readonly string[];
  readonly entries: readonly ModelEntry[];
  readonly cidrs: readonly string[];
  readonly instants: readonly string[];
}

/** Two states of one token that differ in some of what they are made of. */
export function pairOf({ kind, accounts, groups, entries, cidrs, instants }: Universe): fc.Arbitrary<readonly [TokenSpec, TokenSpec]> {
  const filter = fc.option(
    fc.record({ in: fc.subarray([...cidrs], { maxLength: 3 }), notIn: fc.subarray([...cidrs], { maxLength: 2 }) }, { requiredKeys: [] }),
    { nil: undefined },
  );
  const instant = fc.option(fc.constantFrom(...instants), { nil: undefined, freq: 1 });
  const few = fc.tuple(fc.subarray([...groups], { minLength: 1, maxLength: 4 }), fc.subarray([...entries], { minLength: 1, maxLength: 5 }));
  const policies = few.chain(([ids, some]) =>
    fc.array(fc.tuple(policy(ids, some), fc.constantFrom("both", "both", "before", "after")), { maxLength: 5 }),
  );
  return fc
    .record({
      account: twice(fc.constantFrom(...accounts), 12),
      policies,
      status: twice(fc.constantFrom("active" as const, "active" as const, "active" as const, "active" as const, "disabled" as const)),
      filter: twice(filter),
      from: twice(instant),
      until: twice(instant),
    })
    .map((made) => {
      const at = (side: 0 | 1): TokenSpec => {
        const [requestIp, notBefore, expiresOn] = [made.filter[side], made.from[side], made.until[side]];
        const here = made.policies.filter(([, where]) => where === "both" || where === (side === 0 ? "before" : "after"));
        return {
          kind,
          ...(kind === "account" ? { accountId: made.account[side] } : {}),
          name: "t",
          status: made.status[side],
          policies: here.map(([each]) => each),
          ...(requestIp === undefined ? {} : { requestIp }),
          ...(notBefore === undefined ? {} : { notBefore }),
          ...(expiresOn === undefined ? {} : { expiresOn }),
          // The same token, whatever its account.
          address: "cloudflare_account_token.t",
        };
      };
      return [at(0), at(1)] as const;
    });
}

/** An account, and what is in it beside zones and Workers. */
function isOfAccount({ key, nested }: ModelEntry): boolean {
  return !/zone|worker|user/.test(nested ?? key);
}

export const idsOf = (groups: readonly Group[]): string[] => groups.map((group) => group.id);

/** Pairs of account-owned and of user tokens, on everything the model knows; three in five of the permissions everybody uses. */
export const tokenPair: fc.Arbitrary<readonly [TokenSpec, TokenSpec]> = fc
  .tuple(fc.constantFrom("account" as const, "account" as const, "user" as const), fc.constantFrom(COMMON, COMMON, COMMON, BUCKETS, GROUPS))
  .chain(([kind, groups]) =>
    pairOf({
      kind,
      accounts: [OWN, OTHER],
      groups: idsOf(groups),
      // Of few resources more meet.
      entries: (kind === "account" ? ENTRIES : USER_ENTRIES).filter((entry) => groups !== BUCKETS || isOfAccount(entry)),
      cidrs: CIDRS,
      instants: INSTANTS,
    }),
  );
