import { isWildcard } from "../../policy";
import { allowsOf, byGroup, permissionDetail, permissionName } from "../access";
import { defineRule } from "../define-rule";

export const allZonesWrite = defineRule({
  id: "all-zones-write",
  title: "a token writes to named zones",
  why: "every zone means those that are added later as well, and one leak reaches all of them",
  fix: "name the zones it works on",
  token: (token, { once }) =>
    byGroup(allowsOf(token, once).filter((pair) => !pair.reads && pair.entry.scope === "zone" && isWildcard(pair.entry))).map((pair) => ({
      detail: permissionDetail(pair),
      message: `${permissionName(pair)} reaches every zone`,
    })),
});
