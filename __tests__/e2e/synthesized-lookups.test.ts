import { allow, Permission, permissions, ServicePrincipal } from "../../lib";
import { DEFAULT_PERMISSION_GROUPS, type SimulatedPermissionGroup } from "../../testing";
import { account, ACCOUNT_ID, OTHER_ACCOUNT_ID, zone, ZONE_1, ZONE_2 } from "../constructs/support";
import { describeE2e } from "./harness";
import { onlyToken, synthesizeStack } from "./synthesize";

const BIND: SimulatedPermissionGroup = { id: "b".repeat(32), name: "Workers Scripts Bind", scopes: ["com.cloudflare.api.account"] };
const NOBODY = "No single permission group is named";

/** One principal that holds a looked-up permission beside one of the catalogue. */
const withBind = (): string =>
  synthesizeStack((stack) => {
    new ServicePrincipal(stack, "ci", {
      policies: [allow(permissions.account.workersScripts.write, Permission.lookup(stack, "Workers Scripts Bind", "account")).on(account)],
    });
  });

/** Error messages as one line: Terraform wraps them. */
function oneLine(text: string): string {
  return text.replace(/\s*│?\s+/g, " ");
}

describeE2e("Permission.lookup", {}, (e2e) => {
  test.each(["equal", "contains"] as const)("finds the id at plan time, the API's name filter taken as %s", async (nameFilter) => {
    const groups = [...DEFAULT_PERMISSION_GROUPS, BIND, { ...BIND, id: "c".repeat(32), name: "Workers Scripts Bind All" }];
    const simulator = await e2e.simulator({ permissionGroups: groups, nameFilter });
    const workspace = await e2e.workspace(simulator, withBind());
    await workspace.apply();
    expect((await workspace.plan()).quiet).toBe(true);
    expect(onlyToken(simulator).answer["policies"]).toMatchObject([
      { permission_groups: [{ id: BIND.id }, { id: permissions.account.workersScripts.write.id }].sort((a, b) => (a.id < b.id ? -1 : 1)) },
    ]);
  });

  test("tells names at two scopes apart", async () => {
    const simulator = await e2e.simulator();
    const workspace = await e2e.workspace(
      simulator,
      synthesizeStack((stack) => {
        new ServicePrincipal(stack, "ci", {
          policies: [
            allow(Permission.lookup(stack, "Logs Read", "account")).on(account),
            allow(Permission.lookup(stack, "Logs Read", "zone")).on(zone),
          ],
        });
      }),
    );
    await workspace.apply();
    expect((await workspace.plan()).quiet).toBe(true);
    expect(onlyToken(simulator).answer["policies"]).toMatchObject([
      { permission_groups: [{ id: permissions.account.logs.read.id }] },
      { permission_groups: [{ id: permissions.zone.logs.read.id }] },
    ]);
  });

  test.each<[string, readonly SimulatedPermissionGroup[]]>([
    ["none", DEFAULT_PERMISSION_GROUPS],
    ["two", [...DEFAULT_PERMISSION_GROUPS, BIND, { ...BIND, id: "c".repeat(32) }]],
    ["one at another scope", [...DEFAULT_PERMISSION_GROUPS, { ...BIND, scopes: ["com.cloudflare.api.account.zone"] }]],
  ])("fails the plan with our message where there is %s, and makes no token", async (_, permissionGroups) => {
    const simulator = await e2e.simulator({ permissionGroups });
    const workspace = await e2e.workspace(simulator, withBind());
    const run = await workspace.tryApply();
    expect(run.exitCode).toBe(1);
    expect(oneLine(run.text)).toContain(
      `${NOBODY} "Workers Scripts Bind" at scope com.cloudflare.api.account; check the name in the account's list of permission groups.`,
    );
    expect(simulator.tokens()).toEqual([]);
  });

  test("takes a name with quotes and template marks for what it is", async () => {
    const name = 'Odd "name" %{ if } & more';
    const simulator = await e2e.simulator({ permissionGroups: [...DEFAULT_PERMISSION_GROUPS, { ...BIND, name }] });
    const workspace = await e2e.workspace(
      simulator,
      synthesizeStack(
        (stack) => new ServicePrincipal(stack, "ci", { policies: [allow(Permission.lookup(stack, name, "account")).on(account)] }),
      ),
    );
    await workspace.apply();
    expect(onlyToken(simulator).answer["policies"]).toMatchObject([{ permission_groups: [{ id: BIND.id }] }]);
  });
});

describeE2e("account.zoneNamed", {}, (e2e) => {
  const zones = [
    { id: ZONE_1, name: "example.com", accountId: ACCOUNT_ID },
    { id: ZONE_2, name: "example.com", accountId: OTHER_ACCOUNT_ID },
    { id: "3".repeat(32), name: "shop.example.com", accountId: ACCOUNT_ID },
  ];
  const named = (name: string): string =>
    synthesizeStack(
      (stack) =>
        new ServicePrincipal(stack, "ci", {
          policies: [allow(permissions.zone.dns.write).on(account.zoneNamed(name), account.zone("4".repeat(32)))],
        }),
    );

  test("finds the zone of its account at plan time, and plans nothing after the apply", async () => {
    const simulator = await e2e.simulator({ zones });
    const workspace = await e2e.workspace(simulator, named("example.com"));
    await workspace.apply();
    expect((await workspace.plan()).quiet).toBe(true);
    expect(onlyToken(simulator).answer["policies"]).toMatchObject([
      { resources: { [`com.cloudflare.api.account.zone.${ZONE_1}`]: "*", [`com.cloudflare.api.account.zone.${"4".repeat(32)}`]: "*" } },
    ]);
  });

  test("fails the plan where there is no such zone, and makes no token", async () => {
    const simulator = await e2e.simulator({ zones });
    const run = await (await e2e.workspace(simulator, named("example.net"))).tryApply();
    expect(run.exitCode).toBe(1);
    expect(oneLine(run.text)).toContain("failed to find exactly one result");
    expect(simulator.tokens()).toEqual([]);
  });
});
