import { byGroup, pairsOf, permissionDetail, permissionName } from "../access";
import { defineRule } from "../define-rule";

export const userScopePermission = defineRule({
  id: "user-scope-permission",
  title: "an account-owned token holds no user permission",
  why: "a user permission acts on a person; Cloudflare refuses it in a token that belongs to an account",
  fix: "use an account permission, or a UserToken",
  level: "error",
  waivable: false,
  token: (token, { once }) =>
    token.kind === "user"
      ? []
      : byGroup(pairsOf(token, once).filter(({ permission, entry }) => permission?.scope === "user" || entry.scope === "user")).map(
          (pair) => ({
            detail: permissionDetail(pair),
            message: `${permissionName(pair)} acts on a user`,
          }),
        ),
});
