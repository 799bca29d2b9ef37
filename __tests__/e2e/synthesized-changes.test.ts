import { createHash } from "node:crypto";
import { AccountToken } from "@cdktf/provider-cloudflare/lib/account-token";
import { TerraformOutput, TerraformVariable } from "cdktf";
import { Account, allow, deny, permissions, PrincipalStack, ServicePrincipal, type ServicePrincipalProps } from "../../lib";
import { account, ACCOUNT_ID, DNS_WRITE, OTHER_ACCOUNT_ID, zone, ZONE_1, ZONE_2, ZONE_READ } from "../constructs/support";
import { describeE2e, fingerprint } from "./harness";
import { changesOf, onlyToken, secretsOf, setVariables, synthesize, synthesizeStack } from "./synthesize";

const write = allow(permissions.zone.dns.write).on(zone);
const read = allow(permissions.zone.zone.read).on(zone, account.zone(ZONE_2));
const CI = "cloudflare_account_token.ci_6BD54AB4";

/** One principal, `ci`. */
function ci(props: ServicePrincipalProps, id = "ci"): string {
  return synthesizeStack((stack) => new ServicePrincipal(stack, id, props));
}

describeE2e("a synthesized token", {}, (e2e) => {
  test("is changed in place by everything but the account, and keeps its secret", async () => {
    const simulator = await e2e.simulator();
    const workspace = await e2e.workspace(simulator, ci({ policies: [write] }));
    await workspace.apply();
    const before = (await secretsOf(workspace))["ci"];
    const steps: readonly ServicePrincipalProps[] = [
      {
        policies: [write, read, deny(permissions.zone.dns.write).on(account.zone(ZONE_2))],
        requestIp: { in: ["192.0.2.0/24"], notIn: ["192.0.2.128/25"] },
      },
      { policies: [read], name: "renamed", status: "disabled", notBefore: "2026-01-01T00:00:00Z", expiresOn: "2038-01-15T00:00:00Z" },
      { policies: [write], name: "ci" },
    ];
    for (const props of steps) {
      workspace.write(ci(props));
      expect(await changesOf(workspace)).toEqual([[CI, "update"]]);
      await workspace.apply();
      expect((await workspace.plan()).quiet).toBe(true);
      expect((await secretsOf(workspace))[props.name ?? "ci"]).toEqual(before);
    }
    expect(onlyToken(simulator)).toMatchObject({ name: "ci", status: "active", secretVersion: 1 });
  });

  test("is switched off and on again in place", async () => {
    const simulator = await e2e.simulator();
    const workspace = await e2e.workspace(simulator, ci({ policies: [write] }));
    await workspace.apply();
    for (const status of ["disabled", "active"] as const) {
      workspace.write(ci({ policies: [write], status }));
      expect(await changesOf(workspace)).toEqual([[CI, "update"]]);
      await workspace.apply();
      expect(onlyToken(simulator)).toMatchObject({ status, secretVersion: 1 });
    }
    expect((await workspace.plan()).quiet).toBe(true);
  });

  test("is replaced, the new one first, when its account changes", async () => {
    const other = Account.of(OTHER_ACCOUNT_ID);
    const simulator = await e2e.simulator();
    const workspace = await e2e.workspace(simulator, ci({ policies: [write] }));
    await workspace.apply();
    workspace.write(ci({ account: other, policies: [allow(permissions.zone.dns.write).on(other.zone(ZONE_1))] }));
    expect(await changesOf(workspace)).toEqual([[CI, "create+delete"]]);
    await workspace.apply();
    expect(onlyToken(simulator).owner).toEqual({ accountId: OTHER_ACCOUNT_ID });
  });

  test("gives R2 the SHA-256 of its value", async () => {
    const simulator = await e2e.simulator();
    const config = synthesizeStack((stack) => {
      const p = new ServicePrincipal(stack, "ci", {
        policies: [allow(permissions.r2Bucket.workersR2StorageBucketItem.write).on(account.r2Bucket("backups"))],
      });
      new TerraformOutput(stack, "key", { value: p.r2Credentials.accessKeyId });
      new TerraformOutput(stack, "secret", { value: p.r2Credentials.secretAccessKey, sensitive: true });
    });
    const workspace = await e2e.workspace(simulator, config);
    await workspace.apply();
    const { outputs } = await workspace.show();
    const { id } = onlyToken(simulator);
    expect(outputs["key"]).toBe(id);
    expect(
      await workspace.holds(
        CI,
        "value",
        (value) => fingerprint(createHash("sha256").update(String(value)).digest("hex")) === outputs["secret"],
      ),
    ).toBe(true);
    expect(await workspace.holds(CI, "value", (value) => simulator.holdsValue(id, String(value)))).toBe(true);
  });

  test("gives its value only as a sensitive output", async () => {
    const simulator = await e2e.simulator();
    const workspace = await e2e.workspace(simulator, ci({ policies: [write], exposeValue: true }));
    await workspace.apply();
    const { outputs } = await workspace.show();
    const { id } = onlyToken(simulator);
    expect(Object.values(outputs).sort()).toEqual([id, expect.stringMatching(/^<secret /)].sort());
  });
});

