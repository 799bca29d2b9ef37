import { defineRule } from "../define-rule";

export const noExpiry = defineRule({
  id: "no-expiry",
  title: "a token expires",
  why: "a leaked token that never expires works until somebody notices",
  fix: "set expiresOn",
  token: ({ expiresOn }) => (expiresOn === undefined ? [{ detail: "expiresOn", message: "the token never expires" }] : []),
});
