import type { Scope } from "../../lib/catalogue";
import { isResource, makeResource, Resource, scopeOfKey } from "../../lib/policy";
import { isResourceKey, splitKey } from "../../lib/policy/resource";
import { faultsOf } from "./support";

const ID = "0123456789abcdef0123456789abcdef";

describe("Resource.custom", () => {
  test("is a resource of the given scope", () => {
    expect(Resource.custom("com.cloudflare.api.account.flagship.app.x", "flagshipApp", { name: "X" })).toEqual({
      scope: "flagshipApp",
      key: "com.cloudflare.api.account.flagship.app.x",
      name: "X",
    });
  });

  test("takes the two-level form apart and knows whose it is", () => {
    expect(Resource.custom(`com.cloudflare.api.account.${ID}/com.cloudflare.edge.worker.script.*`, "worker")).toEqual({
      scope: "worker",
      key: `com.cloudflare.api.account.${ID}`,
      nested: "com.cloudflare.edge.worker.script.*",
      accountId: ID,
    });
    expect(Resource.custom(`com.cloudflare.edge.r2.bucket.${ID}_us_data`, "r2Bucket").accountId).toBe(ID);
  });

  test("takes the two-level form apart around symbols, not within them", () => {
    expect(Resource.custom('com.cloudflare.api.account.${f("a/b")}/com.cloudflare.edge.worker.script.${var.tag}', "worker")).toEqual({
      scope: "worker",
      key: 'com.cloudflare.api.account.${f("a/b")}',
      nested: "com.cloudflare.edge.worker.script.${var.tag}",
    });
  });

  test.each([
    [`com.cloudflare.api.user.${ID}`, "user", true],
    ["com.cloudflare.api.account.*", "account", true],
    ["com.cloudflare.edge.r2.bucket.*", "r2Bucket", undefined],
    [`com.cloudflare.api.account.${ID}`, "account", undefined],
  ] as const)("knows of %s whether only user tokens act on it", (key, scope, userOnly) => {
    expect(Resource.custom(key, scope).userOnly).toBe(userOnly);
  });

  test.each([
    ["", '""'],
    ["*", '"*"'],
    ["__proto__", '"__proto__"'],
    ["com.__proto__", '"com.__proto__"'],
    ["com.cloudflare.__proto__.x", '"com.cloudflare.__proto__.x"'],
    ["com.cloudflare/com.__proto__", '"com.cloudflare/com.__proto__"'],
    ["com.cloudflare.a/com.b.c/com.d.e", '"com.cloudflare.a/com.b.c/com.d.e"'],
    ["com.cloudflare.a/", '"com.cloudflare.a/"'],
    ["com..a", '"com..a"'],
    ["com.cloudflare.", '"com.cloudflare."'],
    ['com.cloudflare.a":"*', '"com.cloudflare.a\\":\\"*"'],
    ["com.cloudflare.a b", '"com.cloudflare.a b"'],
    ["com.cloudflare.a\n", '"com.cloudflare.a\\n"'],
    ["com.cloudflare.%{if true}", '"com.cloudflare.%{if true}"'],
    ["com.cloudflare.ä", '"com.cloudflare.ä"'],
    ['com.cloudflare.${var.a}"}, injected = {${var.b}', "<token>"],
    ["com.cloudflare.${var.a}.__proto__", "<token>"],
    ["#{TfToken[TOKEN.0]}", "<token>"],
    ["com.cloudflare.api.account.zone", '"com.cloudflare.api.account.zone"'],
    ["com.cloudflare.api.account.zone.example", '"com.cloudflare.api.account.zone.example"'],
    [`com.cloudflare.api.account.zone.${ID}0`, `"com.cloudflare.api.account.zone.${ID}0"`],
    [undefined, "nothing"],
    [{ key: "com.cloudflare.a" }, '{"key":"com.cloudflare.a"}'],
  ])("fails on the key %j", (key, got) => {
    expect(faultsOf(() => Resource.custom(key as string, "zone"))).toEqual([
      [
        "InvalidResourceKey",
        "key",
        `key: a resource key is a Cloudflare resource name such as com.cloudflare.api.account.zone.<id>, got ${got}; check the key`,
      ],
    ]);
  });
});

test("Resource.custom fails on a bucket of one account below another account", () => {
  const key = `com.cloudflare.api.account.${ID}/com.cloudflare.edge.r2.bucket.fedcba9876543210fedcba9876543210_eu_data`;
  expect(faultsOf(() => Resource.custom(key, "r2Bucket")).map(([code]) => code)).toEqual(["InvalidResourceKey"]);
  expect(Resource.custom(key.replace("fedcba9876543210fedcba9876543210", ID), "r2Bucket").accountId).toBe(ID);
});

test.each([["zon"], ["toString"], [undefined]])("Resource.custom fails on the scope %j", (scope) => {
  expect(faultsOf(() => Resource.custom("com.example.a", scope as Scope)).map(([code]) => code)).toEqual(["InvalidResourceKey"]);
});

describe("scopeOfKey", () => {
  test.each<[string, Scope | undefined]>([
    [`com.cloudflare.api.account.${ID}`, "account"],
    ["com.cloudflare.api.account.*", "account"],
    [`com.cloudflare.api.account.zone.${ID}`, "zone"],
    ["com.cloudflare.api.account.zone.*", "zone"],
    ["com.cloudflare.api.account.zone.${data.x.y.id}", "zone"],
    ['com.cloudflare.api.account.${lookup(var.ids, "a.b")}', "account"],
    [`com.cloudflare.api.user.${ID}`, "user"],
    [`com.cloudflare.edge.r2.bucket.${ID}_default_abc`, "r2Bucket"],
    ["com.cloudflare.edge.r2.bucket.${var.account_id}_default_${var.name}", "r2Bucket"],
    [`com.cloudflare.edge.worker.script.${ID}`, "worker"],
    ["com.cloudflare.api.account.flagship.app.x", "flagshipApp"],
    ["com.cloudflare.api.account.flagship.x", undefined],
    ["com.cloudflare.api.account.worker.route.*", undefined],
    ["com.example.x", undefined],
    ["${var.key}", undefined],
    ["", undefined],
  ])("of %s is %s", (key, scope) => {
    expect(scopeOfKey(key)).toBe(scope);
  });
});

test("splitKey cuts at slashes outside symbols", () => {
  expect(["a/b", '${f("/")}/b', "a${x/y}", "a//b", ""].map(splitKey)).toEqual([
    ["a", "b"],
    ['${f("/")}', "b"],
    ["a${x/y}"],
    ["a", "", "b"],
    [""],
  ]);
});

test("isResourceKey looks at everything outside symbols", () => {
  const keys = ["com.a", "com.${x}", "${x}.a", "${x}", "com.${x}y.${z}", "com.${x} ${y}", 'com.${x}"${y}', "com.a${x}/com.b"];
  expect(keys.map(isResourceKey)).toEqual([true, true, true, false, true, false, false, false]);
});

test("isResource goes by the mark, not by the fields", () => {
  const resource = makeResource({ scope: "zone", key: "com.a.b" });
  expect([resource, { ...resource }, null, "com.a.b"].map(isResource)).toEqual([true, false, false, false]);
  expect(Resource.isResource(resource)).toBe(true);
});
