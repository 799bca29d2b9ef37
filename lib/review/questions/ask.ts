import { namedPermission } from "../../catalogue";
import { PrincipalError } from "../../errors";
import {
  type Access,
  type Answer,
  type AnyResource,
  can,
  type DecidedBy,
  type Effect,
  isSymbol,
  lowerCaseIds,
  makeResource,
  type PolicySpec,
  type RequestIpSpec,
  splitKey,
  type TokenSpec,
} from "../../policy";
import { labelPermission, type Names } from "../summary/words";
import { type AskedPermission, type AskedResource, idOfName, type PlacedToken } from "./find";

/** The call of a question; what is left out may be any. */
export interface Circumstances {
  readonly ip?: string | undefined;
  readonly at?: string | Date | undefined;
}

const NO_POLICY: DecidedBy = { reason: "default" };

/** The answer of one token. */
export interface TokenAnswer extends Answer {
  readonly token: PlacedToken;
  /** The key that was asked about; absent where the resource can't be this token's. */
  readonly key?: string;
  /** All that decides: of a "no", whatever would have to change for a "yes", the policies first. */
  readonly reasons: readonly DecidedBy[];
  /** What is only known at plan time, and how it was taken. */
  readonly notes: readonly string[];
}

/** The note on a "no" of a token with expressions in its policies. `allowedPart` says whether one of them matters. */
export const OPEN_POLICIES = "some of its policies are known at plan time only, and may allow more";

/**
 * Asks one token, as `can` does. What is only known at plan time is taken the unsafe way: a date or an address that is an expression limits nothing.
 *
 * @throws PrincipalError InvalidCidr (`ip`), InvalidDate (`at`)
 */
export function ask(token: PlacedToken, permission: AskedPermission, resource: AskedResource, circumstances: Circumstances): TokenAnswer {
  const key = resource.keyFor(token);
  if (key === undefined) return { token, allowed: false, by: NO_POLICY, reasons: [NO_POLICY], notes: [] };
  const { spec, notes } = knownPart(token);
  // A permission acts on its own scope only: of one that is known by name, `can` could not know it.
  const access = { permission: permission.id, resource: within(key, resource), ...circumstances };
  const answer = can(spec, access);
  const reasons = answer.allowed ? [answer.by] : reasonsAgainst(spec, access);
  const unknown = reasons.some((by) => "reason" in by && by.reason === "default") && spec.policies.some(holdsSymbol);
  return {
    token,
    key,
    ...answer,
    reasons,
    notes: [...notes, ...(unknown ? [OPEN_POLICIES] : []), ...otherFamily(reasons, spec.requestIp, circumstances.ip)],
  };
}

/** Who calls from a host that has both kinds of addresses does not choose which of them Cloudflare sees. */
function otherFamily(reasons: readonly DecidedBy[], filter: RequestIpSpec | undefined, ip: string | undefined): string[] {
  const allowed = filter?.in ?? [];
  const isV6 = (address: string): boolean => address.includes(":");
  if (ip === undefined || allowed.length === 0 || !reasons.some((by) => "reason" in by && by.reason === "ip")) return [];
  return allowed.some((range) => isV6(range) === isV6(ip)) ? [] : [`no ${isV6(ip) ? "IPv6" : "IPv4"} address is in its filter`];
}

/** Why not: `can` stops at the first reason, and who lifts that one would meet the next. */
function reasonsAgainst({ status, notBefore, expiresOn, requestIp, ...open }: TokenSpec, access: Access): DecidedBy[] {
  const limits: readonly Partial<TokenSpec>[] = [
    {},
    { status },
    { ...(notBefore === undefined ? {} : { notBefore }), ...(expiresOn === undefined ? {} : { expiresOn }) },
    requestIp === undefined ? {} : { requestIp },
  ];
  const found = limits.flatMap((limit) => {
    const { allowed, by } = can({ ...open, status: "active", ...limit }, access);
    return allowed ? [] : [by];
  });
  // Each of them meets the policies as well.
  return [...new Map(found.map((by) => [JSON.stringify(by), by])).values()];
}

function within(key: string, { scope, accountId }: AskedResource): AnyResource | string {
  const [outer = key, nested] = splitKey(key);
  if (scope === undefined || accountId === undefined) return key;
  return makeResource({ scope, key: outer, ...(nested === undefined ? {} : { nested }), accountId });
}

/** The spec without expressions where `can` could not read them. Policies keep their places. */
export function knownPart({ spec, names }: PlacedToken): { readonly spec: TokenSpec; readonly notes: readonly string[] } {
  const { notBefore, expiresOn, requestIp, ...rest } = spec;
  const open = [notBefore, expiresOn].some((date) => date !== undefined && isSymbol(date));
  const addresses = [...(requestIp?.in ?? []), ...(requestIp?.notIn ?? [])].some(isSymbol);
  const filter = requestIp === undefined ? undefined : knownAddresses(requestIp);
  return {
    spec: {
      ...rest,
      policies: spec.policies.map((policy) => ({
        ...policy,
        permissionGroups: policy.permissionGroups.map((group) => knownGroup(group, policy.effect, names, spec.accountId)),
      })),
      ...(notBefore === undefined || isSymbol(notBefore) ? {} : { notBefore }),
      ...(expiresOn === undefined || isSymbol(expiresOn) ? {} : { expiresOn }),
      ...(filter === undefined ? {} : { requestIp: filter }),
    },
    notes: [
      ...(open ? ["its lifetime is known at plan time only and is taken to be open"] : []),
      ...(addresses ? ["some of its addresses are known at plan time only and are taken to be any"] : []),
    ],
  };
}

function knownAddresses({ in: allowed = [], notIn = [] }: RequestIpSpec): RequestIpSpec | undefined {
  const known = notIn.filter((range) => !isSymbol(range));
  const filter = {
    ...(allowed.length === 0 || allowed.some(isSymbol) ? {} : { in: allowed }),
    ...(known.length === 0 ? {} : { notIn: known }),
  };
  return Object.keys(filter).length === 0 ? undefined : filter;
}

/** A permission that Terraform looks up by its name is the one of that name. */
function knownGroup(group: string, effect: Effect, names: Names, accountId: string | undefined): string {
  const { name, scope, source } = labelPermission(group, names, accountId);
  // In upper case it may mean nothing to Cloudflare: it allows, and does not deny.
  if (source !== "lookup" || name === undefined) return effect === "deny" ? group : lowerCaseIds(group);
  try {
    return (scope === undefined ? namedPermission(name) : namedPermission(name, scope)).id;
  } catch (error) {
    if (PrincipalError.isPrincipalError(error)) return idOfName(name);
    throw error;
  }
}

function holdsSymbol({ permissionGroups, resources }: PolicySpec): boolean {
  const keys = Object.entries(resources).flatMap(([key, value]) => [key, ...(value === "*" ? [] : Object.keys(value))]);
  return [...permissionGroups, ...keys].some(isSymbol);
}