describeE2e("adopting", {}, (e2e) => {
  /** What somebody wrote with the raw L1 before. */
  const old = (): string =>
    synthesizeStack((stack) => {
      new AccountToken(stack, "old", {
        accountId: ACCOUNT_ID,
        name: "ci",
        policies: [
          {
            effect: "allow",
            permissionGroups: [{ id: DNS_WRITE }, { id: ZONE_READ }],
            resources: JSON.stringify({ [`com.cloudflare.api.account.zone.${ZONE_1}`]: "*" }),
          },
        ],
      });
    });
  const policies = [allow(permissions.zone.dns.write, permissions.zone.zone.read).on(zone)];

  test("moves a token of the raw L1 without a change, and its secret stays", async () => {
    const simulator = await e2e.simulator();
    const workspace = await e2e.workspace(simulator, old());
    await workspace.apply();
    const before = await secretsOf(workspace);
    workspace.write(ci({ policies, adopt: "cloudflare_account_token.old" }));
    const plan = await workspace.plan();
    expect(plan.text).toContain(`cloudflare_account_token.old has moved to ${CI}`);
    expect(await workspace.changes()).toEqual([[CI, "no-op"]]);
    await workspace.apply();
    expect(await secretsOf(workspace)).toEqual(before);
    expect((await workspace.plan()).quiet).toBe(true);
    // Once it is applied everywhere, adopt may go.
    workspace.write(ci({ policies }));
    expect((await workspace.plan()).quiet).toBe(true);
    expect(onlyToken(simulator).secretVersion).toBe(1);
  });

  test("would otherwise be a new token with a new secret", async () => {
    const simulator = await e2e.simulator();
    const workspace = await e2e.workspace(simulator, old());
    await workspace.apply();
    workspace.write(ci({ policies }));
    expect([...(await changesOf(workspace))].sort()).toEqual([
      [CI, "create"],
      ["cloudflare_account_token.old", "delete"],
    ]);
  });

  const named = (id: string, name: string, adopt?: string) => (stack: PrincipalStack) =>
    new ServicePrincipal(stack, id, { name, policies, adopt });
  const stackOf = (...build: readonly ((stack: PrincipalStack) => unknown)[]): string =>
    synthesizeStack((stack) => {
      for (const each of build) each(stack);
    });

  test("follows constructs that are renamed, several at once", async () => {
    const simulator = await e2e.simulator();
    const workspace = await e2e.workspace(simulator, stackOf(named("a", "first"), named("b", "second")));
    await workspace.apply();
    const before = await secretsOf(workspace);
    const [first, second] = Object.keys((await workspace.show()).resources).sort();
    workspace.write(stackOf(named("d", "second", second), named("c", "first", first)));
    expect(await changesOf(workspace)).toEqual([]);
    await workspace.apply();
    expect(await secretsOf(workspace)).toEqual(before);
    expect(simulator.tokens().map((token) => token.secretVersion)).toEqual([1, 1]);
  });

  test("fails the plan where two constructs change places: an address that is moved from must be free", async () => {
    const simulator = await e2e.simulator();
    const workspace = await e2e.workspace(simulator, stackOf(named("a", "first"), named("b", "second")));
    await workspace.apply();
    const [first, second] = Object.keys((await workspace.show()).resources).sort();
    workspace.write(stackOf(named("b", "first", first), named("a", "second", second)));
    expect((await workspace.tryPlan()).text).toContain("Moved object still exists");
  });
});

describeE2e("preventDestroy", {}, (e2e) => {
  test("stops what would destroy the token while its construct is there, and not the removal of the construct", async () => {
    const simulator = await e2e.simulator();
    const workspace = await e2e.workspace(simulator, ci({ policies: [write], preventDestroy: true }));
    await workspace.apply();
    const other = Account.of(OTHER_ACCOUNT_ID);
    workspace.write(ci({ account: other, policies: [allow(permissions.zone.dns.write).on(other.zone(ZONE_1))], preventDestroy: true }));
    expect((await workspace.tryPlan()).text).toContain("Instance cannot be destroyed");
    workspace.write(ci({ policies: [write], preventDestroy: true }, "renamed"));
    expect((await changesOf(workspace)).map(([, actions]) => actions).sort()).toEqual(["create", "delete"]);
    workspace.write(synthesizeStack(() => undefined));
    expect(await changesOf(workspace)).toEqual([[CI, "delete"]]);
    await workspace.apply();
    expect(simulator.tokens()).toEqual([]);
  });

  test("stops terraform destroy", async () => {
    const simulator = await e2e.simulator();
    const workspace = await e2e.workspace(simulator, ci({ policies: [write], preventDestroy: true }));
    await workspace.apply();
    await expect(workspace.destroy()).rejects.toThrow("Instance cannot be destroyed");
    expect(simulator.tokens()).toHaveLength(1);
  });
});

