import { isUnknown } from "../../policy";
import { pairsOf } from "../access";
import { defineRule } from "../define-rule";

/** Data sources of what members may be: the words are those of permissions, the ids are not. */
const ROLES = /\bdata\.cloudflare_(?:account_)?(?:permission_groups?|roles?)\./;
const LIST = "cloudflare_account_api_token_permission_groups_list";

export const unresolvedPermission = defineRule({
  id: "unresolved-permission",
  title: "every permission has a name before it is applied",
  why: "an expression in place of a permission's id may turn out to be any permission, whatever was reviewed",
  fix: "use permissions.…, or Permission.lookup for a group whose id is not known",
  waivable: false,
  token: (token, { once }) => {
    const found = new Set(
      pairsOf(token, once).flatMap((pair) => (isUnknown(pair.group) && pair.permission === undefined ? [pair.group] : [])),
    );
    return [...found].map((group) => ({
      detail: group,
      message: ROLES.test(group)
        ? `${group} is a role of members, and no permission group: ${LIST} has those of tokens`
        : `which permission ${group} is shows at plan time only: it may be any`,
    }));
  },
});
