import { SCOPE_WORDS } from "../../catalogue";
import { pairsOf, permissionDetail, permissionName, resourceName } from "../access";
import { defineRule } from "../define-rule";

export const permissionWithoutEffect = defineRule({
  id: "permission-without-effect",
  title: "a permission is given on what it acts on",
  why: 'a zone permission on an account\'s "*" does nothing, and looks as if it reached every zone; Cloudflare accepts it without a word',
  fix: "name a resource of the permission's scope: account.allZones() for every zone",
  token: (token, { once }) =>
    pairsOf(token, once).flatMap((pair) => {
      const acts = pair.permission?.scope;
      if (acts === undefined || pair.entry.scope === undefined || acts === pair.entry.scope) return [];
      return [
        {
          detail: `${permissionDetail(pair)} on ${pair.resource}`,
          message: `${permissionName(pair)} acts on ${article(SCOPE_WORDS[acts])} and does nothing on ${resourceName(pair)}`,
        },
      ];
    }),
});

function article(word: string): string {
  return `${/^[aR]/.test(word) ? "an" : "a"} ${word}`;
}