describeE2e("a principal that has expired", {}, (e2e) => {
  const clock = process.env["PRINCIPALS_NOW"];
  afterEach(() => {
    if (clock === undefined) delete process.env["PRINCIPALS_NOW"];
    else process.env["PRINCIPALS_NOW"] = clock;
  });

  test("is destroyed with onExpiry: retire, and what referred to it holds null", async () => {
    const at = (now: string): string => {
      process.env["PRINCIPALS_NOW"] = now;
      return synthesizeStack((stack) => {
        const p = new ServicePrincipal(stack, "lapsing", {
          policies: [write],
          expiresOn: "2038-01-15T00:00:00Z",
          onExpiry: "retire",
          exposeValue: true,
        });
        new ServicePrincipal(stack, "ci", { policies: [write] });
        new TerraformOutput(stack, "id", { value: p.tokenId });
      });
    };
    const simulator = await e2e.simulator();
    const workspace = await e2e.workspace(simulator, at("2026-06-01T00:00:00Z"));
    await workspace.apply();
    const { ci: kept } = await secretsOf(workspace);
    workspace.write(at("2038-01-15T00:00:00Z"));
    expect((await changesOf(workspace)).map(([address, actions]) => [address.replace(/_[0-9A-F]{8}$/, ""), actions])).toEqual([
      ["cloudflare_account_token.lapsing", "delete"],
    ]);
    await workspace.apply();
    expect(onlyToken(simulator).name).toBe("ci");
    expect(await secretsOf(workspace)).toEqual({ ci: kept });
    expect((await workspace.plan()).quiet).toBe(true);
  });
});

describeE2e("values known at plan or apply time", {}, (e2e) => {
  test("in zone ids are sorted by Terraform and plan nothing after the apply, and another value is an update in place", async () => {
    const simulator = await e2e.simulator();
    const config = synthesizeStack((stack) => {
      const ids = ["first", "second"].map((name) => new TerraformVariable(stack, name, { type: "string" }).stringValue);
      new ServicePrincipal(stack, "ci", { policies: [allow(permissions.zone.dns.write).on(...ids.map((id) => account.zone(id))), read] });
    });
    const workspace = await e2e.workspace(simulator, config);
    setVariables(workspace, { first: ZONE_2, second: ZONE_1 });
    await workspace.apply();
    expect((await workspace.plan()).quiet).toBe(true);
    const { ci: before } = await secretsOf(workspace);
    setVariables(workspace, { first: "3".repeat(32), second: ZONE_1 });
    expect(await changesOf(workspace)).toEqual([[CI, "update"]]);
    await workspace.apply();
    expect((await workspace.plan()).quiet).toBe(true);
    expect((await secretsOf(workspace))["ci"]).toEqual(before);
  });

  test("in the account replace the token when they change", async () => {
    const simulator = await e2e.simulator();
    const config = synthesize((app) => {
      const outer = new PrincipalStack(app, "test", { account });
      const own = Account.of(new TerraformVariable(outer, "account", { type: "string" }).stringValue);
      new ServicePrincipal(outer, "ci", {
        account: own,
        policies: [
          allow(permissions.zone.dns.write).on(own.allZones()),
          allow(permissions.r2Bucket.workersR2StorageBucketItem.write).on(own.r2Bucket("backups")),
        ],
      });
    })();
    const workspace = await e2e.workspace(simulator, config);
    setVariables(workspace, { account: ACCOUNT_ID });
    await workspace.apply();
    expect((await workspace.plan()).quiet).toBe(true);
    setVariables(workspace, { account: OTHER_ACCOUNT_ID });
    expect(await changesOf(workspace)).toEqual([[CI, "create+delete"]]);
  });

  test("in another stack are read from its state", async () => {
    const simulator = await e2e.simulator();
    const texts = synthesize((app) => {
      const ids = new PrincipalStack(app, "ids", { account });
      const id = new TerraformVariable(ids, "zone", { type: "string", default: ZONE_2 });
      const tokenId = new ServicePrincipal(ids, "outer", { policies: [write] }).tokenId;
      const stack = new PrincipalStack(app, "test", { account });
      new ServicePrincipal(stack, "ci", { policies: [allow(permissions.zone.dns.write).on(account.zone(id.stringValue), zone)] });
      new TerraformOutput(stack, "outer", { value: tokenId, sensitive: true });
    });
    const ids = await e2e.workspace(simulator, texts("ids"), { stack: "ids" });
    await ids.apply();
    const workspace = await e2e.workspace(simulator, texts("test"), { beside: ids });
    await workspace.apply();
    expect((await ids.plan()).quiet).toBe(true);
    expect((await workspace.plan()).quiet).toBe(true);
    const token = simulator.tokens().find((each) => each.name === "ci");
    expect(token?.answer["policies"]).toMatchObject([
      { resources: { [`com.cloudflare.api.account.zone.${ZONE_1}`]: "*", [`com.cloudflare.api.account.zone.${ZONE_2}`]: "*" } },
    ]);
    const outer = simulator.tokens().find((each) => each.name === "outer")?.id ?? "";
    expect((await workspace.show()).outputs["outer"]).toBe(fingerprint(outer));
  });
});
