import { gatePlan, type PlanGateOptions, readPlan, type TokenSpec } from "../../../lib";
import { snapshotOf } from "../../../lib/review";
import { IMPORTED } from "../../../lib/read";
import { DNS_WRITE, ZONE_KEY } from "../../read/files";
import { stack, token } from "../record/stacks";
import { entry, live, planOf, SAME, type Sides } from "./plans";

const READ = "c8fed203ed3043cba015a93ad1616f1f";

function gate(reviewed: readonly TokenSpec[], plan: object, options?: PlanGateOptions) {
  const { problems, changes, passed } = gatePlan("prod", readPlan(plan), snapshotOf([stack(reviewed)]), options);
  expect(passed).toBe(problems.length === 0);
  return { changes, problems: problems.map((each) => `${each.problem}: ${each.token ?? each.address ?? ""}`) };
}

/** Slots of one rotation, as a synthesized folder says them. */
const slot = (name: "a" | "b", more: Partial<TokenSpec> = {}): TokenSpec =>
  token({
    name: `ci-${name}`,
    address: `cloudflare_account_token.ci_${name}`,
    rotation: { principal: "prod/ci", slot: name, generation: 1 },
    notBefore: "2026-11-01T00:00:00Z",
    expiresOn: "2027-01-30T00:00:00Z",
    ...more,
  });
const dates = { not_before: "2026-11-01T00:00:00Z", expires_on: "2027-01-30T00:00:00Z" };
const later = { not_before: "2026-12-01T00:00:00Z", expires_on: "2027-03-01T00:00:00Z" };

