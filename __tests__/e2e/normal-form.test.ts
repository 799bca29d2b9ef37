import { describeE2e } from "./harness";
import { ACCOUNT, ADDRESS, NORMAL_FORM, policyJson, stackJson, tokenStack, UNSORTED_KEYS, DNS_READ, zoneKey, ZONE_1 } from "./token-config";

describeE2e("the normal form", {}, (e2e) => {
  test("applies and then plans nothing, however often the API shuffles its answer", async () => {
    const simulator = await e2e.simulator();
    const output = { secret: { value: `\${sha256(${ADDRESS}.value)}`, sensitive: true } };
    const workspace = await e2e.workspace(simulator, tokenStack(e2e.version, NORMAL_FORM, {}, { output }));
    await workspace.apply();
    expect((await workspace.plan()).quiet).toBe(true);
    expect((await workspace.plan()).quiet).toBe(true);
    const [token] = simulator.tokens();
    const { resources, outputs } = await workspace.show();
    expect([resources[ADDRESS]?.value, outputs.secret]).toEqual([expect.stringMatching(/^<secret /), expect.stringMatching(/^<secret /)]);
    expect(await workspace.holds(ADDRESS, "value", (value) => simulator.holdsValue(token?.id ?? "", String(value)))).toBe(true);
    await workspace.destroy();
    expect(simulator.tokens()).toEqual([]);
  });

  test("an update of the address filter happens in place and keeps the secret", async () => {
    const filter = (...ranges: string[]) => ({ condition: { request_ip: { in: ranges, not_in: ["192.0.2.128/25"] } } });
    const simulator = await e2e.simulator();
    const workspace = await e2e.workspace(simulator, tokenStack(e2e.version, NORMAL_FORM, filter("192.0.2.0/24")));
    await workspace.apply();
    const before = await workspace.show();

    workspace.write(tokenStack(e2e.version, NORMAL_FORM, filter("192.0.2.0/24", "198.51.100.0/24")));
    expect((await workspace.plan()).quiet).toBe(false);
    expect(await workspace.changes()).toEqual([[ADDRESS, "update"]]);
    await workspace.apply();

    const after = await workspace.show();
    expect(after.resources[ADDRESS]).toMatchObject({
      id: before.resources[ADDRESS]?.id,
      value: before.resources[ADDRESS]?.value,
      condition: { request_ip: { in: ["192.0.2.0/24", "198.51.100.0/24"], not_in: ["192.0.2.128/25"] } },
    });
    expect(simulator.tokens()).toMatchObject([{ secretVersion: 1, answer: { condition: { request_ip: { not_in: ["192.0.2.128/25"] } } } }]);
    expect((await workspace.plan()).quiet).toBe(true);
  });

  test("a token is disabled and enabled in place", async () => {
    const simulator = await e2e.simulator();
    const workspace = await e2e.workspace(simulator, tokenStack(e2e.version, NORMAL_FORM, { status: "active" }));
    await workspace.apply();
    for (const status of ["disabled", "active"] as const) {
      workspace.write(tokenStack(e2e.version, NORMAL_FORM, { status }));
      await workspace.apply();
      expect(simulator.tokens()).toMatchObject([{ status, secretVersion: 1 }]);
      expect((await workspace.plan()).quiet).toBe(true);
    }
  });

  test("a token made by hand is imported without a change", async () => {
    const simulator = await e2e.simulator();
    const { id } = simulator.createToken(
      { accountId: ACCOUNT },
      {
        name: "t",
        policies: [...NORMAL_FORM].reverse().map(({ effect, permission_groups, resources }) => ({
          effect,
          permission_groups: [...permission_groups].reverse(),
          resources: JSON.parse(resources) as object,
        })),
      },
    );
    const workspace = await e2e.workspace(
      simulator,
      tokenStack(e2e.version, NORMAL_FORM, {}, { import: [{ to: ADDRESS, id: `${ACCOUNT}/${id}` }] }),
    );
    await workspace.plan();
    expect(await workspace.changes()).toEqual([[ADDRESS, "import+no-op"]]);
    await workspace.apply();
    expect((await workspace.plan()).quiet).toBe(true);
    expect((await workspace.show()).resources[ADDRESS]?.value).toBeNull();
    expect(simulator.tokens()).toMatchObject([{ id, secretVersion: 1 }]);
  });

  test("a user token in the normal form behaves the same", async () => {
    const simulator = await e2e.simulator();
    const policies = [policyJson("allow", [DNS_READ], { [zoneKey(ZONE_1)]: "*" })];
    const workspace = await e2e.workspace(
      simulator,
      stackJson(e2e.version, { resource: { cloudflare_api_token: { t: { name: "t", policies } } } }),
      { credential: "cfut_SIMULATED_NOT_A_REAL_TOKEN_00000000000000000" },
    );
    await workspace.apply();
    expect((await workspace.plan()).quiet).toBe(true);
    expect(simulator.tokens()).toMatchObject([{ owner: "user", name: "t" }]);
  });
});

describeE2e("two stacks of one output folder", {}, (e2e) => {
  test("read each other's state", async () => {
    const simulator = await e2e.simulator();
    const output = { id: { value: `\${${ADDRESS}.id}` } };
    const first = await e2e.workspace(simulator, tokenStack(e2e.version, NORMAL_FORM, {}, { output }), { stack: "first" });
    await first.apply();
    const state = { backend: "local", config: { path: "../../../terraform.test.tfstate" } };
    const second = await e2e.workspace(
      simulator,
      stackJson(
        e2e.version,
        {
          data: { terraform_remote_state: { first: state } },
          output: { seen: { value: "${data.terraform_remote_state.first.outputs.id}" } },
        },
        "second",
      ),
      { stack: "second", beside: first },
    );
    await second.apply();
    expect((await second.show()).outputs).toEqual({ seen: simulator.tokens()[0]?.id });
  });
});

describeE2e("resource keys as people write them", {}, (e2e) => {
  test("fails on every apply when the API sorts them: the token is made, tainted, and made again", async () => {
    const simulator = await e2e.simulator({ keyOrder: "sorted" });
    const workspace = await e2e.workspace(simulator, tokenStack(e2e.version, UNSORTED_KEYS));
    const first = await workspace.tryApply();
    expect([first.exitCode, first.text]).toEqual([1, expect.stringContaining("Provider produced inconsistent result after apply")]);
    const [made] = simulator.tokens();
    expect(made?.name).toBe("t");

    expect((await workspace.tryApply()).exitCode).toBe(1);
    const [again] = simulator.tokens();
    expect(simulator.tokens()).toHaveLength(1);
    expect(again?.id).not.toBe(made?.id);
  });

  test("are quiet when the API keeps them as sent", async () => {
    const simulator = await e2e.simulator({ keyOrder: "asSent" });
    const workspace = await e2e.workspace(simulator, tokenStack(e2e.version, UNSORTED_KEYS));
    await workspace.apply();
    expect((await workspace.plan()).quiet).toBe(true);
  });
});
