import { describeE2e } from "./harness";
import { ADDRESS, NORMAL_FORM, tokenStack } from "./token-config";

describeE2e("what the provider does that one has to know", {}, (e2e) => {
  test("when the answer to a create is lost it creates again, and a second token stays behind that no state knows", async () => {
    const simulator = await e2e.simulator();
    simulator.failNext({ when: "after", disconnect: true, only: ({ method }) => method === "POST" });
    const workspace = await e2e.workspace(simulator, tokenStack(e2e.version, NORMAL_FORM));
    await workspace.apply();
    const [orphan, known] = simulator.tokens();
    expect(simulator.tokens().map(({ name }) => name)).toEqual(["t", "t"]);
    expect((await workspace.show()).resources[ADDRESS]?.id).toBe(known?.id);
    await workspace.destroy();
    expect(simulator.tokens().map(({ id }) => id)).toEqual([orphan?.id]);
  });

  test("if the API ignores the status of a create, a token meant to be disabled is active until the next apply, which the first does not say", async () => {
    const simulator = await e2e.simulator({ statusOnCreate: "ignored" });
    const workspace = await e2e.workspace(simulator, tokenStack(e2e.version, NORMAL_FORM, { status: "disabled" }));
    await workspace.apply();
    expect(simulator.tokens()).toMatchObject([{ status: "active" }]);
    expect((await workspace.show()).resources[ADDRESS]?.status).toBe("disabled");
    expect((await workspace.plan()).quiet).toBe(false);
    await workspace.apply();
    expect(simulator.tokens()).toMatchObject([{ status: "disabled", secretVersion: 1 }]);
    expect((await workspace.plan()).quiet).toBe(true);
  });
});
