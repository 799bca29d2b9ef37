import { z } from "zod";
import { type Fault, fault, PrincipalError } from "../errors";
import {
  canonicalCidr,
  isUnknown,
  normalize,
  parseGroupIds,
  parseResources,
  type PolicySpec,
  type RequestIpSpec,
  type ResourceEntries,
  type TokenSpec,
  unescapeTemplate,
} from "../policy";
import { isObject, joinPath, type Json, JsonFault, parseStrictJson, schemaFaults, where } from "../terraform";

/** Terraform's resource types for tokens. */
export const TOKEN_TYPES: ReadonlyMap<string, TokenSpec["kind"]> = new Map([
  ["cloudflare_account_token", "account"],
  ["cloudflare_api_token", "user"],
]);

/** What is access of a token, and its name. */
export type TokenAccess = Pick<TokenSpec, "kind" | "accountId" | "name" | "status" | "policies" | "requestIp" | "notBefore" | "expiresOn">;

const PLAN_INSTEAD = "an expression here can't be read from configuration; read the plan (terraform show -json) instead";
const MAX_FAULTS = 20;

/**
 * Reads the arguments of a token as Terraform JSON has them, from configuration, a plan, a state, or a construct's own; all that is wrong with them is one
 * error.
 *
 * @param place where they stand, for the error
 * @throws PrincipalError InvalidFile
 */
export function readTokenArguments(
  kind: TokenSpec["kind"],
  body: Json,
  place: { readonly file: string; readonly at: string } = { file: "token", at: "" },
  pairs = new PairBudget(),
): TokenAccess {
  const faults: Fault[] = [];
  const fail = (path: readonly PropertyKey[], what: string): void => {
    if (faults.length < MAX_FAULTS) faults.push(fault.invalidFile(where(place.file, inner(place.at, joinPath(path))), what));
  };
  const parsed = parseBody(kind, body, fail);
  const access = parsed === undefined ? undefined : readBody(kind, parsed, pairs, fail);
  if (access === undefined || faults.length > 0) throw new PrincipalError(faults);
  return access;
}

function inner(at: string, path: string): string {
  return path === "" || at === "" || path.startsWith("[") ? at + path : `${at}.${path}`;
}

type Fail = (path: readonly PropertyKey[], what: string) => void;

function parseBody(kind: TokenSpec["kind"], value: Json, fail: Fail): TokenBody | undefined {
  for (const repeat of ["count", "for_each"]) {
    if (Object.hasOwn(value, repeat) && value[repeat] !== null) {
      fail([repeat], "one block for several tokens can't be read from configuration; read the plan (terraform show -json) instead");
      return undefined;
    }
  }
  const parsed = kind === "account" ? accountTokenSchema.safeParse(value) : userTokenSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { path, what } of schemaFaults(parsed.error)) {
    const found = valueAt(value, path);
    fail(path, typeof found === "string" && isUnknown(found) ? PLAN_INSTEAD : what);
  }
  return undefined;
}

function readBody(kind: TokenSpec["kind"], body: TokenBody, budget: PairBudget, fail: Fail): TokenAccess | undefined {
  const policies = body.policies.map((policy, index): PolicySpec => {
    const at = ["policies", index];
    return {
      effect: policy.effect,
      permissionGroups: readGroups(policy.permission_groups, [...at, "permission_groups"], fail),
      resources: readResources(policy.resources, [...at, "resources"], fail),
    };
  });
  const tooMany = budget.take(policies.reduce((sum, policy) => sum + pairsOf(policy), 0));
  if (tooMany !== undefined) {
    fail(["policies"], tooMany);
    return undefined;
  }
  const requestIp = readRequestIp(body.condition?.request_ip ?? undefined);
  const dates = { notBefore: body.not_before ?? undefined, expiresOn: body.expires_on ?? undefined };
  const base = {
    kind,
    ...(body.account_id === undefined ? {} : { accountId: body.account_id }),
    name: unescapeTemplate(body.name),
    status: body.status ?? "active",
    policies,
  };
  // A symbol has no normal form of its own: it is set aside while the rest is brought into it.
  const literal = {
    ...(requestIp === undefined || holdsSymbol(requestIp) ? {} : { requestIp }),
    ...pick(dates, (date) => !isUnknown(date)),
  };
  try {
    return {
      ...normalize({ ...base, ...literal }),
      ...(requestIp !== undefined && holdsSymbol(requestIp) ? { requestIp } : {}),
      ...pick(dates, isUnknown),
    };
  } catch (error) {
    if (!PrincipalError.isPrincipalError(error)) throw error;
    for (const { path, message } of error.faults)
      fail(attributePath(path), message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message);
    return undefined;
  }
}

