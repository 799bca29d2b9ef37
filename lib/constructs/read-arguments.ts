import { PrincipalError } from "../errors";
import {
  canonicalCidr,
  isSymbol,
  normalize,
  parseGroupIds,
  parseResources,
  type PolicySpec,
  type TokenSpec,
  unescapeTemplate,
} from "../policy";

/** What is access of a token, and its name. */
export type ReadAccess = Pick<TokenSpec, "kind" | "accountId" | "name" | "status" | "policies" | "requestIp" | "notBefore" | "expiresOn">;

const ACCESS = ["accountId", "name", "status", "policies", "requestIp", "notBefore", "expiresOn"] as const satisfies (keyof ReadAccess)[];

type Json = Readonly<Record<string, unknown>>;
const ATTRIBUTES = ["account_id", "name", "status", "policies", "condition", "not_before", "expires_on"];
const META = ["//", "lifecycle", "depends_on", "provider", "provisioner", "connection", "count", "for_each"];

/**
 * The arguments of a token as they are written, in normal form. The reader of files (lib/review) does this for strangers, and says what is wrong;
 * here it is enough to know that something can't be read: undefined.
 */
export function readArguments(kind: TokenSpec["kind"], body: Json): ReadAccess | undefined {
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined && value !== null));
  const { name, status = "active", policies, condition, not_before: notBefore, expires_on: expiresOn, account_id: accountId } = given;
  if (!Object.keys(given).every((key) => ATTRIBUTES.includes(key) || META.includes(key)) || "count" in given || "for_each" in given)
    return undefined;
  const read = Array.isArray(policies) ? policies.map(readPolicy) : [undefined];
  const requestIp = readCondition(condition);
  if (
    typeof name !== "string" ||
    (status !== "active" && status !== "disabled") ||
    !read.every((policy) => policy !== undefined) ||
    requestIp === undefined ||
    ![notBefore, expiresOn, accountId].every((text) => text === undefined || typeof text === "string")
  )
    return undefined;
  try {
    return normalize({
      kind,
      ...(accountId === undefined ? {} : { accountId: accountId as string }),
      name: unescapeTemplate(name),
      status,
      policies: read,
      ...(Object.keys(requestIp).length === 0 ? {} : { requestIp }),
      ...(notBefore === undefined ? {} : { notBefore: notBefore as string }),
      ...(expiresOn === undefined ? {} : { expiresOn: expiresOn as string }),
    });
  } catch (error) {
    if (PrincipalError.isPrincipalError(error)) return undefined;
    throw error;
  }
}

function readPolicy(value: unknown): PolicySpec | undefined {
  const { effect, permission_groups: groups, resources, ...rest } = isObject(value) ? value : {};
  const ids = parseGroupIds(groups) ?? (typeof groups === "string" && isSymbol(groups) ? [groups] : undefined);
  const entries =
    typeof resources === "string"
      ? (parseResources(resources) ?? (isSymbol(resources) ? { [resources]: "*" as const } : undefined))
      : undefined;
  if ((effect !== "allow" && effect !== "deny") || ids === undefined || entries === undefined || Object.keys(rest).length > 0)
    return undefined;
  return { effect, permissionGroups: ids, resources: entries };
}

/** Empty without a filter; undefined where it can't be read. */
function readCondition(condition: unknown): { in?: string[]; notIn?: string[] } | undefined {
  if (condition === undefined) return {};
  const filter = isObject(condition) ? condition["request_ip"] : undefined;
  if (!isObject(filter) || Object.keys(condition as Json).length > 1) return undefined;
  const { in: allowed, not_in: excluded, ...rest } = filter;
  const lists = Object.fromEntries(
    Object.entries({ in: allowed, notIn: excluded }).filter(([, list]) => list !== undefined && list !== null),
  );
  if (Object.keys(rest).length > 0 || !Object.values(lists).every(isAddresses)) return undefined;
  return Object.fromEntries(Object.entries(lists as Record<string, string[]>).map(([key, list]) => [key, list.map(canonicalCidr)]));
}

function isAddresses(list: unknown): list is string[] {
  return Array.isArray(list) && list.every((text) => typeof text === "string" && !isSymbol(text));
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A token with other access; who answers for it and where it stands is kept. */
export function withAccess(described: TokenSpec, access: ReadAccess): TokenSpec {
  const about = Object.entries(described).filter(([property]) => property !== "kind" && !ACCESS.some((each) => each === property));
  return { ...access, ...(Object.fromEntries(about) as Partial<TokenSpec>) };
}

/** What is other than the construct says, in the words of its properties. */
export function changedAccess(described: TokenSpec, access: ReadAccess): string[] {
  return ACCESS.filter((property) => JSON.stringify(described[property]) !== JSON.stringify(access[property]));
}
