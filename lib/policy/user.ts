import { fault, PrincipalError } from "../errors";
import { isId } from "./ids";
import { makeResource, markResource, RESOURCE_SCOPE, type ScopedResource } from "./resource";

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

  declare readonly [RESOURCE_SCOPE]?: (scope: "user") => "user";
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