/** How many pairs of a permission and a resource a policy makes. */
function pairsOf({ permissionGroups, resources }: PolicySpec): number {
  return (
    permissionGroups.length * Object.values(resources).reduce((sum, value) => sum + (value === "*" ? 1 : Object.keys(value).length), 0)
  );
}

const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  notBefore: ["not_before"],
  expiresOn: ["expires_on"],
  "requestIp.in": ["condition", "request_ip", "in"],
  "requestIp.notIn": ["condition", "request_ip", "not_in"],
};

/** The path of a spec's property in Terraform's words. */
function attributePath(path: string): readonly PropertyKey[] {
  const [, property = path, index] = /^(.*)\[(\d+)\]$/.exec(path) ?? [];
  return [...(ATTRIBUTES[property] ?? [property]), ...(index === undefined ? [] : [Number(index)])];
}

function readGroups(value: unknown, at: readonly PropertyKey[], fail: Fail): readonly string[] {
  const given = isObject(value) ? [value] : value;
  if (Array.isArray(given)) {
    const list = (given as readonly unknown[]).map(withoutNull);
    list.forEach((group, index) => {
      if (!isObject(group) || typeof group["id"] !== "string")
        fail([...at, index], typeof group === "string" && isUnknown(group) ? PLAN_INSTEAD : "a permission group is an object with an id");
      else if (Object.keys(group).length > 1) fail([...at, index], "a permission group has an id and nothing else");
    });
    return parseGroupIds(list) ?? [];
  }
  if (typeof value === "string" && isUnknown(value)) return parseGroupIds(value) ?? [value];
  fail(at, "a list of permission groups is needed");
  return [];
}

/** Where the id is null, the text stands for it, or the name that stands beside it: what checks permissions says what to write. */
function withoutNull(group: unknown): unknown {
  if (!isObject(group) || group["id"] !== null) return group;
  const { name, ...rest } = group;
  return typeof name === "string" ? { ...rest, id: name } : { ...group, id: "null" };
}

function readResources(value: unknown, at: readonly PropertyKey[], fail: Fail): ResourceEntries {
  // Before provider 5.13, `resources` was a map.
  const text = isObject(value) ? JSON.stringify(value) : value;
  if (typeof text !== "string") {
    fail(at, "resources are JSON text, or a map of resource names");
    return {};
  }
  // What stands in for a template within JSON text can add keys of its own. A map's keys are evaluated each for itself.
  if (typeof value === "string" && isUnknown(text) && !text.startsWith("${jsonencode(")) return { [text]: "*" };
  const parsed = parseResources(text);
  if (parsed === undefined) {
    // The whole of it is known at plan time only.
    if (isUnknown(text)) return { [text]: "*" };
    fail(at, 'not a JSON object of resource names, each with "*" or with names below it');
    return {};
  }
  if (!text.startsWith("${")) checkTwice(text, at, fail);
  return parsed;
}

function checkTwice(text: string, at: readonly PropertyKey[], fail: Fail): void {
  try {
    parseStrictJson(text);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    fail(at, `${error.at}: ${error.message}`);
  }
}

function readRequestIp(value: { readonly in?: Addresses; readonly not_in?: Addresses } | undefined): RequestIpSpec | undefined {
  const allowed = readAddresses(value?.in);
  const excluded = readAddresses(value?.not_in);
  if (allowed === undefined && excluded === undefined) return undefined;
  return { ...(allowed === undefined ? {} : { in: allowed }), ...(excluded === undefined ? {} : { notIn: excluded }) };
}

