import { Annotations } from "cdktf";
import type { Construct } from "constructs";
import { fault } from "../errors";
import { Account, isSymbol } from "../policy";
import { Principal } from "./principal";
import { settingsOf } from "./stack-settings";
import type { TokenProps } from "./token-props";
import { AccountTokenResource, tokenConfig } from "./token-resource";

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
export class ServicePrincipal extends Principal<AccountTokenResource> {
  /** The account that owns the token. */
  readonly account: Account;

  constructor(scope: Construct, id: string, props: ServicePrincipalProps = {}) {
    const settings = settingsOf(scope);
    const account = props.account ?? settings.account;
    const faults = [
      ...(props.account !== undefined && !Account.isAccount(props.account) ? [fault.invalidAccount("account", props.account)] : []),
      ...(account === undefined ? [fault.missingAccount("account")] : []),
      ...(settings.kind === "user" ? [fault.servicePrincipalInUserStack("")] : []),
    ];
    super(scope, id, props, {
      kind: "account",
      account: Account.isAccount(account) ? account : undefined,
      strict: settings.strict,
      tokenQuota: settings.tokenQuota,
      faults,
      make: (parent, spec, source) =>
        new AccountTokenResource(parent, spec.accountId ?? "", tokenConfig(spec, props.preventDestroy === true), source),
    });
    // The base class has thrown when there is none.
    this.account = account as Account;
    if (props.account !== undefined && isSymbol(props.account.id)) {
      Annotations.of(this).addWarning(
        "the account's id is known at plan time only: when it changes, Terraform replaces the token, and so its secret",
      );
    }
  }
}
