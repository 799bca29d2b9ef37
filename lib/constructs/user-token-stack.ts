import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { addProvider, setUp, type TokenStackProps } from "./principal-stack";
import { setSettings } from "./app-checks";

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
