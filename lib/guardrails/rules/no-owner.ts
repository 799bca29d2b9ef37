import { defineRule } from "../define-rule";

export const noOwner = defineRule({
  id: "no-owner",
  title: "somebody answers for a token",
  why: "nobody dares to change or delete a token whose owner is not known",
  fix: "set owner",
  token: ({ owner }) => (owner === undefined || owner.trim() === "" ? [{ detail: "owner", message: "nobody answers for the token" }] : []),
});
