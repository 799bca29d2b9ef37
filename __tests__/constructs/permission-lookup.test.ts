import { Fn, TerraformStack, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { Account, allow, deny, Permission, permissions, type Policy, ServicePrincipal, UserTokenStack } from "../../lib";
import { account, ACCOUNT_ID, errorOf, newApp, newStack, onlyToken, type StackJson, synth, zone } from "./support";

const TYPE = "cloudflare_account_api_token_permission_groups_list";

function sources(json: StackJson): Record<string, Record<string, unknown>> {
  return json.data?.[TYPE] ?? {};
}

function withPolicies(build: (stack: ReturnType<typeof newStack>) => readonly Policy[]): StackJson {
  const app = newApp();
  const stack = newStack("prod", {}, app);
  new ServicePrincipal(stack, "ci", { policies: build(stack) });
  return synth(app);
}

const one = (address: string, name: string, scope: string): string =>
  `one([for g in data.${TYPE}.${address}.result : g.id if g.name == ${JSON.stringify(name)} && contains(g.scopes, "${scope}")])`;

describe("a permission looked up at plan time", () => {
  const ADDRESS = "Lookups_accountpermissions_F7A6093A";

  test("is a data source that must find exactly one group, and an expression that takes its id", () => {
    const json = withPolicies((stack) => [allow(Permission.lookup(stack, "Workers Scripts Bind", "account")).on(account)]);
    expect(sources(json)).toEqual({
      [ADDRESS]: {
        "//": { metadata: { path: "prod/Lookups/account permissions", uniqueId: ADDRESS } },
        account_id: ACCOUNT_ID,
        scope: "com.cloudflare.api.account",
        lifecycle: {
          postcondition: [
            {
              condition:
                '${length([for g in self.result : g.id if g.name == "Workers Scripts Bind" && contains(g.scopes, "com.cloudflare.api.account")]) == 1}',
              error_message:
                'No single permission group is named "Workers Scripts Bind" at scope com.cloudflare.api.account; check the name in the account\'s list of permission groups.',
            },
          ],
        },
      },
    });
    expect(onlyToken(json).policies).toEqual([
      {
        effect: "allow",
        permission_groups: `\${[for id in sort(distinct([${one(ADDRESS, "Workers Scripts Bind", "com.cloudflare.api.account")}])) : { id = id }]}`,
        resources: `{"com.cloudflare.api.account.${ACCOUNT_ID}":"*"}`,
      },
    ]);
  });

  test("stands beside literal ids, and Terraform sorts them all", () => {
    const json = withPolicies((stack) => [
      allow(permissions.account.billing.read, Permission.lookup(stack, "Workers Scripts Bind", "account")).on(account),
    ]);
    expect(onlyToken(json).policies[0]?.permission_groups).toBe(
      `\${[for id in sort(distinct([${one(ADDRESS, "Workers Scripts Bind", "com.cloudflare.api.account")}, "${permissions.account.billing.read.id}"])) : { id = id }]}`,
    );
  });

  test("is one data source however often it is looked up, one for each scope", () => {
    const json = withPolicies((stack) => {
      const nested = new Construct(stack, "team");
      return [
        allow(Permission.lookup(stack, "Logs Read", "account"), Permission.lookup(nested, "Logs Read", "account")).on(account),
        allow(Permission.lookup(nested, "Logs Read", "zone")).on(zone),
        deny(Permission.lookup(nested, "Logs Write", "zone")).on(zone),
      ];
    });
    const conditions = (source: Record<string, unknown>): number =>
      (source["lifecycle"] as { postcondition: unknown[] }).postcondition.length;
    expect(Object.values(sources(json)).map((s) => [s["scope"], conditions(s)])).toEqual([
      ["com.cloudflare.api.account", 1],
      ["com.cloudflare.api.account.zone", 2],
    ]);
    expect(onlyToken(json).policies).toHaveLength(3);
  });

  test("asks the account of a stack, also when that is known at plan time only", () => {
    const app = newApp();
    const id = new TerraformVariable(newStack("ids", {}, app), "account", { type: "string" });
    const own = Account.of(id.stringValue);
    const stack = newStack("prod", { account: own }, app);
    new ServicePrincipal(stack, "ci", { policies: [allow(Permission.lookup(stack, "Workers Scripts Bind", "account")).on(own)] });
    expect(sources(synth(app))).toMatchObject({
      [ADDRESS]: { account_id: "${data.terraform_remote_state.cross-stack-reference-input-ids.outputs.cross-stack-output-varaccount}" },
    });
  });

  test("has the name, scope and level it was asked for", () => {
    const { name, scope, level } = Permission.lookup(newStack(), "Workers Scripts Bind", "account");
    expect({ name, scope, level }).toEqual({ name: "Workers Scripts Bind", scope: "account", level: "bind" });
  });

  test("escapes what a name could say to Terraform", () => {
    const name = 'a"] || true %{ if x } ${file("/etc/passwd")}';
    expect(errorOf(() => Permission.lookup(newStack(), name, "account")).code).toBe("LiteralRequired");
    const json = withPolicies((stack) => [allow(Permission.lookup(stack, 'a" || %{ if x }\\ &', "account")).on(account)]);
    const [source] = Object.values(sources(json));
    expect(source).toMatchObject({
      lifecycle: {
        postcondition: [
          {
            condition:
              '${length([for g in self.result : g.id if g.name == "a\\" || %%{ if x }\\\\ &" && contains(g.scopes, "com.cloudflare.api.account")]) == 1}',
            error_message:
              'No single permission group is named "a\\" || %%{ if x }\\\\ &" at scope com.cloudflare.api.account; check the name in the account\'s list of permission groups.',
          },
        ],
      },
    });
  });
});

describe("a lookup that can't be", () => {
  test("fails outside a PrincipalStack", () => {
    expect(errorOf(() => Permission.lookup(new TerraformStack(newApp(), "plain"), "DNS Write", "zone")).message).toBe(
      "plain: account: a service principal belongs to an account; set account, or create it within a PrincipalStack",
    );
    expect(errorOf(() => Permission.lookup(new UserTokenStack(newApp(), "users"), "DNS Write", "zone")).code).toBe("MissingAccount");
  });

  test.each([
    [
      "an empty name",
      "",
      "zone",
      'prod: name: no permission group of this name is known, got ""; check the name and scope, or use Permission.lookup',
    ],
    [
      "no name",
      undefined,
      "zone",
      "prod: name: no permission group of this name is known, got nothing; check the name and scope, or use Permission.lookup",
    ],
    [
      "a scope nobody knows",
      "DNS Write",
      "zones",
      'prod: scope: a scope is account, zone, user, r2Bucket, worker or flagshipApp, got "zones"; choose one of these',
    ],
    [
      "a scope that every object has",
      "DNS Write",
      "__proto__",
      'prod: scope: a scope is account, zone, user, r2Bucket, worker or flagshipApp, got "__proto__"; choose one of these',
    ],
    [
      "a name known at plan time only",
      Fn.upper("x"),
      "zone",
      "prod: name: a permission's name must be known at synth, got <token>; pass a plain value instead of a cdktf token",
    ],
  ])("fails for %s", (_, name, scope, message) => {
    expect(errorOf(() => Permission.lookup(newStack(), name as string, scope as "zone")).message).toBe(message);
  });

  test("fails with every fault at once, and leaves no data source behind", () => {
    const stack = new TerraformStack(newApp(), "plain");
    expect(errorOf(() => Permission.lookup(stack, "", "zone")).faults.map((f) => f.code)).toEqual(["MissingAccount", "UnknownPermission"]);
    expect(stack.node.children).toEqual([]);
  });
});

describe("permissions by name and id", () => {
  test("are the typed tree's own", () => {
    expect(Permission.named("DNS Write", "zone")).toEqual(permissions.zone.dns.write);
    expect(Permission.withId(permissions.zone.dns.write.id, { name: "DNS Write", scope: "zone" })).toEqual(permissions.zone.dns.write);
    expect(Permission.search("dns write")[0]?.name).toBe("DNS Write");
  });
});
