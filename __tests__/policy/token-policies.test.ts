import { type Permission, permissions, permissionWithId, compatibilityDate } from "../../lib/catalogue";
import {
  Account,
  allow,
  checkFinished,
  deny,
  makeResource,
  type Policy,
  type PolicySpec,
  readPolicies,
  Resource,
  toPolicySpecs,
  User,
} from "../../lib/policy";
import { templates } from "../../lib/templates";
import { shown } from "./support";

const account = Account.of("0123456789abcdef0123456789abcdef");
const other = Account.of("fedcba9876543210fedcba9876543210");
const zone = account.zone("11111111111111111111111111111111");
const user = User.of("44444444444444444444444444444444");
const { dns, cache, pageRules } = permissions.zone;
const { workersScripts } = permissions.account;

function faults(
  policies: readonly unknown[],
  options: { kind?: "account" | "user"; strict?: boolean; from?: number; of?: Account | undefined } = {},
): ReturnType<typeof shown> {
  const { kind = "account", strict = false, from = 0 } = options;
  return shown(
    readPolicies(kind, "of" in options ? options.of : kind === "account" ? account : undefined, policies, { from, strict }).faults,
  );
}

/** A list as a program builds it: the compiler no longer knows its scopes. */
const any = (...list: Permission[]): Permission[] => list;
const anywhere = (...list: Resource[]): Resource[] => list;

