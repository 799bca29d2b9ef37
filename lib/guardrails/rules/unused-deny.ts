import { grantingOf } from "../../policy";
import { EntryIndex, pairsOf, permissionDetail, permissionName, resourceName } from "../access";
import { defineRule } from "../define-rule";

export const unusedDeny = defineRule({
  id: "unused-deny",
  title: "a deny takes something away",
  why: "a deny of what is not allowed anyway protects nothing, and readers take it for protection",
  fix: "remove it, or correct its permission or resource",
  token: (token, { once }) => {
    const allows = new EntryIndex(pairsOf(token, once).filter((pair) => pair.effect === "allow"));
    return pairsOf(token, once)
      .filter(({ effect, group, entry }) => effect === "deny" && !grantingOf(group).some((granting) => allows.mayOverlap(granting, entry)))
      .map((pair) => ({
        detail: `${permissionDetail(pair)} on ${pair.resource}`,
        message: `${permissionName(pair)} on ${resourceName(pair)} is denied, and nothing allows it`,
      }));
  },
});
