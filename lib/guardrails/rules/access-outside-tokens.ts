import { defineRule } from "../define-rule";
import { addressOf, blocksOf } from "../terraform";

/** What gives people or programs access to an account, and is no token. */
const TYPES: readonly string[] = [
  "cloudflare_account_member",
  "cloudflare_sso_connector",
  "cloudflare_user_group",
  "cloudflare_user_group_members",
  "cloudflare_zero_trust_access_service_token",
];

export const accessOutsideTokens = defineRule({
  id: "access-outside-tokens",
  title: "access is given by tokens only",
  why: "members and other credentials stand in no summary, no access diff and no snapshot: nobody reviews what they may do",
  fix: "manage them elsewhere, where the credential that deploys tokens does not reach",
  waivable: false,
  terraform: (stack) =>
    blocksOf(stack, "resource")
      .filter(({ labels }) => TYPES.includes(labels[0] ?? ""))
      .map((block) => {
        const detail = addressOf("resource", block);
        return { detail, message: `${detail} gives access that nothing here shows`, file: block.file };
      }),
});
