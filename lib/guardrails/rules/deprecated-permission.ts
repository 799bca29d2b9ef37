import { namedPermission, permissionById, permissionsKnownByName } from "../../catalogue";
import { isSymbol, lookedUpPermission } from "../../policy";
import { byGroup, type Pair, pairsOf, permissionDetail } from "../access";
import { defineRule } from "../define-rule";
import type { Violation } from "../model";

export const deprecatedPermission = defineRule({
  id: "deprecated-permission",
  title: "permissions are called what Cloudflare calls them today",
  why: "a group that was renamed is no longer found by its old name, and one that was withdrawn grants nothing",
  fix: "use permissions.…, or the new name; npm run catalogue:refresh takes new groups over",
  token: (token, { once }) => byGroup(pairsOf(token, once)).flatMap(check),
});

function check(pair: Pair): Violation[] {
  const detail = permissionDetail(pair);
  if (!isSymbol(pair.group)) {
    // What is no id at all is the business of unresolved-permission.
    if (permissionById(pair.group) !== undefined || !/^[0-9a-f]{32}$/i.test(pair.group)) return [];
    return [
      {
        detail,
        message: `${pair.group} is not a permission group of tokens that is known: it is new, withdrawn or mistyped; ids of member roles look the same`,
      },
    ];
  }
  const lookedUp = lookedUpPermission(pair.group);
  const now = lookedUp === undefined ? undefined : currentName(lookedUp.name, lookedUp.scope);
  return now === undefined || now === lookedUp?.name ? [] : [{ detail, message: `${lookedUp?.name ?? ""} is called ${now} now` }];
}

function currentName(name: string, scope: Parameters<typeof namedPermission>[1] | undefined): string | undefined {
  // Groups that are looked up are mostly those whose id is not known: their name is all there is.
  if (permissionsKnownByName.some((each) => each.name === name)) return undefined;
  try {
    return scope === undefined ? namedPermission(name).name : namedPermission(name, scope).name;
  } catch {
    return undefined;
  }
}
