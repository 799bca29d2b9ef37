import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  allPermissions,
  permissionById,
  permissions,
  permissionsKnownByName,
  type Scope,
  scopeOfApiName,
  treeNameOf,
} from "../../lib/catalogue";

interface Row {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly [string];
}

const rows = JSON.parse(readFileSync(join(__dirname, "../../data/catalogue/permission-groups.json"), "utf8")) as readonly Row[];
const tree = permissions as unknown as Record<
  string,
  Record<string, Record<string, { id: string; name: string; scope: Scope; level: string }>>
>;

const leaves = Object.entries(tree).flatMap(([scope, groups]) =>
  Object.entries(groups).flatMap(([group, levels]) =>
    Object.entries(levels).map(([level, permission]) => ({ scope, group, level, permission })),
  ),
);

describe("the permission tree", () => {
  it("has every permission group of the source in the place that the naming rule gives it, and nothing else", () => {
    const expected = rows.map(({ id, name, scopes: [apiName] }) => {
      const scope = scopeOfApiName(apiName);
      const { group, level } = treeNameOf(name);
      return { scope, group, level, permission: { id, name, scope, level } };
    });
    const byId = (a: { permission: { id: string } }, b: { permission: { id: string } }): number =>
      a.permission.id < b.permission.id ? -1 : 1;
    expect([...leaves].sort(byId)).toEqual([...expected].sort(byId));
  });

  it("has 255 account, 88 zone, 6 user and 2 R2 bucket groups: 351", () => {
    const count = (scope: Scope): number => leaves.filter((leaf) => leaf.scope === scope).length;
    expect([count("account"), count("zone"), count("user"), count("r2Bucket"), leaves.length]).toEqual([255, 88, 6, 2, 351]);
    expect(allPermissions).toHaveLength(351);
  });

  it("gives the ids that Cloudflare's documents and this project's readers know", () => {
    expect(permissions.zone.dns.write).toEqual({
      id: "4755a26eedb94da69e1066d98aa820be",
      name: "DNS Write",
      scope: "zone",
      level: "write",
    });
    expect(permissions.account.workersScripts.write.id).toBe("e086da7e2179491d91ee5f35b3ca210a");
    expect(permissions.user.apiTokens.write.name).toBe("API Tokens Write");
    expect(permissions.r2Bucket.workersR2StorageBucketItem.read.id).toBe("6a018a9f2fc74eb6b293b0c548f38b39");
    expect(permissions.account.logs.read.id).not.toBe(permissions.zone.logs.read.id);
  });

  it("is the same objects as the list and as the lookup by id", () => {
    for (const { permission } of leaves) expect(permissionById(permission.id)).toBe(permission);
    expect(permissionById("ffffffffffffffffffffffffffffffff")).toBeUndefined();
    expect(permissionById("__proto__")).toBeUndefined();
  });

  it("fails to be changed", () => {
    expect(() => Object.assign(permissions.zone.dns.write, { id: "x" })).toThrow(TypeError);
    expect(() => Object.assign(permissions.zone.dns, { write: permissions.zone.dns.read })).toThrow(TypeError);
    expect(() => Object.assign(permissions.zone, { dns: {} })).toThrow(TypeError);
    expect(() => Object.assign(permissions, { zone: {} })).toThrow(TypeError);
  });
});

describe("permission groups known by name only", () => {
  it("are the 58 of the source, with the scope only where a source or the product says it", () => {
    expect(permissionsKnownByName).toHaveLength(58);
    expect(permissionsKnownByName.find((p) => p.name === "Workers Admin")).toEqual({
      name: "Workers Admin",
      scope: "account",
      scopeEvidence: "stated",
    });
    expect(permissionsKnownByName.find((p) => p.name === "Messaging Edit")).toEqual({
      name: "Messaging Edit",
      scope: "account",
      scopeEvidence: "product",
    });
    expect(permissionsKnownByName.find((p) => p.name === "Zone Custom Asset Read")).toEqual({
      name: "Zone Custom Asset Read",
      scope: "zone",
      scopeEvidence: "stated",
    });
    expect(permissionsKnownByName.find((p) => p.name === "Flagship App Bind")).toEqual({
      name: "Flagship App Bind",
      scope: "flagshipApp",
      scopeEvidence: "stated",
    });
    expect(permissionsKnownByName.find((p) => p.name === "Precursor Read")).toEqual({ name: "Precursor Read" });
  });

  it("are not in the tree at the same level", () => {
    const known = new Set(allPermissions.map((p) => `${p.scope} ${p.name}`));
    expect(permissionsKnownByName.filter((p) => known.has(`${p.scope ?? ""} ${p.name}`))).toEqual([]);
  });
});

test("fails for a name that is in no place of the tree, with those that are near: tsx and JavaScript check no types", () => {
  const tree = permissions as unknown as Record<string, Record<string, Record<string, unknown>>>;
  expect(() => tree["zone"]?.["dsn"]?.["write"]).toThrow(
    'permissions.zone.dsn: no permission group of this name is known, got "dsn"; check the name and scope (did you mean "dns"), or use Permission.lookup',
  );
  expect(() => tree["zones"]).toThrow('(did you mean "zone")');
  expect(JSON.stringify(permissions.zone.dns)).toContain(permissions.zone.dns.write.id);
});
