import "cloudflare-principals/testing/jest";
import { TerraformVariable } from "cdktf";
import { Account, allow, Permission, permissions, ServicePrincipal, type TokenSpec } from "../../lib";
import { account, dnsWrite, internal, messageOf, sample, zone } from "./support";

const other = Account.of("fedcba9876543210fedcba9876543210", { name: "Other" });

describe("toAllow", () => {
  test("is what can answers: Write gives Read, a deny takes away, addresses and dates count", () => {
    const { cachePurger, dnsPublisher } = sample();
    expect(dnsPublisher).toAllow(dnsWrite);
    expect(dnsPublisher).toAllow({ ...dnsWrite, permission: permissions.zone.dns.read });
    expect(dnsPublisher).not.toAllow({ ...dnsWrite, resource: internal });
    expect(dnsPublisher.spec).toAllow({ ...dnsWrite, at: new Date("2037-01-14T23:59:59Z") });
    expect(dnsPublisher.spec).not.toAllow({ ...dnsWrite, at: "2037-01-15T00:00:00Z" });
    const purge = { permission: permissions.zone.cache.purge, resource: zone };
    expect(cachePurger).toAllow({ ...purge, ip: "192.0.2.127" });
    expect(cachePurger).not.toAllow({ ...purge, ip: "192.0.2.128" });
  });

  test("takes names, ids, keys and the words of principals can", () => {
    const { dnsPublisher } = sample();
    expect(dnsPublisher).toAllow({ permission: "DNS Write", resource: "zone:example.com" });
    expect(dnsPublisher).toAllow({ permission: "zone.dns.write", resource: `zone:${zone.key.slice(-32)}` });
    expect(dnsPublisher).toAllow({ permission: permissions.zone.dns.write.id, resource: zone.key });
    expect(dnsPublisher).not.toAllow({ permission: "DNS Write", resource: "all-zones" });
  });

  test("of several tokens is about some of them", () => {
    const { app, cachePurger } = sample();
    expect(app).toAllow(dnsWrite);
    expect([cachePurger]).not.toAllow(dnsWrite);
  });

  test("works after resolves, and with the expect of @jest/globals", async () => {
    const { dnsPublisher, cachePurger } = sample();
    await expect(Promise.resolve(dnsPublisher)).resolves.toAllow(dnsWrite);
    await expect(async () => await expect(Promise.resolve(cachePurger)).resolves.toAllow(dnsWrite)).rejects.toThrow(
      "expect(received).resolves.toAllow(access)",
    );
  });

  test("fails with what the token may do instead", () => {
    const { cachePurger } = sample();
    expect(messageOf(() => expect(cachePurger).toAllow({ ...dnsWrite, ip: "192.0.2.7" }))).toMatchInlineSnapshot(`
      "expect(received).toAllow(access)

      Expected: cache-purger may DNS Write on zone example.com (11111111…) from 192.0.2.7
      Received: it may not

        cache-purger (prod/cache-purger)
          no policy allows it
          policy 1 of 1: may Cache Purge on zone example.com (11111111…)"
    `);
  });

  test("fails with the deny that decides", () => {
    const { dnsPublisher } = sample();
    expect(messageOf(() => expect(dnsPublisher).toAllow({ ...dnsWrite, resource: internal }))).toMatchInlineSnapshot(`
      "expect(received).toAllow(access)

      Expected: dns-publisher may DNS Write on zone internal.example (22222222…)
      Received: it may not

        dns-publisher (prod/dns-publisher)
          policy 2 of 2: may not DNS Write on zone internal.example (22222222…)"
    `);
  });

  test("fails with the address, the lifetime and the status where these decide", () => {
    const { cachePurger, dnsPublisher } = sample();
    const purge = { permission: permissions.zone.cache.purge, resource: zone };
    expect(messageOf(() => expect(cachePurger).toAllow({ ...purge, ip: "198.51.100.7" }))).toContain(
      "it can only be used from 192.0.2.0/24 except 192.0.2.128/25",
    );
    expect(messageOf(() => expect(cachePurger).toAllow({ ...dnsWrite, ip: "198.51.100.7" }))).toContain(
      [
        "no policy allows it",
        "it can only be used from 192.0.2.0/24 except 192.0.2.128/25",
        "policy 1 of 1: may Cache Purge on zone example.com (11111111…)",
      ].join("\n    "),
    );
    expect(messageOf(() => expect(dnsPublisher).toAllow({ ...dnsWrite, at: "2040-01-01T00:00:00Z" }))).toContain(
      "it is outside its lifetime: until 2037-01-15 00:00 UTC",
    );
    const disabled: TokenSpec = { ...dnsPublisher.spec, status: "disabled" };
    expect(messageOf(() => expect(disabled).toAllow(dnsWrite))).toContain("the token is disabled");
  });

  test("fails for all zones with the part that is allowed", () => {
    const { cachePurger } = sample();
    const purge = { permission: permissions.zone.cache.purge, resource: account.allZones() };
    expect(messageOf(() => expect(cachePurger).toAllow(purge))).toMatchInlineSnapshot(`
      "expect(received).toAllow(access)

      Expected: cache-purger may Cache Purge on every zone of account Example Inc (01234567…)
      Received: it may not

        cache-purger (prod/cache-purger)
          no policy allows all of it
          policy 1 of 1: may Cache Purge on zone example.com (11111111…)"
    `);
  });

  test("fails for several tokens with each of them", () => {
    const { app } = sample();
    expect(messageOf(() => expect(app).toAllow({ permission: permissions.account.workersScripts.write, resource: account })))
      .toMatchInlineSnapshot(`
      "expect(received).toAllow(access)

      Expected: some token may Workers Scripts Write on account Example Inc (01234567…)
      Received: none of 2 tokens may

        cache-purger (prod/cache-purger)
          no policy allows it
          policy 1 of 1: may Cache Purge on zone example.com (11111111…)

        dns-publisher (prod/dns-publisher)
          no policy allows it
          policy 1 of 2: may DNS Write, Zone Read on zones example.com (11111111…), internal.example (22222222…)"
    `);
  });

  test("fails with .not with the policy that allows it, from where and until when", () => {
    const { app } = sample();
    expect(messageOf(() => expect(app).not.toAllow(dnsWrite))).toMatchInlineSnapshot(`
      "expect(received).not.toAllow(access)

      Expected: no token may DNS Write on zone example.com (11111111…)
      Received: 1 of 2 tokens may

        dns-publisher (prod/dns-publisher)
          policy 1 of 2: may DNS Write, Zone Read on zones example.com (11111111…), internal.example (22222222…)
          from any address, until 2037-01-15 00:00 UTC"
    `);
  });

  test("fails with a question cut to what matters for a token of many policies, permissions and resources", () => {
    const zones = Array.from({ length: 40 }, (_, i) => account.zone(i.toString(16).padStart(32, "0")));
    const reads = Permission.search("read").filter((p): p is Permission => p.scope === "zone");
    const spec: TokenSpec = {
      kind: "account",
      accountId: account.id,
      name: "auditor",
      status: "active",
      policies: [
        { effect: "allow", permissionGroups: reads.map((p) => p.id), resources: Object.fromEntries(zones.map((z) => [z.key, "*"])) },
        ...zones.map((z) => ({
          effect: "allow" as const,
          permissionGroups: [permissions.zone.cache.purge.id],
          resources: { [z.key]: "*" as const },
        })),
      ],
    };
    const message = messageOf(() => expect(spec).not.toAllow({ permission: permissions.zone.dns.read, resource: zones[39]! }));
    expect(message).toMatch(/policy 1 of 41: may DNS Read, (?:[^,]+, ){10}[^,]+ and \d+ more on zones 00000000000000000000000000000027, /);
    expect(message).toContain(" and 28 more\n");
    expect(messageOf(() => expect(spec).toAllow(dnsWrite))).toContain("\n    and 38 more policies");
  });
});