describe("the gate on a whole plan", () => {
  it("passes a plan that changes nothing, or leads to the reviewed access, and says which", () => {
    expect(gate([token()], planOf([entry("ci", SAME)]))).toEqual({ changes: "none", problems: [] });
    expect(gate([token()], planOf([entry("ci", [["create"], null, live()])]))).toEqual({ changes: "other", problems: [] });
    expect(gate([token()], planOf([entry("ci", [["update"], live({ status: "disabled" }), live()])]))).toEqual({
      changes: "other",
      problems: [],
    });
  });

  it("counts a change of anything but a token", () => {
    const secret = entry("s", [["update"], {}, {}], "cloudflare_workers_secret");
    expect(gate([token()], planOf([entry("ci", SAME), secret])).changes).toBe("other");
    expect(gate([token()], planOf([entry("ci", SAME)], { output_changes: { id: { actions: ["create"] } } })).changes).toBe("other");
    expect(gate([token()], planOf([entry("ci", SAME)], { output_changes: { id: { actions: ["no-op"] } } })).changes).toBe("none");
  });

  it("fails for a token that moves to another address without moved, since it is made anew", () => {
    const moved = [entry("old", [["delete"], live(), null]), entry("ci", [["create"], null, live()])];
    expect(gate([token()], planOf(moved)).problems).toEqual(["replaced: ci"]);
    expect(gate([token()], planOf(moved), { replace: ["cloudflare_account_token.old"] }).problems).toEqual([]);
  });

  it("counts what changes in the state alone: it has to be applied, and is no rotation", () => {
    const same = { actions: ["no-op"], before: live(), after: live(), after_unknown: {}, before_sensitive: {}, after_sensitive: {} };
    const base = { address: "cloudflare_account_token.ci", mode: "managed", type: "cloudflare_account_token", name: "ci" };
    const move = planOf([{ ...base, previous_address: "cloudflare_account_token.old", change: same }]);
    const imported = planOf([{ ...base, change: { ...same, importing: { id: "x" } } }]);
    const address = "cloudflare_account_token.ci";
    // Whoever holds the value of the token that takes the place goes on holding it.
    for (const [plan, problem, allowed] of [
      [move, "moved", { moves: [address] }],
      [imported, "imported", { imports: [address] }],
    ] as const) {
      expect(gate([token()], plan).problems).toEqual([`${problem}: ${address}`]);
      expect(gate([token()], plan, allowed)).toEqual({ changes: "other", problems: [] });
      expect(gate([token()], plan, { ...allowed, onlyRotation: true }).problems).toContain(`not-rotation: ${address}`);
    }
    expect(gate([token()], imported, { imports: [address], onlyRotation: true }).problems).toContain(`imported: ${address}`);
  });

  it("says what is asked for and is not in the plan, by either address of a token that is made anew", () => {
    const unused = (plan: object, options: PlanGateOptions): unknown =>
      gatePlan("prod", readPlan(plan), snapshotOf([stack([token()])]), options).unused;
    const same = { actions: ["no-op"], before: live(), after: live(), after_unknown: {}, before_sensitive: {}, after_sensitive: {} };
    const [ci, old, worker] = ["cloudflare_account_token.ci", "cloudflare_account_token.old", "cloudflare_worker.w"];
    const base = { address: ci, mode: "managed", type: "cloudflare_account_token", name: "ci" };
    const other = { ...base, address: worker, type: "cloudflare_worker", name: "w" };
    const anew = planOf([entry("old", [["delete"], live(), null]), entry("ci", [["create"], null, live()])]);
    const inState = planOf([
      { ...base, previous_address: old, change: { ...same, importing: { id: "x" } } },
      { ...other, change: { ...same, before: {}, after: {}, importing: { id: "y" } } },
    ]);
    const all = { replace: [ci, old], imports: [ci, worker], moves: [ci, old], resolve: { "var.zone": "1" } };
    expect(unused(anew, { replace: [ci, old] })).toEqual([]);
    expect(unused(inState, all)).toEqual([
      { option: "replace", value: ci },
      { option: "replace", value: old },
      { option: "imports", value: worker },
      { option: "moves", value: old },
      { option: "resolve", value: "var.zone" },
    ]);
    const zone = "com.cloudflare.api.account.zone.${var.zone}";
    const open = token({ policies: [{ effect: "allow", permissionGroups: [DNS_WRITE], resources: { [zone]: "*" } }] });
    const reviewed = snapshotOf([stack([open])]);
    const { unused: none, resolved } = gatePlan("prod", readPlan(planOf([entry("ci", SAME)])), reviewed, { resolve: { "var.zone": "1" } });
    expect(resolved).toHaveLength(1);
    expect(none).toEqual([]);
  });

  it("fails for a plan that deletes all tokens of a stack that no file is about, unless that is meant", () => {
    const plan = planOf([entry("ci", [["delete"], live(), null])]);
    expect(gate([], plan).problems).toEqual(["no-snapshot: "]);
    expect(gate([], plan, { empty: true })).toEqual({ changes: "other", problems: [] });
    expect(gate([], planOf([]))).toEqual({ changes: "none", problems: [] });
  });

  it("fails for what gives access and is no token", () => {
    const member = (actions: readonly string[]): object => entry("m", [actions, {}, {}], "cloudflare_account_member");
    expect(gate([token()], planOf([entry("ci", SAME), member(["create"])])).problems).toEqual([
      "other-access: cloudflare_account_member.m",
    ]);
    expect(gate([token()], planOf([entry("ci", SAME), member(["delete"])])).problems).toEqual([]);
  });

  it("fails for access that nobody reviewed", () => {
    expect(gate([token()], planOf([entry("ci", [["update"], live(), live({ status: "disabled" })])])).problems).toEqual(["different: ci"]);
    expect(gate([token()], planOf([entry("ci", [["delete"], live(), null])])).problems).toEqual(["missing: ci"]);
  });

  it("fails for a token that another provider configuration manages than the reviewed one", () => {
    const managed = (key: string, address = "cloudflare_account_token.ci"): object =>
      planOf([entry("ci", SAME)], {
        configuration: { root_module: { resources: [{ address, type: "cloudflare_account_token", provider_config_key: key }] } },
      });
    expect(gate([token()], managed("cloudflare")).problems).toEqual([]);
    expect(gate([token()], managed("cloudflare.other"))).toEqual({ changes: "none", problems: ["different: ci"] });
    expect(gate([token({ provider: { name: "cloudflare.other" } })], managed("cloudflare.other")).problems).toEqual([]);
    expect(gate([token({ provider: { name: "cloudflare.other" } })], managed("cloudflare")).problems).toEqual(["different: ci"]);
  });

  it.each([["create,delete"], ["delete,create"]])("fails for a token that is made anew (%s), unless its address is given", (actions) => {
    const plan = planOf([entry("ci", [actions.split(","), live(), live()])]);
    expect(gate([token()], plan).problems).toEqual(["replaced: ci"]);
    expect(gate([token()], plan, { replace: ["cloudflare_account_token.other"] }).problems).toEqual(["replaced: ci"]);
    expect(gate([token()], plan, { replace: ["cloudflare_account_token.ci"] })).toEqual({ changes: "other", problems: [] });
  });

  it.each<[string, Sides, Sides]>([
    ["disabled", [["update"], live(), live({ status: "disabled" })], [["update"], live({ status: "disabled" }), live()]],
    ["widened", [["update"], live(), live({ expires_on: null, condition: null, name: "x" })], [["update"], live({ name: "x" }), live()]],
    ["deleted", [["delete"], live(), null], [["create"], null, live()]],
  ])("fails for a token that somebody %s in the account, unless that may be undone", (_, drift, change) => {
    const plan = planOf([entry("ci", change)], { resource_drift: [entry("ci", drift)] });
    expect(gate([token()], plan).problems).toEqual([expect.stringMatching(/^drifted: /)]);
    expect(gate([token()], plan, { revertDrift: true })).toEqual({ changes: "other", problems: [] });
  });

  it("takes what is no access for no drift", () => {
    const used = entry("ci", [["update"], live({ last_used_on: null }), live({ last_used_on: "2026-11-01T00:00:00Z" })]);
    expect(gate([token()], planOf([entry("ci", SAME)], { resource_drift: [used] })).problems).toEqual([]);
  });

  it("fails for what is not understood of a planned token and was not reviewed, whatever its digest, but for an import that is asked for", () => {
    const address = "cloudflare_account_token.ci";
    const odd = { what: "provisioner", where: address, digest: "of configuration" };
    const plan = readPlan(planOf([entry("ci", SAME)]));
    const ask = (notUnderstood: TokenSpec["notUnderstood"] = [], importing = false): string[] => {
      const after = plan.after.map((spec) => ({ ...spec, notUnderstood }));
      const stateOnly = importing ? [{ address, type: "cloudflare_account_token", actions: ["import"] }] : [];
      const files = snapshotOf([stack([token({ notUnderstood: [odd] })])]);
      return gatePlan("prod", { ...plan, after, stateOnly }, files, { imports: [address] }).problems.map(({ problem }) => problem);
    };
    const planned = { ...odd, digest: "of the plan" };
    const imported = { what: IMPORTED, where: address };
    expect(ask([planned])).toEqual([]);
    expect(ask([{ ...planned, what: "connection" }])).toEqual(["not-understood"]);
    expect(ask([{ ...planned, where: "x.y" }])).toEqual(["not-understood"]);
    expect(ask([imported])).toEqual(["not-understood"]);
    expect(ask([imported], true)).toEqual([]);
    expect(ask([imported, planned], true)).toEqual([]);
    expect(ask([imported, { ...planned, what: "connection" }], true)).toEqual(["not-understood"]);
  });

  it.each<[string, object, string]>([
    ["actions", { action_invocations: [{ address: "action.x.y" }] }, "action.x.y"],
    ["actions that are put off", { deferred_action_invocations: [{ action_invocation: { address: "action.x.y" } }] }, "action.x.y"],
    ["changes that are put off", { deferred_changes: [{ resource_change: { address: "x.y" } }] }, "x.y"],
    ["a member of a Terraform to come", { new_member: [1] }, "new_member"],
    ["a member of a change", { resource_changes: [{ ...entry("ci", SAME), more: true }] }, "resource_changes[0].more"],
  ])("fails for %s, by name", (_, more, where) => {
    const { problems } = gatePlan("prod", readPlan({ ...planOf([entry("ci", SAME)]), ...more }), snapshotOf([stack([token()])]), {
      onlyRotation: true,
    });
    expect(problems).toEqual([expect.objectContaining({ problem: "not-reviewed", where })]);
  });

  it("fails with a clear error for a drift that can't be read", () => {
    expect(() => gate([token()], planOf([entry("ci", SAME)], { resource_drift: [{ address: 1 }] }))).toThrow(/resource_drift\[0\]/);
    expect(() => gate([token()], planOf([entry("ci", SAME)], { resource_drift: [entry("ci", [["dance"], live(), live()])] }))).toThrow(
      /an action that is not known here/,
    );
  });
});

