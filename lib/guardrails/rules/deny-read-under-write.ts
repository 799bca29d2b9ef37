import { permissionById } from "../../catalogue";
import { grantingOf } from "../../policy";
import { allowsOf, EntryIndex, pairsOf, permissionDetail, permissionName, resourceName } from "../access";
import { defineRule } from "../define-rule";

export const denyReadUnderWrite = defineRule({
  id: "deny-read-under-write",
  title: "a deny of Read stands beside no allowed Write",
  why: "Cloudflare does not say whether denying Read limits the Write of the same group, so the effect is not known",
  fix: "deny the Write as well, or remove the deny",
  token: (token, { once }) => {
    const allows = new EntryIndex(allowsOf(token, once));
    return pairsOf(token, once)
      .filter((pair) => pair.effect === "deny")
      .flatMap((pair) => {
        const [, ...others] = grantingOf(pair.group);
        const stronger = others.find((granting) => allows.mayOverlap(granting, pair.entry))?.group;
        if (stronger === undefined) return [];
        return [
          {
            detail: `${permissionDetail(pair)} on ${pair.resource}`,
            message: `${permissionName(pair)} on ${resourceName(pair)} is denied while ${permissionById(stronger)?.name ?? stronger} is allowed`,
            // Of the whole account it can't be denied without ending all of it.
            ...(permissionById(stronger)?.scope === permissionById(pair.group)?.scope
              ? {}
              : { fix: `allow ${permissionName(pair)} on the resources that are meant, instead of what holds it on the account` }),
          },
        ];
      });
  },
});
