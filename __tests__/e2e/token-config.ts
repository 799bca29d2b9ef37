/** Terraform JSON written by hand, in the normal form unless a test says otherwise. */

export const ACCOUNT = "0123456789abcdef0123456789abcdef";
export const ZONE_1 = "11111111111111111111111111111111";
export const ZONE_2 = "22222222222222222222222222222222";

export const DNS_READ = "82e64a83756745bbbb1c9c2701bf816b";
export const DNS_WRITE = "4755a26eedb94da69e1066d98aa820be";
export const WORKERS_SCRIPTS_WRITE = "e086da7e2179491d91ee5f35b3ca210a";

export const ADDRESS = "cloudflare_account_token.t";

export const zoneKey = (id: string): string => `com.cloudflare.api.account.zone.${id}`;
export const accountKey = (id: string): string => `com.cloudflare.api.account.${id}`;

/** A stack's file: the provider at exactly this version, and local state where cdktf puts it. */
export function stackJson(version: string, content: object, name = "test"): object {
  return {
    terraform: {
      required_providers: { cloudflare: { source: "cloudflare/cloudflare", version } },
      backend: { local: { path: `../../../terraform.${name}.tfstate` } },
    },
    provider: { cloudflare: [{}] },
    ...content,
  };
}

export interface PolicyJson {
  readonly effect: "allow" | "deny";
  /** A list, or a Terraform expression that gives it. */
  readonly permission_groups: readonly { readonly id: string }[] | string;
  /** JSON text, or a Terraform expression that gives it. */
  readonly resources: string;
}

/** A policy without expressions. */
export interface LiteralPolicyJson extends PolicyJson {
  readonly permission_groups: readonly { readonly id: string }[];
}

export function policyJson(effect: "allow" | "deny", groups: readonly string[], resources: object): LiteralPolicyJson {
  return { effect, permission_groups: groups.map((id) => ({ id })), resources: JSON.stringify(resources) };
}

/** Three policies, one of them a deny, one of them on two zones: groups by id, keys sorted, policies by effect and then by resources. */
export const NORMAL_FORM: readonly LiteralPolicyJson[] = [
  policyJson("allow", [WORKERS_SCRIPTS_WRITE], { [accountKey(ACCOUNT)]: "*" }),
  policyJson("allow", [DNS_WRITE, DNS_READ], { [zoneKey(ZONE_1)]: "*", [zoneKey(ZONE_2)]: "*" }),
  policyJson("deny", [DNS_WRITE], { [zoneKey(ZONE_2)]: "*" }),
];

/** The same access with the resource keys the other way round. */
export const UNSORTED_KEYS: readonly LiteralPolicyJson[] = [
  ...NORMAL_FORM.slice(0, 1),
  policyJson("allow", [DNS_WRITE, DNS_READ], { [zoneKey(ZONE_2)]: "*", [zoneKey(ZONE_1)]: "*" }),
  ...NORMAL_FORM.slice(2),
];

/** The attributes of an account token. */
export function tokenJson(policies: readonly PolicyJson[], more: object = {}): object {
  return { account_id: ACCOUNT, name: "t", policies, ...more };
}

/** A stack with one account token, `cloudflare_account_token.t`. */
export function tokenStack(version: string, policies: readonly PolicyJson[], more: object = {}, content: object = {}): object {
  return stackJson(version, { resource: { cloudflare_account_token: { t: tokenJson(policies, more) } }, ...content });
}
