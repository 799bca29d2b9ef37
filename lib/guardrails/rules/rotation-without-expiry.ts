import { defineRule } from "../define-rule";

export const rotationWithoutExpiry = defineRule({
  id: "rotation-without-expiry",
  title: "a token that is rotated expires",
  why: "rotation makes new values, and only the expiry ends the old ones if a run is missed",
  fix: "give the rotation's tokens an expiry",
  token: ({ rotation, expiresOn }) =>
    rotation !== undefined && expiresOn === undefined
      ? [{ detail: "rotation", message: `slot ${rotation.slot} of ${rotation.principal} is rotated and never expires` }]
      : [],
});
