import { existsSync } from "node:fs";
import { join } from "node:path";
import { Aspects, Fn, Lazy, TerraformOutput, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import {
  Account,
  allow,
  Permission,
  permissions,
  type Policy,
  Resource,
  ServicePrincipal,
  type ServicePrincipalProps,
  UserToken,
  UserTokenStack,
} from "../../lib";
import { account, annotations, dnsWrite, errorOf, newApp, newStack, onlyToken, synth, zone, ZONE_2 } from "./support";

describe("a retired principal", () => {
  test("is null to whatever refers to it, its L1 and functions included", () => {
    const app = newApp();
    const stack = newStack("prod", {}, app);
    const p = new ServicePrincipal(stack, "lapsed", { policies: [dnsWrite], expiresOn: "2020-01-01T00:00:00Z", onExpiry: "retire" });
    new TerraformOutput(stack, "plain", { value: p.value });
    new TerraformOutput(stack, "l1", { value: p.resource.id });
    new TerraformOutput(stack, "secret", { value: p.r2Credentials.secretAccessKey });
    new TerraformOutput(stack, "json", { value: Fn.jsonencode({ t: p.value }) });
    const { output } = synth(app);
    expect(Object.fromEntries(Object.entries(output ?? {}).map(([name, { value }]) => [name, value]))).toEqual({
      plain: "${null}",
      l1: "${null}",
      secret: "${sha256(null)}",
      json: '${jsonencode({"t" = null})}',
    });
  });
});

describe("a permission looked up in another stack", () => {
  test("is looked up again in the principal's own", () => {
    const app = newApp();
    const bind = Permission.lookup(newStack("first", {}, app), "Workers Scripts Bind", "account");
    new ServicePrincipal(newStack("prod", {}, app), "ci", { policies: [allow(bind).on(account)] });
    const { data } = synth(app);
    expect(Object.keys(data?.["cloudflare_account_api_token_permission_groups_list"] ?? {})).toHaveLength(1);
  });
});

describe("an account known at plan time", () => {
  test("may stand for different accounts in two stacks", () => {
    const app = newApp();
    for (const name of ["staging", "prod"]) {
      const stack = newStack(name, {}, app);
      const own = Account.of(new TerraformVariable(stack, "account_id", { type: "string" }).stringValue);
      new ServicePrincipal(stack, "ci", { account: own, policies: [allow(permissions.account.billing.read).on(own)] });
    }
    expect(() => {
      app.synth();
    }).not.toThrow();
    expect(annotations(app).map((a) => a.message)).toEqual([
      "the account's id is known at plan time only: when it changes, Terraform replaces the token, and so its secret",
    ]);
  });

  test("fails beside its own id, where Terraform would lose entries", () => {
    const app = newApp();
    const stack = newStack("prod", {}, app);
    const other = Account.of(new TerraformVariable(stack, "account_id", { type: "string" }).stringValue);
    const worker = Permission.withId("a".repeat(32), { name: "Individual Workers Editor", scope: "worker" });
    new ServicePrincipal(stack, "ci", { policies: [allow(worker).on(account.worker("1".repeat(32)), other.worker("2".repeat(32)))] });
    expect(
      errorOf(() => {
        app.synth();
      }).message,
    ).toBe(
      'prod/ci: policies: one policy names "com.cloudflare.api.account.${var.account_id}" and "com.cloudflare.api.account.0123456789abcdef0123456789abcdef", which may be one account: Terraform would keep the entries of only one; write the account in one way, as an id or as one cdktf token',
    );
  });
});

test("an address can still be overridden, and outputs and moves follow", () => {
  const app = newApp();
  const p = new ServicePrincipal(newStack("prod", {}, app), "ci", { policies: [dnsWrite], adopt: "cloudflare_account_token.old" });
  p.resource.overrideLogicalId("mine");
  const json = synth(app);
  expect(Object.keys(json.resource?.cloudflare_account_token ?? {})).toEqual(["mine"]);
  expect(Object.values(json.output ?? {}).map((o) => o.value)).toEqual(["${cloudflare_account_token.mine.id}"]);
  expect(json.moved).toEqual([{ from: "cloudflare_account_token.old", to: "cloudflare_account_token.mine" }]);
});

test("what was taken out of the tree with its parent no longer counts", () => {
  const app = newApp();
  const stack = newStack("prod", {}, app);
  new ServicePrincipal(new Construct(stack, "team"), "ci", { policies: [dnsWrite], adopt: "cloudflare_account_token.a" });
  stack.node.tryRemoveChild("team");
  new ServicePrincipal(stack, "ci", { policies: [dnsWrite], adopt: "cloudflare_account_token.a" });
  expect(synth(app).moved).toHaveLength(1);
});

test("a value that is made late is read when the stack is written, and not when somebody looks", () => {
  const app = newApp();
  let id = "1".repeat(32);
  const late = account.zone(Lazy.stringValue({ produce: () => id }));
  const p = new ServicePrincipal(newStack("prod", {}, app), "ci", { policies: [allow(permissions.zone.dns.write).on(late)] });
  expect(p.spec.policies[0]?.resources).toEqual({ [`com.cloudflare.api.account.zone.${id}`]: "*" });
  id = ZONE_2;
  expect(onlyToken(synth(app)).policies[0]?.resources).toBe(`{"com.cloudflare.api.account.zone.${ZONE_2}":"*"}`);
});

test("a name is the same whatever order it came in, and a name known at plan time is none", () => {
  const written = [
    [0, 1, 2],
    [2, 1, 0],
  ].map((order) => {
    const app = newApp();
    const stack = newStack("prod", {}, app);
    const v = new TerraformVariable(stack, "zone", { type: "string" });
    const zones = [
      account.zone(v.stringValue, { name: "b" }),
      account.zone(v.stringValue, { name: "a" }),
      account.zone(v.stringValue, { name: v.stringValue }),
    ];
    new ServicePrincipal(stack, "ci", { policies: order.map((i) => allow(permissions.zone.dns.write).on(zones[i] ?? zone)) });
    return JSON.stringify(synth(app));
  });
  expect(written[0]).toBe(written[1]);
  expect(written[0]).toContain('"com.cloudflare.api.account.zone.${var.zone}":"a"');
});

test("fails for policies that are no list", () => {
  const stack = newStack();
  expect(errorOf(() => new ServicePrincipal(stack, "ci", { policies: dnsWrite as unknown as [] })).code).toBe("InvalidPolicy");
  expect(stack.node.tryFindChild("ci")).toBeUndefined();
});

describe("a value that is made late is checked once it is there", () => {
  const late = (value: unknown): string => Lazy.stringValue({ produce: () => value as string });
  const { dns } = permissions.zone;
  const worker = Permission.withId("a".repeat(32), { name: "Individual Workers Editor", scope: "worker" });
  const bucket = permissions.r2Bucket.workersR2StorageBucketItem.write;
  const withId = (id: string) => Permission.withId(id, { name: "DNS Read", scope: "zone" });
  const CASES: Record<string, readonly [() => Policy | ServicePrincipalProps, string]> = {
    "a zone that is every zone": [
      () => allow(dns.write).on(account.zone(late("*"))),
      'policies[0].on[0]: a zone id is 32 lower-case hexadecimal characters, got "*"',
    ],
    "a zone's name": [() => allow(dns.write).on(zone, account.zone(late("example.com"))), "policies[0].on[1]: a zone id is"],
    nothing: [() => allow(dns.write).on(account.zone(late(undefined))), "policies[0].on[0]: a zone id is"],
    "an account that is a zone": [
      () => allow(permissions.account.billing.read).on(Account.of(late(`zone.${ZONE_2}`))),
      "policies[0].on[0]: an account id is",
    ],
    "another account": [
      () => allow(permissions.account.billing.read).on(Account.of(late("f".repeat(32)))),
      "policies[0].on[0]: the resource belongs to another account than the principal's (0123456789abcdef0123456789abcdef)",
    ],
    "all zones of another account": [
      () => allow(dns.write).on(Account.of(late("f".repeat(32))).allZones()),
      "policies[0].on[0]: the resource belongs to another account",
    ],
    "all zones of every account": [() => allow(dns.write).on(Account.of(late("*")).allZones()), "policies[0].on[0]: an account id is"],
    "a Worker's name": [() => allow(worker).on(account.worker(late("my-worker"))), "policies[0].on[0]: a Worker's tag is"],
    "a bucket that is every bucket": [() => allow(bucket).on(account.r2Bucket(late("*"))), "policies[0].on[0]: an R2 bucket name has"],
    "a bucket of another account": [
      () => allow(bucket).on(Account.of(late("f".repeat(32))).r2Bucket("backups")),
      "policies[0].on[0]: the resource belongs to another account",
    ],
    "a resource that is every resource": [
      () => allow(worker).on(Resource.custom(`com.cloudflare.edge.thing.${late("*")}`, "worker")),
      "policies[0].on[0]: a resource key is",
    ],
    "a permission that is none": [() => allow(withId(late("DNS Read"))).on(zone), "policies[0].permissions[0]: a permission group id is"],
    "a permission that is another": [
      () => allow(withId(late(permissions.account.accountApiTokens.write.id))).on(zone),
      'policies[0].permissions[0]: this id is the permission group "Account API Tokens Write" at account level',
    ],
    "an expression that ends ours": [() => allow(dns.write).on(account.zone(late('${a, "*"}'))), "policies[0].on[0]: a zone id is"],
    "the principal's own account": [
      () => ({ account: Account.of(late("nonsense")), policies: [allow(dns.write).on(zone)] }),
      'account: an account id is 32 lower-case hexadecimal characters, got "nonsense"',
    ],
  };

  test.each(Object.entries(CASES))("fails: %s", (_, [make, message]) => {
    const app = newApp();
    const made = make();
    new ServicePrincipal(newStack("prod", {}, app), "ci", "effect" in made ? { policies: [made] } : made);
    const error = errorOf(() => {
      app.synth();
    });
    expect(error.message).toContain(`prod/ci: ${message}`);
    expect(error.faults).toHaveLength(1);
    expect(existsSync(join(app.outdir, "stacks/prod/cdk.tf.json"))).toBe(false);
  });

  test("fails for what a user token turns out to reach", () => {
    const app = newApp();
    new UserToken(new UserTokenStack(app, "users"), "ci", { policies: [allow(dns.write).on(account.zone(late("*")))] });
    expect(
      errorOf(() => {
        app.synth();
      }).message,
    ).toContain("users/ci: policies[0].on[0]: a zone id is");
  });

  test.each([false, true])("is what was checked, although it changes meanwhile; policies added meanwhile: %p", (adds) => {
    const app = newApp();
    const stack = newStack("prod", {}, app);
    let id = ZONE_2;
    const changing = account.zone(Lazy.stringValue({ produce: () => id }));
    const p = new ServicePrincipal(stack, "ci", { policies: [allow(dns.write).on(changing)] });
    Aspects.of(stack).add({
      visit: (node) => {
        id = "*";
        if (adds && node === p) p.addPolicies(allow(dns.read).on(zone));
      },
    });
    if (!adds) expect(onlyToken(synth(app)).policies[0]?.resources).toBe(`{"com.cloudflare.api.account.zone.${ZONE_2}":"*"}`);
    else
      expect(
        errorOf(() => {
          app.synth();
        }).message,
      ).toContain("prod/ci: policies[0].on[0]: a zone id is");
  });

  test("takes what is as it should be, references included", () => {
    const app = newApp();
    const stack = newStack("prod", {}, app);
    const own = Account.of(late(account.id));
    new ServicePrincipal(stack, "ci", {
      account: own,
      policies: [
        allow(dns.write).on(account.zone(late(ZONE_2)), account.zone(late("${var.zone}")), own.zoneNamed("example.com")),
        allow(withId(late(dns.read.id))).on(own.allZones()),
        allow(worker).on(own.worker(late("1".repeat(32)))),
        allow(bucket).on(own.r2Bucket(late("backups"), { jurisdiction: "eu" }), own.r2Bucket(late("${var.bucket}"))),
      ],
    });
    expect(() => {
      app.synth();
    }).not.toThrow();
  });
});
