import { stackOf, type TokenSpec } from "../../policy";
import { pairTokens } from "./match";
import { type AccessChange, type AccessDiff, type Disruption, type Risk, type TokenDiff, union, type Verdict } from "./model";
import { distinguish, NormalToken, sameAccess, type Settings } from "./normal";
import { comparePermissions, type Outcome, type PermissionChanges } from "./permissions";
import { type Handling, handlingOf } from "./handling";
import type { Replacement, TokenPair } from "./replacement";
import { risksOf } from "./risks";
import { compareSettings, type SettingChanges } from "./settings";

/**
 * What changes in access between two states of tokens, decided by what the tokens can do and not by their text. A second axis, `disruptive`, says
 * what can break a running integration: an outage is not merely narrowing. The clock plays no part, and the order of the lists neither.
 *
 * Values that are not known yet (`${…}`) are only equal to themselves. See docs/review.md.
 *
 * @param before e.g. `readSynth` of the main branch
 * @param after e.g. `readSynth` of a pull request
 * @throws PrincipalError InvalidCidr, CidrHostBits, InvalidDate for a token that changes and can't be normalized
 * @example
 * const { verdict, tokens } = accessDiff(readSynth("base/cdktf.out"), readSynth("head/cdktf.out"));
 */
export function accessDiff(before: readonly TokenSpec[], after: readonly TokenSpec[]): AccessDiff {
  const made = (specs: readonly TokenSpec[]): NormalToken[] => specs.map((spec) => new NormalToken(spec));
  const tokens = pairTokens(made(before), made(after)).flatMap((pair) => diffPair(pair) ?? []);
  return { verdict: union(tokens.map((t) => t.verdict)), disruptive: tokens.some((t) => t.disruptive.length > 0), tokens };
}

function diffPair({ before, after, replaced }: TokenPair): TokenDiff | undefined {
  if (after === undefined) return before === undefined ? undefined : diffDeleted(before);
  if (before === undefined) return diffCreated(after);
  return diffBoth(before, distinguish(before, after), replaced, handlingOf(before.given, after.given, replaced !== undefined));
}

function diffCreated({ given, settings }: NormalToken): TokenDiff {
  const gained = comparePermissions(without(given), given).gained;
  return Object.assign(identity(given), {
    change: "created" as const,
    verdict: "broadening" as const,
    disruptive: [],
    gained,
    lost: [],
    risks: [...handlingOf(undefined, given).risks, ...dormant(settings, gained), ...risksOf(gained, undefined, settings)],
  });
}

function diffDeleted(before: NormalToken): TokenDiff {
  const { given } = before;
  before.check();
  const lost = comparePermissions(given, without(given)).lost;
  return Object.assign(identity(given), {
    change: "deleted" as const,
    verdict: "narrowing" as const,
    disruptive: ["deleted" as const],
    gained: [],
    lost,
    risks: [],
  });
}

function diffBoth(before: NormalToken, after: NormalToken, replaced: Replacement | undefined, handling: Handling): TokenDiff | undefined {
  const [old, now] = [before.given, after.given];
  const renamed = old.name !== now.name;
  const same = sameAccess(old, now);
  if (same && !renamed && replaced === undefined && !handling.changed) return undefined;
  const settings = compareSettings(before.settings, after.settings);
  const permissions = comparePermissions(old, now);
  const { gained, lost } = changesOf(old, now, permissions, settings);
  // Only what makes no difference so far can be equal in other words.
  const equal = same || (gained.length === 0 && lost.length === 0 && before.access === after.access);
  if (equal && !renamed && replaced === undefined && !handling.changed) return undefined;
  const risks: Risk[] = replaced === undefined ? [] : [NEW_SECRET];
  risks.push(...handling.risks);
  risks.push(...dormant(after.settings, gained));
  if (!equal && permissions.unclearDeny) risks.push(UNCLEAR_DENY);
  if (!equal && permissions.unknown !== undefined && beyond(permissions)) risks.push(UNKNOWN_VALUE);
  risks.push(...risksOf(gained, before.settings, after.settings));
  return Object.assign(identity(now), {
    change: replaced !== undefined ? ("replaced" as const) : renamed ? ("renamed" as const) : ("changed" as const),
    verdict: verdictOfBoth(handling, equal, () => verdictOf(permissions, settings, old.accountId === now.accountId)),
    disruptive: [
      ...disruptions(before.settings, after.settings, replaced, { permissions, settings, lost }),
      ...(handling.provider ? ["provider-changed" as const] : []),
    ],
    gained,
    lost,
    risks,
    ...(renamed ? { formerName: old.name } : {}),
    ...(replaced === "address" && old.address !== undefined ? { formerAddress: old.address } : {}),
    ...(old.accountId !== undefined && old.accountId !== now.accountId ? { formerAccount: old.accountId } : {}),
    ...(stackOf(old) !== "" && stackOf(old) !== stackOf(now) ? { formerStack: stackOf(old) } : {}),
  });
}

/** What is live, or whose it is, is not what is written: then the token may be able to do more than before, and less. */
function verdictOfBoth({ open, applied }: Handling, equal: boolean, decide: () => Verdict): Verdict {
  if (open || (!applied && !equal)) return "mixed";
  return equal ? "neutral" : decide();
}

const NEW_SECRET: Risk = {
  code: "new-secret",
  reason: "Terraform makes a new token with a new value, so whoever uses the old value has to get the new one",
};
const UNCLEAR_DENY: Risk = {
  code: "unclear-deny",
  reason: "a deny of Read meets an allowed Write, and Cloudflare does not say whether it limits Write: both are counted",
};
const UNKNOWN_VALUE: Risk = {
  code: "unknown-value",
  reason: "a value that is not known yet meets a deny: it may turn out to be what the deny is about",
};

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

/** What the rest is assigned to: a spread would cost more than the comparison. */
function identity(spec: TokenSpec): Pick<TokenDiff, "account" | "name" | "address" | "path" | "stack"> {
  return {
    account: spec.accountId ?? "",
    name: spec.name,
    ...(spec.address === undefined ? {} : { address: spec.address }),
    ...(spec.path === undefined ? {} : { path: spec.path }),
    ...(spec.stack === undefined ? {} : { stack: spec.stack }),
  };
}

interface Changes {
  readonly permissions: PermissionChanges;
  readonly settings: SettingChanges;
  readonly lost: readonly AccessChange[];
}

function disruptions(
  before: Settings,
  after: Settings,
  replaced: Replacement | undefined,
  { permissions, settings: { usable }, lost }: Changes,
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
    if (change.kind === "lifetime") found.add(change.edge === "expiresOn" ? "expires-earlier" : "starts-later");
  }
  return [...found];
}
