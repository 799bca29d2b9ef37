import { TerraformVariable } from "cdktf";
import { Account, allow, permissions, type PrincipalStack, ServicePrincipal, type ServicePrincipalProps } from "../../lib";
import type { TokenSpec } from "../../lib/policy";
import { accessDiff, readPlan, readState } from "../../lib/review";
import { account, OTHER_ACCOUNT_ID, zone, ZONE_1, ZONE_2 } from "../constructs/support";
import { describeE2e, type Workspace } from "./harness";
import { setVariables, synthesizeStack } from "./synthesize";

const write = allow(permissions.zone.dns.write).on(zone);
const read = allow(permissions.zone.zone.read).on(zone, account.zone(ZONE_2));

function principals(all: Readonly<Record<string, ServicePrincipalProps>>): string {
  return synthesizeStack((stack) => {
    for (const [id, props] of Object.entries(all)) new ServicePrincipal(stack, id, props);
  });
}

/** What the diff says of the plan, without a trace of a value. */
async function planned(workspace: Workspace): Promise<readonly string[]> {
  await workspace.plan();
  const { plan, text } = await workspace.shown("plan", (json) => {
    const reading = readPlan(json);
    return { plan: reading, text: JSON.stringify(reading) };
  });
  expect(text).not.toMatch(/cf[a-z]*_[A-Za-z0-9_-]{20,}|"value"/);
  return accessDiff(plan.before, plan.after).tokens.map(
    ({ name, change, verdict, disruptive }) => `${name}: ${[change, verdict, ...disruptive].join(" ")}`,
  );
}

describeE2e("the diff of a plan", {}, (e2e) => {
  test("says what the plan of real Terraform does to each token", async () => {
    const simulator = await e2e.simulator();
    const first = {
      a: { policies: [write, read], requestIp: { in: ["192.0.2.0/24"] } },
      b: { policies: [read] },
      c: { policies: [write] },
    };
    const workspace = await e2e.workspace(simulator, principals(first));
    expect(await planned(workspace)).toEqual(["a: created broadening", "b: created broadening", "c: created broadening"]);
    await workspace.apply();
    expect(await planned(workspace)).toEqual([]);

    const specs = await workspace.shown("state", (json) => readState(json));
    expect(specs.map(({ name, address, status }) => [name, address?.replace(/_[0-9A-F]{8}$/, ""), status])).toEqual([
      ["a", "cloudflare_account_token.a", "active"],
      ["b", "cloudflare_account_token.b", "active"],
      ["c", "cloudflare_account_token.c", "active"],
    ]);

    const other = Account.of(OTHER_ACCOUNT_ID);
    const b = specs.find((spec: TokenSpec) => spec.name === "b")?.address;
    workspace.write(
      principals({
        a: { policies: [write], name: "renamed", status: "disabled" },
        moved: { policies: [read, allow(permissions.zone.dns.read).on(account.allZones())], name: "b", adopt: b },
        c: { account: other, policies: [allow(permissions.zone.dns.write).on(other.zone(ZONE_1))] },
      }),
    );
    expect(await planned(workspace)).toEqual([
      "b: changed broadening",
      "renamed: renamed narrowing disabled",
      "c: replaced mixed replaced permission-lost",
    ]);
    workspace.write(principals({ a: first.a }));
    expect(await planned(workspace)).toEqual(["b: deleted narrowing deleted", "c: deleted narrowing deleted"]);
  });

  test("takes what is known after apply only for nothing it knows", async () => {
    const simulator = await e2e.simulator();
    const config = (from: "variable" | "resource"): string =>
      synthesizeStack((stack: PrincipalStack) => {
        const variable = new TerraformVariable(stack, "zone", { type: "string" });
        stack.addOverride("resource.terraform_data.zone", { input: variable.stringValue });
        const id = from === "variable" ? variable.stringValue : "${terraform_data.zone.output}";
        new ServicePrincipal(stack, "ci", { policies: [allow(permissions.zone.dns.write).on(account.zone(id))] });
      });
    const workspace = await e2e.workspace(simulator, config("variable"));
    setVariables(workspace, { zone: ZONE_1 });
    await workspace.apply();
    expect(await planned(workspace)).toEqual([]);
    workspace.write(config("resource"));
    setVariables(workspace, { zone: ZONE_2 });
    expect(await planned(workspace)).toEqual(["ci: changed mixed permission-lost"]);
  });
});
