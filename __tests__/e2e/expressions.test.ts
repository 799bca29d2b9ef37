import { DEFAULT_PERMISSION_GROUPS } from "../../testing";
import { describeE2e } from "./harness";
import {
  ACCOUNT,
  ADDRESS,
  DNS_READ,
  DNS_WRITE,
  type PolicyJson,
  stackJson,
  tokenJson,
  tokenStack,
  ZONE_1,
  ZONE_2,
  zoneKey,
} from "./token-config";

const LIST = "cloudflare_account_api_token_permission_groups_list";
const ZONE_SCOPE = "com.cloudflare.api.account.zone";

/** A policy on two zones whose ids are Terraform expressions, in the order of the arguments. */
function onZones(...ids: readonly string[]): readonly PolicyJson[] {
  const entries = ids.map((id) => `(format("com.cloudflare.api.account.zone.%s", ${id})) = "*"`);
  return [{ effect: "allow", permission_groups: [{ id: DNS_READ }], resources: `\${jsonencode({${entries.join(", ")}})}` }];
}

const SORTED = `{"${zoneKey(ZONE_1)}":"*","${zoneKey(ZONE_2)}":"*"}`;

describeE2e("resources as an expression", {}, (e2e) => {
  test("over variables are sorted by Terraform and plan nothing after the apply", async () => {
    const simulator = await e2e.simulator();
    const variable = { first: { default: ZONE_2, type: "string" }, second: { default: ZONE_1, type: "string" } };
    const workspace = await e2e.workspace(simulator, tokenStack(e2e.version, onZones("var.first", "var.second"), {}, { variable }));
    await workspace.apply();
    expect((await workspace.plan()).quiet).toBe(true);
    expect((await workspace.show()).resources[ADDRESS]).toMatchObject({ policies: [{ resources: SORTED }] });
  });

  test("over values known only after apply work too", async () => {
    const simulator = await e2e.simulator();
    const resource = {
      cloudflare_account_token: { t: tokenJson(onZones("terraform_data.first.output", "terraform_data.second.output")) },
      terraform_data: { first: { input: ZONE_2 }, second: { input: ZONE_1 } },
    };
    const workspace = await e2e.workspace(simulator, stackJson(e2e.version, { resource }));
    await workspace.apply();
    expect((await workspace.plan()).quiet).toBe(true);
    expect((await workspace.show()).resources[ADDRESS]).toMatchObject({ policies: [{ resources: SORTED }] });
  });
});

describeE2e("permission groups looked up at plan time", {}, (e2e) => {
  /** The data source for one name and scope, which must find exactly one group of that name. */
  const lookup = (name: string, scope: string) => ({
    account_id: ACCOUNT,
    name,
    scope,
    lifecycle: [
      {
        postcondition: [
          {
            condition: `\${length([for g in self.result : g if g.name == "${name}"]) == 1}`,
            error_message: `there is not exactly one permission group ${name} of scope ${scope}`,
          },
        ],
      },
    ],
  });
  const idOf = (source: string, name: string) => `one([for g in data.${LIST}.${source}.result : g.id if g.name == "${name}"])`;
  const stack = (names: Readonly<Record<string, string>>) => {
    const ids = Object.entries(names).map(([source, name]) => idOf(source, name));
    const policy: PolicyJson = {
      effect: "allow",
      permission_groups: `\${[for id in sort(distinct([${ids.join(", ")}])) : { id = id }]}`,
      resources: `{"${zoneKey(ZONE_1)}":"*"}`,
    };
    const sources = Object.entries(names).map(([source, name]) => [source, lookup(name, ZONE_SCOPE)] as const);
    return tokenStack(e2e.version, [policy], {}, { data: { [LIST]: Object.fromEntries(sources) } });
  };

  test.each(["equal", "contains"] as const)(
    "apply sorted by id and plan nothing, the API's name filter taken as %s",
    async (nameFilter) => {
      const simulator = await e2e.simulator({ nameFilter });
      const workspace = await e2e.workspace(
        simulator,
        stack({ shield: "Domain Page Shield", read: "DNS Read", write: "DNS Write", again: "DNS Write" }),
      );
      await workspace.apply();
      expect((await workspace.plan()).quiet).toBe(true);
      // Its name is part of another group's, Domain Page Shield Read: a filter by part of the name finds both.
      const shield = DEFAULT_PERMISSION_GROUPS.find(({ name }) => name === "Domain Page Shield")?.id ?? "";
      const ids = [DNS_READ, DNS_WRITE, shield].sort().map((id) => ({ id }));
      expect((await workspace.show()).resources[ADDRESS]).toMatchObject({ policies: [{ permission_groups: ids }] });
    },
  );

  test("fail the plan when there is no such group, with our message and without a token made", async () => {
    const simulator = await e2e.simulator();
    const workspace = await e2e.workspace(simulator, stack({ nope: "DNS Rite" }));
    const run = await workspace.tryApply();
    expect(run.exitCode).toBe(1);
    expect(run.text.replace(/\s+/g, " ")).toContain(`there is not exactly one permission group DNS Rite of scope ${ZONE_SCOPE}`);
    expect(simulator.tokens()).toEqual([]);
  });

  test("send name and scope URL-encoded, and max_items not at all: it cuts the answer, before any filter of ours", async () => {
    const simulator = await e2e.simulator();
    const data = {
      [LIST]: {
        encoded: { account_id: ACCOUNT, name: "Access: A & B + C", scope: ZONE_SCOPE },
        cut: { account_id: ACCOUNT, max_items: 2 },
      },
    };
    const output = { cut: { value: `\${length(data.${LIST}.cut.result)}` } };
    const workspace = await e2e.workspace(simulator, stackJson(e2e.version, { data, output }));
    await workspace.apply();
    expect(new Set(simulator.requests().map(({ query }) => query))).toEqual(
      new Set(["", `name=Access%3A+A+%26+B+%2B+C&scope=${ZONE_SCOPE}`]),
    );
    expect((await workspace.show()).outputs).toEqual({ cut: 2 });
  });
});

describeE2e("a zone looked up by name", {}, (e2e) => {
  const zones = [
    { id: ZONE_1, name: "example.com", accountId: ACCOUNT },
    { id: ZONE_2, name: "example.com", accountId: "ffffffffffffffffffffffffffffffff" },
  ];
  const stack = (filter: object) =>
    tokenStack(e2e.version, onZones("data.cloudflare_zone.z.zone_id"), {}, { data: { cloudflare_zone: { z: { filter } } } });

  test("within an account gives the key", async () => {
    const simulator = await e2e.simulator({ zones });
    const workspace = await e2e.workspace(simulator, stack({ name: "example.com", account: { id: ACCOUNT } }));
    await workspace.apply();
    expect((await workspace.plan()).quiet).toBe(true);
    expect((await workspace.show()).resources[ADDRESS]).toMatchObject({ policies: [{ resources: `{"${zoneKey(ZONE_1)}":"*"}` }] });
  });

  test.each([
    ["two zones, without the account", { name: "example.com" }, "2 found"],
    ["no zone", { name: "example.org", account: { id: ACCOUNT } }, "0 found"],
  ])("fails the plan for %s", async (_, filter, message) => {
    const simulator = await e2e.simulator({ zones });
    const run = await (await e2e.workspace(simulator, stack(filter))).tryPlan();
    expect(run.exitCode).toBe(1);
    expect(run.text).toContain("failed to find exactly one result");
    expect(run.text).toContain(message);
  });
});
