import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runMain, type Run } from "../main/run-main";
import { describeE2e } from "./harness";
import { ALL_GROUPS, changesOf, secretsOf, setVariables } from "./synthesize";

/** The prod stack of main.ts, or of an edited copy of it. */
function prod(edit?: Run["edit"]): string {
  return readFileSync(join(runMain(edit === undefined ? {} : { edit }), "stacks", "prod", "cdk.tf.json"), "utf8");
}

function replacing(find: string, by: string): NonNullable<Run["edit"]> {
  return (source) => {
    if (!source.includes(find)) throw new Error(`main.ts does not hold ${find}`);
    return source.replace(find, () => by);
  };
}

describeE2e("the prod stack of main.ts", {}, (e2e) => {
  test("applies, plans nothing afterwards, and follows edits in place with the secrets kept", async () => {
    const simulator = await e2e.simulator({ permissionGroups: ALL_GROUPS });
    const workspace = await e2e.workspace(simulator, prod());
    await workspace.apply();
    const plan = await workspace.plan();
    expect(plan.quiet ? "quiet" : plan.text).toBe("quiet");
    expect(
      simulator
        .tokens()
        .map((token) => token.name)
        .sort(),
    ).toEqual(["auditor", "backup-writer", "cache-purger", "dns-publisher", "siem-reader", "workers-deployer"]);
    const secrets = await secretsOf(workspace);

    const edits: readonly (readonly [what: string, edit: NonNullable<Run["edit"]>])[] = [
      [
        "dns-publisher",
        replacing(
          "permissions.zone.dns.write, permissions.zone.zone.read",
          "permissions.zone.dns.write, permissions.zone.zone.read, permissions.zone.zoneSettings.read",
        ),
      ],
      ["siem-reader", replacing("permissions.zone.logs.read, permissions.zone.analytics.read", "permissions.zone.logs.read")],
      ["cache-purger", replacing('"purges the cache after a release",', '"purges the cache after a release", status: "disabled",')],
    ];
    for (const [name, edit] of edits) {
      workspace.write(prod(edit));
      const changes = await changesOf(workspace);
      expect(
        changes.map(([address, actions]) => [address.replace(/^cloudflare_account_token\.(.*)_[0-9A-F]{8}$/, "$1"), actions]),
      ).toContainEqual([name, "update"]);
      expect(changes.every(([, actions]) => actions === "update")).toBe(true);
      await workspace.apply();
      expect((await workspace.plan()).quiet).toBe(true);
      expect(await secretsOf(workspace)).toEqual(secrets);
    }
    expect(simulator.tokens().map((token) => token.secretVersion)).toEqual(Array(6).fill(1));
    expect(simulator.tokens().find((token) => token.name === "cache-purger")?.status).toBe("disabled");

    await workspace.destroy();
    expect(simulator.tokens()).toEqual([]);
  });

  test("applies as well where the API keeps keys and policies as they were sent", async () => {
    const simulator = await e2e.simulator({ permissionGroups: ALL_GROUPS, keyOrder: "asSent", policyOrder: "asSent" });
    const workspace = await e2e.workspace(simulator, prod());
    await workspace.apply();
    expect((await workspace.plan()).quiet).toBe(true);
  });
});

describeE2e("the stack of user tokens of main.ts", {}, (e2e) => {
  const users = (): string => readFileSync(join(runMain({ env: { USER_TOKENS: "1" } }), "stacks", "user-tokens", "cdk.tf.json"), "utf8");
  const ACCOUNT_OWNED = "cfat_SIMULATED_NOT_A_REAL_TOKEN_00000000000000000";
  const USER_OWNED = "cfut_SIMULATED_NOT_A_REAL_TOKEN_00000000000000000";

  test("applies with the user's credential of its variable, whatever credential the other stacks use", async () => {
    const simulator = await e2e.simulator({ permissionGroups: ALL_GROUPS });
    const workspace = await e2e.workspace(simulator, users(), { stack: "user-tokens", credential: ACCOUNT_OWNED });
    setVariables(workspace, { cloudflare_user_api_token: USER_OWNED });
    await workspace.apply();
    expect((await workspace.plan()).quiet).toBe(true);
    expect(simulator.tokens()).toMatchObject([{ owner: "user", name: "page-rules", status: "active" }]);
  });

  test("keeps that credential out of the state", async () => {
    const simulator = await e2e.simulator({ permissionGroups: ALL_GROUPS });
    const workspace = await e2e.workspace(simulator, users(), { stack: "user-tokens", credential: ACCOUNT_OWNED });
    setVariables(workspace, { cloudflare_user_api_token: USER_OWNED });
    await workspace.apply();
    // Where the stack's local backend puts it.
    const state = readFileSync(join(workspace.directory, "..", "..", "..", "terraform.user-tokens.tfstate"), "utf8");
    expect([state.includes("page-rules"), state.includes(USER_OWNED)]).toEqual([true, false]);
  });

  test("fails without the variable, and with an account-owned credential in it", async () => {
    const simulator = await e2e.simulator({ permissionGroups: ALL_GROUPS });
    const workspace = await e2e.workspace(simulator, users(), { stack: "user-tokens", credential: USER_OWNED });
    expect((await workspace.tryApply()).text).toContain("No value for required variable");
    setVariables(workspace, { cloudflare_user_api_token: ACCOUNT_OWNED });
    expect((await workspace.tryApply()).text).toContain("9109");
    expect(simulator.tokens()).toEqual([]);
  });
});
