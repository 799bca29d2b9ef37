import { defineRule } from "../define-rule";

export const mixedInUserToken = defineRule({
  id: "mixed-in-user-token",
  title: "user tokens have a stack of their own",
  why: "a user token needs a user's credential, and Cloudflare refuses an account-owned one there (9109): no credential deploys both",
  fix: "move it into a UserTokenStack",
  level: "error",
  waivable: false,
  token: ({ kind }, { tokens, stack }) =>
    kind === "user" && tokens.some((token) => token.kind === "account")
      ? [{ detail: "kind", message: `the user token stands among the account-owned tokens of stack ${stack}` }]
      : [],
});
