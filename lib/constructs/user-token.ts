import type { ApiToken } from "@cdktf/provider-cloudflare/lib/api-token";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { setSettings } from "./app-checks";
import { Principal, type TokenProps } from "./principal";
import { addProvider, setUp, type TokenStackProps } from "./principal-stack";

/** Properties of a stack of user tokens. */
export type UserTokenStackProps = TokenStackProps;

/**
 * A stack of user tokens. Its provider takes a user's own credential from the variable `cloudflare_user_api_token`
 * (`TF_VAR_cloudflare_user_api_token`), never from `CLOUDFLARE_API_TOKEN`: Cloudflare refuses an account-owned credential on `/user/…` (9109).
 * Add it to the app only when it is meant to be deployed, so that `cdktf deploy '*'` leaves it alone.
 *
 * @throws PrincipalError InvalidProviderVersion, BrokenProviderVersion, and what the backend throws
 */
export class UserTokenStack extends TerraformStack {
  constructor(scope: Construct, id: string, props: UserTokenStackProps = {}) {
    super(scope, id);
    setUp(this, props, []);
    setSettings(this, { kind: "user", provider: { name: "cloudflare" } });
    addProvider(this, "cloudflare_user_api_token", "API token of the user who owns the tokens of this stack, with API Tokens Write");
  }
}

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
