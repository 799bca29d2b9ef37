import { permissions, permissionWithId } from "../../lib/catalogue";
import { Account, allow, type Answer, can, deny, type Policy, Resource, type TokenSpec, toPolicySpecs, User } from "../../lib/policy";
import { faultsOf } from "./support";

const account = Account.of("0123456789abcdef0123456789abcdef");
const other = Account.of("fedcba9876543210fedcba9876543210");
const zone1 = account.zone("11111111111111111111111111111111");
const zone2 = account.zone("22222222222222222222222222222222");
const { dns, cache } = permissions.zone;

function spec(policies: readonly Policy[], more: Partial<TokenSpec> = {}): TokenSpec {
  return { kind: "account", accountId: account.id, name: "x", status: "active", policies: toPolicySpecs(policies), ...more };
}

function userSpec(...policies: readonly Policy[]): TokenSpec {
  return { kind: "user", name: "x", status: "active", policies: toPolicySpecs(policies) };
}

const yes = (index = 0): Answer => ({ allowed: true, by: { effect: "allow", index } });
const denied = (index: number): Answer => ({ allowed: false, by: { effect: "deny", index } });
const no = (reason: "status" | "time" | "ip" | "default"): Answer => ({ allowed: false, by: { reason } });

describe("a deny whose ids stand in upper case", () => {
  const zone = `com.cloudflare.api.account.zone.${"ab".repeat(16)}`;
  const upper = `com.cloudflare.api.account.zone.${"AB".repeat(16)}`;
  const own = `com.cloudflare.api.account.${account.id}`;
  const of = (resources: TokenSpec["policies"][number]["resources"], group: string = dns.write.id): TokenSpec => ({
    ...spec([allow(dns.write).on(account.allZones())]),
    policies: [...spec([allow(dns.write).on(account.allZones())]).policies, { effect: "deny", permissionGroups: [group], resources }],
  });
  const asked = { permission: dns.write.id, resource: `${own}/${zone}` };

  test("may mean nothing to Cloudflare: it denies nothing, by itself or below its account", () => {
    expect(can(of({ [zone]: "*" }), asked)).toEqual(denied(1));
    expect(can(of({ [own]: { [zone]: "*" } }), asked)).toEqual(denied(1));
    for (const token of [of({ [upper]: "*" }), of({ [own]: { [upper]: "*" } }), of({ [zone]: "*" }, dns.write.id.toUpperCase())])
      expect(can(token, asked)).toEqual(yes());
  });
});

test("a token that ends when it starts can never be used, and one that ends a second later can", () => {
  const at = { notBefore: "2030-01-01T00:00:00Z", expiresOn: "2030-01-01T00:00:00Z" };
  const asked = { permission: dns.write.id, resource: zone1 };
  expect(can(spec([allow(dns.write).on(zone1)], at), asked)).toEqual(no("time"));
  expect(can(spec([allow(dns.write).on(zone1)], { ...at, expiresOn: "2030-01-01T00:00:01Z" }), asked)).toEqual(yes());
});

describe("a nesting that is not known", () => {
  const odd = (effect: "allow" | "deny", outer: string): TokenSpec["policies"][number] => ({
    effect,
    permissionGroups: [permissions.account.accountApiTokens.write.id],
    resources: { [outer]: { [`com.cloudflare.api.account.${account.id}`]: "*" } },
  });
  const ask = (...policies: TokenSpec["policies"]): Answer =>
    can({ ...spec([]), policies }, { permission: permissions.account.accountApiTokens.write, resource: account });
  const [plain] = toPolicySpecs([allow(permissions.account.accountApiTokens.write).on(account)]);

  test.each(["com.cloudflare.edge.worker.script.zz", "com.cloudflare.api.account.*", "com.cloudflare.api.account.zone.x", "${var.outer}"])(
    "denies nothing and allows what is within it: %s",
    (outer) => {
      expect(ask(plain!, odd("deny", outer))).toEqual(yes());
      expect(ask(odd("allow", outer))).toEqual(yes());
    },
  );
});

