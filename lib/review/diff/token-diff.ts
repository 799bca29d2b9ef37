import { type DeliverySpec, stackOf, type TokenSpec } from "../../policy";
import type { AccessChange, Disruption, Risk, TokenDiff, Verdict } from "./model";
import { compareManagement, compareSettings, type ManagementChanges, newDeliveries, type SettingChanges, type Settings } from "./settings";
import { NormalToken, sameAccess, tellApart } from "./normal-token";
import { compareUnderstanding, type UnderstandingChanges } from "./not-understood";
import type { Replacement, TokenPair } from "./pairing";
import { comparePermissions, type Outcome, type PermissionChanges } from "./permissions";
import { risksOf } from "./risks";

/**
 * What became of one token; undefined where nothing changes.
 *
 * @throws PrincipalError InvalidCidr, CidrHostBits, InvalidDate for a token that changes and can't be normalized
 */
export function diffPair({ before, after, replaced, forgotten, twin }: TokenPair): TokenDiff | undefined {
  const understanding = compareUnderstanding(before?.spec, after?.spec);
  if (after === undefined) return before === undefined ? undefined : diffDeleted(before, understanding, twin);
  if (before === undefined) return diffCreated(after, understanding, forgotten, twin);
  return diffBoth(before, after, replaced, understanding);
}

function diffCreated(
  { spec, settings }: NormalToken,
  understanding: UnderstandingChanges,
  forgotten: NormalToken | undefined,
  twin: NormalToken | undefined,
): TokenDiff {
  const gained = [...comparePermissions(without(spec), spec).gained, ...newDeliveries([], spec.deliveries)];
  return {
    ...identity(spec),
    change: "created",
    verdict: understanding.risks.length > 0 ? "mixed" : "broadening",
    disruptive: [],
    gained,
    lost: [],
    use: useOf(settings),
    risks: [
      ...understanding.risks,
      ...(forgotten === undefined ? [] : [FORGOTTEN]),
      ...(twin === undefined ? [] : [insteadOf(twin.spec)]),
      ...compareManagement(undefined, spec).risks,
      ...dormant(settings, gained),
      ...risksOf(gained, undefined, settings, spec),
    ],
    ...twinOf(twin),
  };
}

function twinOf(twin: NormalToken | undefined): Pick<TokenDiff, "twin"> {
  if (twin === undefined) return {};
  const { name, address } = twin.spec;
  return { twin: { name, ...(address === undefined ? {} : { address }) } };
}

/** A new name is no new token for people, and is one for Terraform. */
function insteadOf({ name, address }: TokenSpec): Risk {
  const adopt = address === undefined ? "" : `: adopt: ${JSON.stringify(address)} keeps its value`;
  return { code: "new-secret", reason: `same access as ${name}, which goes${adopt}` };
}

function useOf({ requestIp, notBefore, expiresOn }: Settings): NonNullable<TokenDiff["use"]> {
  return {
    ...(requestIp === undefined ? {} : { requestIp: requestIp.spec }),
    ...(notBefore === undefined ? {} : { notBefore: notBefore.text }),
    ...(expiresOn === undefined ? {} : { expiresOn: expiresOn.text }),
  };
}

function diffDeleted(token: NormalToken, understanding: UnderstandingChanges, twin: NormalToken | undefined): TokenDiff {
  const { spec } = token;
  token.check();
  return {
    ...identity(spec),
    change: "deleted",
    verdict: understanding.risks.length > 0 ? "mixed" : "narrowing",
    disruptive: ["deleted"],
    gained: [],
    lost: [...comparePermissions(spec, without(spec)).lost, ...newDeliveries([], spec.deliveries)],
    risks: understanding.risks,
    ...twinOf(twin),
  };
}

