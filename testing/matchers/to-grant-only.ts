import { type Fault, fault, PrincipalError, throwFaults, unknownProperties } from "../../lib/errors";
import { isPolicy, lowerCaseIds, type PolicySpec, splitKey, type TokenSpec } from "../../lib/policy";
import { accessDiff, knownPart, permissionChangeWords, policyWords, type StackReading, type TokenDiff } from "../../lib/review";
import { readGrant, type ReadGrant } from "./access";
import { allowLines, type Block, failure, MOST_LISTED, nameOf, plural } from "./message";
import type { MatcherContext, MatcherResult } from "./result";
import { type JudgedToken, readSubject, stacksOf, withNames } from "./subject";

/** One permission on one resource of the list. */
interface Listed extends ReadGrant {
  readonly effect: PolicySpec["effect"];
}

/** What a token grants beyond the list. */
interface Excess {
  readonly token: JudgedToken;
  /** Of each policy that goes beyond the list, in words. */
  readonly lines: readonly string[];
  readonly lacking: readonly string[];
  /** Whether that is known. */
  readonly sure: boolean;
}

/** See `PrincipalMatchers.toGrantOnly`. */
export function toGrantOnly(this: MatcherContext, received: unknown, list: unknown): MatcherResult {
  const subject = readSubject(received);
  const listed = readList(list, stacksOf(subject.tokens));
  const names = new Map(listed.flatMap((each) => [...each.names]));
  const found = subject.tokens.map((token) => excessOf(token, listed, withNames(token, names)));
  const beyond = found.filter(({ lines }) => lines.length > 0);
  const pass = beyond.length === 0;
  const who = subject.single ? subject.tokens.slice(0, 1).map(nameOf).join("") : pass ? "some token" : "every token";
  return {
    pass,
    message: () =>
      failure(this, "toGrantOnly(list)", {
        expected: pass ? `${who} grants something that is not in the list` : `${who} grants nothing but what is in the list`,
        received: pass
          ? "nothing beyond it"
          : subject.single
            ? beyond.some(({ sure }) => sure)
              ? "it grants more"
              : "it is not known yet whether it grants more"
            : `${String(beyond.length)} of ${plural(found.length, "token")} grant more`,
        notes: subject.notes,
        blocks: pass ? found.map(({ token }) => ({ token, lines: allowLines(token) })) : beyond.map(blockOf),
      }),
  };
}

/** What is listed and not granted is no failure, but often what somebody meant instead. */
function blockOf({ token, lines, lacking }: Excess): Block {
  return { token, lines: [...lines, ...lacking.map((phrase) => `listed, but not granted: ${phrase}`)] };
}

/**
 * By meaning, as the access diff compares two states of a token: the list, and the token as it is. Its status, addresses and dates are left aside:
 * they limit when a token may act, not what it was given.
 */
function excessOf(token: JudgedToken, listed: readonly Listed[], shown: JudgedToken): Excess {
  const { requestIp: _, notBefore: __, expiresOn: ___, ...rest } = knownPart(token).spec;
  const { notUnderstood: ____, movedFrom: _____, ...written } = rest;
  const granted: TokenSpec = { ...written, status: "active", policies: rest.policies.map(asMeant) };
  const expected: TokenSpec = { ...granted, policies: policiesFor(token, listed) };
  const compare = (policies: readonly PolicySpec[]): TokenDiff | undefined => accessDiff([expected], [{ ...granted, policies }]).tokens[0];
  const whole = compare(granted.policies);
  if (whole === undefined) return { token: shown, lines: [], lacking: [], sure: true };
  const denies = granted.policies.filter(({ effect }) => effect === "deny");
  const byPolicy = granted.policies.flatMap((policy, index) => {
    if (policy.effect === "deny") return [];
    const diff = compare([policy, ...denies]);
    const more = diff === undefined ? [] : permissionChangeWords(diff, "gained", shown);
    return more.length === 0
      ? []
      : [policyWords(shown, index, { most: MOST_LISTED }), ...more.map((phrase) => `  more than the list: ${phrase}`)];
  });
  return {
    token: shown,
    lines:
      byPolicy.length === 0 && broadens(whole)
        ? ["something in it is known at plan time only, and may turn out to be more than the list"]
        : byPolicy,
    sure: byPolicy.length > 0,
    lacking: permissionChangeWords(whole, "lost", shown),
  };
}

/** Ids in the case that Cloudflare writes them in. What may mean nothing to it is an allow of what it seems to be, and no deny. */
function asMeant({ effect, permissionGroups, resources }: PolicySpec): PolicySpec {
  const meant = Object.entries(resources).flatMap(([key, value]): [string, PolicySpec["resources"][string]][] => {
    const entries = value === "*" ? value : Object.fromEntries(Object.keys(value).map((nested) => [lowerCaseIds(nested), "*" as const]));
    const same = lowerCaseIds(key) === key && (value === "*" || Object.keys(value).every((nested) => lowerCaseIds(nested) === nested));
    return effect === "deny" && !same ? [] : [[lowerCaseIds(key), entries]];
  });
  return {
    effect,
    permissionGroups: permissionGroups.filter((id) => effect === "allow" || lowerCaseIds(id) === id),
    resources: Object.fromEntries(meant),
  };
}

function broadens({ verdict }: TokenDiff): boolean {
  return verdict === "broadening" || verdict === "mixed";
}

/** The list as policies, from the view of one token: what is another account's is none of its. */
function policiesFor(token: JudgedToken, listed: readonly Listed[]): PolicySpec[] {
  return listed.flatMap(({ effect, permission, resource }): PolicySpec[] => {
    const key = resource.keyFor(token);
    if (key === undefined) return [];
    const [outer = key, nested] = splitKey(key);
    return [asMeant({ effect, permissionGroups: [permission.id], resources: { [outer]: nested === undefined ? "*" : { [nested]: "*" } } })];
  });
}

/** @throws PrincipalError NothingAllowed, InvalidPolicy, and those of `readGrant` */
function readList(list: unknown, stacks: readonly StackReading[]): Listed[] {
  if (!Array.isArray(list)) throw new PrincipalError([fault.invalidPolicy("list", list)]);
  const faults: Fault[] = [];
  const listed = (list as readonly unknown[]).flatMap((entry, index): Listed[] => {
    const path = `list[${String(index)}]`;
    try {
      return readEntry(entry, path, stacks);
    } catch (error) {
      if (!PrincipalError.isPrincipalError(error)) throw error;
      faults.push(...error.faults);
      return [];
    }
  });
  throwFaults(faults);
  if (!listed.some(({ effect }) => effect === "allow"))
    throw new PrincipalError([fault.nothingAllowed("list", listed.length === 0 ? "the list is empty" : "every policy is a deny")]);
  return listed;
}

function readEntry(entry: unknown, path: string, stacks: readonly StackReading[]): Listed[] {
  if (isPolicy(entry))
    return entry.permissions.flatMap((permission, i) =>
      entry.resources.map((resource, j) => ({
        effect: entry.effect,
        ...readGrant(permission, resource, stacks, {
          permission: `${path}.permissions[${String(i)}]`,
          resource: `${path}.on[${String(j)}]`,
        }),
      })),
    );
  if (typeof entry !== "object" || entry === null || !("permission" in entry) || !("resource" in entry))
    throw new PrincipalError([fault.invalidPolicy(path, entry)]);
  throwFaults(unknownProperties(entry, ["permission", "resource"], path, "an entry of the list"));
  const { permission, resource } = entry;
  return [
    { effect: "allow", ...readGrant(permission, resource, stacks, { permission: `${path}.permission`, resource: `${path}.resource` }) },
  ];
}