describe("toDeny", () => {
  test("is about each of several tokens: nobody may", () => {
    const { app, prod, cachePurger, dnsPublisher } = sample();
    const bucket = { permission: permissions.r2Bucket.workersR2StorageBucketItem.write, resource: account.allR2Buckets() };
    for (const subject of [app, prod, [cachePurger, dnsPublisher], [cachePurger.spec]]) expect(subject).toDeny(bucket);
    expect(app).not.toDeny(dnsWrite);
    expect(app).toDeny({ ...dnsWrite, resource: internal });
  });

  test("of all zones asks whether there is a zone that a token may", () => {
    const { cachePurger, dnsPublisher } = sample();
    expect(cachePurger).toDeny({ ...dnsWrite, resource: account.allZones() });
    expect(dnsPublisher).not.toDeny({ ...dnsWrite, resource: account.allZones() });
    expect(dnsPublisher).not.toDeny({ ...dnsWrite, resource: "all-zones" });
    expect(dnsPublisher).not.toAllow({ ...dnsWrite, resource: account.allZones() });
    // Every zone that an allow names is denied.
    expect({ ...dnsPublisher.spec, policies: [allowed(zone.key), ...denied(zone.key)] }).toDeny({
      ...dnsWrite,
      resource: account.allZones(),
    });
  });

  test("of another account's resource passes, whatever the token may do in its own", () => {
    const { prod } = sample();
    const all = new ServicePrincipal(prod, "all-zones", { policies: [allow(permissions.zone.dns.write).on(account.allZones())] });
    expect(all).toDeny({ ...dnsWrite, resource: other.zone(zone.key.slice(-32)) });
    expect(all).toDeny({ ...dnsWrite, resource: other.allZones() });
    expect(messageOf(() => expect(all).toAllow({ ...dnsWrite, resource: other.allZones() }))).toContain(
      "this resource is not in its account",
    );
  });

  test("fails with everyone who may, and with what is a part only", () => {
    const { app } = sample();
    expect(messageOf(() => expect(app).toDeny({ ...dnsWrite, resource: account.allZones() }))).toMatchInlineSnapshot(`
      "expect(received).toDeny(access)

      Expected: no token may DNS Write on every zone of account Example Inc (01234567…)
      Received: 1 of 2 tokens may

        dns-publisher (prod/dns-publisher)
          policy 1 of 2: may DNS Write, Zone Read on zones example.com (11111111…), internal.example (22222222…)
          that is a part of what was asked about
          from any address, until 2037-01-15 00:00 UTC"
    `);
  });

  test("fails with .not where nobody may", () => {
    const { cachePurger } = sample();
    expect(messageOf(() => expect(cachePurger).not.toDeny(dnsWrite))).toMatchInlineSnapshot(`
      "expect(received).not.toDeny(access)

      Expected: cache-purger may DNS Write on zone example.com (11111111…)
      Received: it may not

        cache-purger (prod/cache-purger)
          no policy allows it
          policy 1 of 1: may Cache Purge on zone example.com (11111111…)"
    `);
  });

  test("fails where a token disabled later, or bound to addresses, may: only the question limits them", () => {
    const { cachePurger } = sample();
    const purge = { permission: permissions.zone.cache.purge, resource: zone };
    expect(cachePurger).not.toDeny(purge);
    expect(cachePurger).toDeny({ ...purge, ip: "198.51.100.7" });
  });
});

