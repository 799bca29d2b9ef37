import { unsupportedProductOf } from "../../catalogue";
import { byGroup, pairsOf, permissionDetail, permissionName } from "../access";
import { defineRule } from "../define-rule";

export const unsupportedProduct = defineRule({
  id: "unsupported-product",
  title: "an account-owned token is for products that accept it",
  why: "some products accept only user tokens: the token is made, and every call with it fails",
  fix: "use a UserToken for it, in a UserTokenStack",
  token: (token, { once }) =>
    token.kind === "user"
      ? []
      : byGroup(pairsOf(token, once).filter((pair) => pair.effect === "allow")).flatMap((pair) => {
          const found = unsupportedProductOf(pair.group);
          if (found === undefined) return [];
          const verb = found.certain ? "belongs to" : "may be meant for";
          return [
            {
              detail: permissionDetail(pair),
              message: `${permissionName(pair)} ${verb} ${found.product}, which does not accept account-owned tokens`,
            },
          ];
        }),
});
