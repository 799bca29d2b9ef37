import { DataCloudflareZone } from "@cdktf/provider-cloudflare/lib/data-cloudflare-zone";
import { Zone } from "@cdktf/provider-cloudflare/lib/zone";
import { Fn, TerraformLocal, TerraformVariable } from "cdktf";
import {
  Account,
  allow,
  can,
  deny,
  permissions,
  type Policy,
  type PrincipalStack,
  Resource,
  ServicePrincipal,
  type TokenSpec,
} from "../../lib";
import { account, ACCOUNT_ID, DNS_WRITE, dnsWrite, errorOf, newApp, newStack, onlyToken, synth, zone, ZONE_1, ZONE_2 } from "./support";

const ZONE_KEY = "com.cloudflare.api.account.zone.";
const ACCOUNT_KEY = "com.cloudflare.api.account.";
const WRITE = permissions.zone.dns.write;
/** No id of a real one is public. */
const WORKER_EDIT = { id: "e".repeat(32), name: "Individual Workers Editor", scope: "worker", level: "full" } as const;

function variable(stack: PrincipalStack, name: string): string {
  return (
    (stack.node.tryFindChild(name) as TerraformVariable | undefined)?.stringValue ??
    new TerraformVariable(stack, name, { type: "string" }).stringValue
  );
}

/** The `resources` of each policy of one principal. */
function resourcesOf(build: (stack: PrincipalStack) => readonly Policy[]): string[] {
  const app = newApp();
  const stack = newStack("prod", {}, app);
  new ServicePrincipal(stack, "ci", { policies: build(stack) });
  return onlyToken(synth(app)).policies.map((policy) => policy.resources);
}

describe("a zone id known at plan or apply time", () => {
  test.each<[string, (stack: PrincipalStack) => string, string]>([
    ["a variable", (s) => variable(s, "zone"), "var.zone"],
    ["a data source's attribute", (s) => new DataCloudflareZone(s, "z", { zoneId: ZONE_1 }).id, "data.cloudflare_zone.z.id"],
    ["a resource's attribute", (s) => new Zone(s, "z", { account: { id: ACCOUNT_ID }, name: "example.com" }).id, "cloudflare_zone.z.id"],
    ["a local value", (s) => new TerraformLocal(s, "l", "x").asString, "local.l"],
    ["a function's result", (s) => Fn.lower(variable(s, "zone")), "lower(var.zone)"],
    [
      "an element of a list",
      (s) => Fn.element(new TerraformVariable(s, "zones", { type: "list(string)" }).listValue, 0) as string,
      "element(var.zones, 0)",
    ],
    [
      "a value of a map",
      (s) => Fn.lookup(new TerraformVariable(s, "ids", { type: "map(string)" }).value, "prod}") as string,
      'var.ids["prod}"]',
    ],
    ["a value with a fallback", (s) => Fn.coalesce([variable(s, "zone"), "none}"]) as string, 'coalesce(var.zone, "none}")'],
    ["an expression", () => "${var.zone}", "var.zone"],
    [
      "another stack's variable",
      (s) => variable(newStack("ids", {}, s.node.root as never), "zone"),
      "data.terraform_remote_state.cross-stack-reference-input-ids.outputs.cross-stack-output-varzone",
    ],
  ])("is one expression that Terraform sorts: %s", (_, make, reference) => {
    expect(resourcesOf((stack) => [allow(WRITE).on(account.zone(make(stack)))])).toEqual([
      `\${jsonencode({(format("${ZONE_KEY}%s", ${reference})) = "*"})}`,
    ]);
  });

  test("may be a part of the id only", () => {
    expect(resourcesOf((stack) => [allow(WRITE).on(account.zone(`a${variable(stack, "x")}b${variable(stack, "y")}`))])).toEqual([
      `\${jsonencode({(format("${ZONE_KEY}a%sb%s", var.x, var.y)) = "*"})}`,
    ]);
  });

  test("stands beside literal ids and other symbols, in an order that does not depend on the calls", () => {
    const written = [0, 1, 2].map((first) =>
      resourcesOf((stack) => {
        const names = ["a", "b"];
        if (first === 2) names.reverse();
        const zones = [...names.map((name) => account.zone(variable(stack, name))), zone];
        return [allow(WRITE).on(...zones.slice(first), ...zones.slice(0, first))];
      }),
    );
    expect(written).toEqual(
      Array(3).fill([
        `\${jsonencode({(format("${ZONE_KEY}%s", var.a)) = "*", (format("${ZONE_KEY}%s", var.b)) = "*", "${ZONE_KEY}${ZONE_1}" = "*"})}`,
      ]),
    );
  });

  test("is one entry when it is the same value, whatever token stands for it", () => {
    expect(
      resourcesOf((stack) => [
        allow(WRITE).on(account.zone(variable(stack, "zone")), account.zone(variable(stack, "zone"))),
        allow(WRITE).on(account.zone("${var.zone}")),
      ]),
    ).toEqual([`\${jsonencode({(format("${ZONE_KEY}%s", var.zone)) = "*"})}`]);
  });

  test("does not touch policies that hold literals only", () => {
    expect(resourcesOf((stack) => [allow(WRITE).on(account.zone(variable(stack, "zone"))), deny(WRITE).on(zone)])).toEqual([
      `\${jsonencode({(format("${ZONE_KEY}%s", var.zone)) = "*"})}`,
      `{"${ZONE_KEY}${ZONE_1}":"*"}`,
    ]);
  });

  test("may be a percent sign's neighbour without becoming a format verb", () => {
    const custom = Resource.custom(`com.cloudflare.api.account.zone.\${var.zone}`, "zone");
    expect(resourcesOf(() => [allow(WRITE).on(custom)])).toEqual([`\${jsonencode({(format("${ZONE_KEY}%s", var.zone)) = "*"})}`]);
    expect(errorOf(() => Resource.custom("com.cloudflare.%d.${var.zone}", "zone")).code).toBe("InvalidResourceKey");
  });
});

