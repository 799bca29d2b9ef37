import { type Scope, SCOPES } from "../catalogue";
import { fault, PrincipalError, throwFaults, unknownProperties } from "../errors";
import { hasWholeSymbols, isSymbol, maskSymbols } from "./symbol";

/** Marks the scope of a resource for the compiler; there is no such property at run time. */
export declare const RESOURCE_SCOPE: unique symbol;
const RESOURCE_SYMBOL = Symbol.for("cloudflare-principals/Resource");

/** What every resource has, whatever its scope. */
export interface ResourceData {
  /** Scope of the permissions that act on it. */
  readonly scope: Scope;
  /** Cloudflare's resource name, `com.cloudflare.api.account.zone.<id>` for instance. */
  readonly key: string;
  /** The entry below `key`, for the two-level forms (`com.cloudflare.api.account.zone.*` below an account). */
  readonly nested?: string;
  /** The account that owns it, where that is known. */
  readonly accountId?: string;
  /** What people call it: the zone's, account's or bucket's name. */
  readonly name?: string;
  /** Only user tokens can act on it. */
  readonly userOnly?: boolean;
  /** A zone that is looked up by name at plan time; `key` is then only a placeholder. */
  readonly zoneName?: string;
}

/** A resource whose scope is only known at synth. */
export interface AnyResource extends ResourceData {
  // `any` makes it fit each scope: lists of mixed scopes are checked at synth instead.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly [RESOURCE_SCOPE]: any;
}

/** A resource of one scope, known to the compiler. */
export interface ScopedResource<S extends Scope> extends ResourceData {
  // Invariant in S, so that `.on(zone, account)` finds no common S and does not compile.
  readonly [RESOURCE_SCOPE]: (scope: S) => S;
}

/**
 * What a policy acts on. Made by `Account`, `User` and `Resource.custom`; a plain `Resource` is of any scope and is checked at synth.
 *
 * Source: https://developers.cloudflare.com/fundamentals/api/how-to/create-via-api/
 */
export type Resource<S extends Scope = Scope> = [Scope] extends [S] ? AnyResource : ScopedResource<S>;

/** Builds an immutable resource value. */
export function makeResource<S extends Scope>(data: ResourceData & { readonly scope: S }): ScopedResource<S> {
  const resource = { ...data };
  Object.defineProperty(resource, RESOURCE_SYMBOL, { value: true });
  // The brand of its scope is for the compiler alone.
  return Object.freeze(resource) as unknown as ScopedResource<S>;
}

/** Marks an instance of a class as a resource. */
export function markResource(target: object): void {
  Object.defineProperty(target, RESOURCE_SYMBOL, { value: true });
}

/** Goes by a registered symbol, so that it holds across copies of the package. */
export function isResource(value: unknown): value is AnyResource {
  return typeof value === "object" && value !== null && Object.hasOwn(value, RESOURCE_SYMBOL);
}

// Lower-case names with dots, ids and an asterisk: nothing that could end a JSON string or start a Terraform template.
const KEY = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_*-]+)+$/;

/** Whether a text can be a resource key. Symbols stand for an id within it. */
export function isResourceKey(key: string): boolean {
  const literal = maskSymbols(key);
  return hasWholeSymbols(key) && KEY.test(literal) && !literal.split(".").includes("__proto__");
}

/** `outer/inner` of the two-level form taken apart; a slash within a symbol is no separator. */
export function splitKey(key: string): string[] {
  const parts: string[] = [];
  let at = 0;
  for (const part of maskSymbols(key).split("/")) {
    parts.push(key.slice(at, at + part.length));
    at += part.length + 1;
  }
  return parts;
}

const API_NAMES = Object.entries(SCOPES) as [Scope, string][];

/** The scope of a resource key by what stands before its last dot; undefined for a key we do not know. */
export function scopeOfKey(key: string): Scope | undefined {
  const end = maskSymbols(key).lastIndexOf(".");
  for (const [scope, name] of API_NAMES) if (end === name.length && key.startsWith(name)) return scope;
  return undefined;
}

/** The account that a key names, where it names one. */
function accountOf(key: string): string | undefined {
  return /^com\.cloudflare\.(?:api\.account\.([0-9a-f]{32})$|edge\.r2\.bucket\.([0-9a-f]{32})_)/
    .exec(key)
    ?.slice(1)
    .find((id) => id !== undefined);
}

/** Whether a key of a form we know names an id or a wildcard; keys of other forms are taken as they are. */
export function isWellFormed(key: string): boolean {
  const scope = scopeOfKey(key);
  if ((scope !== "account" && scope !== "zone" && scope !== "user") || isSymbol(key)) return true;
  return /\.(?:[0-9a-f]{32}|\*)$/.test(key);
}

