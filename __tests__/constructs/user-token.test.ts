import { TerraformOutput, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { allow, Backend, permissions, type Policy, ServicePrincipal, templates, User, UserToken, UserTokenStack } from "../../lib";
import { account, annotations, DNS_WRITE, dnsWrite, errorOf, newApp, newStack, onlyToken, synth, ZONE_1 } from "./support";

const USER_ID = "33333333333333333333333333333333";
const user = User.of(USER_ID, { name: "ops@example.com" });

describe("a stack of user tokens", () => {
  test("takes a user's credential from an ephemeral variable, never from the environment of the other stacks", () => {
    const app = newApp();
    new UserTokenStack(app, "users", { environment: "prod" });
    expect(synth(app, "users")).toEqual({
      "//": {
        metadata: {
          backend: "local",
          environment: "prod",
          overrides: { stack: ["terraform", "//"] },
          stackName: "users",
          version: expect.any(String),
        },
        outputs: {},
      },
      provider: { cloudflare: [{ api_token: "${var.cloudflare_user_api_token}" }] },
      terraform: {
        backend: { local: { path: "../../../terraform.users.tfstate" } },
        required_providers: { cloudflare: { source: "cloudflare/cloudflare", version: "~> 5.14, != 5.19.0, != 5.19.1" } },
        required_version: ">= 1.10",
      },
      variable: {
        cloudflare_user_api_token: {
          type: "string",
          sensitive: true,
          nullable: false,
          ephemeral: true,
          description: "API token of the user who owns the tokens of this stack, with API Tokens Write",
        },
      },
    });
  });

  test("takes another backend", () => {
    const app = newApp();
    new UserTokenStack(app, "users", { backend: Backend.s3({ bucket: "state" }) });
    expect(synth(app, "users").terraform.backend).toEqual({
      s3: { bucket: "state", key: "users.tfstate", encrypt: true, use_lockfile: true },
    });
  });

  test("fails for a service principal", () => {
    const stack = new UserTokenStack(newApp(), "users");
    expect(errorOf(() => new ServicePrincipal(stack, "ci", { account, policies: [dnsWrite] })).message).toBe(
      "users/ci: a UserTokenStack holds user tokens only; put the service principal into a PrincipalStack",
    );
    expect(stack.node.tryFindChild("ci")).toBeUndefined();
  });
});

describe("a user token in Terraform", () => {
  test("becomes one cloudflare_api_token in normal form, without an account", () => {
    const app = newApp();
    const stack = new UserTokenStack(app, "users");
    const token = new UserToken(stack, "page-rules", {
      policies: [
        allow(permissions.user.userDetails.read).on(user),
        allow(permissions.zone.dns.write).on(account.zone(ZONE_1, { name: "example.com" })),
      ],
      requestIp: { in: ["192.0.2.0/24"] },
      expiresOn: "2037-06-01T00:00:00Z",
      owner: "team-web",
      preventDestroy: true,
    });
    const json = synth(app, "users");
    expect(json.resource).toEqual({
      cloudflare_api_token: {
        [token.resource.friendlyUniqueId]: {
          name: "page-rules",
          status: "active",
          policies: [
            { effect: "allow", permission_groups: [{ id: DNS_WRITE }], resources: `{"com.cloudflare.api.account.zone.${ZONE_1}":"*"}` },
            {
              effect: "allow",
              permission_groups: [{ id: "8acbe5bb0d54464ab867149d7f7cf8ac" }],
              resources: `{"com.cloudflare.api.user.${USER_ID}":"*"}`,
            },
          ],
          condition: { request_ip: { in: ["192.0.2.0/24"] } },
          expires_on: "2037-06-01T00:00:00Z",
          lifecycle: { create_before_destroy: true, prevent_destroy: true },
          "//": {
            metadata: {
              path: "users/page-rules/Resource",
              uniqueId: token.resource.friendlyUniqueId,
              owner: "team-web",
              names: {
                [`com.cloudflare.api.account.zone.${ZONE_1}`]: "example.com",
                [`com.cloudflare.api.user.${USER_ID}`]: "ops@example.com",
              },
            },
          },
        },
      },
    });
    expect(token.node.defaultChild).toBe(token.resource);
  });

  test("gives outputs as a service principal does, of its own resource type", () => {
    const app = newApp();
    const stack = new UserTokenStack(app, "users");
    const token = new UserToken(stack, "t", { policies: [dnsWrite], exposeValue: true });
    const at = `cloudflare_api_token.${token.resource.friendlyUniqueId}`;
    new TerraformOutput(stack, "access", { value: token.r2Credentials.accessKeyId });
    new TerraformOutput(stack, "secret", { value: token.r2Credentials.secretAccessKey, sensitive: true });
    expect(
      Object.values(synth(app, "users").output ?? {})
        .map((o) => [o.value, o.sensitive ?? false])
        .sort(),
    ).toEqual([
      [`\${${at}.id}`, false],
      [`\${${at}.id}`, false],
      [`\${${at}.value}`, true],
      [`\${sha256(${at}.value)}`, true],
    ]);
  });

  test("may hold what only user tokens can: all accounts, all zones, user permissions", () => {
    const app = newApp();
    new UserToken(new UserTokenStack(app, "users"), "t", {
      policies: [
        allow(permissions.zone.dns.write).on(User.allZones()),
        allow(permissions.account.billing.read).on(User.allAccounts()),
        ...templates.createAdditionalTokens(user).policies,
      ],
    });
    expect(onlyToken(synth(app, "users")).policies.map((p) => p.resources)).toEqual([
      '{"com.cloudflare.api.account.*":"*"}',
      '{"com.cloudflare.api.account.zone.*":"*"}',
      `{"com.cloudflare.api.user.${USER_ID}":"*"}`,
    ]);
  });

  test("may act on several accounts, for products that refuse account-owned tokens, without a warning", () => {
    const app = newApp();
    new UserToken(new UserTokenStack(app, "users"), "t", {
      policies: [allow(permissions.zone.pageRules.write).on(account.zone(ZONE_1), account.allZones())],
    });
    app.synth();
    expect(annotations(app, "users").filter((a) => a.constructPath === "users/t")).toEqual([]);
  });

  test("is moved from its former address", () => {
    const app = newApp();
    const token = new UserToken(new UserTokenStack(app, "users"), "t", { policies: [dnsWrite], adopt: "cloudflare_api_token.old" });
    expect(synth(app, "users").moved).toEqual([
      { from: "cloudflare_api_token.old", to: `cloudflare_api_token.${token.resource.friendlyUniqueId}` },
    ]);
  });

  test("has a name that another user token may have too", () => {
    const app = newApp();
    const stack = new UserTokenStack(app, "users");
    for (const id of ["a", "b"]) new UserToken(stack, id, { name: "same", policies: [dnsWrite] });
    expect(() => {
      app.synth();
    }).not.toThrow();
  });

  test("lives in nested constructs as well", () => {
    const nested = new Construct(new UserTokenStack(newApp(), "users"), "team");
    expect(new UserToken(nested, "t", { policies: [dnsWrite] }).spec).toMatchObject({ kind: "user", name: "t", path: "users/team/t" });
  });

  test("has a spec without an account", () => {
    const token = new UserToken(new UserTokenStack(newApp(), "users"), "t", { policies: [dnsWrite] });
    expect(token.spec).toEqual({
      kind: "user",
      name: "t",
      status: "active",
      policies: [{ effect: "allow", permissionGroups: [DNS_WRITE], resources: { [`com.cloudflare.api.account.zone.${ZONE_1}`]: "*" } }],
      address: `cloudflare_api_token.${token.resource.friendlyUniqueId}`,
      path: "users/t",
      names: { [`com.cloudflare.api.account.zone.${ZONE_1}`]: "example.com" },
      provider: { name: "cloudflare" },
    });
  });
});

describe("a user token elsewhere", () => {
  const message =
    "t: a user token needs a user's credential, which an account-owned credential can't replace (the API answers 9109); put it into a UserTokenStack";

  test("fails in a PrincipalStack", () => {
    const stack = newStack();
    expect(errorOf(() => new UserToken(stack, "t", { policies: [dnsWrite] })).message).toBe(`prod/${message}`);
    expect(stack.node.tryFindChild("t")).toBeUndefined();
  });

  test("fails in a stack that is not ours", () => {
    expect(errorOf(() => new UserToken(new TerraformStack(newApp(), "plain"), "t", { policies: [dnsWrite] })).message).toBe(
      `plain/${message}`,
    );
  });

  test("fails with the faults of its props besides", () => {
    expect(
      errorOf(() => new UserToken(newStack(), "t", { name: "", adopt: "cloudflare_account_token.old" })).faults.map(
        (f) => `${f.code} ${f.message}`,
      ),
    ).toEqual([
      `UserTokenOutsideUserStack ${message.slice(3)}`,
      'InvalidName name: a token name has 1 to 120 characters and no control characters, got ""; shorten or clean the name',
      'InvalidAdopt adopt: adopt is the address of a token in this stack\'s state, got "cloudflare_account_token.old"; write it like "cloudflare_api_token.old"',
    ]);
  });
});

describe("what only user tokens can hold", () => {
  const failure = (...policies: readonly Policy[]): string => errorOf(() => new ServicePrincipal(newStack(), "ci", { policies })).message;

  test("fails in a service principal, and names what to use", () => {
    expect(failure(allow(permissions.user.userDetails.read).on(user))).toBe(
      [
        'prod/ci: policies[0].permissions[0]: "User Details Read" is a user permission and no account-owned token can hold it; use an account permission, or a UserToken in a UserTokenStack',
        `prod/ci: policies[0].on[0]: only user tokens act on this resource, got "com.cloudflare.api.user.${USER_ID}"; use a UserToken in a UserTokenStack`,
      ].join("\n"),
    );
    expect(failure(...templates.createAdditionalTokens(user).policies)).toContain(
      'prod/ci: policies[0].permissions[0]: "API Tokens Write" is a user permission and no account-owned token can hold it; use the account permission of the same kind (templates.manageAccountTokens), or a UserToken',
    );
    expect(failure(allow(permissions.zone.dns.write).on(User.allZones()))).toBe(
      'prod/ci: policies[0].on[0]: account-owned tokens must name a zone or nest all zones under one account (the API answers 1001), got "com.cloudflare.api.account.zone.*"; use account.allZones()',
    );
    expect(failure(allow(permissions.account.billing.read).on(User.allAccounts()))).toBe(
      'prod/ci: policies[0].on[0]: only user tokens act on this resource, got "com.cloudflare.api.account.*"; use a UserToken in a UserTokenStack',
    );
  });
});

test("fails with an account of its own, which the type refuses too", () => {
  const stack = new UserTokenStack(newApp(), "users");
  // @ts-expect-error a user token belongs to a user
  expect(errorOf(() => new UserToken(stack, "t", { account, policies: [dnsWrite] })).faults.map((f) => [f.code, f.path])).toEqual([
    ["UnknownProperty", "account"],
  ]);
});
