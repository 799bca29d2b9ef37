import { type Scope, SCOPES } from "../../catalogue";
import { fault, PrincipalError } from "../../errors";
import { lowerCaseIds, type ResourceEntries, scopeOfKey } from "../../policy";
import type { StackReading } from "../../read";
import { namesOfStack } from "../summary/labels";
import type { PlacedToken } from "./find-token";
import { isKeyOf, lookedUpZones, unknownForm, unknownName } from "./known-resources";

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