describe("what is known at plan time only", () => {
  test("allows nothing surely and denies nothing surely", () => {
    const { prod } = sample();
    const variable = new TerraformVariable(prod, "zone", {});
    const token = new ServicePrincipal(prod, "t", {
      policies: [allow(permissions.zone.dns.write).on(account.zone(variable.stringValue))],
    });
    expect(token).not.toAllow(dnsWrite);
    expect(token).not.toDeny(dnsWrite);
    expect(token).toDeny({ ...dnsWrite, permission: permissions.zone.cache.purge });
    expect(messageOf(() => expect(token).toDeny(dnsWrite))).toMatchInlineSnapshot(`
      "expect(received).toDeny(access)

      Expected: t may not DNS Write on zone example.com (11111111…)
      Received: it is not known yet whether it may

        t (prod/t)
          policy 1 of 1: may DNS Write on zone \${var.zone}
          what it names is known at plan time only, and may turn out to be that
          from any address, no expiry"
    `);
    expect(messageOf(() => expect(token).toAllow(dnsWrite))).toContain(
      "no policy surely allows it\n    policy 1 of 1: may DNS Write on zone ${var.zone}\n    what it names is known at plan time only, and may turn out to be that",
    );
  });

  test("is found by name: zones and permissions that Terraform looks up", () => {
    const { app, prod, outdir } = sample();
    const named = account.zoneNamed("example.org");
    const bind = Permission.lookup(prod, "Workers Scripts Bind", "account");
    const token = new ServicePrincipal(prod, "t", { policies: [allow(permissions.zone.dns.write).on(named), allow(bind).on(account)] });
    expect(token).toAllow({ ...dnsWrite, resource: named });
    expect(token).toAllow({ permission: bind, resource: account });
    expect(token).toDeny({ permission: permissions.account.workersScripts.write, resource: account });
    // A zone of another name is another one, but who knows what the given id is called.
    expect(token).not.toDeny(dnsWrite);
    app.synth();
    expect(outdir).toAllow({ ...dnsWrite, resource: named });
    expect(outdir).toAllow({ ...dnsWrite, resource: "zone:example.org" });
    expect(outdir).toAllow({ permission: bind, resource: account });
  });

  test("a zone that is named and that no stack looks up may be any that is known by its id", () => {
    const { dnsPublisher, cachePurger } = sample();
    expect(dnsPublisher).not.toDeny({ ...dnsWrite, resource: account.zoneNamed("example.net") });
    expect(cachePurger).toDeny({ ...dnsWrite, resource: account.zoneNamed("example.net") });
  });

  test("addresses and dates limit nothing, and the message says so", () => {
    const { dnsPublisher } = sample();
    const spec: TokenSpec = { ...dnsPublisher.spec, expiresOn: "${var.end}", requestIp: { in: ["${var.office}"] } };
    expect(spec).toAllow({ ...dnsWrite, ip: "192.0.2.1", at: "2099-01-01T00:00:00Z" });
    const message = messageOf(() => expect(spec).toDeny({ ...dnsWrite, ip: "192.0.2.1" }));
    expect(message).toContain("\nnote: its lifetime is known at plan time only and is taken to be open\n");
    expect(message).toContain("\nnote: some of its addresses are known at plan time only and are taken to be any");
  });
});

