import { allPermissions } from "../../catalogue";
import { allowsOf } from "../access";
import { defineRule } from "../define-rule";

export const mostPermissions = defineRule({
  id: "most-permissions",
  title: "a token may do what it is for",
  why: "nobody can review hundreds of permissions, and one leak gives nearly the whole account away",
  fix: "name the permissions that it uses",
  level: "error",
  token: (token, { once }) => {
    const possible = new Set(allPermissions.filter(({ scope }) => token.kind === "user" || scope !== "user").map(({ id }) => id));
    const allowed = new Set(allowsOf(token, once).flatMap(({ group }) => (possible.has(group) ? [group] : [])));
    if (allowed.size * 2 <= possible.size) return [];
    const share = allowed.size * 10 >= possible.size * 9 ? "nearly everything there is" : "more than half of what there is";
    const count = `${String(allowed.size)} of ${String(possible.size)} permission groups`;
    return [{ detail: "policies", message: `the token allows ${count}: ${share}` }];
  },
});