function diffBoth(
  before: NormalToken,
  given: NormalToken,
  replaced: Replacement | undefined,
  understanding: UnderstandingChanges,
): TokenDiff | undefined {
  const { after: now, changed: expressions, restore } = tellApart(before.spec, given.spec);
  const old = before.spec;
  const renamed = old.name !== now.name;
  const management = compareManagement(old, now, replaced !== undefined);
  const deliveries = {
    gained: newDeliveries(old.deliveries, now.deliveries, true),
    lost: newDeliveries(now.deliveries, old.deliveries),
  };
  const other =
    renamed ||
    replaced !== undefined ||
    management.changed ||
    understanding.risks.length > 0 ||
    deliveries.gained.length + deliveries.lost.length > 0;
  const same = sameAccess(old, now);
  if (same && !other) return undefined;

  const after = now === given.spec ? given : new NormalToken(now);
  const settings = compareSettings(before.settings, after.settings);
  const permissions = comparePermissions(old, now);
  const access = changesOf(old, now, permissions, settings);
  // Only what makes no difference so far can be equal in other words.
  const equal = same || (access.gained.length === 0 && access.lost.length === 0 && before.access === after.access);
  if (equal && !other) return undefined;
  const gained = [...access.gained, ...deliveries.gained];
  const lost = [...access.lost, ...deliveries.lost];
  const risks: Risk[] = [
    // What takes its place is no new token where somebody may have had it before.
    ...(replaced === undefined || understanding.taken ? [] : [NEW_SECRET]),
    ...understanding.risks,
    ...management.risks,
    ...dormant(after.settings, gained),
    ...expressions.slice(0, MOST_EXPRESSIONS).map(changedExpression),
    ...(!equal && permissions.unclearDeny ? [UNCLEAR_DENY] : []),
    ...(!equal && permissions.unknown !== undefined && beyond(permissions) ? [UNKNOWN_VALUE] : []),
    ...risksOf(restore(gained), before.settings, after.settings, given.spec),
  ];
  const diff: TokenDiff = {
    ...identity(given.spec),
    change: replaced !== undefined ? "replaced" : renamed ? "renamed" : "changed",
    verdict: verdictOfBoth(management, understanding, equal, () => verdictOf(permissions, settings, old.accountId === now.accountId), [
      ...(deliveries.gained.length > 0 ? ["broadening" as const] : []),
      ...(deliveries.lost.length > 0 ? ["narrowing" as const] : []),
    ]),
    disruptive: [
      ...disruptions(before.settings, after.settings, replaced, { permissions, settings, lost, deliveries: now.deliveries ?? [] }),
      ...(management.provider ? ["provider-changed" as const] : []),
    ],
    gained,
    lost,
    risks,
    ...(renamed ? { formerName: old.name } : {}),
    ...(replaced === "address" && old.address !== undefined ? { formerAddress: old.address } : {}),
    ...(old.accountId !== undefined && old.accountId !== now.accountId ? { formerAccount: old.accountId } : {}),
    ...(old.kind === now.kind ? {} : { formerKind: old.kind }),
    ...(stackOf(old) !== "" && stackOf(old) !== stackOf(now) ? { formerStack: stackOf(old) } : {}),
    ...(expressions.length === 0 ? {} : { changedExpressions: expressions }),
  };
  return restore(diff);
}

/** What is live, or whose it is, is not what is written: then the token may be able to do more than before, and less. */
function verdictOfBoth(
  { open, applied }: ManagementChanges,
  { risks }: UnderstandingChanges,
  equal: boolean,
  decide: () => Verdict,
  deliveries: readonly Verdict[],
): Verdict {
  if (risks.length > 0 || open || (!applied && !equal)) return "mixed";
  return union([...(equal ? [] : [decide()]), ...deliveries]);
}

/** `broadening` with `narrowing` is `mixed`. */
export function union(verdicts: readonly Verdict[]): Verdict {
  const broadening = verdicts.some((v) => v === "broadening" || v === "mixed");
  const narrowing = verdicts.some((v) => v === "narrowing" || v === "mixed");
  return broadening && narrowing ? "mixed" : broadening ? "broadening" : narrowing ? "narrowing" : "neutral";
}

const NEW_SECRET: Risk = {
  code: "new-secret",
  reason: "Terraform makes a new token with a new value, so whoever uses the old value has to get the new one",
};
const FORGOTTEN: Risk = {
  code: "forgotten-token",
  reason:
    "the token before has destroy = false: OpenTofu leaves it, Terraform 1.16 fails or destroys it, so both may work from then on, and nothing manages the old one",
};
const UNCLEAR_DENY: Risk = {
  code: "unclear-deny",
  reason: "a deny of Read meets an allowed Write, and Cloudflare does not say whether it limits Write: both are counted",
};
const UNKNOWN_VALUE: Risk = {
  code: "unknown-value",
  reason: "a value that is not known yet meets a deny: it may turn out to be what the deny is about",
};
const MOST_EXPRESSIONS = 10;

function changedExpression(text: string): Risk {
  return { code: "changed-expression", reason: `${text} stands there as before and finds something else now` };
}

