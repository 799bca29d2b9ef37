import { namedPermission } from "../../catalogue";
import { PrincipalError } from "../../errors";
import { isUnknown } from "../../policy";
import { pairsOf } from "../access";
import { defineRule } from "../define-rule";
import { isNothing, NOT_AN_ID, shownNothing } from "../missing-id";

/** Data sources of what members may be: the words are those of permissions, the ids are not. */
const ROLES = /\bdata\.cloudflare_(?:account_)?(?:permission_groups?|roles?)\./;
const ID = /^[0-9a-f]{32}$/i;
const LIST = "cloudflare_account_api_token_permission_groups_list";

export const unresolvedPermission = defineRule({
  id: "unresolved-permission",
  title: "every permission has a name before it is applied",
  why: "an expression in place of a permission's id may turn out to be any permission, whatever was reviewed",
  fix: "use permissions.…, or Permission.lookup for a group whose id is not known",
  waivable: false,
  token: (token, { once }) => {
    const found = new Set(
      pairsOf(token, once).flatMap((pair) => (!ID.test(pair.group) && pair.permission === undefined ? [pair.group] : [])),
    );
    return [...found].map((group) => ({
      detail: group,
      ...(isUnknown(group) && !isNothing(group) ? {} : { fix: fixOf(group) }),
      message: ROLES.test(group)
        ? `${group} is a role of members, and no permission group: ${LIST} has those of tokens`
        : !isUnknown(group) || isNothing(group)
          ? `${shownNothing(group)} stands ${NOT_AN_ID}`
          : `which permission ${group} is shows at plan time only: it may be any`,
    }));
  },
});

/** The id of a name; `undefined` and `null` as text, and what nobody knows, have none. */
function fixOf(group: string): string {
  try {
    const { id, name } = namedPermission(group);
    return `write ${id}, the id of ${name}`;
  } catch (error) {
    if (!PrincipalError.isPrincipalError(error)) throw error;
    return error.code === "AmbiguousPermission"
      ? "write the id of the group that is meant: the name exists at several levels (principals search)"
      : "write the id of the group that is meant (principals search); what wrote this had none";
  }
}
