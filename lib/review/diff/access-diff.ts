import { addressesOf, isEverything, normalize, parseInstant, subtract, toCidrs, type TokenSpec } from "../../policy";
import { pairTokens, type TokenPair } from "./match";
import { type AccessChange, type AccessDiff, type Disruption, type Risk, type TokenDiff, union, type Verdict } from "./model";
import { comparePermissions, type PermissionChanges } from "./permissions";
import { risksOf } from "./risks";

/**
 * What changes in access between two states of tokens, decided by what the tokens can do and not by their text. A second axis, `disruptive`, says
 * what can break a running integration: an outage is not merely narrowing.
 *
 * @param before e.g. `readSynth` of the main branch
 * @param after e.g. `readSynth` of a pull request
 * @throws PrincipalError InvalidCidr, InvalidDate for a spec that can't be normalized
 * @example
 * const { verdict, tokens } = accessDiff(readSynth("base/cdktf.out"), readSynth("head/cdktf.out"));
 */
export function accessDiff(before: readonly TokenSpec[], after: readonly TokenSpec[]): AccessDiff {
  const tokens = pairTokens(before.map(normalizeKeeping), after.map(normalizeKeeping)).flatMap((pair) => diffPair(pair) ?? []);
  return { verdict: union(tokens.map((t) => t.verdict)), disruptive: tokens.some((t) => t.disruptive.length > 0), tokens };
}

/** `normalize` drops what it does not know; the former address is a reader's note and no part of a TokenSpec. */
function normalizeKeeping(spec: TokenSpec): TokenSpec {
  return "movedFrom" in spec ? ({ ...normalize(spec), movedFrom: spec.movedFrom } as TokenSpec) : normalize(spec);
}

const NOBODY: Pick<TokenSpec, "name" | "status" | "policies"> = { name: "", status: "active", policies: [] };

function diffPair({ before, after, replaced }: TokenPair): TokenDiff | undefined {
  if (before === undefined && after !== undefined) return diffCreated(after);
  if (before !== undefined && after === undefined) return diffDeleted(before);
  if (before === undefined || after === undefined) return undefined;
  const equal = sameAccess(before, after);
  if (equal && before.name === after.name && replaced === undefined) return undefined;
  const none: PermissionChanges = { gained: [], lost: [], any: { before: true, after: true } };
  const permissions = equal ? none : comparePermissions(before, after);
  const settings = compareSettings(before, after);
  const gained = [...permissions.gained, ...settings.gained];
  const lost = [...permissions.lost, ...settings.lost];
  const risks: Risk[] = [
    ...(replaced === undefined
      ? []
      : [{ code: "new-secret", reason: "Terraform makes a new token, so whoever uses the old secret has to get the new one" }]),
    ...(before.status !== "active" && after.status !== "active" && gained.length > 0
      ? [{ code: "dormant", reason: "the token is disabled: what it gains counts once it is enabled" }]
      : []),
    ...risksOf(gained, before, after),
  ];
  return {
    ...identity(after),
    change: replaced !== undefined ? "replaced" : before.name !== after.name ? "renamed" : "changed",
    verdict: equal ? "neutral" : verdictOf(before, after, permissions, settings),
    disruptive: disruptions(before, after, replaced, lost),
    gained,
    lost,
    risks,
    ...(before.name === after.name ? {} : { formerName: before.name }),
  };
}

function diffCreated(after: TokenSpec): TokenDiff {
  const gained = comparePermissions({ ...after, ...NOBODY }, after).gained;
  return {
    ...identity(after),
    change: "created",
    verdict: "broadening",
    disruptive: [],
    gained,
    lost: [],
    risks: risksOf(gained, undefined, after),
  };
}

function diffDeleted(before: TokenSpec): TokenDiff {
  const lost = comparePermissions(before, { ...before, ...NOBODY }).lost;
  return { ...identity(before), change: "deleted", verdict: "narrowing", disruptive: ["deleted"], gained: [], lost, risks: [] };
}

function identity(spec: TokenSpec): Pick<TokenDiff, "account" | "name" | "address" | "path"> {
  return {
    account: spec.accountId ?? "",
    name: spec.name,
    ...(spec.address === undefined ? {} : { address: spec.address }),
    ...(spec.path === undefined ? {} : { path: spec.path }),
  };
}