type Addresses = string | string[] | null | undefined;

/** Host bits of foreign files are dropped, as Cloudflare does; a symbol is kept. */
function readAddresses(value: Addresses): readonly string[] | undefined {
  if (value === null || value === undefined) return undefined;
  return (typeof value === "string" ? [value] : value).map((text) => (isUnknown(text) ? text : canonicalCidr(text)));
}

function holdsSymbol(filter: RequestIpSpec): boolean {
  return [...(filter.in ?? []), ...(filter.notIn ?? [])].some(isUnknown);
}

function pick<T extends string>(
  values: Readonly<Record<T, string | undefined>>,
  wanted: (value: string) => boolean,
): Partial<Record<T, string>> {
  const entries = Object.entries<string | undefined>(values).filter(
    (entry): entry is [T, string] => entry[1] !== undefined && wanted(entry[1]),
  );
  return Object.fromEntries(entries) as Partial<Record<T, string>>;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}

/*
 * The body of a `cloudflare_account_token` or `cloudflare_api_token` block. Strict: an attribute we do not know could change what the token
 * may do, so a file that has one is refused rather than half understood. `z.unknown()` stands where an expression may stand as well.
 */

/** A list, or one object where people write a list of one. */
function listOf<T extends z.ZodType>(entry: T) {
  return z.preprocess((value) => (isObject(value) ? [value] : value), z.array(entry));
}

/** A nested object, or a list of exactly one; null is absent. */
function optionalOne<T extends z.ZodType>(entry: T) {
  return z.preprocess((value) => (Array.isArray(value) && value.length === 1 ? (value as readonly unknown[])[0] : value), entry.nullish());
}

const anything = z.unknown().optional();
const text = z.string().nullish();
const addresses = z.union([z.string(), z.array(z.string())], { error: "expected a list of addresses" }).nullish();

const policy = z.strictObject({
  effect: z.enum(["allow", "deny"]),
  permission_groups: z.unknown(),
  resources: z.unknown(),
});

const shared = {
  name: z.string(),
  policies: listOf(policy),
  condition: optionalOne(z.strictObject({ request_ip: optionalOne(z.strictObject({ in: addresses, not_in: addresses })) })),
  status: z.enum(["active", "disabled"]).nullish(),
  not_before: text,
  expires_on: text,
  // Terraform's own arguments, and comments.
  "//": anything,
  lifecycle: anything,
  depends_on: anything,
  provider: anything,
  provisioner: anything,
  connection: anything,
  count: z.null().optional(),
  for_each: z.null().optional(),
};

export const accountTokenSchema = z.strictObject({ ...shared, account_id: z.string() });
export const userTokenSchema = z.strictObject(shared);

export type TokenBody = z.infer<typeof userTokenSchema> & { readonly account_id?: string };

/** Far more than a token can hold; a small file can multiply to more than a machine can compare. */
export const MAX_PAIRS = 1_000_000;
/** 10,000 tokens of 200 pairs each, or 100 of 20,000: some seconds and a few hundred megabytes for what compares and checks them. */
export const MAX_PAIRS_OF_ALL = 2_000_000;

/** How many pairs of a permission and a resource may still be read: what is asked of one input as a whole. */
export class PairBudget {
  private left: number;

  /** @param states how many states of all tokens the input holds */
  constructor(states = 1) {
    this.left = states * MAX_PAIRS_OF_ALL;
  }

  /** What is wrong with so many more pairs of one token; undefined for nothing. */
  take(pairs: number): string | undefined {
    if (pairs > MAX_PAIRS) return `more than ${String(MAX_PAIRS)} pairs of a permission and a resource`;
    this.left -= pairs;
    return this.left < 0
      ? `with this token there are more than ${String(MAX_PAIRS_OF_ALL)} pairs of a permission and a resource in all; read fewer stacks at once`
      : undefined;
  }
}
