import { distance } from "fastest-levenshtein";
import { namedPermission, namesInAnyCase, permissionById, permissions, type Scope, SCOPES } from "../../catalogue";
import { type Fault, fault, PrincipalError } from "../../errors";
import { compareText, lowerCaseIds, type ResourceEntries, scopeOfKey, type TokenSpec } from "../../policy";
import type { StackReading } from "../../read";
import { type Names, namesOfStack, namesOfToken } from "../summary/words";
import { isKeyOf, lookedUpZones, unknownForm, unknownName } from "./known-resources";

/** A permission that somebody asks about. */
export interface AskedPermission {
  /** Its id, or an expression for one that is known by name only. */
  readonly id: string;
  readonly name: string;
  readonly scope?: Scope;
}

/** How a permission stands for which only the name is known. */
export function idOfName(name: string): string {
  return `\${lookup(${JSON.stringify(name)})}`;
}

/** Whether an id is what `idOfName` gives. */
export function isNameOnly(id: string): boolean {
  return id.startsWith('${lookup("');
}

/**
 * Reads a permission's name (a former one, or Edit for Write, as well; in any case where that leaves one), its id, or its name in code
 * (`zone.dns.write`).
 *
 * @param scope the resource's, for names that exist at several levels
 * @throws PrincipalError UnknownPermission, AmbiguousPermission
 */
export function findPermission(text: string, scope: Scope | undefined): AskedPermission {
  const id = lowerCaseIds(text);
  const known = permissionById(id) ?? byCode(text);
  if (known !== undefined) return known;
  if (/^[0-9a-f]{32}$/.test(id)) return { id, name: `permission ${id}` };
  try {
    return inAnyCase(text, scope);
  } catch (error) {
    if (!PrincipalError.isPrincipalError(error)) throw error;
    throw new PrincipalError(error.faults.map(ofQuestion));
  }
}

function inAnyCase(text: string, scope: Scope | undefined): AskedPermission {
  try {
    return byName(text, scope);
  } catch (error) {
    if (!PrincipalError.isPrincipalError(error) || error.code !== "UnknownPermission") throw error;
    const [name, ...more] = namesInAnyCase(text);
    // Names that differ in case alone may be two permissions.
    if (name === undefined || name === text || more.length > 0) throw error;
    return byName(name, scope);
  }
}

function byName(name: string, scope: Scope | undefined): AskedPermission {
  try {
    return scope === undefined ? namedPermission(name) : namedPermission(name, scope);
  } catch (error) {
    if (!PrincipalError.isPrincipalError(error) || error.code !== "PermissionWithoutId") throw error;
    return { id: idOfName(name), name };
  }
}

/** A question has a name of its own, that of the token. */
function ofQuestion(fault: Fault): Fault {
  return { ...fault, path: "permission", message: fault.message.replace(/^name: /, "permission: ") };
}

function byCode(text: string): AskedPermission | undefined {
  const [scope = "", group = "", level = "", ...more] = text.replace(/^permissions\./, "").split(".");
  const own = (of: unknown, key: string): unknown =>
    typeof of === "object" && of !== null && Object.hasOwn(of, key) ? (of as Record<string, unknown>)[key] : undefined;
  const found = own(own(own(permissions, scope), group), level);
  return more.length === 0 ? (found as AskedPermission | undefined) : undefined;
}

/** A resource that somebody asks about. */
export interface AskedResource {
  readonly scope?: Scope;
  /** The account that owns it, where that is known whatever token is asked. */
  readonly accountId?: string;
  /** Its key as `can` takes it, from the view of one token; undefined where it can't be that token's. */
  keyFor(token: PlacedToken): string | undefined;
  /** What the answer rests on besides the policies. */
  readonly notes: readonly string[];
}

const ID = /^[0-9a-f]{32}$/;
const { account: ACCOUNT, zone: ZONE, r2Bucket: BUCKET, worker: WORKER, user: USER } = SCOPES;

