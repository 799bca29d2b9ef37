import type { ApiToken } from "@cdktf/provider-cloudflare/lib/api-token";
import type { Construct } from "constructs";
import { Principal, type TokenProps } from "./principal";

/** Properties of a user token: those of every token. */
export type UserTokenProps = TokenProps;

/**
 * A Cloudflare user API token: acts for the user whose credential deploys it, and stops with that user. For the few products that do not accept
 * account-owned tokens, and for ad hoc work. It lives in a `UserTokenStack`, since Cloudflare refuses an account-owned credential on `/user/…`.
 *
 * @throws PrincipalError with all faults of the props
 * @example
 * new UserToken(stack, "page-rules", {
 *   policies: [allow(permissions.zone.pageRules.write).on(account.zone("11111111111111111111111111111111"))],
 *   expiresOn: "2037-06-01T00:00:00Z",
 * });
 */
export class UserToken extends Principal<ApiToken> {
  constructor(scope: Construct, id: string, props: UserTokenProps = {}) {
    super(scope, id, "user", props);
  }
}