/** Ways to name a resource that `Account` and `User` have no method for. */
export const Resource = {
  /**
   * A resource in a form that this package does not know yet.
   *
   * @param key Cloudflare's resource name; `outer/inner` for the two-level form.
   * @param scope the scope of the permissions that act on it
   * @throws PrincipalError InvalidResourceKey
   * @example
   * Resource.custom("com.cloudflare.api.account.0123456789abcdef0123456789abcdef/com.cloudflare.edge.worker.script.*", "worker");
   */
  custom<S extends Scope>(key: string, scope: S, options: { readonly name?: string | undefined } = {}): ScopedResource<S> {
    const parts = typeof key === "string" ? splitKey(key) : [];
    const [outer, nested] = parts;
    if (
      outer === undefined ||
      parts.length > 2 ||
      !parts.every(isResourceKey) ||
      !parts.every(isWellFormed) ||
      !Object.hasOwn(SCOPES, scope)
    ) {
      throw new PrincipalError([fault.invalidResourceKey("key", key)]);
    }
    const accounts = new Set(parts.flatMap((part) => accountOf(part) ?? []));
    if (accounts.size > 1) throw new PrincipalError([fault.invalidResourceKey("key", key)]);
    const [accountId] = accounts;
    const userOnly = outer.startsWith("com.cloudflare.api.user.") || outer === "com.cloudflare.api.account.*";
    return makeResource({
      scope,
      key: outer,
      ...(nested === undefined ? {} : { nested }),
      ...(accountId === undefined ? {} : { accountId }),
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(userOnly ? { userOnly } : {}),
    });
  },
  isResource,
};

const ID = /^[0-9a-f]{32}$/;
const BUCKET = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** Where R2 guarantees to keep a bucket's objects. */
export type Jurisdiction = "default" | "eu" | "fedramp";
export const JURISDICTIONS: readonly string[] = ["default", "eu", "fedramp"] satisfies Jurisdiction[];

/** 32 lower-case hexadecimal characters, or a symbol with nothing around it that no id holds. */
export function isId(id: unknown): id is string {
  return typeof id === "string" && (ID.test(id) || (id.includes("${") && hasWholeSymbols(id) && /^[0-9a-fx]+$/.test(maskSymbols(id))));
}

/**
 * The ids in a resource key, or an id, in lower case as Cloudflare writes them. Hexadecimal digits mean the same in either case, and an answer must not
 * be "no" for their sake alone. Symbols are left as they are.
 */
export function lowerCaseIds(text: string): string {
  if (!/[A-F]/.test(text)) return text;
  const literal = maskSymbols(text);
  return text.replace(/(?<![0-9A-Za-z])[0-9A-Fa-f]{32}(?![0-9A-Za-z])/g, (id, at: number) =>
    literal.startsWith(id, at) ? id.toLowerCase() : id,
  );
}

/** 3 to 63 characters of a-z, 0-9 and -, or a symbol with nothing around it that no name holds. */
export function isBucketName(name: unknown): name is string {
  return (
    typeof name === "string" &&
    (BUCKET.test(name) || (name.includes("${") && hasWholeSymbols(name) && /^[a-z0-9-]+$/.test(maskSymbols(name))))
  );
}

const DOMAIN = /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const ACCOUNT_SYMBOL = Symbol.for("cloudflare-principals/Account");

/** `account.zone(id, "example.com")` and the like: what was meant as an option must not be dropped. */
function checkOptions(options: unknown, known: readonly string[], of: string): void {
  if (typeof options !== "object" || options === null) throw new PrincipalError([fault.unknownProperty("options", of, options, known)]);
  throwFaults(unknownProperties(options, known, "options", of));
}

/**
 * A Cloudflare account: owner of service principals, and the resource that account permissions act on.
 *
 * @example
 * const account = Account.of("0123456789abcdef0123456789abcdef", { name: "Example Inc" });
 * allow(permissions.zone.dns.write).on(account.zone("11111111111111111111111111111111", { name: "example.com" }));
 */
export class Account implements ScopedResource<"account"> {
  /**
   * @param id 32 lower-case hexadecimal characters, or a cdktf token
   * @throws PrincipalError InvalidAccountId
   */
  static of(id: string, options: { readonly name?: string | undefined } = {}): Account {
    if (!isId(id)) throw new PrincipalError([fault.invalidAccountId("accountId", id)]);
    checkOptions(options, ["name"], "an account");
    return new Account(id, options.name);
  }

  /** Goes by a registered symbol, so that it holds across copies of the package. */
  static isAccount(value: unknown): value is Account {
    return typeof value === "object" && value !== null && ACCOUNT_SYMBOL in value;
  }

  declare readonly [RESOURCE_SCOPE]: (scope: "account") => "account";
  readonly scope = "account";
  readonly key: string;
  readonly accountId: string;
  declare readonly name?: string;

  private constructor(
    /** The account's id. */
    readonly id: string,
    name: string | undefined,
  ) {
    this.key = `com.cloudflare.api.account.${id}`;
    this.accountId = id;
    if (name !== undefined) this.name = name;
    Object.defineProperty(this, ACCOUNT_SYMBOL, { value: true });
    markResource(this);
    Object.freeze(this);
  }

