import "cloudflare-principals/testing/jest";
import { Account, allow, deny, permissions, PrincipalStack, ServicePrincipal, templates, type TokenSpec } from "../../lib";
import { account, internal, messageOf, sample, zone } from "./support";

const { dns, cache, zone: zones } = permissions.zone;

describe("toGrantOnly", () => {
  test("goes by meaning: Write covers Read, all zones cover one, a deny takes away", () => {
    const { cachePurger, dnsPublisher } = sample();
    expect(cachePurger).toGrantOnly([allow(cache.purge).on(account.allZones())]);
    expect(dnsPublisher).toGrantOnly([allow(dns.write, zones.read).on(zone, internal)]);
    expect(dnsPublisher).toGrantOnly([allow(dns.write).on(zone), allow(dns.read).on(internal), allow(zones.read).on(zone, internal)]);
    expect(dnsPublisher).toGrantOnly([allow(dns.write, zones.read).on(account.allZones()), deny(dns.write).on(internal)]);
    expect(dnsPublisher).not.toGrantOnly([allow(dns.write, zones.read).on(account.allZones()), deny(dns.write).on(zone)]);
    expect(dnsPublisher).not.toGrantOnly([allow(dns.read, zones.read).on(account.allZones())]);
  });

  test("takes pairs in words as well, and mixed with policies", () => {
    const { dnsPublisher } = sample();
    expect(dnsPublisher).toGrantOnly([
      { permission: "DNS Write", resource: "zone:example.com" },
      { permission: dns.read, resource: "zone:internal.example" },
      { permission: "zone.zone.read", resource: "all-zones" },
    ]);
    expect(dnsPublisher).not.toGrantOnly([{ permission: "DNS Write", resource: "zone:example.com" }, allow(zones.read).on(zone)]);
  });

  test("passes for less than the list, and looks neither at status, addresses nor dates", () => {
    const { cachePurger } = sample();
    const list = [allow(cache.purge).on(zone), allow(permissions.account.workersScripts.write).on(account)];
    expect(cachePurger).toGrantOnly(list);
    expect({ ...cachePurger.spec, status: "disabled", expiresOn: "2000-01-01T00:00:00Z" } satisfies TokenSpec).not.toGrantOnly([
      allow(dns.write).on(zone),
    ]);
  });

  test("of several tokens is about each, and what is another account's in the list is none of a token's", () => {
    const { app, prod, cachePurger, outdir } = sample();
    const all = [allow(dns.write, zones.read, cache.purge).on(zone, internal)];
    expect(app).toGrantOnly(all);
    expect([cachePurger, ...all.slice(1)]).toGrantOnly(all);
    const staging = Account.of("fedcba9876543210fedcba9876543210");
    new ServicePrincipal(new PrincipalStack(app, "staging", { account: staging }), "purger", {
      policies: [allow(cache.purge).on(staging.allZones())],
    });
    expect(app).not.toGrantOnly([...all, allow(cache.purge).on(account.allZones())]);
    expect(app).toGrantOnly([...all, allow(cache.purge).on(staging.allZones())]);
    expect(app).toGrantOnly([...all, { permission: cache.purge, resource: "all-zones" }]);
    expect(prod).toGrantOnly(all);
    app.synth();
    expect(outdir).not.toGrantOnly(all);
  });

  test("knows templates, zones that are looked up and permissions that are looked up", () => {
    const { prod } = sample();
    const named = account.zoneNamed("example.org");
    const token = new ServicePrincipal(prod, "t", { policies: [allow(dns.write).on(named)] });
    expect(token).toGrantOnly([allow(dns.write).on(named)]);
    expect(token).not.toGrantOnly([allow(dns.write).on(zone)]);
    const edits = new ServicePrincipal(prod, "edits", { policies: templates.editZoneDns(zone).policies });
    expect(edits).toGrantOnly(templates.editZoneDns(zone, internal).policies);
  });

  test("fails where something that is known at plan time only may turn out to be more", () => {
    const spec: TokenSpec = {
      kind: "account",
      accountId: account.id,
      name: "t",
      status: "active",
      policies: [{ effect: "allow", permissionGroups: [dns.write.id], resources: { "com.cloudflare.api.account.zone.${var.zone}": "*" } }],
    };
    const named = { permission: dns.write, resource: "com.cloudflare.api.account.zone.${var.zone}" };
    expect(spec).toGrantOnly([named]);
    const list = [named, deny(dns.write).on(zone)];
    expect(messageOf(() => expect(spec).toGrantOnly(list))).toMatchInlineSnapshot(`
      "expect(received).toGrantOnly(list)

      Expected: t grants nothing but what is in the list
      Received: it is not known yet whether it grants more

        t
          something in it is known at plan time only, and may turn out to be more than the list"
    `);
  });

  test("fails with the policy that grants more, what is more, and what is listed and not granted", () => {
    const { dnsPublisher } = sample();
    expect(messageOf(() => expect(dnsPublisher).toGrantOnly([allow(dns.read, cache.purge).on(zone), allow(zones.read).on(internal)])))
      .toMatchInlineSnapshot(`
      "expect(received).toGrantOnly(list)

      Expected: dns-publisher grants nothing but what is in the list
      Received: it grants more

        dns-publisher (prod/dns-publisher)
          policy 1 of 2: may DNS Write, Zone Read on zones example.com (11111111…), internal.example (22222222…)
            more than the list: DNS Read on zone internal.example (22222222…)
            more than the list: DNS Write, Zone Read on zone example.com (11111111…)
          listed, but not granted: Cache Purge on zone example.com (11111111…)"
    `);
  });

  test("fails for several tokens with those that grant more", () => {
    const { app } = sample();
    expect(messageOf(() => expect(app).toGrantOnly([allow(cache.purge).on(zone)]))).toMatchInlineSnapshot(`
      "expect(received).toGrantOnly(list)

      Expected: every token grants nothing but what is in the list
      Received: 1 of 2 tokens grant more

        dns-publisher (prod/dns-publisher)
          policy 1 of 2: may DNS Write, Zone Read on zones example.com (11111111…), internal.example (22222222…)
            more than the list: DNS Read, Zone Read on zones example.com (11111111…), internal.example (22222222…)
            more than the list: DNS Write on zone example.com (11111111…)
          listed, but not granted: Cache Purge on zone example.com (11111111…)"
    `);
  });

  test("fails with .not with what is granted", () => {
    const { cachePurger } = sample();
    expect(messageOf(() => expect(cachePurger).not.toGrantOnly([allow(cache.purge).on(zone)]))).toMatchInlineSnapshot(`
      "expect(received).not.toGrantOnly(list)

      Expected: cache-purger grants something that is not in the list
      Received: nothing beyond it

        cache-purger (prod/cache-purger)
          policy 1 of 1: may Cache Purge on zone example.com (11111111…)"
    `);
  });

  test.each([
    ["no list", "DNS Write", /^list: a policy is made by allow/],
    ["an empty list", [], /^list: nothing is allowed: the list is empty/],
    ["a list of denies", [deny(dns.write).on(zone)], /^list: nothing is allowed: every policy is a deny/],
    ["a grant without on", [allow(dns.write)], /^list\[0\]: a policy is made by allow/],
    [
      "a pair with a misspelt property",
      [{ permission: dns.write, resource: zone, ip: "192.0.2.1" }],
      /^list\[0\]\.ip: there is no such property/,
    ],
    [
      "a pair of two scopes",
      [{ permission: dns.write, resource: account }],
      /^list\[0\]\.resource: "DNS Write" acts on zone resources, not on an account/,
    ],
    ["an unknown name", [{ permission: "DNS Wirte", resource: zone }], /^list\[0\]\.permission: no permission group of this name/],
    ["a policy of two scopes", [allow(dns.write).on(account as never)], /^list\[0\]\.on\[0\]: "DNS Write" acts on zone resources/],
  ])("fails with and without .not for %s", (_, list, message) => {
    const { app } = sample();
    expect(() => expect(app).toGrantOnly(list as never)).toThrow(message);
    expect(() => expect(app).not.toGrantOnly(list as never)).toThrow(message);
  });

  test("fails with every entry that is wrong at once", () => {
    const { app } = sample();
    expect(() => expect(app).toGrantOnly([5, { permission: "x", resource: zone }] as never)).toThrow(
      /^list\[0\]: .*\nlist\[1\]\.permission: /,
    );
  });
});
