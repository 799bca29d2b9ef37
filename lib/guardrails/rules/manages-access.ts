import { allowsOf, byGroup, permissionDetail, permissionName } from "../access";
import { defineRule } from "../define-rule";

/** Cloudflare's names, with what each can do. */
const DANGERS: ReadonlyMap<string, string> = new Map([
  ["API Tokens Write", "make and change tokens, and so give itself any access"],
  ["Account API Tokens Write", "make and change tokens, and so give itself any access"],
  ["Account Settings Write", "change who is a member of the account"],
  ["Memberships Write", "change who is a member of the account"],
  ["SCIM Provisioning", "change who is a member of the account"],
  ["SSO Connector Write", "change who may sign in to the account"],
]);

export const managesAccess = defineRule({
  id: "manages-access",
  title: "a token neither makes tokens nor changes members",
  why: "whoever can give access has all access",
  fix: "leave the permission out, or keep the token for the pipeline that deploys tokens and acknowledge it",
  level: "error",
  token: (token, { once }) =>
    byGroup(allowsOf(token, once)).flatMap((pair) => {
      const danger = DANGERS.get(pair.permission?.name ?? "");
      return danger === undefined ? [] : [{ detail: permissionDetail(pair), message: `${permissionName(pair)} can ${danger}` }];
    }),
});
