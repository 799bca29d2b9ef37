import { rules } from "../../lib";
import { allPermissions, harmsOf } from "../../lib/catalogue";
import { ofToken, token } from "./support";

test("the rule knows every permission that the table of harms says can make tokens or change members, and no other", () => {
  const codes = new Set(["mints-tokens", "changes-members"]);
  const can = allPermissions.filter(({ id }) => harmsOf(id)?.some(({ code }) => codes.has(code)) === true);
  const fires = allPermissions.filter(
    ({ id }) =>
      ofToken(rules.managesAccess, {
        ...token(),
        policies: [
          { effect: "allow", permissionGroups: [id], resources: { [`com.cloudflare.api.account.${"0123456789abcdef".repeat(2)}`]: "*" } },
        ],
      }).length > 0,
  );
  const named = (list: typeof can): string[] =>
    list
      .filter(({ scope }) => scope === "account")
      .map(({ name }) => name)
      .sort();
  expect(named(fires)).toEqual(named(can));
  expect(named(can)).toEqual(["Account API Tokens Write", "Account Settings Write", "SCIM Provisioning", "SSO Connector Write"]);
});
