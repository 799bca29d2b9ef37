import { allow, permissions, ServicePrincipal, type TokenSpec } from "../../lib";
import { gatePlan, type PlanGateOptions, readPlan, readState, snapshotOf } from "../../lib/review";
import { zone, ZONE_1 } from "../constructs/support";
import { compareVersions, describeE2e, usableProvider, type Workspace } from "./harness";
import { synthesizeStack } from "./synthesize";

/** What the gate says of the last plan, against the reviewed tokens. */
async function gate(workspace: Workspace, reviewed: readonly TokenSpec[], options?: PlanGateOptions): Promise<string[]> {
  const files = snapshotOf([{ name: "test", specs: reviewed, warnings: [] }]);
  const { problems, changes, passed } = await workspace.shown("plan", (json) => gatePlan("test", readPlan(json), files, options));
  expect(passed).toBe(problems.length === 0);
  return passed ? [changes] : problems.map(({ problem, token }) => `${problem}: ${token ?? ""}`);
}

describeE2e("the gate before apply", {}, (e2e) => {
  const config = synthesizeStack((stack) => {
    for (const id of ["a", "b"])
      new ServicePrincipal(stack, id, { policies: [allow(permissions.zone.dns.write).on(zone)], expiresOn: "2038-01-15T00:00:00Z" });
  });

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

describeE2e("two runs at once", {}, (e2e) => {
  test("make no token twice: Terraform refuses a plan that another run has overtaken, the first one of a stack as well", async () => {
    const config = (until: string): string =>
      synthesizeStack((stack) => {
        new ServicePrincipal(stack, "a", { policies: [allow(permissions.zone.dns.write).on(zone)], expiresOn: until });
      });
    const simulator = await e2e.simulator();
    const workspace = await e2e.workspace(simulator, config("2038-01-15T00:00:00Z"));
    for (const until of ["2038-01-15T00:00:00Z", "2038-02-15T00:00:00Z"]) {
      workspace.write(config(until));
      await workspace.plan();
      await workspace.apply();
      const overtaken = await workspace.applyPlan();
      expect([overtaken.exitCode, overtaken.text]).toEqual([1, expect.stringContaining("Saved plan is stale")]);
      expect(simulator.tokens()).toHaveLength(1);
    }
  });
});

// Older providers do not notice that a token has expired.
describeE2e("a rotation at night", { provider: (version) => usableProvider(version) && compareVersions(version, "5.20.0") >= 0 }, (e2e) => {
  const clock = process.env.PRINCIPALS_NOW;
  afterEach(() => {
    process.env.PRINCIPALS_NOW = clock;
  });

  const DAY = 86_400_000;
  const { read } = permissions.zone.dns;
  /** Two slots as they are at a time: 120 days each, the second begins when the first is halfway. */
  function slotsAt(now: string, wide = false): string {
    process.env.PRINCIPALS_NOW = now;
    return synthesizeStack((stack) => {
      for (const [slot, offset] of [
        ["a", 0],
        ["b", 60],
      ] as const) {
        const start = Date.parse("2026-11-01T00:00:00Z") + offset * DAY;
        const from = start + Math.max(0, Math.floor((Date.parse(now) - start) / (120 * DAY))) * 120 * DAY;
        new ServicePrincipal(stack, slot, {
          policies: [wide ? allow(read, permissions.zone.dns.write).on(zone) : allow(read).on(zone)],
          notBefore: new Date(from),
          expiresOn: new Date(from + 120 * DAY),
        });
      }
    });
  }

  test("passes when a slot has expired and is made anew with the same access, and fails when it is made wider", async () => {
    const simulator = await e2e.simulator({ clock: () => new Date(process.env.PRINCIPALS_NOW ?? "") });
    const workspace = await e2e.workspace(simulator, slotsAt("2026-12-01T00:00:00Z"));
    await workspace.apply();
    const state = await workspace.shown("state", (json) => readState(json));
    const reviewed = state.map((spec) => ({ ...spec, rotation: { principal: "test/publisher", slot: spec.name, generation: 1 } }));
    const nightly: PlanGateOptions = { onlyRotation: true };
    await workspace.plan();
    expect(await gate(workspace, reviewed, nightly)).toEqual(["none"]);

    workspace.write(slotsAt("2027-03-02T00:00:00Z", true));
    await workspace.plan();
    expect(await gate(workspace, reviewed, nightly)).toEqual(expect.arrayContaining(["different: a", "not-rotation: b"]));

    workspace.write(slotsAt("2027-03-02T00:00:00Z"));
    await workspace.plan();
    expect(await gate(workspace, reviewed, nightly)).toEqual(["rotation"]);
    expect((await workspace.applyPlan()).exitCode).toBe(0);
    await workspace.plan();
    expect(await gate(workspace, reviewed, nightly)).toEqual(["none"]);
    expect(simulator.tokens().filter(({ status }) => status === "active")).toHaveLength(2);
  });
});