describe("effects", () => {
  const token = spec([allow(cache.purge).on(zone1, zone2), allow(dns.write).on(account.allZones()), deny(dns.write).on(zone2)]);

  test("deny wins, then allow, else denied; the first policy that decides is named", () => {
    expect([zone1, zone2].map((resource) => can(token, { permission: dns.write, resource }))).toEqual([yes(1), denied(2)]);
    expect(can(token, { permission: permissions.zone.zone.read, resource: zone1 })).toEqual(no("default"));
  });

  test("all zones are each of them: one denied is enough for no", () => {
    expect(can(token, { permission: dns.write, resource: account.allZones() })).toEqual(denied(2));
    expect(can(spec([allow(dns.write).on(account.allZones())]), { permission: dns.write, resource: account.allZones() })).toEqual(yes());
  });

  test("zones one by one are not all zones", () => {
    expect(can(token, { permission: cache.purge, resource: account.allZones() })).toEqual(no("default"));
  });

  test("Write allows Read of the same group, and nothing else does", () => {
    expect(can(token, { permission: dns.read, resource: zone1 })).toEqual(yes(1));
    expect(can(spec([allow(dns.read).on(zone1)]), { permission: dns.write, resource: zone1 })).toEqual(no("default"));
    expect(can(spec([allow(cache.purge).on(zone1)]), { permission: dns.read, resource: zone1 })).toEqual(no("default"));
  });

  test("a deny acts on exactly the group it names", () => {
    expect(can(token, { permission: dns.read, resource: zone2 })).toEqual(yes(1));
    const readDenied = spec([allow(dns.write).on(zone1), deny(dns.read).on(zone1)]);
    expect([dns.write, dns.read].map((permission) => can(readDenied, { permission, resource: zone1 }))).toEqual([yes(), denied(1)]);
  });

  test("a token without policies may do nothing", () => {
    expect(can(spec([]), { permission: dns.read, resource: zone1 })).toEqual(no("default"));
  });
});

