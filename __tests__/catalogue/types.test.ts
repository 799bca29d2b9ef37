import { namedPermission, type Permission, permissions, permissionWithId, searchPermissions } from "../../lib/catalogue";

/* Checked by the compiler (npm run typecheck): each line marked as an error has to be one. At run time the values are what the types say. */
describe("the types of permissions", () => {
  it("know the scope of every permission of the tree", () => {
    const zone: Permission<"zone"> = permissions.zone.dns.write;
    const bucket: Permission<"r2Bucket"> = permissions.r2Bucket.workersR2StorageBucketItem.read;
    // @ts-expect-error -- an account permission is no zone permission
    const wrong: Permission<"zone"> = permissions.account.logs.read;
    expect([zone.scope, bucket.scope, wrong.scope]).toEqual(["zone", "r2Bucket", "account"]);
  });

  it("know what is in the tree and what is not", () => {
    // @ts-expect-error -- DNS has no purge
    expect(permissions.zone.dns.purge).toBeUndefined();
    // @ts-expect-error -- no such group
    expect(() => permissions.zone.dnss).toThrow("no permission group of this name");
    // @ts-expect-error -- no ids are known for Workers
    expect(() => permissions.worker).toThrow("no permission group of this name");
  });

  it("take the scope from the arguments where it is given, and leave it open where not", () => {
    const named: Permission<"zone"> = namedPermission("DNS Write", "zone");
    const withId: Permission<"account"> = permissionWithId("0123456789abcdef0123456789abcdef", { name: "X Read", scope: "account" });
    const open: Permission = namedPermission("DNS Write");
    const found: readonly Permission[] = searchPermissions("dns");
    // @ts-expect-error -- the scope is another one
    const wrong: Permission<"account"> = namedPermission("DNS Write", "zone");
    expect([named.scope, withId.scope, open.scope, wrong.scope, found[0]?.scope]).toEqual(["zone", "account", "zone", "zone", "zone"]);
  });

  it("don't let anything be changed", () => {
    expect(() => {
      // @ts-expect-error -- read-only
      permissions.zone.dns.write.id = "x";
    }).toThrow(TypeError);
  });
});
