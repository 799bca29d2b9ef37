import type { AccountToken } from "@cdktf/provider-cloudflare/lib/account-token";
import type { Construct } from "constructs";
import { type Account, isSymbol } from "../policy";
import { annotate } from "./framework";
import { Principal, type TokenProps } from "./principal";
import { settingsOf } from "./app-checks";

/** Properties of a service principal. */
export interface ServicePrincipalProps extends TokenProps {
  /** The account that owns the token. Changing it makes a new token with a new secret. @default - the account of the PrincipalStack */
  readonly account?: Account | undefined;
}

/**
 * A Cloudflare account-owned API token: a service principal that belongs to an account and outlives the person who made it.
 * Every change but the account updates the token in place and keeps its secret.
 *
 * Source: https://developers.cloudflare.com/fundamentals/api/get-started/account-owned-tokens/
 *
 * @throws PrincipalError with all faults of the props
 * @example
 * new ServicePrincipal(stack, "dns-publisher", {
 *   policies: [allow(permissions.zone.dns.write).on(account.zone("11111111111111111111111111111111", { name: "example.com" }))],
 *   requestIp: { in: ["192.0.2.0/24"] },
 *   owner: "team-dns",
 * });
 */
export class ServicePrincipal extends Principal<AccountToken> {
  /** The account that owns the token. */
  readonly account: Account;

  constructor(scope: Construct, id: string, props: ServicePrincipalProps = {}) {
    super(scope, id, "account", props, props.account);
    // The base class has thrown when there is none.
    this.account = (props.account ?? settingsOf(scope).account) as Account;
    if (props.account !== undefined && isSymbol(props.account.id))
      annotate(
        this,
        "warning",
        "the account's id is known at plan time only: when it changes, Terraform replaces the token, and so its secret",
      );
  }
}
