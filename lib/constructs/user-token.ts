import type { Construct } from "constructs";
import { fault } from "../errors";
import { Principal } from "./principal";
import { settingsOf } from "./stack-settings";
import type { TokenProps } from "./token-props";
import { ApiTokenResource, tokenConfig } from "./token-resource";

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
export class UserToken extends Principal<ApiTokenResource> {
  constructor(scope: Construct, id: string, props: UserTokenProps = {}) {
    const settings = settingsOf(scope);
    const faults = settings.kind === "user" ? [] : [fault.userTokenOutsideUserStack("")];
    const { strict, tokenQuota } = settings;
    super(scope, id, props, {
      kind: "user",
      account: undefined,
      strict,
      tokenQuota,
      faults,
      make: (parent, spec, source) => new ApiTokenResource(parent, tokenConfig(spec, props.preventDestroy === true), source),
    });
  }
}