  /**
   * One zone of this account.
   *
   * @param id 32 lower-case hexadecimal characters, or a cdktf token
   * @throws PrincipalError InvalidZoneId
   */
  zone(id: string, options: { readonly name?: string | undefined } = {}): ScopedResource<"zone"> {
    if (!isId(id)) throw new PrincipalError([fault.invalidZoneId("zoneId", id)]);
    checkOptions(options, ["name"], "a zone");
    return makeResource({
      scope: "zone",
      key: `com.cloudflare.api.account.zone.${id}`,
      accountId: this.id,
      ...(options.name === undefined ? {} : { name: options.name }),
    });
  }

  /**
   * One zone of this account by its name; a data source finds the id at plan time.
   *
   * @param name lower-case domain name, internationalized names in punycode
   * @throws PrincipalError InvalidZoneName
   */
  zoneNamed(name: string): ScopedResource<"zone"> {
    if (typeof name !== "string" || !DOMAIN.test(name)) throw new PrincipalError([fault.invalidZoneName("zoneName", name)]);
    return makeResource({
      scope: "zone",
      key: `com.cloudflare.api.account.zone.\${${this.id} ${name}}`,
      accountId: this.id,
      name,
      zoneName: name,
    });
  }

  /** Every zone of this account, present and future. */
  allZones(): ScopedResource<"zone"> {
    return makeResource({ scope: "zone", key: this.key, nested: "com.cloudflare.api.account.zone.*", accountId: this.id });
  }

  /**
   * One R2 bucket.
   *
   * @param name 3 to 63 characters of a-z, 0-9 and -, or a cdktf token
   * @param options.jurisdiction where the bucket was made. @default "default"
   * @throws PrincipalError InvalidBucketName, InvalidJurisdiction
   */
  r2Bucket(name: string, options: { readonly jurisdiction?: Jurisdiction | undefined } = {}): ScopedResource<"r2Bucket"> {
    checkOptions(options, ["jurisdiction"], "a bucket");
    const jurisdiction = options.jurisdiction ?? "default";
    const faults = [
      ...(isBucketName(name) ? [] : [fault.invalidBucketName("bucketName", name)]),
      ...(JURISDICTIONS.includes(jurisdiction) ? [] : [fault.invalidJurisdiction("jurisdiction", jurisdiction)]),
    ];
    if (faults.length > 0) throw new PrincipalError(faults);
    return makeResource({
      scope: "r2Bucket",
      key: `com.cloudflare.edge.r2.bucket.${this.id}_${jurisdiction}_${name}`,
      accountId: this.id,
      name,
    });
  }

  /** Every R2 bucket of this account, present and future, in every jurisdiction. */
  allR2Buckets(): ScopedResource<"r2Bucket"> {
    return makeResource({ scope: "r2Bucket", key: this.key, nested: "com.cloudflare.edge.r2.bucket.*", accountId: this.id });
  }

  /**
   * One Worker.
   *
   * @param tag the `id` of the Workers API (not the script's name), or a cdktf token
   * @throws PrincipalError InvalidWorkerTag
   */
  worker(tag: string, options: { readonly name?: string | undefined } = {}): ScopedResource<"worker"> {
    if (!isId(tag)) throw new PrincipalError([fault.invalidWorkerTag("workerTag", tag)]);
    checkOptions(options, ["name"], "a Worker");
    return makeResource({
      scope: "worker",
      key: this.key,
      nested: `com.cloudflare.edge.worker.script.${tag}`,
      accountId: this.id,
      ...(options.name === undefined ? {} : { name: options.name }),
    });
  }
}

/**
 * A Cloudflare user: the resource that user permissions act on. Only user tokens can hold it, and only for the user they belong to.
 *
 * @example
 * allow(permissions.user.userDetails.read).on(User.of("22222222222222222222222222222222"));
 */
export class User implements ScopedResource<"user"> {
  /**
   * @param id 32 lower-case hexadecimal characters, or a cdktf token
   * @throws PrincipalError InvalidUserId
   */
  static of(id: string, options: { readonly name?: string | undefined } = {}): User {
    if (!isId(id)) throw new PrincipalError([fault.invalidUserId("userId", id)]);
    return new User(id, options.name);
  }

  declare readonly [RESOURCE_SCOPE]: (scope: "user") => "user";
  readonly scope = "user";
  readonly key: string;
  readonly userOnly = true;
  declare readonly name?: string;

  private constructor(
    /** The user's id. */
    readonly id: string,
    name: string | undefined,
  ) {
    this.key = `com.cloudflare.api.user.${id}`;
    if (name !== undefined) this.name = name;
    markResource(this);
    Object.freeze(this);
  }

  /** Every account the user is a member of. */
  static allAccounts(): ScopedResource<"account"> {
    return makeResource({ scope: "account", key: "com.cloudflare.api.account.*", userOnly: true });
  }

  /** Every zone of every account the user is a member of. */
  static allZones(): ScopedResource<"zone"> {
    return makeResource({ scope: "zone", key: "com.cloudflare.api.account.zone.*", userOnly: true });
  }
}