/**
 * Reads `zone:<id or name>`, `account`, `account:<id or name>`, `all-zones`, `r2:<bucket>`, `r2:eu/<bucket>`, `all-buckets`, `worker:<tag>`, `user:<id>`
 * or a resource key.
 *
 * @param stacks all that may be asked: names come from them
 * @param others further ones of the input, to say where a name is that none of `stacks` has
 * @throws PrincipalError UnknownResource, AmbiguousResource
 */
export function findResource(text: string, stacks: readonly StackReading[], others: readonly StackReading[] = []): AskedResource {
  const colon = text.indexOf(":");
  const [form, rest] = colon === -1 ? [text, ""] : [text.slice(0, colon), lowerCaseIds(text.slice(colon + 1))];
  const own = (scope: Scope, keyOf: (account: string) => string): AskedResource => ({
    scope,
    keyFor: ({ spec }) => (spec.accountId === undefined ? undefined : keyOf(spec.accountId)),
    notes: [],
  });
  if (text === "account") return own("account", (account) => `${ACCOUNT}.${account}`);
  if (text === "all-zones") return own("zone", (account) => `${ACCOUNT}.${account}/${ZONE}.*`);
  if (text === "all-buckets") return own("r2Bucket", (account) => `${ACCOUNT}.${account}/${BUCKET}.*`);
  if (form === "account" && rest !== "") return named(text, "account", rest, stacks, others);
  if (form === "zone" && rest !== "") return named(text, "zone", rest, stacks, others);
  if (form === "worker" && ID.test(rest)) return own("worker", (account) => `${ACCOUNT}.${account}/${WORKER}.${rest}`);
  if (form === "user" && ID.test(rest)) return { scope: "user", keyFor: () => `${USER}.${rest}`, notes: [] };
  const [, jurisdiction = "default", bucket] = /^(?:([a-z][a-z-]*)\/)?([a-z0-9-]+)$/.exec(rest) ?? [];
  if (form === "r2" && bucket !== undefined) return own("r2Bucket", (account) => `${BUCKET}.${account}_${jurisdiction}_${bucket}`);
  if (/^com\.cloudflare\.[^\s]+$/.test(text)) return byKey(text);
  throw new PrincipalError([unknownForm(text, stacks)]);
}

function byKey(key: string): AskedResource {
  const scope = scopeOfKey(key.slice(key.lastIndexOf("/") + 1));
  return { ...(scope === undefined ? {} : { scope }), keyFor: () => key, notes: [] };
}

/** A zone or an account by its id, or by what the code calls it. */
function named(
  text: string,
  scope: "account" | "zone",
  idOrName: string,
  stacks: readonly StackReading[],
  others: readonly StackReading[],
): AskedResource {
  const prefix = `${SCOPES[scope]}.`;
  if (ID.test(idOrName)) return withinAccount(scope, prefix + idOrName, stacks);
  const wanted = idOrName.toLowerCase();
  const found = stacks.map((stack) => ({
    stack,
    // What a data source finds may have the same name in the code as well.
    keys: [
      ...new Set([
        ...[...namesOfStack(stack.specs)].filter(([key, name]) => isKeyOf(scope, key) && name.toLowerCase() === wanted).map(([key]) => key),
        ...(scope === "zone"
          ? lookedUpZones(stack)
              .filter(([, name]) => name === wanted)
              .map(([expression]) => prefix + expression)
          : []),
      ]),
    ],
  }));
  const keys = [...new Set(found.flatMap((each) => each.keys))];
  const ids = keys.map((key) => key.slice(prefix.length));
  const twice = found.find((each) => each.keys.length > 1);
  if (twice !== undefined) {
    const candidates = twice.keys.map((key) => `${scope}:${key.slice(prefix.length)}`);
    throw new PrincipalError([fault.ambiguousResource("resource", text, candidates)]);
  }
  if (keys.length === 0) throw new PrincipalError([unknownName(text, scope, wanted, stacks, others)]);
  return {
    scope,
    keyFor: (token) => found.find(({ stack }) => stack === token.stack)?.keys[0],
    notes: [
      `${idOrName} is what the code calls ${scope} ${ids.join(" and ")}: only the id counts, and nothing here checks that the two belong together`,
    ],
  };
}

