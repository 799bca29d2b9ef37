import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import {
  Account,
  type PolicySet,
  PrincipalError,
  PrincipalStack,
  ServicePrincipal,
  templates,
  User,
  UserToken,
  UserTokenStack,
} from "../../lib";

const account = Account.of("0123456789abcdef0123456789abcdef");
const zone = account.zone("11111111111111111111111111111111");
const bucket = account.r2Bucket("terraform-state");
const user = User.of("33333333333333333333333333333333");

function newApp(): App {
  return new App({ outdir: mkdtempSync(join(tmpdir(), "principals-templates-")) });
}

type Name = keyof typeof templates;

/** Each template, as an account-owned token may hold it. */
const IN_SERVICE_PRINCIPALS: Partial<Record<Name, PolicySet>> = {
  editZoneDns: templates.editZoneDns(zone),
  readBilling: templates.readBilling(account),
  readAnalyticsAndLogs: templates.readAnalyticsAndLogs(account.allZones()),
  editCloudflareWorkers: templates.editCloudflareWorkers({ account, zones: [zone] }),
  editLoadBalancing: templates.editLoadBalancing({ account, zones: [zone] }),
  wordPress: templates.wordPress({ account, zones: [account.allZones()] }),
  readAllResources: templates.readAllResources({ account, zones: [account.allZones()] }),
  manageAccountTokens: templates.manageAccountTokens(account),
  certManager: templates.certManager(zone),
  externalDns: templates.externalDns(zone),
  deployWorkers: templates.deployWorkers({
    account,
    zones: [zone],
    creates: ["kv", "r2", "d1", "queues", "hyperdrive", "vectorize", "pages"],
  }),
  terraformState: templates.terraformState(bucket),
  logpushReader: templates.logpushReader({ account, zones: [zone] }),
};

test("every template but createAdditionalTokens fits a service principal", () => {
  expect(Object.keys(IN_SERVICE_PRINCIPALS).sort()).toEqual(
    Object.keys(templates)
      .filter((name) => name !== "createAdditionalTokens")
      .sort(),
  );
});

test.each(Object.entries(IN_SERVICE_PRINCIPALS))(
  "%s synthesizes in a strict stack under the name of its construct, with a purpose",
  (id, set) => {
    const app = newApp();
    const stack = new PrincipalStack(app, "prod", { account, strict: true });
    const principal = new ServicePrincipal(stack, id, { ...set });
    app.synth();
    expect([principal.spec.name, principal.spec.purpose]).toEqual([id, set.purpose]);
    const held = principal.spec.policies.flatMap((p) => p.permissionGroups).sort();
    expect(held).toEqual(set.policies.flatMap((p) => p.permissions.map((x) => x.id)).sort());
  },
);

test.each([
  ["createAdditionalTokens", templates.createAdditionalTokens(user)],
  ["editCloudflareWorkers with its user-level part", templates.editCloudflareWorkers({ account, zones: [zone], user })],
  ["readAllResources with its user-level part", templates.readAllResources({ account, zones: [account.allZones()], user })],
])("%s synthesizes in a user token", (_, set) => {
  const app = newApp();
  const token = new UserToken(new UserTokenStack(app, "user-tokens"), "token", { ...set });
  app.synth();
  expect(token.spec.policies).toHaveLength(set.policies.length);
  expect(token.spec.policies.map((p) => Object.keys(p.resources)).flat()).toContain(user.key);
});

function errorOf(set: PolicySet): PrincipalError {
  const stack = new PrincipalStack(newApp(), "prod", { account });
  try {
    new ServicePrincipal(stack, "ci", { ...set });
  } catch (error) {
    if (PrincipalError.isPrincipalError(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test("fails for createAdditionalTokens in a service principal, and names manageAccountTokens", () => {
  const error = errorOf(templates.createAdditionalTokens(user));
  expect(error.code).toBe("UserScopePermission");
  expect(error.faults.map((f) => f.message)).toEqual([
    'policies[0].permissions[0]: "API Tokens Write" is a user permission and no account-owned token can hold it; ' +
      "use the account permission of the same kind (templates.manageAccountTokens), or a UserToken",
    `policies[0].on[0]: only user tokens act on this resource, got "com.cloudflare.api.user.${user.id}"; use a UserToken in a UserTokenStack`,
  ]);
});

test("fails for the user-level part of editCloudflareWorkers in a service principal", () => {
  expect(errorOf(templates.editCloudflareWorkers({ account, zones: [zone], user })).faults.map((f) => [f.code, f.path])).toEqual([
    ["UserScopePermission", "policies[2].permissions[0]"],
    ["UserScopePermission", "policies[2].permissions[1]"],
    ["UserResource", "policies[2].on[0]"],
  ]);
});

test.each([
  ["editZoneDns", () => templates.editZoneDns()],
  ["readAnalyticsAndLogs", () => templates.readAnalyticsAndLogs()],
  ["certManager", () => templates.certManager()],
  ["externalDns", () => templates.externalDns()],
  ["editCloudflareWorkers", () => templates.editCloudflareWorkers({ account, zones: [] })],
  ["editLoadBalancing", () => templates.editLoadBalancing({ account, zones: [] })],
  ["wordPress", () => templates.wordPress({ account, zones: [] })],
  ["readAllResources", () => templates.readAllResources({ account, zones: [] })],
])("fails for %s without a zone: no zone never means all", (_, make) => {
  expect(make).toThrow(
    new PrincipalError([
      {
        code: "NoResources",
        path: "on",
        message: "on: a policy names at least one resource; pass resources to on(…); an empty list never means all",
      },
    ]),
  );
});