describe("the gate on expressions", () => {
  const ZONE = "${data.cloudflare_zone.z.id}";
  const LIST = "data.cloudflare_account_api_token_permission_groups_list.x";
  const lookup = `\${one([for g in ${LIST}.result : g.id if g.name == "New Thing Write"])}`;
  const policy = (id: string, key: string): object => ({
    policies: [{ effect: "allow", permission_groups: [{ id }], resources: JSON.stringify({ [key]: "*" }) }],
  });
  const reviewedZone = stack([
    token({
      policies: [{ effect: "allow", permissionGroups: [DNS_WRITE], resources: { [`com.cloudflare.api.account.zone.${ZONE}`]: "*" } }],
      lookups: { [ZONE]: { kind: "zone", name: "example.com" } },
    }),
  ]);
  const reviewedGroup = stack([
    token({
      policies: [{ effect: "allow", permissionGroups: [lookup], resources: { [ZONE_KEY]: "*" } }],
      lookups: { [lookup]: { kind: "permission", name: "New Thing Write" } },
    }),
  ]);
  const zone = (name: string, id = "1".repeat(32), more: object = {}): object => ({
    mode: "data",
    type: "cloudflare_zone",
    name: "z",
    address: "data.cloudflare_zone.z",
    provider_name: "registry.terraform.io/cloudflare/cloudflare",
    values: { id, name },
    ...more,
  });
  const groups = (name: string): object => ({
    mode: "data",
    type: "cloudflare_account_api_token_permission_groups_list",
    name: "x",
    address: LIST,
    provider_name: "registry.terraform.io/cloudflare/cloudflare",
    values: { result: [{ id: "a".repeat(32), name }] },
  });
  const ask = (reviewed: typeof reviewedZone, after: object, data: readonly object[], options?: PlanGateOptions): string[] => {
    const plan = planOf([entry("ci", [["create"], null, live(after)])], { prior_state: { values: { root_module: { resources: data } } } });
    return gatePlan("prod", readPlan(plan), snapshotOf([reviewed]), options).problems.map(
      (each) => `${each.problem}: ${each.symbol ?? each.token ?? ""}`,
    );
  };

  it("takes an id for what was reviewed where a data source of Cloudflare's shows it, and nowhere else", () => {
    const unproven = ["unproven: data.cloudflare_zone.z.id"];
    const found = policy(DNS_WRITE, ZONE_KEY);
    expect(ask(reviewedZone, found, [zone("example.com")])).toEqual([]);
    expect(ask(reviewedZone, found, [])).toEqual(unproven);
    expect(ask(reviewedZone, found, [zone("other.example")])).toEqual(unproven);
    expect(ask(reviewedZone, found, [zone("example.com", "2".repeat(32))])).toEqual(["different: ci"]);
    expect(ask(reviewedZone, found, [zone("example.com", "1".repeat(32), { address: "data.cloudflare_zone.other" })])).toEqual(unproven);
    expect(
      ask(reviewedZone, found, [zone("example.com", "1".repeat(32), { provider_name: "registry.terraform.io/evil/cloudflare" })]),
    ).toEqual(unproven);
    expect(ask(reviewedZone, found, [], { resolve: { "data.cloudflare_zone.z.id": "1".repeat(32) } })).toEqual([]);
    expect(ask(reviewedZone, found, [], { resolve: { "data.cloudflare_zone.z.id": "2".repeat(32) } })).toEqual(["different: ci"]);
    // What the plan shows counts more than what somebody says.
    const wrong = { resolve: { "data.cloudflare_zone.z.id": "2".repeat(32) } };
    expect(ask(reviewedZone, found, [zone("example.com")], wrong)).toEqual([]);
  });

  it("takes a permission that the catalogue does not know for the reviewed one where Cloudflare's list says so", () => {
    const found = policy("a".repeat(32), ZONE_KEY);
    expect(ask(reviewedGroup, found, [groups("New Thing Write")])).toEqual([]);
    expect(ask(reviewedGroup, found, [groups("Account API Tokens Write")])).toEqual([expect.stringMatching(/^unproven: one\(/)]);
    expect(ask(reviewedGroup, found, [])).toEqual([expect.stringMatching(/^unproven: one\(/)]);
    // A list from elsewhere can't rename what the catalogue knows.
    const renamed = { ...groups("New Thing Write"), values: { result: [{ id: READ, name: "New Thing Write" }] } };
    expect(ask(reviewedGroup, policy(READ, ZONE_KEY), [renamed])).toEqual([expect.stringMatching(/^unproven: one\(/)]);
    // Where Cloudflare did, somebody has to say so.
    const said = { resolve: { [lookup.slice(2, -1)]: READ } };
    expect(ask(reviewedGroup, policy(READ, ZONE_KEY), [renamed], said)).toEqual([]);
    expect(ask(reviewedGroup, policy(READ, ZONE_KEY), [], said)).toEqual([expect.stringMatching(/^unproven: one\(/)]);
  });

  it("fails for what is sensitive or not known before apply: it may be anything", () => {
    const change = (more: object): object => ({
      address: "cloudflare_account_token.ci",
      mode: "managed",
      type: "cloudflare_account_token",
      name: "ci",
      change: {
        actions: ["create"],
        before: null,
        after: live(),
        after_unknown: {},
        before_sensitive: false,
        after_sensitive: {},
        ...more,
      },
    });
    for (const more of [
      { after_sensitive: { policies: [{ permission_groups: [{ id: true }] }] } },
      {
        after_unknown: { policies: [{ permission_groups: [{ id: true }] }] },
        after: live({ policies: [{ effect: "allow", permission_groups: [{}], resources: `{"${ZONE_KEY}":"*"}` }] }),
      },
      { after_sensitive: { policies: [{ resources: true }] } },
      { after_sensitive: { name: true } },
      { after_sensitive: { account_id: true } },
      { after_unknown: { account_id: true }, after: live({ account_id: null }) },
      { after_unknown: { condition: true } },
      { after_unknown: { not_before: true } },
      { after_sensitive: { expires_on: true }, after: live({ expires_on: "2037-01-01T00:00:00Z" }) },
    ]) {
      const { problems } = gatePlan("prod", readPlan(planOf([change(more)])), snapshotOf([reviewedGroup]));
      expect(problems.map(({ problem }) => problem)).toContain("unknown");
    }
  });
});

describe("the gate on a rotation", () => {
  const both = [slot("a"), slot("b")];
  const bodies = { a: live({ name: "ci-a", ...dates }), b: live({ name: "ci-b", ...dates }) };
  const turned: Sides = [["create", "delete"], bodies.b, live({ name: "ci-b-2", ...later })];
  const calm = entry("ci_a", [["no-op"], bodies.a, bodies.a]);

  it("passes a slot that is made anew, in a run that only rotates as well", () => {
    const plan = planOf([calm, entry("ci_b", turned)]);
    expect(gate(both, plan)).toEqual({ changes: "rotation", problems: [] });
    expect(gate(both, plan, { onlyRotation: true })).toEqual({ changes: "rotation", problems: [] });
  });

  it("passes what takes a slot's value with it, and fails for anything else in a run that only rotates", () => {
    const only = { onlyRotation: true, allowed: { types: [{ type: "github_actions_secret", reason: "CI" }], hosts: [] } };
    const deliveries = [
      {
        kind: "sink",
        to: "github_actions_secret.s",
        sensitive: true,
        place: { repository: "x", "provider.source": "integrations/github" },
      },
    ] as const;
    const delivered = [slot("a", { deliveries }), slot("b", { deliveries })];
    const sink = (actions: readonly string[]): object => entry("s", [actions, {}, {}], "github_actions_secret");
    const takes = (reference: string): object => ({
      configuration: {
        provider_config: { github: { name: "github", full_name: "registry.terraform.io/integrations/github" } },
        root_module: {
          resources: [
            {
              address: "github_actions_secret.s",
              mode: "managed",
              type: "github_actions_secret",
              expressions: {
                repository: { constant_value: "x" },
                plaintext_value: { references: [reference, reference.replace(/\.value$/, "")] },
              },
            },
          ],
        },
      },
    });
    const value = takes("cloudflare_account_token.ci_b.value");
    const turn = [calm, entry("ci_b", turned)];
    expect(gate(delivered, planOf([...turn, sink(["update"])], value), only)).toEqual({ changes: "rotation", problems: [] });
    expect(gate(both, planOf([...turn, sink(["update"])], value), only).problems).toEqual(["different: ci-b-2"]);
    const refused = ["not-rotation: github_actions_secret.s"];
    // A new sink is a delivery that nobody had before.
    expect(gate(delivered, planOf([...turn, sink(["create"])], value), only).problems).toContain("not-rotation: ci-b-2");
    expect(gate(delivered, planOf([...turn, sink(["update"])]), only).problems).toEqual(refused);
    const ofOther = takes("cloudflare_account_token.ci_a.value");
    expect(gate(delivered, planOf([...turn, sink(["update"])], ofOther), only).problems).toEqual(refused);
    const still = [calm, entry("ci_b", [["no-op"], bodies.b, bodies.b])];
    expect(gate(delivered, planOf([...still, sink(["update"])], value), only).problems).toEqual(refused);
    const other = token({ name: "other" });
    const update = entry("other", [["update"], live({ name: "other", status: "disabled" }), live({ name: "other" })]);
    expect(gate([...both, other], planOf([...turn, update]), only).problems).toEqual(["not-rotation: other"]);
    expect(gate([token()], planOf([entry("ci", SAME)]), only)).toEqual({ changes: "none", problems: [] });
  });

  it("takes outputs beside a turn, and names each change of a run in which nothing turns", () => {
    const only = { onlyRotation: true };
    const output = { output_changes: { id: { actions: ["update"] } } };
    expect(gate(both, planOf([calm, entry("ci_b", turned)], output), only)).toEqual({ changes: "rotation", problems: [] });
    const still = [calm, entry("ci_b", [["no-op"], bodies.b, bodies.b])];
    expect(gate(both, planOf(still, output), only).problems).toEqual(["not-rotation: output.id"]);
    // One change of a token and one of something else are two.
    const update = entry("other", [["update"], live({ name: "other", status: "disabled" }), live({ name: "other" })]);
    const record = entry("r", [["update"], {}, {}], "cloudflare_dns_record");
    const plan = planOf([calm, entry("ci_b", turned), update, record], output);
    expect(gate([...both, token({ name: "other" })], plan, only)).toEqual({
      changes: "other",
      problems: ["not-rotation: other", "not-rotation: cloudflare_dns_record.r"],
    });
  });

  it("fails for a slot whose name is not the reviewed one, but for the number of its generation", () => {
    const plan = (name: string): object => planOf([calm, entry("ci_b", [["create", "delete"], bodies.b, live({ name, ...later })])]);
    expect(gate(both, plan("ci-b-17"), { onlyRotation: true })).toEqual({ changes: "rotation", problems: [] });
    for (const name of ["billing", "ci-a-2", "ci-b-x", "ci-b-2-evil"])
      expect(gate(both, plan(name), { onlyRotation: true }).problems).toEqual([`different: ${name}`]);
  });

  it("takes nothing for a turn but one slot that is made anew with equal access", () => {
    const only = { onlyRotation: true };
    const read = { policies: [{ effect: "allow", permission_groups: [{ id: READ }], resources: `{"${ZONE_KEY}":"*"}` }] };
    const wider = {
      policies: [{ effect: "allow", permission_groups: [{ id: DNS_WRITE }, { id: READ }], resources: `{"${ZONE_KEY}":"*"}` }],
    };
    const anew = live({ name: "ci-b-2", ...later });
    // In place, access lost.
    const inPlace = entry("ci_b", [["update"], { ...bodies.b, ...wider }, bodies.b]);
    expect(gate(both, planOf([calm, inPlace]), only).problems).toEqual(["not-rotation: ci-b"]);
    // Other access than the slot had, if the reviewed one.
    const changed = entry("ci_b", [["create", "delete"], { ...bodies.b, ...read }, anew]);
    expect(gate(both, planOf([calm, changed]), only).problems).toEqual(["replaced: ci-b-2", "not-rotation: ci-b-2"]);
    // One that was disabled.
    const enabled = entry("ci_b", [["create", "delete"], { ...bodies.b, status: "disabled" }, anew]);
    expect(gate(both, planOf([calm, enabled]), only).problems).toEqual(["replaced: ci-b-2", "not-rotation: ci-b-2"]);
    // A new principal.
    const created = ["a", "b"].map((name) => entry(`ci_${name}`, [["create"], null, live({ name: `ci-${name}`, ...later })]));
    expect(gate(both, planOf(created), only).problems).toEqual(["not-rotation: ci-a", "not-rotation: ci-b"]);
    // Both at once: nobody has a value that works.
    const twice = [entry("ci_a", [["create", "delete"], bodies.a, live({ name: "ci-a-2", ...later })]), entry("ci_b", turned)];
    expect(gate(both, planOf(twice), only).problems).toEqual([
      ...["ci-a-2", "ci-b-2"].map((name) => `replaced: ${name}`),
      ...["ci-a-2", "ci-b-2"].map((name) => `not-rotation: ${name}`),
    ]);
  });

  it("takes nothing for a turn but the slot that ends first, followed by one that is valid from now on and ends", () => {
    const only = { onlyRotation: true };
    const plan = (before: object, after: object): object =>
      planOf([calm, entry("ci_b", [["create", "delete"], live({ name: "ci-b", ...before }), live({ name: "ci-b-2", ...after })])]);
    expect(gate(both, plan(dates, later), only).problems).toEqual([]);
    const younger = { not_before: "2026-11-10T00:00:00Z", expires_on: "2027-02-08T00:00:00Z" };
    expect(gate(both, plan(younger, later), only).problems).toEqual(["replaced: ci-b-2", "not-rotation: ci-b-2"]);
    const farAway = { not_before: "2099-01-01T00:00:00Z", expires_on: "2099-04-01T00:00:00Z" };
    expect(gate(both, plan(dates, farAway), only).problems).toContain("not-rotation: ci-b-2");
    const open = { expires_on: "2999-01-01T00:00:00Z" };
    expect(gate(both, plan(dates, open), only).problems).toContain("not-rotation: ci-b-2");
  });

  it("fails for a slot whose dates or name change in place, and lets only one that is made anew have others, of the reviewed length", () => {
    const update = (more: object, before: object = bodies.b): object =>
      planOf([calm, entry("ci_b", [["update"], before, { ...bodies.b, ...more }])]);
    const moved = { not_before: "2026-11-02T00:00:00Z", expires_on: "2027-01-31T00:00:00Z" };
    expect(gate(both, update(moved)).problems).toEqual(["redated: ci-b"]);
    expect(gate(both, update({ name: "ci-b-2" })).problems).toEqual(["redated: ci-b-2"]);
    expect(gate(both, update({ expires_on: "2037-01-01T00:00:00Z" })).problems).toEqual(["different: ci-b", "redated: ci-b"]);
    expect(gate(both, update({ not_before: null })).problems).toEqual(["different: ci-b", "redated: ci-b"]);
    expect(gate(both, update({ status: "active" }, { ...bodies.b, status: "disabled" })).problems).toEqual([]);
    const anew = (more: object): object => planOf([calm, entry("ci_b", [["create", "delete"], bodies.b, { ...bodies.b, ...more }])]);
    expect(gate(both, anew(moved)).problems).toEqual([]);
    expect(gate(both, anew({ ...moved, expires_on: "2027-02-01T00:00:00Z" })).problems).toEqual(["different: ci-b"]);
    // Moved and imported tokens keep their value, too.
    const inPlace = entry("ci_b", [["update"], bodies.b, { ...bodies.b, ...moved }]);
    const former = { ...inPlace, previous_address: "cloudflare_account_token.old" };
    const imported = { ...inPlace, change: { ...inPlace.change, importing: { id: "x" } } };
    const address = "cloudflare_account_token.ci_b";
    expect(gate(both, planOf([calm, former]), { moves: [address] }).problems).toEqual(["redated: ci-b"]);
    const elsewhere = {
      ...entry("ci_b", [["create", "delete"], bodies.b, { ...bodies.b, ...moved }]),
      previous_address: "cloudflare_account_token.old",
    };
    expect(gate(both, planOf([calm, elsewhere]), { moves: [address] }).problems).toEqual(["replaced: ci-b"]);
    expect(gate(both, planOf([calm, imported]), { imports: [address] }).problems).toEqual(["redated: ci-b"]);
  });

  it("lets a plan undo what somebody did to a slot's dates in the account, where that is asked for", () => {
    const longer = { ...bodies.b, expires_on: "2037-01-01T00:00:00Z" };
    const plan = planOf([calm, entry("ci_b", [["update"], longer, bodies.b])], {
      resource_drift: [entry("ci_b", [["update"], bodies.b, longer])],
    });
    expect(gate(both, plan).problems).toEqual(["redated: ci-b", "drifted: ci-b"]);
    expect(gate(both, plan, { revertDrift: true }).problems).toEqual([]);
  });

  it("takes what Terraform has still to destroy for no slot that changes in place, and what it forgets for a token of nobody", () => {
    const old = live({ name: "ci-b", not_before: "2026-08-01T00:00:00Z", expires_on: "2026-10-30T00:00:00Z" });
    const deposed = { ...entry("ci_b", [["delete"], old, null]), deposed: "12345678" };
    const created = entry("ci_b", [["create"], null, bodies.b]);
    expect(gate(both, planOf([calm, created, deposed])).problems).not.toContain("redated: ci-b");
    const forgotten = entry("ci_b", [["create", "forget"], old, bodies.b]);
    expect(gate(both, planOf([calm, forgotten])).problems).toContain("unreviewed: ci-b");
  });

  it("holds a slot without a start, or without an end, to the date that it has", () => {
    const { notBefore: _, ...endless } = slot("b");
    const body = live({ name: "ci-b", expires_on: dates.expires_on });
    const later = { ...body, expires_on: "9999-12-31T00:00:00Z" };
    const same = entry("ci_b", [["no-op"], body, body]);
    expect(gate([slot("a"), endless], planOf([calm, same])).problems).toEqual([]);
    expect(gate([slot("a"), endless], planOf([calm, entry("ci_b", [["update"], body, later])])).problems).toEqual([
      "different: ci-b",
      "redated: ci-b",
    ]);
    expect(gate([slot("a"), endless], planOf([calm, entry("ci_b", [["create", "delete"], body, later])])).problems[0]).toBe(
      "different: ci-b",
    );
    const { expiresOn: __, ...open } = slot("b");
    const started = live({ name: "ci-b", not_before: dates.not_before });
    expect(gate([slot("a"), open], planOf([calm, entry("ci_b", [["no-op"], started, started])])).problems).toEqual([]);
    expect(gate([slot("a"), open], planOf([calm, entry("ci_b", [["create"], null, live({ name: "ci-b" })])])).problems).toEqual([
      "different: ci-b",
    ]);
  });

  it("fails for a slot that can do more than was reviewed", () => {
    const wide = live({
      name: "ci-b-2",
      ...later,
      policies: [
        {
          effect: "allow",
          permission_groups: [{ id: DNS_WRITE }, { id: "c8fed203ed3043cba015a93ad1616f1f" }],
          resources: `{"${ZONE_KEY}":"*"}`,
        },
      ],
    });
    expect(gate(both, planOf([calm, entry("ci_b", [["create", "delete"], bodies.b, wide])])).problems).toEqual([
      "different: ci-b-2",
      "replaced: ci-b-2",
    ]);
  });

  it("takes a slot that expired for no drift, and one that was deleted before for drift", () => {
    const gone = (body: object): object => ({ resource_drift: [entry("ci_b", [["delete"], body, null])] });
    const plan = [calm, entry("ci_b", [["create"], null, live({ name: "ci-b-2", ...later })])];
    const expired = live({ name: "ci-b", not_before: "2026-08-01T00:00:00Z", expires_on: "2026-10-30T00:00:00Z" });
    expect(gate(both, planOf(plan, gone(expired)), { onlyRotation: true })).toEqual({ changes: "rotation", problems: [] });
    expect(gate(both, planOf(plan, gone(bodies.b)), { onlyRotation: true }).problems).toEqual(["drifted: ci-b", "not-rotation: ci-b-2"]);
  });
});
