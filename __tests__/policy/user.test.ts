import { isResource, User } from "../../lib/policy";
import { faultsOf } from "./support";

const ID = "44444444444444444444444444444444";

test("User.of is the resource that user permissions act on", () => {
  expect({ ...User.of(ID, { name: "Ada" }) }).toEqual({
    id: ID,
    scope: "user",
    key: `com.cloudflare.api.user.${ID}`,
    userOnly: true,
    name: "Ada",
  });
  expect(Object.keys(User.of(ID))).not.toContain("name");
  expect([isResource(User.of(ID)), Object.isFrozen(User.of(ID))]).toEqual([true, true]);
});

test("User.of accepts a cdktf token as id", () => {
  expect(User.of("${var.user}").key).toBe("com.cloudflare.api.user.${var.user}");
});

test.each([
  ["short", ID.slice(1), `"${ID.slice(1)}" (31 characters)`],
  ["long", `${ID}4`, `"${ID}4" (33 characters)`],
  ["upper case", "A".repeat(32), `"${"A".repeat(32)}"`],
  ["with a newline", `${ID}\n`, `"${ID}\\n"`],
  ["an address", "ada@example.com", '"ada@example.com"'],
  ["nothing", undefined, "nothing"],
])("User.of fails on an id that is %s", (_, id, got) => {
  expect(faultsOf(() => User.of(id as string))).toEqual([
    [
      "InvalidUserId",
      "userId",
      `userId: a user id is 32 lower-case hexadecimal characters, got ${got}; take it from GET /user, or pass a cdktf token`,
    ],
  ]);
});

test("all accounts and all zones of a user are for user tokens only", () => {
  expect([User.allAccounts(), User.allZones()]).toEqual([
    { scope: "account", key: "com.cloudflare.api.account.*", userOnly: true },
    { scope: "zone", key: "com.cloudflare.api.account.zone.*", userOnly: true },
  ]);
});