/** What a disabled token gains counts once it is enabled, and is listed then. */
function dormant(after: Settings, gained: readonly AccessChange[]): Risk[] {
  return after.status !== "active" && gained.length > 0
    ? [{ code: "dormant", reason: "the token is disabled: what it gains counts once it is enabled" }]
    : [];
}

/**
 * The lists of changes. A token that comes into use gains all it may do, and one that goes out of use loses all: what was before, or is after, can't
 * be done. Between two states that can't be used, the lists say what would change.
 */
function changesOf(
  before: TokenSpec,
  after: TokenSpec,
  permissions: PermissionChanges,
  settings: SettingChanges,
): { readonly gained: readonly AccessChange[]; readonly lost: readonly AccessChange[] } {
  const { usable } = settings;
  if (!usable.before && usable.after)
    return { gained: [...settings.gained, ...comparePermissions(without(after), after).gained], lost: [] };
  if (usable.before && !usable.after) return { gained: [], lost: [...settings.lost, ...comparePermissions(before, without(before)).lost] };
  return { gained: [...permissions.gained, ...settings.gained], lost: [...permissions.lost, ...settings.lost] };
}

function without(spec: TokenSpec): TokenSpec {
  return { ...spec, policies: [] };
}

/**
 * What a token can do is a product: permissions on resources, times addresses, times instants. One product lies within another if it is empty, or
 * if each factor does.
 */
function verdictOf(permissions: PermissionChanges, settings: SettingChanges, sameAccount: boolean): Verdict {
  const { usable } = settings;
  const factor = (changes: readonly AccessChange[]): boolean => changes.some((change) => change.kind !== "status");
  const [more, less] = [factor(settings.gained), factor(settings.lost)];
  const verdict = ({ before, after, gains, loses }: Outcome): Verdict => {
    const was = usable.before && before;
    const is = usable.after && after;
    if (!was || !is) return is ? "broadening" : was ? "narrowing" : "neutral";
    if (!sameAccount) return "mixed";
    return union([...(gains || more ? ["broadening" as const] : []), ...(loses || less ? ["narrowing" as const] : [])]);
  };
  const unknown = permissions.unknown === undefined ? [] : [{ before: true, after: true, ...permissions.unknown }];
  return union([...permissions.outcomes, ...unknown].map(verdict));
}

/** Whether something unknown could do more than the lists say. */
function beyond({ outcomes, unknown }: PermissionChanges): boolean {
  return (
    (unknown?.gains === true && !outcomes.some((outcome) => outcome.gains)) ||
    (unknown?.loses === true && !outcomes.some((outcome) => outcome.loses))
  );
}

function identity(spec: TokenSpec): Pick<TokenDiff, "account" | "name" | "address" | "path" | "stack" | "deposed"> {
  const { accountId = "", name, address, path, stack, deposed } = spec;
  return {
    account: accountId,
    name,
    ...(address === undefined ? {} : { address }),
    ...(path === undefined ? {} : { path }),
    ...(stack === undefined ? {} : { stack }),
    ...(deposed === undefined ? {} : { deposed }),
  };
}

interface Changes {
  readonly permissions: PermissionChanges;
  readonly settings: SettingChanges;
  readonly lost: readonly AccessChange[];
  /** Where the value goes after the change. */
  readonly deliveries: readonly DeliverySpec[];
}

function disruptions(
  before: Settings,
  after: Settings,
  replaced: Replacement | undefined,
  { permissions, settings: { usable }, lost, deliveries }: Changes,
): Disruption[] {
  const found = new Set<Disruption>();
  if (replaced === "address") found.add("address-changed");
  // Slots of a rotation overlap: whoever uses the value of another one goes on.
  if (replaced !== undefined && replaced !== "slot") found.add("replaced");
  // What can't be used, or can do nothing, can't be broken.
  const acts = permissions.outcomes.some(({ before: some }) => some) || permissions.unknown !== undefined;
  if (!usable.before || !acts) return [...found];
  if (before.status === "active" && after.status !== "active") found.add("disabled");
  for (const change of lost) {
    // All permissions of a token that goes out of use: the reason says it already.
    if (change.kind === "permission" && usable.after) found.add("permission-lost");
    if (change.kind === "address") found.add("source-address-lost");
    if (change.kind === "delivery" && !deliveries.some(({ to }) => to === change.to)) found.add("delivery-lost");
    if (change.kind === "lifetime") found.add(change.edge === "expiresOn" ? "expires-earlier" : "starts-later");
  }
  return [...found];
}
