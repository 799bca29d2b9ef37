import { permissionById } from "../../catalogue";
import { grantingOf } from "../../policy";
import { EntryIndex, pairsOf, permissionDetail, permissionName, resourceName } from "../access";
import { defineRule } from "../define-rule";

export const redundantAllow = defineRule({
  id: "redundant-allow",
  title: "every allow adds something",
  why: "what is allowed twice stays allowed when one of the two is removed",
  fix: "remove the narrower one, or the broader one if that was not meant",
  level: "note",
  token: (token, { once }) => {
    const allowed = pairsOf(token, once).filter((pair) => pair.effect === "allow");
    const index = new EntryIndex(allowed);
    return allowed.flatMap((pair) => {
      const [itself = { group: pair.group }, ...others] = grantingOf(pair.group);
      const stronger = others.find((granting) => index.covers(granting, pair.entry))?.group;
      const twice = stronger !== undefined || index.covers(itself, pair.entry, true);
      if (!twice) return [];
      const by = stronger === undefined ? `${permissionName(pair)} on more than that` : (permissionById(stronger)?.name ?? stronger);
      return [
        {
          detail: `${permissionDetail(pair)} on ${pair.resource}`,
          message: `${permissionName(pair)} on ${resourceName(pair)} is allowed by ${by} as well`,
        },
      ];
    });
  },
});
