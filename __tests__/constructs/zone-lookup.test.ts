import { TerraformVariable } from "cdktf";
import { Account, allow, deny, permissions, ServicePrincipal, UserToken, UserTokenStack } from "../../lib";
import { account, ACCOUNT_ID, DNS_WRITE, newApp, newStack, onlyToken, OTHER_ACCOUNT_ID, synth, ZONE_1, tokens } from "./support";

const WRITE = permissions.zone.dns.write;
const ADDRESS = "Lookups_zoneexamplecom0123456789abcdef0123456789abcdef_1BC6342F";

describe("a zone by name", () => {
  test("is a data source of its account, whose id stands in the resource key", () => {
    const app = newApp();
    new ServicePrincipal(newStack("prod", {}, app), "ci", { policies: [allow(WRITE).on(account.zoneNamed("example.com"))] });
    const json = synth(app);
    expect(json.data?.["cloudflare_zone"]).toEqual({
      [ADDRESS]: {
        "//": { metadata: { path: "prod/Lookups/zone example.com 0123456789abcdef0123456789abcdef", uniqueId: ADDRESS } },
        filter: { name: "example.com", match: "all", account: { id: ACCOUNT_ID } },
      },
    });
    expect(onlyToken(json)).toMatchObject({
      policies: [
        {
          effect: "allow",
          permission_groups: [{ id: DNS_WRITE }],
          resources: `\${jsonencode({(format("com.cloudflare.api.account.zone.%s", data.cloudflare_zone.${ADDRESS}.id)) = "*"})}`,
        },
      ],
      "//": { metadata: { names: { [`com.cloudflare.api.account.zone.\${data.cloudflare_zone.${ADDRESS}.id}`]: "example.com" } } },
    });
  });

  test("is one data source for all principals of a stack, and for policies added later", () => {
    const app = newApp();
    const stack = newStack("prod", {}, app);
    const named = (): ReturnType<Account["zone"]> => account.zoneNamed("example.com");
    new ServicePrincipal(stack, "a", { policies: [allow(WRITE).on(named(), named())] });
    new ServicePrincipal(stack, "b", { policies: [allow(permissions.zone.zone.read).on(named())] }).addPolicies(
      deny(permissions.zone.zone.read).on(account.zone(ZONE_1)),
    );
    expect(Object.keys(synth(app).data?.["cloudflare_zone"] ?? {})).toEqual([ADDRESS]);
  });

  test("is another data source in another account, also where ids are known at plan time only", () => {
    const app = newApp();
    const stack = newStack("prod", {}, app);
    const [first, second] = ["one", "two"].map((id) => Account.of(new TerraformVariable(stack, id, { type: "string" }).stringValue));
    for (const [id, owner] of Object.entries({ a: account, b: Account.of(OTHER_ACCOUNT_ID), c: first, d: second })) {
      if (owner !== undefined)
        new ServicePrincipal(stack, id, { account: owner, policies: [allow(WRITE).on(owner.zoneNamed("example.com"))] });
    }
    const json = synth(app);
    const filters = Object.entries(json.data?.["cloudflare_zone"] ?? {}).map(([address, source]) => [
      (source["filter"] as { account: { id: string } }).account.id,
      `\${jsonencode({(format("com.cloudflare.api.account.zone.%s", data.cloudflare_zone.${address}.id)) = "*"})}`,
    ]);
    expect(filters.sort()).toEqual(
      tokens(json)
        .map((t) => [t.account_id, t.policies[0]?.resources])
        .sort(),
    );
    expect(filters.map(([id]) => id)).toEqual(["${var.one}", "${var.two}", ACCOUNT_ID, OTHER_ACCOUNT_ID]);
  });

  test("works for user tokens too", () => {
    const app = newApp();
    new UserToken(new UserTokenStack(app, "users"), "t", {
      policies: [allow(permissions.zone.pageRules.write).on(account.zoneNamed("example.com"))],
    });
    expect(Object.keys(synth(app, "users").data?.["cloudflare_zone"] ?? {})).toEqual([ADDRESS]);
  });

  test("stands beside zones by id", () => {
    const app = newApp();
    new ServicePrincipal(newStack("prod", {}, app), "ci", {
      policies: [allow(WRITE).on(account.zone(ZONE_1), account.zoneNamed("example.com"))],
    });
    expect(onlyToken(synth(app)).policies.map((p) => p.resources)).toEqual([
      `\${jsonencode({(format("com.cloudflare.api.account.zone.%s", data.cloudflare_zone.${ADDRESS}.id)) = "*", "com.cloudflare.api.account.zone.${ZONE_1}" = "*"})}`,
    ]);
  });

  test("keeps the constructs of lookups apart from those of the user", () => {
    const app = newApp();
    const stack = newStack("prod", {}, app);
    new ServicePrincipal(stack, "zone example.com 0123456789abcdef0123456789abcdef", {
      policies: [allow(WRITE).on(account.zoneNamed("example.com"))],
    });
    expect(Object.keys(synth(app).data?.["cloudflare_zone"] ?? {})).toEqual([ADDRESS]);
  });
});