/** A bare zone id does not say whose it is: of the account whose tokens name it, where one does. */
function withinAccount(scope: "account" | "zone", key: string, stacks: readonly StackReading[]): AskedResource {
  const owners = new Set(
    stacks.flatMap(({ specs }) =>
      specs.flatMap(({ accountId, policies, names = {} }) =>
        accountId !== undefined && (Object.hasOwn(names, key) || policies.some(({ resources }) => namesKey(resources, key)))
          ? [lowerCaseIds(accountId)]
          : [],
      ),
    ),
  );
  return {
    scope,
    keyFor: ({ spec }) =>
      scope === "zone" && owners.size > 0 && spec.accountId !== undefined && !owners.has(lowerCaseIds(spec.accountId)) ? undefined : key,
    notes:
      scope === "zone" && owners.size === 0
        ? ["no token names this zone: each account-owned token is asked as though the zone were in its account"]
        : [],
  };
}

function namesKey(resources: ResourceEntries, key: string): boolean {
  return Object.hasOwn(resources, key) || Object.keys(resources).some((each) => lowerCaseIds(each) === key);
}

/** A token with the stack that it is in. */
export interface PlacedToken {
  readonly stack: StackReading;
  readonly spec: TokenSpec;
  /** What it, and the other tokens of its stack, call things. */
  readonly names: Names;
}

/** Every token, in the order of the stacks. */
export function placedTokens(stacks: readonly StackReading[]): PlacedToken[] {
  return stacks.flatMap((stack) => {
    const names = namesOfStack(stack.specs);
    return stack.specs.map((spec) => ({ stack, spec, names: namesOfToken(spec, names) }));
  });
}

/** The name that no other token has: the construct's path, else stack and name. */
export function placeOf({ stack, spec }: PlacedToken): string {
  return spec.path ?? `${stack.name}/${spec.name}`;
}

/**
 * The one token that goes by a name: its own name, its construct's path (`prod/dns-publisher`), the last part of it, or its Terraform address.
 *
 * @throws PrincipalError UnknownToken, AmbiguousToken
 */
export function findToken(stacks: readonly StackReading[], name: string): PlacedToken {
  const tokens = placedTokens(stacks);
  const exact = tokens.filter(({ stack, spec }) => [spec.path, `${stack.name}/${spec.name}`].includes(name));
  const found =
    exact.length > 0 ? exact : tokens.filter(({ spec }) => [spec.name, spec.address, spec.path?.split("/").at(-1)].includes(name));
  const [token] = found;
  if (token !== undefined && found.length === 1) return token;
  if (token === undefined) throw new PrincipalError([fault.unknownToken("name", name, nearTokens(tokens, name))]);
  const places = [...new Set(found.map(placeOf))];
  const others = places.length === found.length ? places : found.map(({ spec }) => spec.address ?? spec.name);
  throw new PrincipalError([fault.ambiguousToken("name", name, others.slice(0, 5))]);
}

const MOST = 3;
const LONGEST = 200;

function nearTokens(tokens: readonly PlacedToken[], name: string): string[] {
  const text = name.slice(0, LONGEST).toLowerCase();
  const limit = Math.max(2, Math.floor(text.length / 4));
  const far = (candidate: string): number => {
    const other = candidate.slice(0, LONGEST).toLowerCase();
    return text.length > 2 && other.includes(text) ? 1 : distance(text, other);
  };
  const near = tokens.map((token) => ({ place: placeOf(token), far: Math.min(far(token.spec.name), far(placeOf(token))) }));
  return near
    .filter((candidate) => candidate.far <= limit)
    .sort((a, b) => a.far - b.far || compareText(a.place, b.place))
    .slice(0, MOST)
    .map(({ place }) => place);
}