describe("a question that can only be answered no, or none at all,", () => {
  test.each([
    [
      "a scope that the permission does not act on",
      { permission: permissions.zone.dns.write, resource: account },
      /^resource: "DNS Write" acts on zone resources, not on an account; use/,
    ],
    [
      "the same in words",
      { permission: "DNS Write", resource: "account" },
      /^permission: no permission group of this name is known at account level/,
    ],
    [
      "a permission that is none",
      { ...dnsWrite, permission: { name: "DNS Write" } },
      /^permission: a permission is a value of permissions/,
    ],
    ["a permission that is missing", { resource: zone }, /^permission: a permission is .*got nothing/],
    [
      "a resource that is none",
      { ...dnsWrite, resource: { key: zone.key } },
      /^resource: a resource comes from Account, User or Resource.custom, got/,
    ],
    [
      "an unknown name",
      { ...dnsWrite, permission: "DNS Wirte" },
      /^permission: no permission group of this name is known.*did you mean "DNS Write"/,
    ],
    [
      "an unknown resource",
      { ...dnsWrite, resource: "zone:example.comm" },
      /^resource: a resource is account, .*did you mean "zone:example.com"/,
    ],
    [
      "a misspelt property",
      { ...dnsWrite, ips: "192.0.2.1" },
      /^ips: there is no such property of a question, got "192.0.2.1"; remove it or correct its name \(did you mean "ip"\)/,
    ],
    ["a range as the address", { ...dnsWrite, ip: "192.0.2.0/24" }, /^ip: an address range is/],
    ["a date that is none", { ...dnsWrite, at: "tomorrow" }, /^at: a date is/],
    ["a number as the date", { ...dnsWrite, at: 5 }, /^at: a date is/],
    ["nothing", undefined, /^permission: a permission is .*got nothing/],
    [
      "a resource of an account that is known at plan time only",
      { ...dnsWrite, resource: Account.of("${TfToken[7]}").allZones() },
      /^resource: the id of this resource is known at plan time only/,
    ],
  ])("fails with and without .not: %s", (_, access, message) => {
    const { app } = sample();
    expect(() => expect(app).toDeny(access as never)).toThrow(message);
    expect(() => expect(app).not.toAllow(access as never)).toThrow(message);
  });
});

function allowed(key: string): TokenSpec["policies"][number] {
  return { effect: "allow", permissionGroups: [permissions.zone.dns.write.id], resources: { [key]: "*" } };
}

function denied(key: string): TokenSpec["policies"][number][] {
  return [permissions.zone.dns.write.id].map((id) => ({ effect: "deny", permissionGroups: [id], resources: { [key]: "*" } }));
}