/** Both are in normal form, in which equal access is equal text. */
function sameAccess(a: TokenSpec, b: TokenSpec): boolean {
  const access = ({ kind, accountId, status, policies, requestIp, notBefore, expiresOn }: TokenSpec): string =>
    JSON.stringify([kind, accountId, status, policies, requestIp, notBefore, expiresOn]);
  return access(a) === access(b);
}

interface SettingChanges {
  readonly gained: readonly AccessChange[];
  readonly lost: readonly AccessChange[];
  /** Whether the token can be used at all, by status, lifetime and addresses. */
  readonly usable: { readonly before: boolean; readonly after: boolean };
}

function compareSettings(before: TokenSpec, after: TokenSpec): SettingChanges {
  const gained: AccessChange[] = [];
  const lost: AccessChange[] = [];
  const [was, is] = [addressesOf(before.requestIp), addressesOf(after.requestIp)];
  const [more, less] = [subtract(is, was), subtract(was, is)];
  // "Every address but these" is shorter, and what people mean, than all that is not these.
  const change = (set: typeof more, whole: typeof was, rest: typeof was): AccessChange =>
    isEverything(whole) && rest.length > 0
      ? { kind: "address", cidrs: ["0.0.0.0/0", "::/0"], except: toCidrs(rest) }
      : { kind: "address", cidrs: toCidrs(set) };
  if (more.length > 0) gained.push(change(more, is, was));
  if (less.length > 0) lost.push(change(less, was, is));
  for (const edge of ["notBefore", "expiresOn"] as const) {
    const [b, a] = [instantOf(before, edge), instantOf(after, edge)];
    if (a === b) continue;
    const longer = edge === "notBefore" ? a < b : a > b;
    (longer ? gained : lost).push({
      kind: "lifetime",
      edge,
      ...(before[edge] === undefined ? {} : { before: before[edge] }),
      ...(after[edge] === undefined ? {} : { after: after[edge] }),
    });
  }
  if (before.status !== after.status)
    (after.status === "active" ? gained : lost).push({ kind: "status", before: before.status, after: after.status });
  const usable = (spec: TokenSpec, set: typeof was): boolean =>
    spec.status === "active" && set.length > 0 && instantOf(spec, "notBefore") < instantOf(spec, "expiresOn");
  return { gained, lost, usable: { before: usable(before, was), after: usable(after, is) } };
}

function instantOf(spec: TokenSpec, edge: "notBefore" | "expiresOn"): number {
  const text = spec[edge];
  return (text === undefined ? undefined : parseInstant(text)) ?? (edge === "notBefore" ? -Infinity : Infinity);
}

/**
 * What a token can do is a product: permissions on resources, times addresses, times instants. One product lies within another if it is empty, or if
 * each factor does.
 */
function verdictOf(before: TokenSpec, after: TokenSpec, permissions: PermissionChanges, settings: SettingChanges): Verdict {
  if (before.accountId !== after.accountId) return "mixed";
  const was = settings.usable.before && permissions.any.before;
  const is = settings.usable.after && permissions.any.after;
  if (!was || !is) return is ? "broadening" : was ? "narrowing" : "neutral";
  const factors = (changes: readonly AccessChange[]): boolean => changes.some((c) => c.kind !== "status");
  const gains = permissions.gained.length > 0 || factors(settings.gained);
  const loses = permissions.lost.length > 0 || factors(settings.lost);
  return union([...(gains ? ["broadening" as const] : []), ...(loses ? ["narrowing" as const] : [])]);
}

function disruptions(before: TokenSpec, after: TokenSpec, replaced: TokenPair["replaced"], lost: readonly AccessChange[]): Disruption[] {
  const found: Disruption[] = [];
  if (replaced === "address") found.push("address-changed");
  if (replaced === "account" || replaced === "address") found.push("replaced");
  if (before.status === "active" && after.status !== "active") found.push("disabled");
  for (const change of lost) {
    if (change.kind === "permission") found.push("permission-lost");
    if (change.kind === "address") found.push("source-address-lost");
    if (change.kind === "lifetime") found.push(change.edge === "expiresOn" ? "expires-earlier" : "starts-later");
  }
  return [...new Set(found)];
}
