import fc from "fast-check";
import { Account, type Answer, type AnyResource, can, normalize, type TokenSpec } from "../../lib/policy";
import { accountModel, GROUPS, OTHER, OWN, type Question, TAG, USER_ENTRIES, userModel, ZONES } from "../models/access";
import { passes, passesSome } from "../models/addresses";
import { runs } from "../models/runs";
import { ADDRESSES, INSTANTS, sample, type Filter } from "../models/specs";

const accounts = [Account.of(OWN), Account.of(OTHER)];

/** Every resource of the world: as a value, which knows its account, and as a key. */
const RESOURCES: readonly (Omit<Question, "group"> & { readonly resource: AnyResource | string })[] = [
  ...accounts
    .flatMap((account) => [
      ...ZONES.map((zone) => account.zone(zone)),
      account,
      account.allZones(),
      account.r2Bucket("data"),
      account.r2Bucket("data", { jurisdiction: "eu" }),
      account.allR2Buckets(),
      account.worker(TAG),
    ])
    .map((resource) => ({ resource, entry: resource, account: resource.accountId })),
  ...USER_ENTRIES.map((entry) => ({ resource: entry.nested === undefined ? entry.key : `${entry.key}/${entry.nested}`, entry })),
];
const QUESTIONS = GROUPS.flatMap((group) => RESOURCES.map((resource) => ({ group, ...resource })));

/** Each instant, and the seconds before and after it, as text or as Date. */
const TIMES: readonly (readonly [at: string | Date | undefined, seconds: number | undefined])[] = [
  [undefined, undefined],
  ...INSTANTS.flatMap(({ seconds, texts }) => [
    [texts[0], seconds] as const,
    [new Date(seconds * 1000 - 1), seconds - 1] as const,
    [new Date(seconds * 1000 + 999), seconds] as const,
  ]),
];

const permission = (group: (typeof GROUPS)[number]): Parameters<typeof can>[1]["permission"] => ({ ...group, level: "full" });

/** The reason other than policies for which nothing is allowed. */
function barred(
  spec: TokenSpec,
  filter: Filter,
  from: number,
  until: number,
  ip: (typeof ADDRESSES)[number] | undefined,
  at: number | undefined,
): string | undefined {
  if (spec.status === "disabled") return "status";
  if (at === undefined ? from >= until : at < from || at >= until) return "time";
  const lists = { ...(filter?.in === undefined || filter.in.length === 0 ? {} : { in: filter.in }), notIn: filter?.notIn ?? [] };
  return (ip === undefined ? passesSome(lists) : passes(lists, ip)) ? undefined : "ip";
}

function decided(answer: Answer, spec: TokenSpec): string {
  return "reason" in answer.by ? answer.by.reason : `${answer.by.effect} ${spec.policies[answer.by.index]?.effect ?? "by no policy"}`;
}

test("every question about an account's token is answered as the enumeration of all things answers it, by the same policy", () => {
  fc.assert(
    fc.property(sample, fc.nat(1), (token, half) => {
      const spec: TokenSpec = { ...withoutBars(token.spec), kind: "account", accountId: OWN };
      const model = accountModel(spec.policies);
      const wrong = QUESTIONS.flatMap(({ group, entry, account, resource }, i) => {
        if (i % 2 !== half || entry.key.endsWith("account.*") || entry.key.includes(".user.")) return [];
        const { allowed, by, index } = model({ group, entry, account });
        const answer = can(spec, { permission: permission(group), resource });
        const expected: Answer = { allowed, by: by === "default" ? { reason: "default" } : { effect: by, index } };
        return JSON.stringify(answer) === JSON.stringify(expected) ? [] : [{ group: group.name, resource, answer, expected }];
      });
      expect(wrong).toEqual([]);
    }),
    runs(),
  );
});

test("every question about a user's token is answered yes exactly if the zones may lie in the accounts so that it is allowed", () => {
  fc.assert(
    fc.property(sample, fc.nat(2), (token, part) => {
      const { accountId: _, ...rest } = withoutBars(token.spec);
      const spec: TokenSpec = { ...rest, kind: "user" };
      const model = userModel(spec.policies);
      const wrong = QUESTIONS.flatMap(({ group, entry, account, resource }, i) => {
        // A third of them each run: there are several worlds to each.
        if (i % 3 !== part) return [];
        const verdicts = model({ group, entry, account });
        const answer = can(spec, { permission: permission(group), resource });
        const allowed = verdicts.some((verdict) => verdict.allowed);
        // A deny is named only where some way of lying makes it one.
        const honest = decided(answer, spec) === "default" || verdicts.some(({ by }) => decided(answer, spec) === `${by} ${by}`);
        return answer.allowed === allowed && honest ? [] : [{ group: group.name, resource, answer, allowed }];
      });
      expect(wrong).toEqual([]);
    }),
    runs(),
  );
});

test("status, then time, then address bar everything, and else nothing", () => {
  fc.assert(
    fc.property(sample, fc.constantFrom(...QUESTIONS), ({ spec, filter, from = -Infinity, until = Infinity }, { group, resource }) => {
      const open = can(withoutBars(spec), { permission: permission(group), resource });
      const wrong = [undefined, ...ADDRESSES].flatMap((ip) =>
        TIMES.flatMap(([at, seconds]) => {
          const why = barred(spec, filter, from, until, ip, seconds);
          const answer = can(spec, { permission: permission(group), resource, ip: ip?.text, at });
          const expected = why === undefined ? open : { allowed: false, by: { reason: why } };
          return JSON.stringify(answer) === JSON.stringify(expected) ? [] : [{ ip: ip?.text, at, answer, expected }];
        }),
      );
      expect(wrong).toEqual([]);
    }),
    runs(),
  );
});

test("no permission, resource, address and time is answered otherwise after normalize", () => {
  const accesses = QUESTIONS.flatMap(({ group, resource }) =>
    [undefined, ...ADDRESSES].flatMap((ip) => TIMES.map(([at]) => ({ permission: permission(group), resource, ip: ip?.text, at }))),
  );
  // Each run takes every 293rd, from another one on: all of them in 293 runs, and three times in all.
  fc.assert(
    fc.property(sample, fc.nat(292), ({ spec }, first) => {
      const normal = normalize(spec);
      const wrong: unknown[] = [];
      for (let i = first; i < accesses.length; i += 293) {
        const access = accesses[i]!;
        const [before, after] = [can(spec, access), can(normal, access)];
        if (before.allowed !== after.allowed || decided(before, spec) !== decided(after, normal)) wrong.push({ access, before, after });
      }
      expect(wrong).toEqual([]);
    }),
    runs(),
  );
});

test("asking by id is asking by permission", () => {
  fc.assert(
    fc.property(sample, fc.constantFrom(...QUESTIONS.filter(({ group }) => group.scope !== "worker")), ({ spec }, { group, resource }) => {
      expect(can(spec, { permission: group.id, resource })).toEqual(can(spec, { permission: permission(group), resource }));
    }),
    runs(),
  );
});

function withoutBars(spec: TokenSpec): TokenSpec {
  const { requestIp: _, notBefore: __, expiresOn: ___, ...rest } = spec;
  return { ...rest, status: "active" };
}
