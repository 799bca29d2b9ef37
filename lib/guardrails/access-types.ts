/** Types of Terraform resources that give people or programs access to an account, and are no tokens: nothing here shows what they may do. */
export const ACCESS_TYPES: readonly string[] = [
  "cloudflare_account",
  "cloudflare_account_member",
  "cloudflare_sso_connector",
  "cloudflare_user_group",
  "cloudflare_user_group_members",
  "cloudflare_zero_trust_access_application",
  "cloudflare_zero_trust_access_group",
  "cloudflare_zero_trust_access_identity_provider",
  "cloudflare_zero_trust_access_policy",
  "cloudflare_zero_trust_access_service_token",
];