describe("resources", () => {
  test("a zone group on an account's * grants and denies nothing", () => {
    const resources = { [account.key]: "*" as const };
    const flat = spec([], { policies: [{ effect: "allow", permissionGroups: [dns.write.id], resources }] });
    expect([zone1, account.allZones(), account].map((resource) => can(flat, { permission: dns.write, resource }).allowed)).toEqual([
      false,
      false,
      false,
    ]);
    const both = spec([], {
      policies: [
        { effect: "deny", permissionGroups: [dns.write.id], resources },
        { effect: "allow", permissionGroups: [dns.write.id], resources: { [zone1.key]: "*" } },
      ],
    });
    expect(can(both, { permission: dns.write, resource: zone1 })).toEqual(yes(1));
  });

  test("a zone of another account is not among all zones", () => {
    const token = spec([allow(dns.write).on(account.allZones())]);
    expect(can(token, { permission: dns.write, resource: other.zone(zone1.key.slice(-32)) })).toEqual(no("default"));
    expect(can(token, { permission: dns.write, resource: other.allZones() })).toEqual(no("default"));
  });

  test("all buckets hold each bucket in every jurisdiction, and a bucket only itself", () => {
    const { write } = permissions.r2Bucket.workersR2StorageBucketItem;
    const all = spec([allow(write).on(account.allR2Buckets())]);
    const one = spec([allow(write).on(account.r2Bucket("data", { jurisdiction: "eu" }))]);
    const asked = [
      account.r2Bucket("data"),
      account.r2Bucket("data", { jurisdiction: "eu" }),
      other.r2Bucket("data"),
      account.allR2Buckets(),
    ];
    expect(asked.map((resource) => can(all, { permission: write, resource }).allowed)).toEqual([true, true, false, true]);
    expect(asked.map((resource) => can(one, { permission: write, resource }).allowed)).toEqual([false, true, false, false]);
  });

  test("an account-wide R2 permission allows objects in each bucket of its account, and nothing on a bucket of its own", () => {
    const { read: r2Read, write: r2Write } = permissions.account.workersR2Storage;
    const { read, write } = permissions.r2Bucket.workersR2StorageBucketItem;
    const bucket = account.r2Bucket("data");
    const writes = spec([allow(dns.write).on(zone1), allow(r2Write).on(account)]);
    for (const resource of [bucket, account.r2Bucket("data", { jurisdiction: "eu" }), account.allR2Buckets(), bucket.key])
      for (const permission of [read, write, write.id]) expect(can(writes, { permission, resource })).toEqual(yes(1));
    expect(can(writes, { permission: write, resource: other.r2Bucket("data") })).toEqual(no("default"));
    expect(can(writes, { permission: write, resource: account })).toEqual(no("default"));
    const reads = spec([allow(r2Read).on(account)]);
    expect(can(reads, { permission: read, resource: bucket })).toEqual(yes());
    expect(can(reads, { permission: write, resource: bucket })).toEqual(no("default"));
    // The bucket's permissions say nothing of the account, and an account's none on a bucket.
    expect(can(spec([allow(write).on(account.allR2Buckets())]), { permission: r2Read, resource: account })).toEqual(no("default"));
    const onBucket = {
      ...spec([]),
      policies: [{ effect: "allow" as const, permissionGroups: [r2Write.id], resources: { [bucket.key]: "*" as const } }],
    };
    expect(can(onBucket, { permission: read, resource: bucket })).toEqual(no("default"));
    expect(can(spec([allow(r2Write).on(account), deny(write).on(bucket)]), { permission: write, resource: bucket })).toEqual(denied(1));
  });

  test("resources of accounts known at plan time only are told apart by their expressions", () => {
    const planned = Account.of("${var.account_id}");
    const { write } = permissions.r2Bucket.workersR2StorageBucketItem;
    const token = spec([allow(write).on(planned.allR2Buckets()), allow(dns.write).on(planned.allZones())], { accountId: planned.id });
    expect(can(token, { permission: write, resource: planned.r2Bucket("data") })).toEqual(yes());
    expect(can(token, { permission: dns.write, resource: planned.zone("${var.zone_id}") })).toEqual(yes(1));
    expect(can(token, { permission: write, resource: Account.of("${var.account_other}").r2Bucket("data") })).toEqual(no("default"));
    expect(can(token, { permission: dns.write, resource: `${planned.key}/com.cloudflare.api.account.zone.*` })).toEqual(yes(1));
  });

  test("a key asks what its resource asks, in the two-level form too", () => {
    const edit = permissionWithId("e".repeat(32), { name: "Worker Edit", scope: "worker" });
    const tag = "33333333333333333333333333333333";
    const token = spec([allow(edit).on(account.worker(tag))]);
    expect(can(token, { permission: edit, resource: `${account.key}/com.cloudflare.edge.worker.script.${tag}` })).toEqual(yes());
    expect(can(token, { permission: edit, resource: `${other.key}/com.cloudflare.edge.worker.script.${tag}` })).toEqual(no("default"));
    expect(can(token, { permission: edit, resource: account })).toEqual(no("default"));
  });

  test("a resource of a form that is not known is held by itself only", () => {
    const custom = Resource.custom("com.example.thing.1", "account");
    const token = spec([allow(permissions.account.workersScripts.write).on(custom)]);
    expect(
      [custom, account, "com.example.thing.2"].map(
        (resource) => can(token, { permission: permissions.account.workersScripts.write, resource }).allowed,
      ),
    ).toEqual([true, false, false]);
  });

  test("a permission that is not in the catalogue is asked by id or as a value", () => {
    const unknown = permissionWithId("f".repeat(32), { name: "New Thing Write", scope: "zone" });
    const token = spec([allow(unknown).on(zone1)]);
    expect([unknown, unknown.id, dns.read].map((permission) => can(token, { permission, resource: zone1 }).allowed)).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe("user tokens", () => {
  const one = "com.cloudflare.api.account.zone.11111111111111111111111111111111";

  test("all zones of all accounts hold every zone and all zones of each account", () => {
    const token = userSpec(allow(dns.write).on(User.allZones()));
    expect(
      [zone1, other.zone("11111111111111111111111111111111"), account.allZones(), User.allZones(), one].map((resource) =>
        can(token, { permission: dns.write, resource }),
      ),
    ).toEqual([yes(), yes(), yes(), yes(), yes()]);
  });

  test("all zones of one account are not all zones of all accounts", () => {
    const token = userSpec(allow(dns.write).on(account.allZones()), allow(dns.write).on(other.allZones()));
    expect(can(token, { permission: dns.write, resource: User.allZones() })).toEqual(no("default"));
  });

  test("a zone whose account is not known may lie in any account that is named, but in one only", () => {
    expect(can(userSpec(allow(dns.write).on(account.allZones())), { permission: dns.write, resource: one })).toEqual(yes());
    expect(
      can(userSpec(allow(dns.write).on(account.allZones()), deny(dns.write).on(other.allZones())), {
        permission: dns.write,
        resource: one,
      }),
    ).toEqual(yes());
    expect(
      can(userSpec(allow(dns.write).on(account.allZones()), deny(dns.write).on(account.allZones())), {
        permission: dns.write,
        resource: one,
      }),
    ).toEqual(denied(1));
    expect(
      can(userSpec(allow(dns.write).on(zone1), deny(dns.write).on(account.allZones())), { permission: dns.write, resource: one }),
    ).toEqual(yes());
    expect(
      can(userSpec(allow(dns.write).on(zone1), deny(dns.write).on(account.allZones())), { permission: dns.write, resource: zone1 }),
    ).toEqual(denied(1));
  });

  test("an account in the spec of a user token does not make its zones that account's", () => {
    const token: TokenSpec = { ...userSpec(allow(dns.write).on(zone1)), accountId: account.id };
    expect(can(token, { permission: dns.write, resource: other.zone("11111111111111111111111111111111") })).toEqual(yes());
  });

  test("a user's own permissions act on that user", () => {
    const me = User.of("44444444444444444444444444444444");
    const token = userSpec(allow(permissions.user.userDetails.write).on(me));
    expect(
      [me, User.of("55555555555555555555555555555555"), account].map(
        (resource) => can(token, { permission: permissions.user.userDetails.read, resource }).allowed,
      ),
    ).toEqual([true, false, false]);
  });
});

describe("status, time and address", () => {
  const policies = [allow(dns.write).on(zone1)];
  const access = { permission: dns.write, resource: zone1 };

  test("a disabled token may do nothing", () => {
    expect(can(spec(policies, { status: "disabled" }), access)).toEqual(no("status"));
  });

  test("notBefore belongs to the lifetime, expiresOn does not", () => {
    const token = spec(policies, { notBefore: "2030-01-01T00:00:00Z", expiresOn: "2031-01-01T00:00:00Z" });
    const times = [
      "2029-12-31T23:59:59Z",
      "2030-01-01T00:00:00Z",
      "2030-01-01T01:00:00+01:00",
      "2030-12-31T23:59:59.999Z",
      "2031-01-01T00:00:00Z",
      new Date("2030-06-01T00:00:00Z"),
    ];
    expect(times.map((at) => can(token, { ...access, at }).by)).toEqual([
      { reason: "time" },
      yes().by,
      yes().by,
      yes().by,
      { reason: "time" },
      yes().by,
    ]);
  });

  test("a lifetime without a second in it allows at no time", () => {
    expect(can(spec(policies, { notBefore: "2031-01-01T00:00:00Z", expiresOn: "2031-01-01T00:00:00Z" }), access)).toEqual(no("time"));
    expect(can(spec(policies, { notBefore: "2031-01-01T00:00:00Z", expiresOn: "2031-01-01T00:00:01Z" }), access)).toEqual(yes());
  });

  test("a past expiry bars the questions about then, not the question without a time", () => {
    const token = spec(policies, { expiresOn: "2001-01-01T00:00:00Z" });
    expect([can(token, access), can(token, { ...access, at: "2026-01-01T00:00:00Z" })]).toEqual([yes(), no("time")]);
  });

  test("the address must be in one range and in no excluded one", () => {
    const token = spec(policies, { requestIp: { in: ["192.0.2.0/24", "2001:db8::/32"], notIn: ["192.0.2.128/25"] } });
    const ips = ["192.0.2.1", "192.0.2.127", "192.0.2.128", "192.0.3.0", "2001:db8::1", "2001:db9::", "::c000:201"];
    expect(ips.map((ip) => can(token, { ...access, ip }).allowed)).toEqual([true, true, false, false, true, false, false]);
    expect(can(token, { ...access, ip: "192.0.2.128" })).toEqual(no("ip"));
    expect(can(token, access)).toEqual(yes());
  });

  test("a filter that leaves no address allows from none; an empty list filters nothing", () => {
    expect(can(spec(policies, { requestIp: { in: ["192.0.2.0/24"], notIn: ["192.0.2.128/25", "192.0.2.0/25"] } }), access)).toEqual(
      no("ip"),
    );
    expect(can(spec(policies, { requestIp: { notIn: ["0.0.0.0/0", "::/0"] } }), access)).toEqual(no("ip"));
    expect(can(spec(policies, { requestIp: { notIn: ["0.0.0.0/0"] } }), access)).toEqual(yes());
    expect(can(spec(policies, { requestIp: { in: [], notIn: [] } }), { ...access, ip: "192.0.2.1" })).toEqual(yes());
  });

  test("status comes before time, and time before address", () => {
    const token = spec(policies, { status: "disabled", expiresOn: "2001-01-01T00:00:00Z", requestIp: { in: ["192.0.2.0/24"] } });
    const asked = { ...access, at: "2026-01-01T00:00:00Z", ip: "198.51.100.1" };
    expect([
      can(token, asked),
      can({ ...token, status: "active" }, asked),
      can({ ...token, status: "active" }, { ...asked, at: "2000-01-01T00:00:00Z" }),
    ]).toEqual([no("status"), no("time"), no("ip")]);
  });

  test.each([["192.0.2.0/24"], ["192.0.2.01"], ["::ffff:192.0.2.1"], ["fe80::1%eth0"], ["localhost"], [""]])(
    "fails on the address %j",
    (ip) => {
      expect(faultsOf(() => can(spec(policies), { ...access, ip }))).toEqual([
        [
          "InvalidCidr",
          "ip",
          `ip: an address range is an IPv4 or IPv6 address or CIDR, got ${JSON.stringify(ip)}; write it like "192.0.2.0/24" or "2001:db8::/32"`,
        ],
      ]);
    },
  );

  test.each([
    ["2030-01-01", '"2030-01-01"'],
    ["", '""'],
    [new Date(Number.NaN), "null"],
  ])("fails on the time %j", (at, got) => {
    expect(faultsOf(() => can(spec(policies), { ...access, at }))).toEqual([
      [
        "InvalidDate",
        "at",
        `at: a date is a Date or an RFC 3339 string with time and offset, got ${got}; write it like "2037-06-01T00:00:00Z"`,
      ],
    ]);
  });

  test("fails with every fault of the question at once, whatever the token", () => {
    const asked = { permission: "DNS Write", resource: "zone", ip: "x", at: "y" };
    expect(faultsOf(() => can(spec(policies, { status: "disabled" }), asked)).map(([code, path]) => [code, path])).toEqual([
      ["InvalidPermissionId", "permission"],
      ["InvalidResourceKey", "resource"],
      ["InvalidCidr", "ip"],
      ["InvalidDate", "at"],
    ]);
  });

  test.each([["DNS Write"], [""], [dns.write.id.toUpperCase()], [`${dns.write.id}\n`]])("fails on the permission %j", (permission) => {
    expect(faultsOf(() => can(spec(policies), { ...access, permission }))).toEqual([
      [
        "InvalidPermissionId",
        "permission",
        `permission: a permission group id is 32 lower-case hexadecimal characters, got ${JSON.stringify(permission)}; take it from the permission groups list, or use permissions.… or Permission.lookup`,
      ],
    ]);
  });

  test.each([["example.com/"], [""], ["*"], ["11111111111111111111111111111111"], [`${account.key}/com.a.b/com.c.d`], ["com.a b.c"]])(
    "fails on the resource %j",
    (resource) => {
      expect(faultsOf(() => can(spec(policies), { ...access, resource }))).toEqual([
        [
          "InvalidResourceKey",
          "resource",
          `resource: a resource key is a Cloudflare resource name such as com.cloudflare.api.account.zone.<id>, got ${JSON.stringify(resource)}; check the key`,
        ],
      ]);
    },
  );

  test.each([
    ["a zone by its name", account.zoneNamed("example.com")],
    ["a cdktf token", account.zone("${TfToken[TOKEN.1]}")],
    ["a cdktf token in the account", Account.of("${TfToken[TOKEN.1]}").allZones()],
    ["a cdktf token in the Worker", account.worker("${TfToken[TOKEN.1]}")],
    ["a key with a cdktf token", "com.cloudflare.api.account.zone.${TfToken[TOKEN.1]}"],
  ])("fails on a resource that no spec can name: %s", (_, resource) => {
    expect(faultsOf(() => can(spec(policies), { ...access, resource }))).toEqual([
      [
        "UnresolvedResource",
        "resource",
        "resource: the id of this resource is known at plan time only, got <token>; ask about an id, or about the reference that the token's spec shows (`…zone.${var.zone}`)",
      ],
    ]);
  });

  test("fails on a spec whose own dates or ranges can't be read", () => {
    expect(faultsOf(() => can(spec(policies, { expiresOn: "${var.expiry}" }), access)).map(([code, path]) => [code, path])).toEqual([
      ["InvalidDate", "expiresOn"],
    ]);
    expect(
      faultsOf(() => can(spec(policies, { requestIp: { in: ["${var.office}"] } }), access)).map(([code, path]) => [code, path]),
    ).toEqual([["InvalidCidr", "requestIp"]]);
  });
});

describe("a question that names nothing", () => {
  const spec: TokenSpec = { kind: "account", name: "t", status: "disabled", policies: [] };
  const permission = "4755a26eedb94da69e1066d98aa820be";
  const resource = "com.cloudflare.api.account.zone.11111111111111111111111111111111";

  test.each([
    ["a permission's name", { permission: "DNS Write", resource }, "InvalidPermissionId"],
    ["a zone's name", { permission, resource: "example" }, "InvalidResourceKey"],
    ["a bare id", { permission, resource: "11111111111111111111111111111111" }, "InvalidResourceKey"],
    ["a zone that is looked up", { permission, resource: Account.of("0".repeat(32)).zoneNamed("example.com") }, "UnresolvedResource"],
    ["a cdktf token", { permission, resource: Account.of("0".repeat(32)).zone("${TfToken[TOKEN.1]}") }, "UnresolvedResource"],
    ["an address that is none, of a disabled token", { permission, resource, ip: "localhost" }, "InvalidCidr"],
  ])("fails for %s", (_, question, code) => {
    expect(() => can(spec, question)).toThrow(expect.objectContaining({ code }));
  });

  test("is no question about a reference that the spec shows", () => {
    expect(can(spec, { permission, resource: "com.cloudflare.api.account.zone.${var.zone}" }).allowed).toBe(false);
  });
});