describe("an account known at plan or apply time", () => {
  const withAccount = (build: (own: Account, stack: PrincipalStack) => readonly Policy[]): { account_id?: string; resources: string[] } => {
    const app = newApp();
    const stack = newStack("prod", {}, app);
    const own = Account.of(variable(stack, "account"));
    new ServicePrincipal(stack, "ci", { account: own, policies: build(own, stack) });
    const token = onlyToken(synth(app));
    return {
      ...(token.account_id === undefined ? {} : { account_id: token.account_id }),
      resources: token.policies.map((p) => p.resources),
    };
  };
  const outer = `(format("${ACCOUNT_KEY}%s", var.account))`;

  test.each<[string, (own: Account, stack: PrincipalStack) => Policy, string]>([
    ["the account itself", (own) => allow(permissions.account.billing.read).on(own), `{${outer} = "*"}`],
    ["all its zones", (own) => allow(WRITE).on(own.allZones()), `{${outer} = {"${ZONE_KEY}*" = "*"}}`],
    ["one of its zones", (own) => allow(WRITE).on(own.zone(ZONE_1)), `"{"${ZONE_KEY}${ZONE_1}":"*"}"`],
    [
      "all its buckets",
      (own) => allow(permissions.r2Bucket.workersR2StorageBucketItem.write).on(own.allR2Buckets()),
      `{${outer} = {"com.cloudflare.edge.r2.bucket.*" = "*"}}`,
    ],
    [
      "a bucket",
      (own) => allow(permissions.r2Bucket.workersR2StorageBucketItem.write).on(own.r2Bucket("backups")),
      '{(format("com.cloudflare.edge.r2.bucket.%s_default_backups", var.account)) = "*"}',
    ],
    [
      "a bucket whose name is known at plan time too",
      (own, stack) =>
        allow(permissions.r2Bucket.workersR2StorageBucketItem.write).on(own.r2Bucket(variable(stack, "bucket"), { jurisdiction: "eu" })),
      '{(format("com.cloudflare.edge.r2.bucket.%s_eu_%s", var.account, var.bucket)) = "*"}',
    ],
    ["a Worker", (own) => allow(WORKER_EDIT).on(own.worker(ZONE_1)), `{${outer} = {"com.cloudflare.edge.worker.script.${ZONE_1}" = "*"}}`],
    [
      "a Worker whose tag is known at plan time too",
      (own, stack) => allow(WORKER_EDIT).on(own.worker(variable(stack, "tag")), own.worker(ZONE_1)),
      `{${outer} = {(format("com.cloudflare.edge.worker.script.%s", var.tag)) = "*", "com.cloudflare.edge.worker.script.${ZONE_1}" = "*"}}`,
    ],
  ])("stands in the key of %s", (_, make, expected) => {
    const written = withAccount((own, stack) => [make(own, stack)]);
    const literal = expected.startsWith('"');
    expect(written).toEqual({ account_id: "${var.account}", resources: [literal ? expected.slice(1, -1) : `\${jsonencode(${expected})}`] });
  });

  test("mixes with zones of all kinds in one policy", () => {
    expect(
      withAccount((own, stack) => [allow(WRITE).on(own.zone(ZONE_2), own.allZones(), own.zone(variable(stack, "zone")))]).resources,
    ).toEqual([
      `\${jsonencode({${outer} = {"${ZONE_KEY}*" = "*"}, (format("${ZONE_KEY}%s", var.zone)) = "*", "${ZONE_KEY}${ZONE_2}" = "*"})}`,
    ]);
  });

  test("loses nothing where two tokens stand for one account", () => {
    expect(
      withAccount((own, stack) => [allow(WORKER_EDIT).on(own.worker(ZONE_1), Account.of(variable(stack, "account")).worker(ZONE_2))])
        .resources,
    ).toEqual([
      `\${jsonencode({${outer} = {"com.cloudflare.edge.worker.script.${ZONE_1}" = "*", "com.cloudflare.edge.worker.script.${ZONE_2}" = "*"}})}`,
    ]);
  });

  test("takes resources of any account, since nobody can compare them yet", () => {
    expect(() => withAccount(() => [dnsWrite])).not.toThrow();
    expect(() => resourcesOf((stack) => [allow(permissions.account.billing.read).on(Account.of(variable(stack, "other")))])).not.toThrow();
  });

  test("is the account of a whole stack, through another stack's state", () => {
    const app = newApp();
    const own = Account.of(variable(newStack("ids", {}, app), "account"), { name: "Example Inc" });
    new ServicePrincipal(newStack("prod", { account: own }, app), "ci", { policies: [allow(WRITE).on(own.allZones())] });
    const reference = "data.terraform_remote_state.cross-stack-reference-input-ids.outputs.cross-stack-output-varaccount";
    const json = synth(app);
    expect(onlyToken(json)).toMatchObject({
      account_id: `\${${reference}}`,
      policies: [{ resources: `\${jsonencode({(format("${ACCOUNT_KEY}%s", ${reference})) = {"${ZONE_KEY}*" = "*"}})}` }],
      "//": { metadata: { names: { [`${ACCOUNT_KEY}\${${reference}}`]: "Example Inc" } } },
    });
    expect(json.data?.["terraform_remote_state"]).toEqual({
      "cross-stack-reference-input-ids": {
        backend: "local",
        workspace: "${terraform.workspace}",
        config: { path: "../../../terraform.ids.tfstate" },
      },
    });
  });

  test("fails for two tokens of one name and one account, although each names it by a token of its own", () => {
    const app = newApp();
    const stack = newStack("prod", {}, app);
    for (const id of ["a", "b"]) {
      new ServicePrincipal(stack, id, { name: "ci", account: Account.of(variable(stack, "account")), policies: [dnsWrite] });
    }
    expect(
      errorOf(() => {
        app.synth();
      }).message,
    ).toBe('prod/b: name: token names are unique per account; also used by prod/a, got "ci"; set another name');
  });
});

