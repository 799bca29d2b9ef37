import { fault, PrincipalError, throwFaults, unknownProperties } from "../errors";
import {
  isBucketName,
  isId,
  isJurisdiction,
  type Jurisdiction,
  makeResource,
  markResource,
  RESOURCE_SCOPE,
  type ScopedResource,
} from "./resource";

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
   * The account of an id.
   *
   * @param id 32 lower-case hexadecimal characters, or a cdktf token
   * @throws PrincipalError InvalidAccountId, UnknownProperty
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

  /** The scope, for the compiler: there is no such property at run time. */
  declare readonly [RESOURCE_SCOPE]: (scope: "account") => "account";
  /** Account permissions act on it. */
  readonly scope = "account";
  /** Cloudflare's resource name. */
  readonly key: string;
  /** Its own id: an account belongs to itself. */
  readonly accountId: string;
  /** What people call it. */
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
      ...(isJurisdiction(jurisdiction) ? [] : [fault.invalidJurisdiction("jurisdiction", jurisdiction)]),
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
   * The user of an id.
   *
   * @param id 32 lower-case hexadecimal characters, or a cdktf token
   * @throws PrincipalError InvalidUserId
   */
  static of(id: string, options: { readonly name?: string | undefined } = {}): User {
    if (!isId(id)) throw new PrincipalError([fault.invalidUserId("userId", id)]);
    return new User(id, options.name);
  }

  /** The scope, for the compiler: there is no such property at run time. */
  declare readonly [RESOURCE_SCOPE]: (scope: "user") => "user";
  /** User permissions act on it. */
  readonly scope = "user";
  /** Cloudflare's resource name. */
  readonly key: string;
  /** Only user tokens can act on it. */
  readonly userOnly = true;
  /** What people call it. */
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
