/* Some tokens before and after, at random: in two stacks, at few addresses, of few names, moved, rotated, and handled by Terraform in several ways. */
import fc from "fast-check";
import type { DeliverySpec, NotUnderstood, PolicySpec, TokenSpec } from "../../lib/policy";
import { DNS_READ, DNS_WRITE, OTHER, OWN, ZONES } from "./access";

const [FIRST, SECOND] = ZONES.map((zone) => `com.cloudflare.api.account.zone.${zone}`);
const on = (group: string, zone = ""): readonly PolicySpec[] => [
  { effect: "allow", permissionGroups: [group], resources: { [zone]: "*" } },
];
const ACCESS = [on(DNS_READ.id, FIRST), on(DNS_WRITE.id, FIRST), on(DNS_READ.id, SECOND)];
export const STACK_NAMES = ["prod", "stage"];
const LABELS = ["a", "b", "c"];

const DELIVERIES: readonly DeliverySpec[] = [
  { kind: "sink", to: "github_actions_secret.a", sensitive: true },
  { kind: "output", to: "output.a", sensitive: true },
];
/** Equal on both sides only by its digest. */
const NOT_UNDERSTOOD: readonly NotUnderstood[] = [
  { what: "lifecycle.enabled", where: "cloudflare_account_token.a" },
  { what: "ephemeral", where: "ephemeral.a.b", digest: "1" },
  { what: "ephemeral", where: "ephemeral.a.b", digest: "2" },
];

export type TokenLists = readonly [before: readonly TokenSpec[], after: readonly TokenSpec[]];

const one = fc.record({
  stack: fc.constantFrom(...STACK_NAMES),
  address: fc.constantFrom(...LABELS),
  name: fc.constantFrom("n1", "n2", "n3"),
  account: fc.constantFrom(OWN, OWN, OWN, OTHER),
  policies: fc.constantFrom(...ACCESS),
  status: fc.constantFrom("active" as const, "active" as const, "active" as const, "disabled" as const),
  moved: fc.option(fc.subarray(LABELS, { minLength: 1, maxLength: 2 }), { freq: 3 }),
  rotation: fc.option(
    fc.record({ principal: fc.constantFrom("p", "q"), slot: fc.constantFrom("s", "t"), generation: fc.constantFrom(1, 2) }),
    {
      freq: 2,
    },
  ),
  provider: fc.option(fc.constant({ name: "cloudflare.other" }), { freq: 5, nil: undefined }),
  ignored: fc.option(fc.constantFrom(["policies"], ["policies", "status"]), { freq: 5, nil: undefined }),
  newSecret: fc.option(fc.constant(true as const), { freq: 5, nil: undefined }),
  // Terraform forgets it when it leaves the code.
  stays: fc.option(fc.constant(true as const), { freq: 6, nil: undefined }),
  deliveries: fc.option(fc.subarray([...DELIVERIES], { minLength: 1 }), { freq: 5, nil: undefined }),
  notUnderstood: fc.option(fc.subarray([...NOT_UNDERSTOOD], { minLength: 1, maxLength: 2 }), { freq: 6, nil: undefined }),
});

/** @param stacks how many there are; 0 for a plan or a state, which does not say in which one a token is */
const listOf = (stacks: number): fc.Arbitrary<TokenSpec[]> =>
  fc
    .uniqueArray(one, {
      maxLength: 4,
      selector: ({ stack, address }) => `${stacks < 2 ? "" : stack}/${address}`,
    })
    .map((made) =>
      made.map(({ stack, address, name, account, policies, status, moved, rotation, provider, ignored, newSecret, ...more }) => ({
        kind: "account" as const,
        accountId: account,
        name,
        status,
        policies,
        address,
        ...(stacks === 0 ? {} : { path: `${stacks === 1 ? "only" : stack}/${name}` }),
        ...(moved === null ? {} : { movedFrom: moved.filter((from) => from !== address) }),
        ...(rotation === null ? {} : { rotation }),
        ...(provider === undefined ? {} : { provider }),
        ...(ignored === undefined ? {} : { ignored }),
        ...(newSecret === undefined ? {} : { newSecret }),
        ...(Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined)) as Partial<TokenSpec>),
      })),
    );

export const tokenLists: fc.Arbitrary<TokenLists> = fc
  .tuple(fc.constantFrom(0, 1, 2, 2, 2), fc.constantFrom(0, 1, 2, 2, 2))
  .chain(([before, after]) => fc.tuple(listOf(before), listOf(after)));

const stackOf = ({ path }: TokenSpec): string | undefined => path?.split("/")[0];

/** The states of what Terraform takes for one token: what stands at one address of one stack, as far as it can be told. */
export function sameAddress([before, after]: TokenLists): (readonly [TokenSpec, TokenSpec])[] {
  const alone = (list: readonly TokenSpec[], { address }: TokenSpec): boolean =>
    list.filter((token) => token.address === address).length === 1;
  return before.flatMap((old) =>
    after.flatMap((now): (readonly [TokenSpec, TokenSpec])[] => {
      const [was, is] = [stackOf(old), stackOf(now)];
      const one = was === is || ((was === undefined || is === undefined) && alone(before, old) && alone(after, now));
      // A token that Terraform forgets stays beside the one that is made in its place.
      const beside = old.stays === true && isAnew(old, now);
      return old.address === now.address && one && !beside ? [[old, now]] : [];
    }),
  );
}

/** Whether nothing makes two tokens look like states of one. */
export function unrelated(old: TokenSpec, now: TokenSpec): boolean {
  return (
    old.address !== now.address &&
    now.movedFrom?.includes(old.address ?? "") !== true &&
    old.name !== now.name &&
    (old.rotation === undefined || old.rotation.principal !== now.rotation?.principal)
  );
}

/**
 * The slots, before and after, of principals of which a value works before and none does after: each slot is turned, gone, disabled, or made anew in
 * another place.
 */
export function outages([before, after]: TokenLists): TokenLists[] {
  const principalOf = ({ accountId, rotation }: TokenSpec): string => JSON.stringify([accountId, rotation?.principal]);
  const rotated = before.filter(({ rotation }) => rotation !== undefined);
  return [...new Set(rotated.map(principalOf))].flatMap((principal): TokenLists[] => {
    const [olds, nows] = [before, after].map((list) => list.filter((token) => principalOf(token) === principal)) as [
      TokenSpec[],
      TokenSpec[],
    ];
    const working = olds.filter(({ status }) => status === "active");
    // What Terraform forgets goes on working.
    const keeps = working.some((old) => old.stays === true || nows.some((now) => mayKeepValue(old, now)));
    return working.length > 0 && !keeps ? [[olds, nows]] : [];
  });
}

function isAnew(old: TokenSpec, now: TokenSpec): boolean {
  const turned =
    now.rotation !== undefined && (old.rotation?.slot !== now.rotation.slot || old.rotation.generation !== now.rotation.generation);
  return turned || now.newSecret === true || old.accountId !== now.accountId;
}

function mayKeepValue(old: TokenSpec, now: TokenSpec): boolean {
  const there = old.address === now.address || now.movedFrom?.includes(old.address ?? "") === true;
  return there && now.status === "active" && !isAnew(old, now);
}