/** A value as messages show it: at most 80 characters of JSON. */
function cut(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

describe("readPolicies", () => {
  test("finds nothing wrong with what fits", () => {
    const fine = [
      allow(dns.write, cache.purge).on(zone, account.allZones(), account.zoneNamed("example.com"), account.zone("${var.zone}")),
      allow(workersScripts.write).on(account),
      allow(permissions.r2Bucket.workersR2StorageBucketItem.write).on(account.r2Bucket("data"), account.allR2Buckets()),
      deny(dns.write).on(zone),
    ];
    expect([faults(fine), faults(fine, { kind: "user" })]).toEqual([[], []]);
  });

  test.each([
    ["a grant without on", allow(dns.write)],
    ["an object that looks like a policy", { effect: "allow", permissions: [], resources: [] }],
    ["null", null],
    ["a list of policies", [allow(dns.write).on(zone)]],
  ])("fails on %s", (_, value) => {
    expect(faults([allow(dns.write).on(zone), value], { from: 2 })).toEqual([
      [
        "InvalidPolicy",
        "policies[3]",
        `policies[3]: a policy is made by allow(…).on(…) or deny(…).on(…), got ${cut(value)}; call .on(…) with the resources`,
      ],
    ]);
  });

  test.each([
    ["one policy instead of a list", allow(dns.write).on(zone)],
    ["a text", "allow"],
    ["null", null],
  ])("fails on %s", (_, value) => {
    expect(faults(value as unknown as unknown[])).toEqual([
      [
        "InvalidPolicy",
        "policies",
        `policies: a policy is made by allow(…).on(…) or deny(…).on(…), got ${cut(value)}; call .on(…) with the resources`,
      ],
    ]);
  });

  const MISSPELT = "; is a name after permissions. misspelt? `npm run typecheck` says which";
  const invalidPermission = (path: string, got: string): string[] => [
    "InvalidPermission",
    path,
    `${path}: a permission is a value of permissions.…, Permission.named, Permission.withId or Permission.lookup, got ${got}; pass one of these${got === "nothing" ? MISSPELT : ""}`,
  ];

  test.each([
    ["a name", "DNS Write", '"DNS Write"'],
    ["null", null, "null"],
    ["the group without its level", dns, undefined],
    ["an id that is none", { id: "x", name: "DNS Write", scope: "zone" }, '{"id":"x","name":"DNS Write","scope":"zone"}'],
    ["a scope that is none", { id: dns.write.id, name: "A", scope: "toString" }, `{"id":"${dns.write.id}","name":"A","scope":"toString"}`],
    ["no name", { id: dns.write.id, scope: "zone" }, `{"id":"${dns.write.id}","scope":"zone"}`],
  ])("fails on a permission that is %s", (_, value, got) => {
    expect(faults([allow(dns.read, value as Permission<"zone">).on(zone)])).toEqual([
      invalidPermission("policies[0].permissions[1]", got ?? cut(value)),
    ]);
  });

  test("fails on a misspelt permission, which is nothing, and says how to find it", () => {
    expect(faults([allow(dns.read, undefined as unknown as Permission<"zone">).on(zone)])).toEqual([
      [
        "InvalidPermission",
        "policies[0].permissions[1]",
        "policies[0].permissions[1]: a permission is a value of permissions.…, Permission.named, Permission.withId or Permission.lookup, got nothing; pass one of these (a misspelt name is undefined: `npm run typecheck` points at it)",
      ],
    ]);
  });

  test.each([
    ["a key", zone.key, `"${zone.key}"`],
    ["nothing", undefined, "nothing"],
    ["a copy, which has no mark", { ...account.r2Bucket("a-b") }, undefined],
  ])("fails on a resource that is %s", (_, value, got) => {
    expect(faults([allow(dns.read).on(zone, value as unknown as Resource<"zone">)])).toEqual([
      [
        "InvalidResource",
        "policies[0].on[1]",
        `policies[0].on[1]: a resource comes from Account, User or Resource.custom, got ${got ?? cut(value)}; use account, account.zone(id), account.allZones(), account.r2Bucket(name) or account.worker(tag)`,
      ],
    ]);
  });

  describe("scopes", () => {
    test("fails on a permission with a resource of another scope, for each such resource", () => {
      expect(
        faults([allow(...any(dns.write)).on(...anywhere(zone, account, account.r2Bucket("data"), account.worker(zone.key.slice(-32))))]),
      ).toEqual([
        [
          "PermissionScopeMismatch",
          "policies[0].on[1]",
          'policies[0].on[1]: "DNS Write" acts on zone resources, not on an account; use a zone resource or an account permission',
        ],
        [
          "PermissionScopeMismatch",
          "policies[0].on[2]",
          'policies[0].on[2]: "DNS Write" acts on zone resources, not on an R2 bucket; use a zone resource or an R2 bucket permission',
        ],
        [
          "PermissionScopeMismatch",
          "policies[0].on[3]",
          'policies[0].on[3]: "DNS Write" acts on zone resources, not on a Worker; use a zone resource or a Worker permission',
        ],
      ]);
    });

    test("fails on mixed lists, even where each entry would find its like", () => {
      expect(
        faults([deny(...any(dns.write, workersScripts.read)).on(...anywhere(zone, account))]).map(([code, path]) => [code, path]),
      ).toEqual([
        ["PermissionScopeMismatch", "policies[0].on[0]"],
        ["PermissionScopeMismatch", "policies[0].on[1]"],
      ]);
    });

    test("checks user tokens as well", () => {
      expect(faults([allow(...any(permissions.user.userDetails.read)).on(account)], { kind: "user" })).toEqual([
        [
          "PermissionScopeMismatch",
          "policies[0].on[0]",
          'policies[0].on[0]: "User Details Read" acts on user resources, not on an account; use a user resource or an account permission',
        ],
      ]);
    });
  });

  describe("accounts", () => {
    const foreign = (path: string, key: string): string[] => [
      "ForeignAccount",
      path,
      `${path}: the resource belongs to another account than the principal's (${account.id}), got "${key}"; put the principal into a stack of that account`,
    ];

    test("fails on resources of another account", () => {
      const policies = [
        allow(workersScripts.read).on(account, other),
        allow(dns.read).on(
          other.zone(zone.key.slice(-32)),
          other.allZones(),
          Resource.custom(`${other.key}/com.cloudflare.api.account.zone.*`, "zone"),
        ),
        deny(permissions.r2Bucket.workersR2StorageBucketItem.read).on(other.r2Bucket("data")),
      ];
      expect(faults(policies)).toEqual([
        foreign("policies[0].on[1]", other.key),
        foreign("policies[1].on[0]", zone.key),
        foreign("policies[1].on[1]", other.key),
        foreign("policies[1].on[2]", other.key),
        foreign("policies[2].on[0]", `com.cloudflare.edge.r2.bucket.${other.id}_default_data`),
      ]);
      expect(faults(policies, { kind: "user" })).toEqual([]);
    });

    test("can't compare accounts of which one is known at plan time only", () => {
      const planned = Account.of("${var.account}");
      expect([faults([allow(dns.read).on(planned.allZones())]), faults([allow(dns.read).on(zone)], { of: planned })]).toEqual([[], []]);
    });
  });

  describe("what only user tokens can hold", () => {
    const { userDetails, apiTokens } = permissions.user;

    test("fails on user permissions in a service principal, allowed or denied", () => {
      expect(
        faults([allow(userDetails.read).on(user), deny(apiTokens.write).on(user)]).filter(([code]) => code === "UserScopePermission"),
      ).toEqual([
        [
          "UserScopePermission",
          "policies[0].permissions[0]",
          'policies[0].permissions[0]: "User Details Read" is a user permission and no account-owned token can hold it; use an account permission, or a UserToken in a UserTokenStack',
        ],
        [
          "UserScopePermission",
          "policies[1].permissions[0]",
          'policies[1].permissions[0]: "API Tokens Write" is a user permission and no account-owned token can hold it; use the account permission of the same kind (templates.manageAccountTokens), or a UserToken',
        ],
      ]);
      expect(Object.keys(templates)).toContain("manageAccountTokens");
    });

    test("fails on user resources in a service principal", () => {
      const message = (path: string, key: string): string[] => [
        "UserResource",
        path,
        `${path}: only user tokens act on this resource, got "${key}"; use a UserToken in a UserTokenStack`,
      ];
      expect(
        faults([allow(userDetails.read).on(user), allow(workersScripts.read).on(User.allAccounts())]).filter(
          ([code]) => code === "UserResource",
        ),
      ).toEqual([message("policies[0].on[0]", user.key), message("policies[1].on[0]", "com.cloudflare.api.account.*")]);
      expect(faults([allow(userDetails.read).on(user), allow(workersScripts.read).on(User.allAccounts())], { kind: "user" })).toEqual([]);
    });

    test("fails on the flat wildcard of zones with its reason, however it was made", () => {
      const message = [
        "FlatZoneWildcard",
        "policies[0].on[0]",
        'policies[0].on[0]: account-owned tokens must name a zone or nest all zones under one account (the API answers 1001), got "com.cloudflare.api.account.zone.*"; use account.allZones()',
      ];
      const flat = [User.allZones(), Resource.custom("com.cloudflare.api.account.zone.*", "zone")];
      expect(flat.map((resource) => faults([allow(dns.read).on(resource)]))).toEqual([[message], [message]]);
      expect(faults([allow(dns.read).on(...flat)], { kind: "user" })).toEqual([]);
    });
  });

  describe("products that do not accept account-owned tokens", () => {
    const policies = [allow(pageRules.write, pageRules.read).on(zone), allow(pageRules.write).on(account.allZones())];

    test("warn once for each permission", () => {
      const { faults: none, warnings } = readPolicies("account", account, policies, { from: 0, strict: false });
      const alternative =
        "use a UserToken, or the rules that replace Page Rules and accept account-owned tokens (Cache, Configuration, Origin and redirect rules)";
      expect(none).toEqual([]);
      expect(warnings).toEqual(
        ["Page Rules Write", "Page Rules Read"].map((name) => ({
          code: "UnsupportedProduct",
          message: `"${name}": Page Rules does not accept account-owned tokens (as of ${compatibilityDate}); ${alternative}`,
        })),
      );
    });

    test("fails for each use when strict", () => {
      const message = (path: string, name: string): string[] => [
        "UnsupportedProduct",
        path,
        `${path}: "${name}" belongs to Page Rules, which does not accept account-owned tokens; use a UserToken for it, or leave strict off to get a warning`,
      ];
      const { faults: found, warnings } = readPolicies("account", account, policies, { from: 0, strict: true });
      expect([shown(found), warnings]).toEqual([
        [
          message("policies[0].permissions[0]", "Page Rules Write"),
          message("policies[0].permissions[1]", "Page Rules Read"),
          message("policies[1].permissions[0]", "Page Rules Write"),
        ],
        [],
      ]);
    });

    test("only warn, strict or not, where the group serves other products too", () => {
      const { faults: found, warnings } = readPolicies("account", account, [allow(permissions.zone.botManagement.write).on(zone)], {
        from: 0,
        strict: true,
      });
      expect([found, warnings.map(({ message }) => message.slice(0, 45))]).toEqual([[], ['"Bot Management Write": Super Bot Fight Mode ']]);
    });

    test("are nothing to a deny, nor to a user token", () => {
      expect(readPolicies("account", account, [deny(pageRules.write).on(zone)], { from: 0, strict: true })).toEqual({
        faults: [],
        warnings: [],
      });
      expect(readPolicies("user", undefined, policies, { from: 0, strict: true })).toEqual({ faults: [], warnings: [] });
    });
  });

  test("fails with the faults of all policies at once", () => {
    expect(
      faults([null, allow(...any(dns.write)).on(...anywhere(other)), allow(permissions.user.userDetails.read).on(user)]).map(
        ([code, path]) => [code, path],
      ),
    ).toEqual([
      ["InvalidPolicy", "policies[0]"],
      ["ForeignAccount", "policies[1].on[0]"],
      ["PermissionScopeMismatch", "policies[1].on[0]"],
      ["UserScopePermission", "policies[2].permissions[0]"],
      ["UserResource", "policies[2].on[0]"],
    ]);
  });
});

describe("toPolicySpecs", () => {
  test("keeps order and words", () => {
    expect(toPolicySpecs([allow(dns.write, dns.read).on(zone, account.allZones()), deny(dns.write).on(zone)])).toEqual([
      {
        effect: "allow",
        permissionGroups: [dns.write.id, dns.read.id],
        resources: { [zone.key]: "*", [account.key]: { "com.cloudflare.api.account.zone.*": "*" } },
      },
      { effect: "deny", permissionGroups: [dns.write.id], resources: { [zone.key]: "*" } },
    ]);
  });

  test("puts entries of one account together", () => {
    const edit = permissionWithId("e".repeat(32), { name: "Worker Edit", scope: "worker" });
    const [a, b] = ["a".repeat(32), "b".repeat(32)];
    expect(toPolicySpecs([allow(edit).on(account.worker(b), account.worker(a), account.worker(b))])[0]?.resources).toEqual({
      [account.key]: { [`com.cloudflare.edge.worker.script.${a}`]: "*", [`com.cloudflare.edge.worker.script.${b}`]: "*" },
    });
  });

  test("loses nothing where * and entries meet under one key", () => {
    const whole = makeResource({ scope: "zone", key: account.key });
    expect(toPolicySpecs([allow(dns.write).on(account.allZones(), whole, zone), deny(dns.read).on(zone)])).toEqual([
      { effect: "allow", permissionGroups: [dns.write.id], resources: { [account.key]: "*", [zone.key]: "*" } },
      { effect: "deny", permissionGroups: [dns.read.id], resources: { [zone.key]: "*" } },
      { effect: "allow", permissionGroups: [dns.write.id], resources: { [account.key]: { "com.cloudflare.api.account.zone.*": "*" } } },
    ]);
  });
});

describe("checkFinished", () => {
  const name = (group: string): string => (group === dns.write.id ? "DNS Write" : group);
  const check = (policies: readonly Policy[], accountId: string | undefined = account.id): ReturnType<typeof shown> =>
    shown(checkFinished(toPolicySpecs(policies), name, accountId));
  const nothing = (why: string): string[][] => [
    ["NothingAllowed", "policies", `policies: nothing is allowed: ${why}; add a policy with allow(…).on(…)`],
  ];
  const denied = nothing("every allow is denied");
  const worker = permissionWithId("e".repeat(32), { name: "Worker Edit", scope: "worker" });
  const tag = "33333333333333333333333333333333";
  const { write } = permissions.r2Bucket.workersR2StorageBucketItem;

  test("fails when there is no policy", () => {
    expect(check([])).toEqual(nothing("there is no policy"));
  });

  test("fails when every policy is a deny", () => {
    expect(check([deny(dns.write).on(zone), deny(workersScripts.read).on(account)])).toEqual(nothing("every policy is a deny"));
  });

  test.each<[string, readonly Policy[]]>([
    ["word for word", [allow(dns.write).on(zone), deny(dns.write).on(zone)]],
    ["by several denies", [allow(dns.write, dns.read).on(zone), deny(dns.write).on(zone), deny(dns.read).on(zone)]],
    [
      "by a deny on all zones",
      [allow(dns.write).on(zone), allow(dns.write).on(account.zone("${var.zone}")), deny(dns.write).on(account.allZones())],
    ],
    ["all zones by all zones", [allow(dns.write).on(account.allZones()), deny(dns.write).on(account.allZones())]],
    [
      "a bucket by all buckets",
      [allow(write).on(account.r2Bucket("data", { jurisdiction: "eu" })), deny(write).on(account.allR2Buckets())],
    ],
    [
      "a Worker by all Workers",
      [
        allow(worker).on(account.worker(tag)),
        deny(worker).on(Resource.custom(`${account.key}/com.cloudflare.edge.worker.script.*`, "worker")),
      ],
    ],
    [
      "all buckets by the flat wildcard",
      [allow(write).on(account.allR2Buckets()), deny(write).on(Resource.custom("com.cloudflare.edge.r2.bucket.*", "r2Bucket"))],
    ],
  ])("fails when every allow is denied: %s", (_, policies) => {
    expect(check(policies)).toEqual(denied);
  });

  test.each<[string, readonly Policy[]]>([
    ["another group is denied", [allow(dns.write).on(zone), deny(dns.read).on(zone)]],
    ["another zone is denied", [allow(dns.write).on(zone), deny(dns.write).on(account.zone("22222222222222222222222222222222"))]],
    ["one zone of all is denied", [allow(dns.write).on(account.allZones()), deny(dns.write).on(zone)]],
    ["one of two allows is denied", [allow(dns.write).on(zone), allow(cache.purge).on(zone), deny(dns.write).on(account.allZones())]],
    ["one bucket of all is denied", [allow(write).on(account.allR2Buckets()), deny(write).on(account.r2Bucket("data"))]],
    [
      "the group is denied on what it does not act on",
      [allow(dns.write).on(zone), deny(...any(dns.write)).on(makeResource({ scope: "zone", key: account.key }))],
    ],
  ])("has nothing to say when %s", (_, policies) => {
    expect(check(policies)).toEqual([]);
  });

  test("a user token's zone may lie in another account than the one that is denied", () => {
    const policies = [allow(dns.write).on(zone), deny(dns.write).on(other.allZones())];
    expect(shown(checkFinished(toPolicySpecs(policies), name, undefined))).toEqual([]);
    expect(shown(checkFinished(toPolicySpecs([...policies, deny(dns.write).on(User.allZones())]), name, undefined))).toEqual(denied);
  });

  test("the account may be known at plan time only", () => {
    const planned = Account.of("${var.account}");
    expect(check([allow(dns.write).on(planned.zone("${var.zone}")), deny(dns.write).on(planned.allZones())], planned.id)).toEqual(denied);
  });

  test("fails where a group would need both * and entries under one key, in one policy or in several", () => {
    const whole = makeResource({ scope: "zone", key: account.key });
    const conflict = (group: string): string[] => [
      "ConflictingResource",
      "policies",
      `policies: "${group}" would need both "*" and single entries under "${account.key}"; keep one of the two`,
    ];
    expect(check([allow(dns.write, dns.read).on(whole, account.allZones())])).toEqual([conflict("DNS Write"), conflict(dns.read.id)]);
    expect(check([allow(dns.write, dns.read).on(whole), allow(dns.write).on(account.allZones())])).toEqual([conflict("DNS Write")]);
    expect(check([allow(dns.write).on(whole), deny(dns.write).on(account.allZones())])).toEqual([]);
  });

  test("fails where one policy names several accounts of which one is known at plan time only", () => {
    const planned = Account.of("${var.account}");
    const mixed = [
      [
        "MixedAccounts",
        "policies",
        `policies: one policy names "com.cloudflare.api.account.\${var.account}" and "${account.key}", which may be one account: Terraform would keep the entries of only one; write the account in one way, as an id or as one cdktf token`,
      ],
    ];
    expect(check([allow(worker).on(account.worker(tag), planned.worker("5".repeat(32)))])).toEqual(mixed);
    expect(check([allow(worker).on(planned.worker(tag)), allow(worker).on(account.worker(tag))])).toEqual(mixed);
    expect(check([allow(worker).on(planned.worker(tag), planned.worker("5".repeat(32))), allow(dns.read).on(account.allZones())])).toEqual(
      [],
    );
    expect(check([allow(dns.read).on(account.allZones(), other.allZones())])).toEqual([]);
  });

  test("fails with both kinds of fault at once", () => {
    const resources: PolicySpec["resources"] = { [account.key]: "*" };
    const nested: PolicySpec["resources"] = { [account.key]: { "com.cloudflare.api.account.zone.*": "*" } };
    const policies = [resources, nested].map((r): PolicySpec => ({ effect: "deny", permissionGroups: [dns.write.id], resources: r }));
    expect(checkFinished(policies, name, account.id).map(({ code }) => code)).toEqual(["ConflictingResource", "NothingAllowed"]);
  });
});
