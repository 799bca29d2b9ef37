import fc from "fast-check";
import type { PolicySpec, TokenSpec } from "../../lib/policy";
import { type BitRange, rangeText } from "./addresses";
import { ENTRIES, GROUPS, OWN, USER_ENTRIES } from "./access";
import { secondsOf } from "./calendar";
import { resourcesOf } from "./writings";

/** Seconds, and ways to write each of them. */
export const INSTANTS: readonly { readonly seconds: number; readonly texts: readonly [string, ...string[]] }[] = [
  { seconds: secondsOf(2030, 1, 1, 0, 0, 0), texts: ["2030-01-01T00:00:00Z", "2030-01-01T00:00:00.9Z", "2029-12-31T14:00:00-10:00"] },
  { seconds: secondsOf(2030, 6, 1, 12, 0, 0), texts: ["2030-06-01T12:00:00Z", "2030-06-01t17:30:00.001+05:30"] },
  { seconds: secondsOf(2031, 1, 1, 0, 0, 0), texts: ["2031-01-01T00:00:00Z", "2031-01-01T00:00:00-00:00"] },
];

function bits(text: string): string {
  return text
    .split(".")
    .map((byte) => Number(byte).toString(2).padStart(8, "0"))
    .join("");
}

/** Ranges around a few addresses. */
export const RANGES: readonly BitRange[] = [
  { family: 4, bits: bits("192.0.2.0").slice(0, 24) },
  { family: 4, bits: bits("192.0.2.0").slice(0, 25) },
  { family: 4, bits: bits("192.0.2.128").slice(0, 25) },
  { family: 4, bits: bits("192.0.2.7") },
  { family: 4, bits: "" },
  { family: 4, bits: "0" },
  { family: 4, bits: "1" },
  { family: 6, bits: "0010000000000001" },
  { family: 6, bits: "00100000000000010" },
  { family: 6, bits: "00100000000000011" },
  { family: 6, bits: "" },
];

export const ADDRESSES: readonly (BitRange & { readonly text: string })[] = [
  { family: 4, bits: bits("192.0.2.7"), text: "192.0.2.7" },
  { family: 4, bits: bits("192.0.2.200"), text: "192.0.2.200" },
  { family: 4, bits: bits("10.1.2.3"), text: "10.1.2.3" },
  { family: 6, bits: "0010000000000001".padEnd(127, "0") + "1", text: "2001:0::0001" },
  { family: 6, bits: "0011".padEnd(128, "0"), text: "3000::" },
];

const range = fc.constantFrom(...RANGES);
/** An address filter, as bits. Lists may be empty, as in foreign files. */
export const filter = fc.option(
  fc.record({ in: fc.array(range, { maxLength: 4 }), notIn: fc.array(range, { maxLength: 4 }) }, { requiredKeys: [] }),
  { nil: undefined },
);
export type Filter = typeof filter extends fc.Arbitrary<infer T> ? T : never;

const moment = fc.option(
  fc.constantFrom(...INSTANTS).chain(({ seconds, texts }) => fc.constantFrom(...texts).map((text) => ({ seconds, text }))),
  { nil: undefined, freq: 1 },
);

/** A policy of any groups on any entries, fitting or not. Entries that can't stand in one object replace each other. */
function policy(entries: typeof ENTRIES): fc.Arbitrary<PolicySpec> {
  return fc
    .record({
      effect: fc.constantFrom("allow" as const, "allow" as const, "deny" as const),
      groups: fc.array(fc.constantFrom(...GROUPS.map((g) => g.id)), { minLength: 1, maxLength: 3 }),
      entries: fc.array(fc.constantFrom(...entries), { minLength: 1, maxLength: 4 }),
    })
    .map(({ effect, groups, entries: list }) => ({ effect, permissionGroups: groups, resources: resourcesOf(list) }));
}

/** A token with the parts of it that the models need in their own form. */
export interface Sample {
  readonly spec: TokenSpec;
  readonly filter: Filter;
  readonly from: number | undefined;
  readonly until: number | undefined;
}

export const sample: fc.Arbitrary<Sample> = fc.constantFrom("account" as const, "user" as const).chain((kind) =>
  fc
    .record({
      status: fc.constantFrom("active" as const, "active" as const, "active" as const, "disabled" as const),
      policies: fc.array(policy(kind === "account" ? ENTRIES : USER_ENTRIES), { maxLength: 5 }),
      filter,
      from: moment,
      until: moment,
    })
    .map(({ status, policies, filter: lists, from, until }) => ({
      spec: {
        kind,
        ...(kind === "account" ? { accountId: OWN } : {}),
        name: "sample",
        status,
        policies,
        ...(lists === undefined
          ? {}
          : {
              requestIp: {
                ...(lists.in === undefined ? {} : { in: lists.in.map(rangeText) }),
                ...(lists.notIn === undefined ? {} : { notIn: lists.notIn.map(rangeText) }),
              },
            }),
        ...(from === undefined ? {} : { notBefore: from.text }),
        ...(until === undefined ? {} : { expiresOn: until.text }),
      },
      filter: lists,
      from: from?.seconds,
      until: until?.seconds,
    })),
);