describe("another stack's value", () => {
  test("makes the stacks depend on each other, in the order they must be applied", () => {
    const app = newApp();
    const ids = newStack("ids", {}, app);
    const prod = newStack("prod", {}, app);
    new ServicePrincipal(prod, "ci", { policies: [allow(WRITE).on(account.zone(variable(ids, "zone")))] });
    const json = synth(app, "ids");
    expect(prod.dependsOn(ids)).toBe(true);
    expect(json.output).toEqual({ "cross-stack-output-varzone": { value: "${var.zone}", sensitive: true } });
  });
});

describe("checks on values known later", () => {
  test("fails when every allow is denied, whatever tokens stand for the value", () => {
    const app = newApp();
    const stack = newStack("prod", {}, app);
    new ServicePrincipal(stack, "ci", {
      policies: [allow(WRITE).on(account.zone(variable(stack, "zone"))), deny(WRITE).on(account.zone(variable(stack, "zone")))],
    });
    expect(
      errorOf(() => {
        app.synth();
      }).message,
    ).toBe("prod/ci: policies: nothing is allowed: every allow is denied; add a policy with allow(…).on(…)");
  });

  test("fails when one group would need both a whole resource and entries below it", () => {
    const app = newApp();
    const stack = newStack("prod", {}, app);
    const own = Account.of(variable(stack, "account"));
    new ServicePrincipal(stack, "ci", {
      account: own,
      policies: [allow(WRITE).on(Resource.custom("com.cloudflare.api.account.${var.account}", "zone"), own.allZones())],
    });
    expect(
      errorOf(() => {
        app.synth();
      }).message,
    ).toBe(
      'prod/ci: policies: "DNS Write" would need both "*" and single entries under "com.cloudflare.api.account.${var.account}"; keep one of the two',
    );
  });
});

test("spec and can work on the references", () => {
  const stack = newStack();
  const other = variable(stack, "zone");
  const p = new ServicePrincipal(stack, "ci", { policies: [allow(WRITE).on(account.zone(other), zone)] });
  const spec: TokenSpec = p.spec;
  expect(spec.policies).toEqual([
    { effect: "allow", permissionGroups: [DNS_WRITE], resources: { [`${ZONE_KEY}\${var.zone}`]: "*", [`${ZONE_KEY}${ZONE_1}`]: "*" } },
  ]);
  expect(can(spec, { permission: WRITE, resource: account.zone("${var.zone}") })).toEqual({
    allowed: true,
    by: { effect: "allow", index: 0 },
  });
  expect(can(spec, { permission: WRITE, resource: account.zone("${var.other}") }).allowed).toBe(false);
});
