import { allow, permissions, ServicePrincipal, type TokenSpec } from "../../lib";
import { gatePlan, type PlanGateOptions, readPlan, readState, snapshotOf } from "../../lib/review";
import { zone, ZONE_1 } from "../constructs/support";
import { describeE2e, type Workspace } from "./harness";
import { synthesizeStack } from "./synthesize";

describeE2e("the gate before apply", {}, (e2e) => {
  const config = synthesizeStack((stack) => {
    for (const id of ["a", "b"])
      new ServicePrincipal(stack, id, { policies: [allow(permissions.zone.dns.write).on(zone)], expiresOn: "2038-01-15T00:00:00Z" });
  });

  /** What the gate says of the last plan, against the reviewed tokens. */
  async function gate(workspace: Workspace, reviewed: readonly TokenSpec[], options?: PlanGateOptions): Promise<string[]> {
    const files = snapshotOf([{ name: "test", specs: reviewed, names: new Map(), lookups: new Map(), warnings: [] }]);
    const { problems, changes, passed } = await workspace.shown("plan", (json) => gatePlan("test", readPlan(json), files, options));
    expect(passed).toBe(problems.length === 0);
    return passed ? [changes] : problems.map(({ problem, token }) => `${problem}: ${token ?? ""}`);
  }

  test("tells what was reviewed from what somebody did in the account, and from a token that is made anew", async () => {
    const simulator = await e2e.simulator();
    const workspace = await e2e.workspace(simulator, config);
    await workspace.apply();
    const reviewed = (await workspace.shown("state", (json) => readState(json))).map((spec) => ({ ...spec, path: `test/${spec.name}` }));
    await workspace.plan();
    expect(await gate(workspace, reviewed)).toEqual(["none"]);

    const address = reviewed[0]?.address ?? "";
    await workspace.plan(`-replace=${address}`);
    expect(await gate(workspace, reviewed)).toEqual(["replaced: a"]);
    expect(await gate(workspace, reviewed, { replace: [address] })).toEqual(["other"]);

    const [a, b] = simulator.tokens();
    const call = async (method: string, id: string, body?: object): Promise<void> => {
      const answer = await fetch(`${simulator.url}/accounts/${reviewed[0]?.accountId ?? ""}/tokens/${id}`, {
        method,
        headers: { authorization: "Bearer anything", "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      expect(answer.status).toBe(200);
    };
    const policies = [
      {
        effect: "allow",
        permission_groups: [{ id: permissions.zone.dns.write.id }],
        resources: { [`com.cloudflare.api.account.zone.${ZONE_1}`]: "*" },
      },
    ];
    await call("PUT", a?.id ?? "", { name: a?.name, status: "disabled", expires_on: "2038-01-15T00:00:00Z", policies });
    await call("DELETE", b?.id ?? "");
    await workspace.plan();
    expect((await gate(workspace, reviewed)).sort()).toEqual(["drifted: a", "drifted: b"]);
    expect(await gate(workspace, reviewed, { revertDrift: true })).toEqual(["other"]);
    await workspace.apply();
    await workspace.plan();
    expect(await gate(workspace, reviewed)).toEqual(["none"]);
  });
});
